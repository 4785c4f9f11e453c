"""A rep leaves or joins: the territories change hands with as little other change as possible."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories import values
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.feasibility import preflight
from maillage.core.territories.figures import measure_up
from maillage.core.territories.give_back import give_back, grow, take_over
from maillage.core.territories.headcount import (
    check_home,
    leavers,
    nearest_of,
    with_one_more,
    without,
)
from maillage.core.territories.model import build_model
from maillage.core.territories.problem import Problem, Reference
from maillage.core.territories.search import SearchParameters
from maillage.core.territories.settle import COLD, settle
from maillage.errors import InfeasibleError
from maillage.texts import _, percent

TRIES = (3, 8)
"""Searches that are made at least and, on few units, at most; the one that moves least is kept."""

WARM = replace(COLD, hot=1.0)
"""A search that is free at first to pass units on from one territory to the next."""

LADDER = (0.7, 2.0, 10.0)
"""Prices of continuity one after the other, in radii of a territory."""

GENTLER = ((0.3, 1.0, 2.0), (0.1, 0.3, 1.0, 2.0), (0.0, 0.3, 1.0))
"""The same, where nothing was found under those."""

PER_NODE = 1_500


@dataclass(frozen=True, slots=True)
class Transfer:
    """One basic unit that changes hands.

    ``before`` and ``after`` are territory numbers from 0 · ``stake`` what changes hands with it ·
    ``reason`` left (its owner leaves), joined (it goes to the new rep) or balance (it makes room
    for others, or fills what others left).
    """

    unit: str
    before: int
    after: int
    stake: float
    reason: str

    def __str__(self) -> str:
        words = {"unit": self.unit, "before": self.before + 1, "after": self.after + 1}
        return {
            "left": _("%(unit)s goes to territory %(after)d, because territory %(before)d closes"),
            "joined": _("%(unit)s goes from territory %(before)d to the new territory %(after)d"),
            "balance": _(
                "%(unit)s goes from territory %(before)d to territory %(after)d, so that both stay"
                " within tolerance"
            ),
        }[self.reason] % words


@dataclass(frozen=True, eq=False)
class Turnover:
    """The territories after somebody left or joined.

    Attributes
    ----------
    alignment
        The new territories, numbered without those that closed.
    labels
        (n,) territory of each unit in the old numbering; a new territory has the next number.
    numbers
        Old number of each territory of the alignment.
    before, after
        (k, q) amounts of the alignment's territories before and after.
    transfers
        Every unit that changes hands, with the reason.
    vacant
        Territories without a rep: open headcount.
    disruption
        Share of the stake of those who stay that changes hands between them.
    handed_over
        Share of all stake that leaves with a rep or goes to a new one.
    """

    alignment: Alignment
    labels: IntArray
    numbers: tuple[int, ...]
    before: FloatArray
    after: FloatArray
    transfers: tuple[Transfer, ...]
    vacant: tuple[int, ...]
    disruption: float
    handed_over: float

    @property
    def violations(self) -> tuple[str, ...]:
        """What is not as asked, in words."""
        return self.alignment.violations

    @property
    def feasible(self) -> bool:
        """Whether everything is as asked."""
        return self.alignment.feasible

    @property
    def only_necessary(self) -> bool:
        """Whether nothing changes hands but what a rep leaves or takes."""
        return all(transfer.reason != "balance" for transfer in self.transfers)

    def __str__(self) -> str:
        message = _(
            "%(count)d units change hands: %(handed)s of the stake because of who leaves or joins,"
            " %(other)s of what the others hold between them."
        )
        return message % {
            "count": len(self.transfers),
            "handed": percent(self.handed_over),
            "other": percent(self.disruption, 2),
        }


def redistribute(
    problem: Problem,
    labels: ArrayLike,
    *,
    leaving: int | Collection[int],
    keep_open: bool = False,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Turnover:
    """Share out the territories of reps who leave, with the least other change.

    First only the leavers' units move, to neighbours. Where that cannot bring everyone within
    tolerance of the new targets, other units move too, under a price that makes such moves rare;
    what turns out not to be needed goes back.

    Parameters
    ----------
    problem
        What is asked, with the leavers' territories. Locks to them and forbidden pairs with them
        lapse; shares of measures are those of the others. The stakes of its reference, where it
        has one, say what a move costs; the compactness weight otherwise.
    labels
        (n,) territory of each unit today, 0 to k-1.
    leaving
        Number of one territory, or of several.
    keep_open
        Keep the territories as they are, as open headcount: nothing moves.
    seed, cancelled
        As in :func:`~maillage.core.territories.solver.solve`.

    Raises
    ------
    ParameterError
        When the labels do not fit, a number is unknown or nobody would be left.
    InfeasibleError
        When no alignment without the leavers can satisfy the problem.
    """
    labels = values.labels(labels, problem.size, problem.territories)
    gone = leavers(problem, leaving)
    if keep_open:
        return _kept_open(problem, labels, gone, seed)
    numbers = tuple(n for n in range(problem.territories) if n not in gone)
    new_number = np.full(problem.territories, -1, dtype=np.int32)
    new_number[list(numbers)] = np.arange(len(numbers))
    own = new_number[labels]
    asked = without(problem, numbers, new_number)
    _refuse_impossible(asked)
    model = build_model(asked)
    start = take_over(model, own)
    staying = {unit: int(own[place]) for place, unit in enumerate(problem.ids) if own[place] >= 0}
    near = settle(replace(asked, locks=staying), start, seed=seed, cancelled=cancelled)
    found = near.against(asked)
    if not found.feasible:
        found = _least_moves(
            asked, own, found.labels, _stakes(problem), seed=seed, cancelled=cancelled
        )
    return _turnover(problem, found, labels, numbers)


def welcome(
    problem: Problem,
    labels: ArrayLike,
    *,
    home: tuple[float, float] | None = None,
    share: float | None = None,
    travel: ArrayLike | None = None,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Turnover:
    """Make room for a rep who joins, with the least other change.

    Parameters
    ----------
    problem
        What is asked today, without the new territory.
    labels
        (n,) territory of each unit today, 0 to k-1.
    home
        Latitude and longitude where the new territory begins; the nearest unit that can be is
        locked to it. It begins between the two neighbours with the most work when absent. Needed
        where the problem has homes.
    share
        Capacity of the new rep, in the unit of the measures' shares; the mean when absent.
    travel
        (n,) distance or time to the new rep's centre, where the problem has (n, k) travel.
    seed, cancelled
        As in :func:`~maillage.core.territories.solver.solve`.

    Raises
    ------
    ParameterError
        When the labels, home or share do not fit.
    InfeasibleError
        When no alignment with one more territory can satisfy the problem.
    """
    labels = values.labels(labels, problem.size, problem.territories)
    if home is not None:
        check_home(home)
    if share is not None:
        values.positive(share, _("The share of the new rep"))
    asked = with_one_more(problem, home, share, travel)
    _refuse_impossible(asked)
    start = grow(build_model(asked), labels, home)
    if home is not None:
        unit = nearest_of(asked, start, home)
        asked = replace(asked, locks={**asked.locks, asked.ids[unit]: problem.territories})
    found = _least_moves(asked, labels, start, _stakes(problem), seed=seed, cancelled=cancelled)
    return _turnover(problem, found, labels, tuple(range(asked.territories)))


def _refuse_impossible(problem: Problem) -> None:
    findings = preflight(problem)
    if findings:
        raise InfeasibleError(findings)


def _stakes(problem: Problem) -> FloatArray:
    """(n,) what a move of each unit costs."""
    if problem.reference is None or problem.reference.amounts is None:
        return problem.weight_array()
    return np.asarray(problem.reference.amounts, dtype=np.float64)


def _least_moves(
    asked: Problem,
    own: IntArray,
    start: IntArray,
    stakes: FloatArray,
    *,
    seed: int,
    cancelled: Callable[[], bool] | None,
) -> Alignment:
    """Search under prices of continuity, give back what need not move, keep what moves least."""
    radius, model = max(_radius(asked, start), 1e-6), build_model(asked)
    best: tuple[tuple[int, float], Alignment] | None = None
    tries = min(TRIES[1], max(TRIES[0], 3_000 // asked.size))
    for number, factors in enumerate((*(LADDER,) * tries, *GENTLER)):
        if number >= tries and best is not None and best[1].feasible:
            break
        labels = start if best is None or best[1].feasible else best[1].labels
        for factor in factors:
            priced = replace(asked, reference=Reference(own, stakes, price_km=factor * radius))
            found = settle(
                priced, labels, parameters=_budget(asked), seed=seed + number, cancelled=cancelled
            )
            labels = found.labels
        found = found.against(asked, give_back(model, labels, own))
        moved = float(stakes[(own >= 0) & (found.labels != own)].sum())
        rank = (len(found.violations), moved)
        if best is None or rank < best[0]:
            best = rank, found
    assert best is not None
    return best[1]


def _budget(problem: Problem) -> SearchParameters:
    """The search with proposals by size."""
    return replace(WARM, proposals=min(8_000_000, max(20_000, PER_NODE * problem.size)))


def _radius(problem: Problem, labels: IntArray) -> float:
    """Distance to the centre, as the price of continuity is given: root mean square for power 2."""
    weight = float(problem.weight_array().sum())
    value = measure_up(problem, labels).value
    return float((value / weight) ** (1 / problem.power)) if weight > 0 else 0.0


def _kept_open(problem: Problem, labels: IntArray, gone: tuple[int, ...], seed: int) -> Turnover:
    """Nothing moves; the leavers' territories are open headcount."""
    alignment = Alignment.of(problem, labels, seed=seed)
    amounts = alignment.statistics.amounts
    stakes = _stakes(problem)
    return Turnover(
        alignment=alignment,
        labels=labels,
        numbers=tuple(range(problem.territories)),
        before=amounts,
        after=amounts,
        transfers=(),
        vacant=gone,
        disruption=0.0,
        handed_over=_share(stakes[np.isin(labels, gone)].sum(), stakes.sum()),
    )


def _turnover(
    problem: Problem, found: Alignment, labels: IntArray, numbers: tuple[int, ...]
) -> Turnover:
    """Dress the answer in the old numbering."""
    after = np.array(numbers, dtype=np.int32)[found.labels]
    stakes = _stakes(problem)
    left, joined = ~np.isin(labels, numbers), after == problem.territories
    moved = after != labels
    before = np.column_stack(
        [
            np.bincount(labels, weights=measure.array(), minlength=problem.territories + 1)
            for measure in problem.measures
        ]
    )
    return Turnover(
        alignment=found,
        labels=after,
        numbers=numbers,
        before=before[list(numbers)],
        after=found.statistics.amounts,
        transfers=tuple(
            Transfer(
                problem.ids[int(unit)],
                int(labels[unit]),
                int(after[unit]),
                float(stakes[unit]),
                "left" if left[unit] else "joined" if joined[unit] else "balance",
            )
            for unit in np.flatnonzero(moved)
        ),
        vacant=(),
        disruption=_share(stakes[moved & ~left & ~joined].sum(), stakes[~left].sum()),
        handed_over=_share(stakes[left | joined].sum(), stakes.sum()),
    )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else 0.0
