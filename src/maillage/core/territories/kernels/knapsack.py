"""What the best territory about a place is worth at given prices: a knapsack with two-sided bounds.

With fractions of units allowed, the best value is the least, over one multiplier per measure, of
``sum of max(0, gain_i - mu.p_i) + mu.(high or low)``: any multiplier gives a valid upper bound
(Dantzig 1957; Validi, Buchanan and Lykhovyd 2022 use it with fixed multipliers). Heavy units are
then kept whole by branching.
"""

from __future__ import annotations

import numpy as np
from numba import njit

FAST = {"reassoc", "contract", "arcp", "nsz"}
"""Sums in any order; unlike ``True``, infinities keep their meaning."""


@njit(cache=True, fastmath=FAST)
def relaxed_value(gain, amounts, count, mu, least, low, high, step, passes):
    """Least upper bound found on the fractional knapsack; ``mu`` (q,) is improved in place.

    ``gain`` (count,) and ``amounts`` (count, q) describe the units at hand; ``step`` (q,) is the
    first step of a multiplier and ``least`` (q,) the smallest it may get.
    """
    measures = len(mu)
    best = np.inf
    for measure in range(measures):
        other = 0.0
        for column in range(measures):
            if column != measure:
                other += mu[column] * (high[column] if mu[column] > 0.0 else low[column])
        present = mu[measure]
        best_here, best_mu = np.inf, present
        below, above = least[measure], np.inf
        width = step[measure]
        for _ in range(passes):
            total, value = 0.0, 0.0
            for item in range(count):
                reduced = gain[item] - present * amounts[item, measure]
                for column in range(measures):
                    if column != measure:
                        reduced -= mu[column] * amounts[item, column]
                if reduced > 0.0:
                    value += reduced
                    total += amounts[item, measure]
            value += other + present * (high[measure] if present > 0.0 else low[measure])
            if value < best_here:
                best_here, best_mu = value, present
            rising = total > (high[measure] if present >= 0.0 else low[measure])
            falling = total < (low[measure] if present <= 0.0 else high[measure])
            if rising:
                below = present
            elif falling:
                above = present
            else:
                break
            if rising and above == np.inf:
                present = below + width
                if below < 0.0 < present:
                    present = 0.0
                width *= 2.0
            elif falling and above - width > below:
                present = above - width
                if present < 0.0 < above:
                    present = 0.0
                width *= 2.0
            else:
                present = 0.0 if below < 0.0 < above else 0.5 * (below + above)
                if present in (below, above):
                    break
        mu[measure] = best_mu
        best = best_here
    return best


@njit(cache=True)
def _fill(depth, load, worth, low, high, cut, heavies, lights, positive):
    """Value and last ratio when the rest of a knapsack may be filled with fractions.

    ``heavies`` (gain, amount, lights ahead) by falling ratio, decided up to ``depth`` · ``lights``
    (filled, earned) running totals by falling ratio, ``positive`` of them with a gain above 0.
    """
    gains, loads, ahead = heavies
    filled, earned = lights
    last = len(filled) - 1
    used, value, begun, ratio = load, worth, 0, 0.0
    for number in range(depth, len(gains) + 1):
        end = ahead[number] if number < len(gains) else last
        for limit, upto in ((high, min(end, positive)), (low, end)):
            if upto <= begun or used >= limit:
                continue
            room = limit - used
            if filled[upto] - filled[begun] <= room:
                value += earned[upto] - earned[begun]
                used += filled[upto] - filled[begun]
                begun = upto
                continue
            wanted = filled[begun] + room
            rank = np.searchsorted(filled, wanted)
            ratio = (earned[rank] - earned[rank - 1]) / (filled[rank] - filled[rank - 1])
            value += earned[rank - 1] - earned[begun] + (wanted - filled[rank - 1]) * ratio
            return value, ratio
        if number == len(gains):
            break
        ratio = gains[number] / loads[number]
        limit = high if ratio > 0.0 else low
        if used >= limit:
            return value, max(ratio, 0.0) if limit == low else ratio
        part = min(1.0, (limit - used) / loads[number])
        value += part * gains[number]
        used += part * loads[number]
        if part < 1.0:
            return value, ratio
    limit = high if cut > 0.0 else low
    if used < limit:
        return value + (limit - used) * cut, cut
    return value, 0.0


@njit(cache=True)
def whole_value(gain, amount, heavy, count, cut, low, high, enough, most_steps, chosen):
    """Knapsack value where heavy units are taken whole or not at all; one measure.

    Returns (best value found, upper bound, multiplier of the light units, heavy units taken).
    Branching stops where the value cannot exceed ``enough``; the upper bound is then at least
    ``enough``. After ``most_steps`` steps it is the fractional value. ``chosen`` gets the places, in
    the arrays given, of the heavy units taken. The units at hand must be all those with
    ``gain > cut * amount``; any amount more is taken to earn ``cut`` a unit.
    """
    ratio = np.full(count, -np.inf)
    free, lights, number = 0.0, 0, 0
    for item in range(count):
        if amount[item] <= 0.0:
            free += max(0.0, gain[item])
        elif gain[item] > cut * amount[item] and not (heavy[item] and amount[item] > high):
            ratio[item] = gain[item] / amount[item]
            number += heavy[item]
            lights += not heavy[item]
    filled, earned = np.zeros(lights + 1), np.zeros(lights + 1)
    gains, loads = np.empty(number), np.empty(number)
    ahead, names = np.empty(number, dtype=np.int64), np.empty(number, dtype=np.int64)
    light, rank, positive = 0, 0, 0
    for item in np.argsort(-ratio)[: lights + number]:
        if heavy[item]:
            gains[rank], loads[rank] = gain[item], amount[item]
            ahead[rank], names[rank] = light, item
            rank += 1
        else:
            filled[light + 1] = filled[light] + amount[item]
            earned[light + 1] = earned[light] + gain[item]
            light += 1
            positive += gain[item] > 0.0
    sorted_heavies, sorted_lights = (gains, loads, ahead), (filled, earned)
    load, worth = np.zeros(number + 1), np.full(number + 1, free)
    stage = np.zeros(number + 1, dtype=np.int64)
    taken, kept = np.zeros(number, dtype=np.bool_), np.zeros(number, dtype=np.bool_)
    relaxed = _fill(0, 0.0, free, low, high, cut, sorted_heavies, sorted_lights, positive)[0]
    best, best_ratio, depth, steps = -np.inf, 0.0, 0, 0
    while depth >= 0:
        if stage[depth] == 0:
            steps += 1
            if steps > most_steps:
                break
            value, last = _fill(
                depth, load[depth], worth[depth], low, high, cut, sorted_heavies, sorted_lights,
                positive,
            )  # fmt: skip
            if value <= max(best, enough):
                depth -= 1
                continue
            if depth == number:
                best, best_ratio = value, last
                kept[:] = taken
                depth -= 1
                continue
        if stage[depth] == 2:
            stage[depth] = 0
            depth -= 1
            continue
        pick = stage[depth] == 0
        stage[depth] += 1
        after = load[depth] + (loads[depth] if pick else 0.0)
        if after > high:
            continue
        taken[depth] = pick
        load[depth + 1] = after
        worth[depth + 1] = worth[depth] + (gains[depth] if pick else 0.0)
        depth += 1
        stage[depth] = 0
    found = 0
    for rank in range(number):
        if kept[rank] and found < len(chosen):
            chosen[found] = names[rank]
            found += 1
    return best, relaxed if steps > most_steps else max(best, enough), best_ratio, found
