"""Says, before any search, why a problem has no solution, what causes it and what would help.

Every finding is a proof: where one is given, no alignment can satisfy the problem. No finding does
not prove the opposite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories import findings
from maillage.core.territories.findings import Finding
from maillage.core.territories.islands import parts_of
from maillage.core.territories.model import Model, build_model
from maillage.core.territories.pockets import nearest_fit
from maillage.core.territories.problem import Measure, Problem
from maillage.texts import _

SLACK = 1e-9


def preflight(problem: Problem) -> tuple[Finding, ...]:
    """Every proof of infeasibility that can be found without a search; empty when there is none."""
    model = build_model(problem)
    for checks in (FIRST_CHECKS, CHECKS, LAST_CHECKS):
        found = [finding for check in checks for finding in check(problem, model)]
        if found:
            return tuple(found)
    return ()


def name_node(problem: Problem, model: Model, node: int) -> str:
    """The unit of a node, or the group it stands for."""
    members = np.flatnonzero(model.unit_node == node)
    shown = ", ".join(problem.ids[member] for member in members[:3])
    if len(members) <= 3:
        return shown
    return _("%(units)s and %(more)d more") % {"units": shown, "more": len(members) - 3}


def _contradictions(problem: Problem, model: Model) -> Iterator[Finding]:
    """Locks and forbidden pairs that exclude each other, on one unit or within a group."""
    place = {unit: number for number, unit in enumerate(problem.ids)}
    locked: dict[int, dict[str, int]] = {}
    for unit, territory in problem.locks.items():
        locked.setdefault(int(model.unit_node[place[unit]]), {})[unit] = territory
    for held in locked.values():
        if len(set(held.values())) > 1:
            yield findings.divided_group(held)
    for unit, territory in problem.forbidden:
        held = locked.get(int(model.unit_node[place[unit]]), {})
        for other, number in held.items():
            if number == territory:
                yield findings.forbidden_lock(other, unit, territory)


def _joined_apart(problem: Problem, model: Model) -> Iterator[Finding]:
    """Units to keep apart that are in one group, or locked to one territory."""
    place = {unit: number for number, unit in enumerate(problem.ids)}
    for units in problem.separate_sets():
        for one, other in combinations(units, 2):
            node, second = model.unit_node[place[one]], model.unit_node[place[other]]
            locked = int(model.fixed[node])
            if node == second:
                yield findings.joined_apart(one, other, None)
            elif locked >= 0 and locked == model.fixed[second]:
                yield findings.joined_apart(one, other, locked)


def _crowded(problem: Problem, _model: Model) -> Iterator[Finding]:
    for units in problem.separate_sets():
        if len(units) > problem.territories:
            yield findings.crowded(units, problem.territories)


def _count(problem: Problem, model: Model) -> Iterator[Finding]:
    if model.size < problem.territories:
        yield findings.too_few_units(problem.territories, model.size)


def _empty(problem: Problem, _model: Model) -> Iterator[Finding]:
    for measure in problem.measures:
        if measure.array().sum() <= 0:
            yield findings.empty_measure(measure.name)


def _nowhere(problem: Problem, model: Model) -> Iterator[Finding]:
    if len(model.barred):
        for node in np.flatnonzero(model.barred.all(axis=1)):
            yield findings.nowhere(name_node(problem, model, int(node)))


def _heavy_units(problem: Problem, model: Model) -> Iterator[Finding]:
    for column, measure in enumerate(problem.measures):
        high = _highest(model, column)
        heavy = (high > 0) & (model.amounts[:, column] > high * (1 + SLACK))
        for node in np.flatnonzero(heavy):
            yield _heavy_unit(problem, model, measure, column, int(node))


def _highest(model: Model, column: int) -> FloatArray:
    """(n,) largest amount allowed in any territory open to each node."""
    high = model.high[:, column]
    highest = np.full(model.size, high.max())
    if len(model.barred):
        highest = np.where(model.barred, 0.0, high).max(axis=1)
    locked = model.fixed >= 0
    highest[locked] = high[model.fixed[locked]]
    return highest


def _heavy_unit(
    problem: Problem, model: Model, measure: Measure, column: int, node: int
) -> Finding:
    amount = model.amounts[node, column]
    target = float(_highest(model, column)[node] / (1 + measure.tolerance))
    most = int(model.amounts[:, column].sum() * (1 + measure.tolerance) / amount)
    fewer = most if 1 <= most < problem.territories else None
    name = name_node(problem, model, node)
    return findings.heavy_unit(name, measure, float(amount), target, fewer)


def _heavy_locks(problem: Problem, model: Model) -> Iterator[Finding]:
    for column, measure in enumerate(problem.measures):
        locked = model.fixed >= 0
        held = np.bincount(
            model.fixed[locked],
            weights=model.amounts[locked, column],
            minlength=problem.territories,
        )
        for number in np.flatnonzero(held > model.high[:, column] * (1 + SLACK)):
            nodes = np.flatnonzero(model.fixed == number)
            names = tuple(name_node(problem, model, int(node)) for node in nodes)
            excess = held[number] / model.target[number, column] - 1
            count = int(np.isin(model.unit_node, nodes).sum())
            yield findings.heavy_lock(
                int(number), measure, held[number], excess, units=names, count=count
            )


def _islands(problem: Problem, model: Model) -> Iterator[Finding]:
    """With equal targets, a part cut off from the rest must hold a whole number of territories."""
    if not problem.contiguity or problem.edges is None:
        return
    count, part = parts_of(model)
    if count > problem.territories:
        names = _part_names(problem, model, part, count)
        yield findings.scattered(count, problem.territories, names)
        return
    for column, measure in enumerate(problem.measures):
        if not np.allclose(model.target[:, column], model.target[0, column], atol=0.0):
            continue
        target = model.target[0, column]
        amounts = np.bincount(part, weights=model.amounts[:, column])
        for number in np.flatnonzero(~_holds_whole(amounts / target, measure.tolerance)):
            names = _part_names(problem, model, part, count, only=int(number))
            yield findings.cut_off(names, measure, amounts[number] / target)


def _holds_whole(share: FloatArray, tolerance: float) -> np.ndarray:
    """Whether a whole number m of territories can share ``share`` targets: m(1-t) ≤ s ≤ m(1+t)."""
    least = np.ceil(share / (1 + tolerance) - SLACK)
    return (least >= 1) & (least * (1 - tolerance) <= share * (1 + SLACK))


def _part_names(
    problem: Problem, model: Model, part: IntArray, count: int, *, only: int | None = None
) -> tuple[str, ...]:
    """Units of one part, or of every part but the largest."""
    sizes = np.bincount(part, minlength=count)
    chosen = part == only if only is not None else part != int(np.argmax(sizes))
    return tuple(name_node(problem, model, int(node)) for node in np.flatnonzero(chosen)[:50])


def _disruption_floor(problem: Problem, model: Model) -> Iterator[Finding]:
    """What a territory holds today above its largest allowed amount must leave it."""
    reference = problem.reference
    if reference is None or reference.cap is None or not np.isfinite(model.cap):
        return
    total = problem.stakes().sum()
    floor = total - model.stake.sum()
    for number in range(problem.territories):
        held = (model.previous == number) & (model.stake > 0)
        floor += max(
            _least_leaving(model, held, number, column) for column in range(len(problem.measures))
        )
    if floor > reference.cap * total * (1 + SLACK):
        yield findings.disruption_floor(floor / total, reference.cap)


def _least_leaving(model: Model, held: np.ndarray, number: int, column: int) -> float:
    """Least stake that must leave one territory: the cheapest share of its excess (fractional).

    A group that several own today costs no more than what its rival then gets less of.
    """
    excess = model.amounts[held, column].sum() - model.high[number, column]
    if excess <= 0:
        return 0.0
    amount, stake = model.amounts[held, column], model.stake[held] - model.rival[held]
    worth = np.divide(stake, amount, out=np.full_like(stake, np.inf), where=amount > 0)
    order = np.argsort(worth)
    before = np.cumsum(amount[order]) - amount[order]
    part = np.clip(excess - before, 0.0, amount[order])
    part = np.divide(part, amount[order], out=np.zeros_like(part), where=amount[order] > 0)
    return float((part * stake[order]).sum())


def _pockets(problem: Problem, model: Model) -> Iterator[Finding]:
    """Heavy units that no connected set of neighbours completes to an allowed amount."""
    if not problem.contiguity or problem.edges is None:
        return
    for column, measure in enumerate(problem.measures):
        if not np.allclose(model.target[:, column], model.target[0, column], atol=0.0):
            continue
        target = model.target[0, column]
        share = model.amounts[:, column] / target
        for node in np.flatnonzero(share > 0.5 * (1 - measure.tolerance)):
            fit = nearest_fit(model, share, int(node), measure.tolerance)
            if fit is None:
                continue
            name = name_node(problem, model, int(node))
            around = tuple(name_node(problem, model, int(other)) for other in fit.nodes)
            yield findings.pocket(name, measure, share[node], around, fit.share)


type _Check = Callable[[Problem, Model], Iterator[Finding]]

FIRST_CHECKS: tuple[_Check, ...] = (_contradictions, _joined_apart, _empty)
CHECKS: tuple[_Check, ...] = (
    _count, _crowded, _nowhere, _heavy_units, _heavy_locks, _islands, _disruption_floor,
)  # fmt: skip
LAST_CHECKS: tuple[_Check, ...] = (_pockets,)
