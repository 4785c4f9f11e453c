"""The figures of a scenario as it is edited, and its warnings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from maillage.domain.territories.editing.bench import Bench
from maillage.domain.territories.editing.deriving import owners_of
from maillage.domain.territories.words import measure_word
from maillage.texts import _, language, ngettext, percent

ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Balance:
    """A measure of a territory: its amount, target, and relative deviation from it."""

    measure: str
    amount: float
    target: float
    deviation: float
    within: bool


@dataclass(frozen=True, slots=True)
class TerritoryFigures:
    """The figures of one territory; distances are in km."""

    number: int
    name: str
    colour: str
    rep: str
    rep_name: str
    units: int
    accounts: int
    pieces: int
    mean_km: float
    radius_km: float
    balances: tuple[Balance, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What is not as asked.

    ``code``: tolerance, pieces, empty, unassigned or disruption · ``territory`` its number, 0 where
    it concerns them all.
    """

    code: str
    territory: int
    text: str
    measure: str = ""
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Indicators:
    """The figures of a scenario.

    ``mean_km`` is the weighted mean distance of units to the centre of their territory, and
    ``inertia`` what the engine makes small (weight x km²). ``disruption`` is the share of what is
    owned today that changes owner, None where no territory has a rep who owns something.
    """

    territories: tuple[TerritoryFigures, ...]
    warnings: tuple[Notice, ...]
    measures: tuple[dict[str, Any], ...]
    unassigned: int
    largest_deviation: float
    mean_km: float
    inertia: float
    disruption: float | None
    disconnected: int

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def indicators(bench: Bench) -> Indicators:
    """Read the figures off a bench, in the reader's language."""
    return bench.once(("indicators", language()), lambda: read_off(bench))


def read_off(bench: Bench) -> Indicators:
    """Put the figures of a bench together."""
    count = len(bench.posts)
    statistics = bench.standing.statistics
    problem = bench.ledger.problem
    weight = np.bincount(bench.whole, problem.weight_array(), problem.territories)[:count]
    total = float(weight.sum())
    territories = tuple(territory_figures(bench))
    warnings = tuple(warnings_of(bench, territories))
    deviations = statistics.deviations[:count]
    return Indicators(
        territories=territories,
        warnings=warnings,
        measures=tuple(
            {
                "name": each.name,
                "label": measure_word(each.name),
                "tolerance": each.tolerance,
                "total": float(each.array().sum()),
                "largest_deviation": float(np.abs(deviations[:, column]).max(initial=0.0)),
            }
            for column, each in enumerate(problem.measures)
        ),
        unassigned=int((bench.labels < 0).sum()),
        largest_deviation=float(np.abs(deviations).max(initial=0.0)),
        mean_km=float(weight @ statistics.mean_km[:count] / total) if total > 0 else 0.0,
        inertia=float(statistics.inertia[:count].sum()),
        disruption=disruption_of(bench),
        disconnected=sum(each.code == "pieces" for each in warnings),
    )


def disruption_of(bench: Bench) -> float | None:
    """Share of what active reps own that changes owner; None where no rep of the plan owns any."""
    held = bench.standing.statistics.stake > 0
    return bench.ground.disruption(owners_of(bench)) if held else None


def territory_figures(bench: Bench) -> Iterator[TerritoryFigures]:
    """The figures of each territory."""
    statistics = bench.standing.statistics
    accounts = accounts_by_territory(bench)
    for place, post in enumerate(bench.posts):
        yield TerritoryFigures(
            number=post.number,
            name=post.name,
            colour=post.colour,
            rep=post.rep,
            rep_name=post.rep_name,
            units=int(statistics.units[place]),
            accounts=int(accounts[place]),
            pieces=int(statistics.components[place]),
            mean_km=float(statistics.mean_km[place]),
            radius_km=float(statistics.radius_km[place]),
            balances=tuple(
                Balance(
                    measure=each.name,
                    amount=float(statistics.amounts[place, column]),
                    target=float(bench.ledger.gauge.targets[place, column]),
                    deviation=float(statistics.deviations[place, column]),
                    within=bool(
                        abs(statistics.deviations[place, column]) <= each.tolerance + ROUNDING
                    ),
                )
                for column, each in enumerate(bench.ledger.problem.measures)
            ),
        )


def accounts_by_territory(bench: Bench) -> np.ndarray:
    """(k,) how many accounts lie in the units of each territory."""
    counted = np.bincount(
        bench.whole,
        bench.ground.accounts_by_unit,
        minlength=bench.ledger.problem.territories,
    )
    return counted[: len(bench.posts)]


def warnings_of(bench: Bench, territories: tuple[TerritoryFigures, ...]) -> Iterator[Notice]:
    """What is not as asked, territory by territory, then what concerns them all."""
    tolerance = {each.name: each.tolerance for each in bench.ledger.problem.measures}
    for each in territories:
        yield from warnings_of_territory(each, tolerance)
    spare = int((bench.labels < 0).sum())
    if spare:
        text = ngettext(
            "%(count)d unit is in no territory", "%(count)d units are in no territory", spare
        )
        yield Notice("unassigned", 0, text % {"count": spare}, value=spare)
    cap, share = bench.ground.request.disruption_cap, disruption_of(bench)
    if cap is not None and share is not None and share > cap + ROUNDING:
        text = _("%(share)s changes owner, the cap is %(cap)s")
        shown = {"share": percent(share, 2), "cap": percent(cap, 2)}
        yield Notice("disruption", 0, text % shown, value=share)


def warnings_of_territory(each: TerritoryFigures, tolerance: dict[str, float]) -> Iterator[Notice]:
    """What is not as asked of one territory."""
    if not each.units:
        text = _("%(territory)s has no unit") % {"territory": each.name}
        yield Notice("empty", each.number, text)
        return
    if each.pieces > 1:
        text = _("%(territory)s is in %(pieces)d pieces")
        shown = {"territory": each.name, "pieces": each.pieces}
        yield Notice("pieces", each.number, text % shown, value=each.pieces)
    for balance in each.balances:
        if not balance.within:
            text = _(
                "%(territory)s: %(measure)s is %(deviation)s from its target, the tolerance is"
                " %(tolerance)s"
            )
            shown = {
                "territory": each.name,
                "measure": measure_word(balance.measure),
                "deviation": percent(balance.deviation, 1, signed=True),
                "tolerance": percent(tolerance[balance.measure], 1),
            }
            yield Notice("tolerance", each.number, text % shown, balance.measure, balance.deviation)
