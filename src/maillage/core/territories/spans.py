"""Territories put together: the regions of managers, and the patches of specialists.

A group is a connected union of territories, so that an overlay never cuts a territory in two. The
design engine works on the territories as it does on basic units.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import IntArray
from maillage.core.territories import values
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.figures import measure_up
from maillage.core.territories.findings import Finding
from maillage.core.territories.problem import Measure, Problem
from maillage.core.territories.search import SearchParameters
from maillage.core.territories.solver import solve
from maillage.errors import InfeasibleError, ParameterError
from maillage.texts import _, quoted

SPAN = "territories"
"""Name of the measure that counts territories."""

EXACT = 1e-6
WIDEST = 0.999


@dataclass(frozen=True, slots=True)
class Span:
    """Smallest and largest number of territories of one person.

    Raises
    ------
    ParameterError
        When the smallest is below 1 or above the largest.
    """

    least: int
    most: int

    def __post_init__(self) -> None:
        """Check that the range is not empty."""
        least = values.whole(self.least, _("The smallest span"))
        most = values.whole(self.most, _("The largest span"))
        if not 1 <= least <= most:
            raise ParameterError(
                _("A span of %(least)s to %(most)s territories is not possible.")
                % {"least": least, "most": most},
                remedy=_("Give at least 1 for the smallest, and no less for the largest."),
            )


MANAGERS = Span(5, 10)
SPECIALISTS = Span(3, 5)


@dataclass(frozen=True, eq=False)
class Grouping:
    """Territories in groups; k territories, g groups.

    Attributes
    ----------
    alignment
        The groups, with the territories as basic units.
    labels
        (n,) group of each basic unit, 0 to g-1.
    span
        What was asked.
    """

    alignment: Alignment
    labels: IntArray
    span: Span

    @property
    def group_of(self) -> IntArray:
        """(k,) group of each territory."""
        return self.alignment.labels

    @property
    def sizes(self) -> IntArray:
        """(g,) number of territories."""
        return self.alignment.statistics.units

    @property
    def violations(self) -> tuple[str, ...]:
        """What is not as asked, in words."""
        outside = np.flatnonzero((self.sizes < self.span.least) | (self.sizes > self.span.most))
        spans = (
            _("group %(number)d has %(size)d territories where %(least)d to %(most)d are asked for")
            % {
                "number": group + 1,
                "size": self.sizes[group],
                "least": self.span.least,
                "most": self.span.most,
            }
            for group in outside
        )
        return (*self.alignment.violations, *spans)

    @property
    def feasible(self) -> bool:
        """Whether everything is as asked."""
        return not self.violations

    def members(self, group: int) -> tuple[int, ...]:
        """Territories of a group."""
        return tuple(np.flatnonzero(self.group_of == group).tolist())


def group_territories(
    problem: Problem,
    labels: ArrayLike,
    *,
    span: Span = MANAGERS,
    groups: int | None = None,
    measure: Measure | None = None,
    homes: ArrayLike | None = None,
    parameters: SearchParameters | None = None,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Grouping:
    """Put territories together into compact, connected groups of a given span.

    Parameters
    ----------
    problem
        Units, edges and weights; its territories are those of ``labels``.
    labels
        (n,) territory of each unit, 0 to k-1, none empty.
    span
        Territories per group: 5 to 10 for a manager, 3 to 5 for a specialist.
    groups
        How many; by default as many as give the span its middle.
    measure
        What the groups share out fairly, by basic unit, with a tolerance; nothing but the span
        when absent.
    homes
        (g, 2) latitude and longitude of the managers or specialists; free centres when absent.
    parameters, seed, cancelled
        As in :func:`~maillage.core.territories.solver.solve`.

    Returns
    -------
    Grouping
        The best found; it says itself what is not as asked.

    Raises
    ------
    ParameterError
        When labels or measure do not fit the problem, or a territory is empty.
    InfeasibleError
        When no number of groups keeps the span, or no grouping can exist.
    """
    labels = values.labels(labels, problem.size, problem.territories)
    count = group_count(problem.territories, span, groups)
    asked = contracted(problem, labels, count, measures_of(problem, labels, measure))
    asked = replace(asked, homes=homes)
    tried, refused = list[Grouping](), list[InfeasibleError]()
    for counted in _span_measures(problem.territories, count, span):
        counting = replace(asked, measures=(counted, *asked.measures[1:]))
        try:
            alignment = solve(counting, parameters=parameters, seed=seed, cancelled=cancelled)
        except InfeasibleError as error:
            refused.append(error)
            continue
        tried.append(Grouping(alignment, alignment.labels[labels], span))
        if tried[-1].feasible:
            break
    if not tried:
        raise refused[-1]
    return min(tried, key=lambda found: len(found.violations))


def measures_of(problem: Problem, labels: IntArray, measure: Measure | None) -> list[Measure]:
    """The number of territories, and the measure given, by territory."""
    count = problem.territories
    counted = Measure(SPAN, np.ones(count))
    if measure is None:
        return [counted]
    values.check_length(measure.array(), problem.size, _("Measure %(name)s") % named(measure))
    held = np.bincount(labels, weights=measure.array(), minlength=count)
    return [counted, replace(measure, values=held)]


def group_count(territories: int, span: Span, groups: int | None = None) -> int:
    """Number of groups: the one asked for where it keeps the span, or the one nearest its middle.

    Raises
    ------
    ParameterError
        When the number is not a whole number above zero.
    InfeasibleError
        When the span cannot be kept.
    """
    fewest, largest = -(-territories // span.most), territories // span.least
    if groups is not None:
        groups = values.whole(groups, _("The number of groups"))
        values.positive(groups, _("The number of groups"))
    if fewest > largest or (groups is not None and not fewest <= groups <= largest):
        raise InfeasibleError([_no_span(territories, span, groups, (fewest, largest))])
    if groups is not None:
        return groups
    middle = round(2 * territories / (span.least + span.most))
    return min(max(middle, fewest), largest)


def contracted(
    problem: Problem, labels: IntArray, territories: int, measures: list[Measure]
) -> Problem:
    """The problem whose basic units are the territories of a labelling.

    Units are named by territory numbers from 1 and lie at the territories' centres; two are
    neighbours where units of theirs are.

    Raises
    ------
    ParameterError
        When a territory is empty.
    """
    count = problem.territories
    statistics = measure_up(problem, labels)
    if (statistics.units == 0).any():
        raise ParameterError(
            _("Territory %(number)s has no unit.")
            % {"number": int(np.argmin(statistics.units)) + 1},
            remedy=_("Give every territory at least one unit."),
        )
    pairs = np.unique(np.sort(labels[problem.edge_array()], axis=1), axis=0)
    return Problem(
        ids=[str(number + 1) for number in range(count)],
        latitude=statistics.centres[:, 0],
        longitude=statistics.centres[:, 1],
        territories=territories,
        measures=measures,
        edges=None if problem.edges is None else pairs[pairs[:, 0] != pairs[:, 1]],
        contiguity=problem.contiguity,
        weights=np.bincount(labels, weights=problem.weight_array(), minlength=count),
    )


def named(measure: Measure) -> dict[str, str]:
    """The measure's name in quotation marks, for a message."""
    return {"name": quoted(measure.name)}


