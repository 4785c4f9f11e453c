"""The problem with fewer reps, or with one more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import IntArray
from maillage.core.geography.distance import great_circle_km
from maillage.core.territories import values
from maillage.core.territories.problem import Measure, Problem
from maillage.errors import ParameterError
from maillage.texts import _


def check_home(home: tuple[float, float]) -> None:
    """Refuse what is not a latitude and a longitude."""
    place = values.pairs([home], _("The home of the new rep"))
    if not (np.abs(place) <= [90, 180]).all():
        raise ParameterError(
            _("A home lies outside the globe."), remedy=_("Give degrees, latitude first.")
        )


def leavers(problem: Problem, leaving: int | Collection[int]) -> tuple[int, ...]:
    """Distinct known numbers, of some but not all territories."""
    given = list(leaving) if isinstance(leaving, Collection) else [leaving]
    gone = sorted({values.whole(number, _("A leaver's territory")) for number in given})
    if not gone or gone[0] < 0 or gone[-1] >= problem.territories:
        raise ParameterError(
            _("The territories of those who leave are %(numbers)s.")
            % {"numbers": ", ".join(str(number) for number in gone) or "-"},
            remedy=_("Name at least one, from 0 to %(last)s.") % {"last": problem.territories - 1},
        )
    if len(gone) == problem.territories:
        raise ParameterError(
            _("Nobody would be left."), remedy=_("Keep at least one territory, or keep it open.")
        )
    return tuple(gone)


def without(problem: Problem, numbers: tuple[int, ...], new_number: IntArray) -> Problem:
    """The problem of those who stay."""
    kept = list(numbers)
    return replace(
        problem,
        territories=len(kept),
        measures=[
            measure
            if measure.shares is None
            else replace(measure, shares=np.asarray(measure.shares)[kept])
            for measure in problem.measures
        ],
        homes=None if problem.homes is None else np.asarray(problem.homes)[kept],
        locks={u: int(new_number[n]) for u, n in problem.locks.items() if new_number[n] >= 0},
        forbidden=[(u, int(new_number[n])) for u, n in problem.forbidden if new_number[n] >= 0],
        travel=problem.travel
        if problem.travel is None or problem.centres == "unit"
        else np.asarray(problem.travel)[:, kept],
        reference=None,
    )


def with_one_more(
    problem: Problem,
    home: tuple[float, float] | None,
    share: float | None,
    travel: ArrayLike | None,
) -> Problem:
    """The problem with a territory at the end."""
    homes = problem.homes
    if homes is not None:
        if home is None:
            raise ParameterError(
                _("The home of the new rep is not known."),
                remedy=_("Give its latitude and longitude, as for the others."),
            )
        homes = np.vstack([np.asarray(homes, dtype=np.float64), home])
    return replace(
        problem,
        territories=problem.territories + 1,
        measures=[_one_more_share(m, problem.territories, share) for m in problem.measures],
        homes=homes,
        travel=_one_more_column(problem, travel),
        reference=None,
    )


def nearest_of(problem: Problem, labels: IntArray, home: tuple[float, float]) -> int:
    """The unit of the last territory that is nearest to a home."""
    mine = np.flatnonzero(labels == problem.territories - 1)
    places = problem.coordinates()[mine]
    km = great_circle_km(places[:, 0], places[:, 1], home[0], home[1])
    return int(mine[km.argmin()])


def _one_more_column(problem: Problem, travel: ArrayLike | None) -> ArrayLike | None:
    if problem.travel is None or problem.centres == "unit":
        return problem.travel
    if travel is None:
        raise ParameterError(
            _("The travel to the centre of the new rep is not known."),
            remedy=_("Give it for every basic unit, as for the others."),
        )
    column = values.amounts(travel, _("The travel"))
    values.check_length(column, problem.size, _("The travel"))
    return np.column_stack([np.asarray(problem.travel, dtype=np.float64), column])


def _one_more_share(measure: Measure, territories: int, share: float | None) -> Measure:
    if measure.shares is None and share is None:
        return measure
    shares = np.ones(territories)
    if measure.shares is not None:
        shares = np.asarray(measure.shares, dtype=np.float64)
    return replace(measure, shares=np.append(shares, shares.mean() if share is None else share))
