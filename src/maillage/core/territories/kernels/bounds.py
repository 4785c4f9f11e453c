"""What territories about places and cells are worth at given prices, and which units they serve.

At prices ``alpha`` (n,) for serving the units, a territory with units S about the centre c is worth
``sum over S of alpha_i - w_i |x_i - c|^2``, while its amounts must stay within [low, high]: the
knapsack of :mod:`maillage.core.territories.kernels.knapsack`.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from maillage.core.territories.kernels.knapsack import FAST, relaxed_value, whole_value

EARTH_RADIUS_KM = 6371.0088


@njit(cache=True, fastmath=FAST)
def price_places(alpha, weight, amounts, lists, mu, low, high, step, least, passes, value):
    """Fractional value of every place and kind of territory; improves ``mu`` (G, t, q).

    ``lists`` (pointers, units, squared km) of the units near each place · ``least`` (G, q) the
    smallest that its multipliers may get · ``value`` (G, t) out.
    """
    pointers, units, squares = lists
    measures = amounts.shape[1]
    longest = 0
    for place in range(len(value)):
        longest = max(longest, pointers[place + 1] - pointers[place])
    gain = np.empty(longest)
    near = np.empty((longest, measures))
    for place in range(len(value)):
        count = 0
        for entry in range(pointers[place], pointers[place + 1]):
            unit = units[entry]
            gain[count] = alpha[unit] - weight[unit] * squares[entry]
            for measure in range(measures):
                near[count, measure] = amounts[unit, measure]
            count += 1
        for kind in range(len(low)):
            value[place, kind] = relaxed_value(
                gain, near, count, mu[place, kind], least[place], low[kind], high[kind], step,
                passes,
            )  # fmt: skip


@njit(cache=True, fastmath=FAST)
def cover_by_places(alpha, weight, amounts, lists, mu, share, least, heavy, whole, chosen, cover):
    """Add up how much of every unit the weighted best territories serve, into ``cover`` (n,).

    ``share`` (G, t) weights · ``whole`` (G, t) number of heavy units that the place takes whole,
    listed in ``chosen`` (G, t, c), or -1 where fractions of heavy units are allowed.
    """
    pointers, units, squares = lists
    measures = amounts.shape[1]
    cover[:] = 0.0
    for place in range(len(share)):
        for kind in range(share.shape[1]):
            part = share[place, kind]
            if part < least:
                continue
            apart = whole[place, kind] >= 0
            for number in range(whole[place, kind]):
                cover[chosen[place, kind, number]] += part
            for entry in range(pointers[place], pointers[place + 1]):
                unit = units[entry]
                if apart and heavy[unit]:
                    continue
                reduced = alpha[unit] - weight[unit] * squares[entry]
                for measure in range(measures):
                    reduced -= mu[place, kind, measure] * amounts[unit, measure]
                if reduced > 0.0:
                    cover[unit] += part


@njit(cache=True)
def whole_places(
    alpha, weight, amounts, lists, mu, margin, low, high, heavy, enough, most_steps, value, upper,
    light_mu, whole, chosen,
):  # fmt: skip
    """The same, less exactly, for every place whose fractional ``value`` (G, t) exceeds ``enough`` (t,); one measure.

    Overwrites ``value`` with the best value found; writes ``upper`` (G, t), ``light_mu`` (G, t, 1),
    ``whole`` (G, t), -1 where nothing was done, and the units in ``chosen`` (G, t, c).
    """
    pointers, units, squares = lists
    longest = 0
    for place in range(len(value)):
        longest = max(longest, pointers[place + 1] - pointers[place])
    gain, amount = np.empty(longest), np.empty(longest)
    large = np.empty(longest, dtype=np.bool_)
    for place in range(len(value)):
        first = pointers[place]
        ready = False
        for kind in range(len(low)):
            upper[place, kind] = value[place, kind]
            whole[place, kind] = -1
            if value[place, kind] <= enough[kind]:
                continue
            count = pointers[place + 1] - first
            if not ready:
                for item in range(count):
                    unit = units[first + item]
                    gain[item] = alpha[unit] - weight[unit] * squares[first + item]
                    amount[item] = amounts[unit, 0]
                    large[item] = heavy[unit]
                ready = True
            best, most, ratio, found = whole_value(
                gain, amount, large, count, mu[place, kind, 0] - margin, low[kind, 0],
                high[kind, 0], enough[kind], most_steps, chosen[place, kind],
            )  # fmt: skip
            value[place, kind], upper[place, kind] = best, most
            light_mu[place, kind, 0], whole[place, kind] = ratio, found
            for number in range(found):
                chosen[place, kind, number] = units[first + chosen[place, kind, number]]


@njit(cache=True)
def _reach(mu, table_at, table):
    """Largest squared distance at which a unit can still have a positive reduced gain.

    The true value is convex in the multiplier, so a line between two nodes of the table is above it.
    """
    last = len(table) - 1
    if mu >= table_at[last]:
        return table[last]
    if mu <= table_at[0]:
        return np.inf
    return np.interp(mu, table_at, table)


@njit(cache=True)
def _gather(cell, limit, alpha, units, rows, everywhere, near, gain):
    """Units nearer to the middle of a cell than ``limit`` (squared km); returns how many.

    A chord d from a point at depth h, r km from the Earth's centre, spans an angle of
    ``2 arcsin sqrt((d² - h²) / (4 R r))``.
    """
    position, weight = units
    pointers, order, longitudes, first, height = rows
    x, y, z, square, latitude = cell
    longitude = np.arctan2(y, x)
    angle = np.pi
    radius = np.sqrt(x * x + y * y + z * z)
    above = max(limit - (EARTH_RADIUS_KM - radius) ** 2, 0.0)
    if above < 4.0 * EARTH_RADIUS_KM * radius:
        angle = 2.0 * np.arcsin(np.sqrt(above / (4.0 * EARTH_RADIUS_KM * radius))) + 1e-9
    reach = np.pi
    if abs(latitude) + angle < 0.5 * np.pi:
        reach = np.arcsin(min(1.0, np.sin(angle) / np.cos(latitude))) + 1e-9
    count = 0
    row_start = max(0, int((latitude - angle - first) / height) - 1)
    row_end = min(len(pointers) - 2, int((latitude + angle - first) / height) + 1)
    for row in range(row_start, row_end + 1):
        start, end = pointers[row], pointers[row + 1]
        for turn in (-1.0, 0.0, 1.0):
            if turn != 0.0 and reach >= np.pi:
                continue
            west = longitude - reach + 2.0 * np.pi * turn
            east = longitude + reach + 2.0 * np.pi * turn
            if reach >= np.pi:
                west, east = -4.0, 4.0
            entry = start + np.searchsorted(longitudes[start:end], west)
            while entry < end and longitudes[entry] <= east:
                unit = order[entry]
                distance = (
                    (position[unit, 0] - x) ** 2
                    + (position[unit, 1] - y) ** 2
                    + (position[unit, 2] - z) ** 2
                )
                if distance < limit:
                    near[count] = unit
                    gain[count] = alpha[unit] - weight[unit] * (distance - square)
                    count += 1
                entry += 1
    for number in range(len(everywhere)):
        near[count] = everywhere[number]
        gain[count] = alpha[everywhere[number]]
        count += 1
    return count


@njit(cache=True)
def relevant_units(cells, alpha, units, amounts, rows, everywhere, mu, margin, reach, room):
    """Lists (pointers, units, squared km) of the units that may be worth serving from each place.

    These have a positive gain after multipliers ``margin`` (q,) under ``mu`` (C, q). ``cells`` as for
    :func:`bound_cells`, with radius 0 · ``room`` units of all lists together at most; what no longer
    fits is left out.
    """
    measures = amounts.shape[1]
    near = np.empty(len(alpha), dtype=np.int64)
    gain = np.empty(len(alpha))
    pointers = np.zeros(len(cells) + 1, dtype=np.int32)
    listed, squares = np.empty(room, dtype=np.int32), np.empty(room)
    position, weight = units
    filled = 0
    for cell in range(len(cells)):
        least = mu[cell] - margin
        limit = _reach(least[0], reach[0], reach[1])
        for measure in range(1, measures):
            limit += max(0.0, -least[measure]) * reach[2][measure]
        count = _gather(cells[cell], limit, alpha, units, rows, everywhere, near, gain)
        for item in range(count):
            unit = near[item]
            reduced = gain[item]
            for measure in range(measures):
                reduced -= least[measure] * amounts[unit, measure]
            if reduced > 0.0 and filled < room:
                listed[filled] = unit
                squares[filled] = 0.0
                for axis in range(3):
                    squares[filled] += (position[unit, axis] - cells[cell, axis]) ** 2
                filled += 1
        pointers[cell + 1] = filled
    return pointers, listed[:filled].copy(), squares[:filled].copy()


@njit(cache=True, fastmath=FAST)
def bound_cells(
    cells, alpha, units, amounts, rows, everywhere, mu, floor, low, high, step, passes, heavy,
    enough, most_steps, reach, upper,
):  # fmt: skip
    """Upper bound on the value of any territory with its centre in each cell; one kind.

    ``cells`` (C, 5): x, y, z of the middle in km, squared radius in km², latitude of the middle in
    radians · ``units`` (position, weight) · ``rows`` (pointers, order, longitudes, first latitude,
    height) units by rows of latitude, sorted by longitude · ``everywhere`` units without weight ·
    ``mu`` (C, q) first multipliers, improved · ``floor`` (C, q) the smallest they may get ·
    ``heavy`` (n,) units kept whole; none where ``most_steps`` is 0 · ``reach`` (multipliers, squared
    km, slopes) see :func:`_reach` · ``upper`` (C,) out.

    With c the weighted mean of S and m the middle of its cell, the cost of S about c is its cost
    about m less ``w(S) |c - m|²``: the loss is of second order in the radius.
    """
    measures = amounts.shape[1]
    size = len(alpha)
    near = np.empty(size, dtype=np.int64)
    gain, amount = np.empty(size), np.empty((size, measures))
    large = np.empty(size, dtype=np.bool_)
    chosen = np.empty(0, dtype=np.int32)
    for cell in range(len(cells)):
        least = floor[cell]
        limit = _reach(least[0], reach[0], reach[1]) + cells[cell, 3]
        for measure in range(1, measures):
            limit += max(0.0, -least[measure]) * reach[2][measure]
        count = _gather(cells[cell], limit, alpha, units, rows, everywhere, near, gain)
        for item in range(count):
            large[item] = heavy[near[item]]
            for measure in range(measures):
                amount[item, measure] = amounts[near[item], measure]
        upper[cell] = relaxed_value(gain, amount, count, mu[cell], least, low, high, step, passes)
        if most_steps > 0 and upper[cell] > enough:
            upper[cell] = whole_value(
                gain[:count], amount[:count, 0], large[:count], count, least[0], low[0],
                high[0], enough, most_steps, chosen,
            )[1]  # fmt: skip
