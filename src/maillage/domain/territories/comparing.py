"""Scenarios side by side, and why a scenario moves what it moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maillage.core.territories import explain
from maillage.core.territories.reasons import Handover
from maillage.domain.territories.editing.bench import Bench, bench_of
from maillage.domain.territories.editing.deriving import owners_of
from maillage.domain.territories.editing.indicators import Indicators, indicators
from maillage.errors import InputError
from maillage.models import Job, Scenario
from maillage.texts import _

MOST = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A scenario in a comparison.

    ``moved`` accounts change owner against today, and with them ``potential`` a year; ``variation``
    is the coefficient of variation of each measure over the territories.
    """

    scenario: Scenario
    indicators: Indicators
    moved: int
    potential: float
    variation: dict[str, float]
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class UnitMove:
    """Units that change hands against today, and why: from the engine, in words."""

    units: tuple[str, ...]
    name: str
    state: str
    former: str
    receiver: str
    amounts: dict[str, float]
    cause: str
    text: str


def compare_scenarios(*, scenarios: Sequence[Scenario]) -> tuple[Column, ...]:
    """Measure several scenarios alike; ``point`` is disruption and mean distance, for the plot.

    Raises
    ------
    InputError
        If there are none, or too many to look at.
    """
    if not 1 <= len(scenarios) <= MOST:
        raise InputError(
            _("%(count)d scenarios are chosen.") % {"count": len(scenarios)},
            remedy=_("Choose 1 to %(most)d to compare.") % {"most": MOST},
        )
    return tuple(column(scenario) for scenario in scenarios)


def column(scenario: Scenario) -> Column:
    """Measure one scenario."""
    bench = bench_of(scenario)
    found, moves = indicators(bench), owners_of(bench).moves
    share = found.disruption
    return Column(
        scenario=scenario,
        indicators=found,
        moved=len(moves),
        potential=float(moves["potential"].sum()),
        variation=variations(bench),
        point=None if share is None else (share, found.mean_km),
    )


def variations(bench: Bench) -> dict[str, float]:
    """Coefficient of variation of each measure over the territories."""
    amounts = bench.standing.statistics.amounts[: len(bench.posts)]
    means = amounts.mean(axis=0)
    spread = np.divide(amounts.std(axis=0), means, out=np.zeros(len(means)), where=means > 0)
    names = [each.name for each in bench.ledger.problem.measures]
    return dict(zip(names, spread.tolist(), strict=True))


def units_apart(*, one: Scenario, other: Scenario) -> list[tuple[str, str, str]]:
    """List the units whose rep or territory name differs: unit, and territory in each.

    Territories of two scenarios are told by their rep, or where they have none by their name.
    """
    first, second = held_by(one), held_by(other)
    units = sorted(first.keys() | second.keys())
    return [
        (unit, first.get(unit, ""), second.get(unit, ""))
        for unit in units
        if first.get(unit, "") != second.get(unit, "")
    ]


def held_by(scenario: Scenario) -> dict[str, str]:
    """The rep, or the name of the territory, that has each unit."""
    rows = scenario.units.values_list("unit", "territory__rep__name", "territory__name")
    return {unit: rep or name or "" for unit, rep, name in rows}


def unit_moves(*, scenario: Scenario) -> tuple[UnitMove, ...]:
    """List the units that change hands against today, the largest first, each with its reason.

    Raises
    ------
    InputError
        If units are in no territory: reasons are known of whole plans.
    """
    bench = bench_of(scenario)
    if bench.spare:
        raise InputError(
            _("Some units are in no territory."),
            remedy=_("Assign them first, then every move can be explained."),
        )
    problem = bench.ledger.problem
    if problem.reference is None:
        return ()
    names = [post.rep_name or post.name for post in bench.posts]
    with bench.guard:
        found = explain(problem, bench.labels, names=names)
    return tuple(told(bench, each, names) for each in found.handovers if each.former >= 0)


def told(bench: Bench, each: Handover, names: Sequence[str]) -> UnitMove:
    """One change of hands, with names."""
    first = bench.ground.units.iloc[bench.place[each.units[0]]]
    measures = [measure.name for measure in bench.ledger.problem.measures]
    return UnitMove(
        units=each.units,
        name=str(first["name"]),
        state=str(first["state"]),
        former=names[each.former],
        receiver=names[each.receiver],
        amounts=dict(zip(measures, each.amounts.tolist(), strict=True)),
        cause=each.causes[0].cause.value,
        text=each.text,
    )


def frontier_points(*, scenario: Scenario) -> list[dict[str, object]]:
    """The plans of the last sweep of a scenario's frontier, for the plot; empty without one."""
    job = Job.objects.filter(scenario=scenario, kind="frontier", state=Job.State.DONE).first()
    return list(job.result.get("points", [])) if job else []