def _span_measures(territories: int, groups: int, span: Span) -> list[Measure]:
    """One per territory, with a tolerance under which a group keeps the span, then a wider one.

    Bounds are symmetric about the mean. The first are within the span on both sides, except that
    the whole numbers next to the mean always fit; the second reach to its farther end, so that what
    is found under them has to be counted.
    """
    mean = territories / groups
    sides = (span.most / mean - 1, 1 - span.least / mean)
    next_to = max(np.ceil(mean) / mean - 1, 1 - np.floor(mean) / mean)
    tolerances = {max(min(sides), next_to) + EXACT, min(max(sides) + EXACT, WIDEST)}
    return [Measure(SPAN, np.ones(territories), tolerance) for tolerance in sorted(tolerances)]


def _no_span(territories: int, span: Span, groups: int | None, counts: tuple[int, int]) -> Finding:
    """Why no number of groups, or not the one asked for, keeps the span."""
    words = {
        "territories": territories,
        "groups": groups,
        "least": span.least,
        "most": span.most,
        "fewest": counts[0],
        "largest": counts[1],
    }
    if counts[0] > counts[1]:
        message = _(
            "%(territories)d territories cannot be put into groups of %(least)d to %(most)d."
        )
        remedy = _("Widen the span.")
    else:
        message = _(
            "%(territories)d territories in %(groups)d groups do not give each %(least)d to"
            " %(most)d."
        )
        remedy = _("Ask for %(fewest)d to %(largest)d groups, or widen the span.")
    return Finding("span", message % words, (), remedy % words)
