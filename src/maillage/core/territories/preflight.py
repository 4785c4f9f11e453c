"""Says, before any search, why a problem has no solution, what causes it and what would help.

Every finding is a proof: where one is given, no alignment can satisfy the problem. No finding does
not prove the opposite.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.model import Model, build_model
from maillage.core.territories.pockets import nearest_fit
from maillage.core.territories.problem import Measure, Problem

SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Finding:
    """A proof that the problem has no solution.

    ``code`` too_few_units, empty_measure, heavy_unit, heavy_lock, contradiction, nowhere, islands,
    pocket or disruption_floor · ``message`` why · ``subjects`` the units, territories or groups
    that cause it · ``remedy`` what would make it possible.
    """

    code: str
    message: str
    subjects: tuple[str, ...]
    remedy: str

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}"


def preflight(problem: Problem) -> tuple[Finding, ...]:
    """Every proof of infeasibility that can be found without a search; empty when there is none."""
    contradictions = tuple(_contradictions(problem))
    if contradictions:
        return contradictions
    model = build_model(problem)
    checks: list[Callable[[Problem, Model], Iterator[Finding]]] = [
        _count, _empty, _nowhere, _heavy_units, _heavy_locks, _islands, _disruption_floor,
    ]  # fmt: skip
    found = [finding for check in checks for finding in check(problem, model)]
    if not found and problem.contiguity:
        found = list(_pockets(problem, model))
    return tuple(found)


def name_node(problem: Problem, model: Model, node: int) -> str:
    """The unit of a node, or the group it stands for."""
    members = np.flatnonzero(model.unit_node == node)
    shown = ", ".join(problem.ids[member] for member in members[:3])
    return shown if len(members) <= 3 else f"{shown} and {len(members) - 3} more"


def _contradictions(problem: Problem) -> Iterator[Finding]:
    forbidden = set(problem.forbidden)
    for unit, territory in problem.locks.items():
        if (unit, territory) in forbidden:
            yield Finding(
                "contradiction",
                f"Unit {unit} is locked to territory {territory + 1} and forbidden there.",
                (unit,),
                "Remove one of the two constraints.",
            )
    for group in problem.groups:
        locked = {unit: problem.locks[unit] for unit in group if unit in problem.locks}
        if len(set(locked.values())) > 1:
            yield Finding(
                "contradiction",
                "A group that must stay together is locked to several territories: "
                + ", ".join(f"{unit} to {number + 1}" for unit, number in locked.items())
                + ".",
                tuple(locked),
                "Lock all of it to one territory, or break the group up.",
            )


def _count(problem: Problem, model: Model) -> Iterator[Finding]:
    if model.size < problem.territories:
        yield Finding(
            "too_few_units",
            f"{problem.territories} territories are asked for, but there are only {model.size}"
            " units or groups to share out.",
            (),
            f"Ask for at most {model.size} territories, or use smaller units.",
        )


def _empty(problem: Problem, _model: Model) -> Iterator[Finding]:
    for measure in problem.measures:
        if measure.array().sum() <= 0:
            yield Finding(
                "empty_measure",
                f"Measure {measure.name!r} is zero everywhere, so it cannot be balanced.",
                (measure.name,),
                "Load its data or leave it out.",
            )


def _nowhere(problem: Problem, model: Model) -> Iterator[Finding]:
    if len(model.barred):
        for node in np.flatnonzero(model.barred.all(axis=1)):
            name = name_node(problem, model, int(node))
            yield Finding(
                "nowhere",
                f"Unit {name} is forbidden in every territory.",
                (name,),
                "Allow it somewhere.",
            )


def _heavy_units(problem: Problem, model: Model) -> Iterator[Finding]:
    for column, measure in enumerate(problem.measures):
        high = _highest(model, column)
        for node in np.flatnonzero(model.amounts[:, column] > high * (1 + SLACK)):
            yield _heavy_unit(problem, model, measure, column, int(node))


def _highest(model: Model, column: int) -> FloatArray:
    """(n,) largest amount allowed in any territory open to each node."""
    high = model.high[:, column]
    highest = np.full(model.size, high.max())
    if len(model.barred):
        highest = np.where(model.barred, -np.inf, high).max(axis=1)
    locked = model.fixed >= 0
    highest[locked] = high[model.fixed[locked]]
    return highest


def _heavy_unit(
    problem: Problem, model: Model, measure: Measure, column: int, node: int
) -> Finding:
    amount = model.amounts[node, column]
    target = model.target[:, column].max()
    name = name_node(problem, model, node)
    most = int(model.amounts[:, column].sum() * (1 + measure.tolerance) / amount)
    fewer = f", or ask for at most {most} territories" if 1 <= most < problem.territories else ""
    return Finding(
        "heavy_unit",
        f"Unit {name} alone holds {amount / target:.2f} times the target of a territory in"
        f" {measure.name!r} ({amount:,.0f} against {target:,.0f}): {amount / target - 1:+.1%} where"
        f" {measure.tolerance:.1%} is allowed.",
        (name,),
        "Split it into smaller units (for example postal codes), leave it out as a territory of"
        f" its own{fewer}, or raise the tolerance to {_percent_up(amount / target - 1)}.",
    )


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
            yield Finding(
                "heavy_lock",
                f"The {len(names)} units locked to territory {number + 1} hold"
                f" {held[number]:,.0f} of {measure.name!r}: {excess:+.1%} from its target where"
                f" {measure.tolerance:.1%} is allowed.",
                names,
                f"Unlock some of them, or raise the tolerance to {_percent_up(excess)}.",
            )


def _islands(problem: Problem, model: Model) -> Iterator[Finding]:
    """With equal targets, a part cut off from the rest must hold a whole number of territories."""
    if not problem.contiguity:
        return
    graph = csr_array(
        (np.ones(len(model.indices)), model.indices, model.indptr), shape=(model.size,) * 2
    )
    count, part = connected_components(graph, directed=False)
    if count > problem.territories:
        names = _part_names(problem, model, part, count)
        yield Finding(
            "islands",
            f"The units form {count} parts with no link between them, more than the"
            f" {problem.territories} territories.",
            names,
            "Link the islands to the mainland (ferry, bridge), or turn contiguity off.",
        )
        return
    for column, measure in enumerate(problem.measures):
        if not np.allclose(model.target[:, column], model.target[0, column], atol=0.0):
            continue
        target = model.target[0, column]
        amounts = np.bincount(part, weights=model.amounts[:, column])
        for number in np.flatnonzero(~_holds_whole(amounts / target, measure.tolerance)):
            names = _part_names(problem, model, part, count, only=int(number))
            yield Finding(
                "islands",
                f"{len(names)} units around {names[0]} are cut off from the rest and hold"
                f" {amounts[number] / target:.2f} territories of {measure.name!r}: no whole number"
                f" of territories fits within {measure.tolerance:.1%}.",
                names,
                "Link them to the others (ferry, bridge), or turn contiguity off.",
            )


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
        yield Finding(
            "disruption_floor",
            f"At least {floor / total:.1%} must change owner to bring the overloaded territories"
            f" within tolerance, but the cap is {reference.cap:.1%}.",
            (),
            f"Raise the cap to {_percent_up(floor / total)} or more, or widen the tolerance.",
        )


def _least_leaving(model: Model, held: np.ndarray, number: int, column: int) -> float:
    """Least stake that must leave one territory: the cheapest share of its excess (fractional)."""
    excess = model.amounts[held, column].sum() - model.high[number, column]
    if excess <= 0:
        return 0.0
    amount, stake = model.amounts[held, column], model.stake[held]
    order = np.argsort(stake / np.maximum(amount, 1e-300))
    before = np.cumsum(amount[order]) - amount[order]
    part = np.clip((excess - before) / np.maximum(amount[order], 1e-300), 0.0, 1.0)
    return float((part * stake[order]).sum())


def _pockets(problem: Problem, model: Model) -> Iterator[Finding]:
    """Heavy units that no connected set of neighbours completes to an allowed amount."""
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
            yield Finding(
                "pocket",
                f"Unit {name} holds {share[node]:.1%} of a territory's target in"
                f" {measure.name!r}, and no connected set of units around it comes within"
                f" {measure.tolerance:.1%}: the nearest ({', '.join(around)}) is"
                f" {fit.share - 1:+.2%}.",
                (name, *(other for other in around if other != name)),
                "Split one of these units, link it to another neighbour, turn contiguity off, or"
                f" raise the tolerance to {_percent_up(abs(fit.share - 1))}.",
            )


def _percent_up(value: float) -> str:
    """A percentage rounded up to two decimals, so that what is advised is enough."""
    return f"{np.ceil(value * 10_000 - 1e-6) / 100:.2f} %"
