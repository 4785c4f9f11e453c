"""The answer of the design engine: an alignment with its figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories.figures import Statistics, measure_up
from maillage.core.territories.problem import Problem
from maillage.texts import _, percent

if TYPE_CHECKING:
    from maillage.core.territories.bounds.certificate import Certificate

PROVEN = 2e-9
"""Gap at which a plan counts as the best: what rounding can add up to."""


@dataclass(frozen=True, eq=False)
class Alignment:
    """The assignment of every basic unit to one territory.

    Attributes
    ----------
    labels
        (n,) territory of each unit, 0 to k-1.
    statistics
        Its figures.
    violations
        What is not as asked, in words; empty when everything is.
    objective
        What the search minimised: the value (about free centres and homes, with chords and light
        units counted more) plus the price of disruption.
    seconds, proposals, seed
        How it was found.
    bound
        No feasible alignment has a smaller value, as far as is proven; infinite where there is
        none.
    certificate
        What proves the bound, where :func:`prove` did.
    """

    problem: Problem
    labels: IntArray
    statistics: Statistics
    violations: tuple[str, ...]
    objective: float
    seconds: float
    proposals: int
    seed: int
    bound: float = -np.inf
    certificate: Certificate | None = None

    @classmethod
    def of(
        cls,
        problem: Problem,
        labels: IntArray,
        *,
        objective: float | None = None,
        seconds: float = 0.0,
        proposals: int = 0,
        seed: int = 0,
    ) -> Self:
        """A labelling with its figures and what is not as asked, both recomputed.

        The objective is the value where none is given.
        """
        statistics = measure_up(problem, labels)
        return cls(
            problem=problem,
            labels=labels,
            statistics=statistics,
            violations=find_violations(problem, labels, statistics),
            objective=statistics.value if objective is None else objective,
            seconds=seconds,
            proposals=proposals,
            seed=seed,
        )

    @property
    def feasible(self) -> bool:
        """Whether everything is as asked."""
        return not self.violations

    @property
    def value(self) -> float:
        """The problem's compactness, without any price: with distances and weights as given."""
        return self.statistics.value

    @property
    def gap(self) -> float:
        """Largest share of the value that a better alignment could save; infinite while unknown."""
        if not (self.feasible and np.isfinite(self.bound)):
            return np.inf
        return share_above(self.bound, self.value)

    @property
    def proven(self) -> bool:
        """Whether it is as asked and proven that no alignment has a smaller value."""
        return self.feasible and self.gap <= PROVEN

    @property
    def impossible(self) -> bool:
        """Whether it is proven that no alignment is as asked."""
        return not self.feasible and self.bound == np.inf

    def against(self, problem: Problem, labels: IntArray | None = None) -> Self:
        """The same, or other labels, measured against a problem of as many units."""
        labels = self.labels if labels is None else labels
        statistics = measure_up(problem, labels)
        return replace(
            self,
            problem=problem,
            labels=labels,
            statistics=statistics,
            violations=find_violations(problem, labels, statistics),
        )

    def with_certificate(self, certificate: Certificate) -> Alignment:
        """The same alignment, with a bound that was proven for its problem."""
        bound = max(self.bound, certificate.bound)
        return replace(self, bound=bound, certificate=certificate)

    def as_dict(self) -> dict[str, int]:
        """Unit id to territory."""
        return dict(zip(self.problem.ids, self.labels.tolist(), strict=True))


def share_above(bound: float, value: float) -> float:
    """Share of a value by which it can be above the least possible, at most."""
    return max(0.0, 1.0 - bound / value) if value > 0 else 0.0


def find_violations(problem: Problem, labels: IntArray, statistics: Statistics) -> tuple[str, ...]:
    """Everything in a labelling that is not as asked, in words."""
    found: list[str] = []
    for column, measure in enumerate(problem.measures):
        outside = np.flatnonzero(
            np.abs(statistics.deviations[:, column]) > measure.tolerance + 1e-9
        )
        found.extend(
            _(
                "territory %(number)d: %(measure)s is %(deviation)s from its target, the tolerance"
                " is %(tolerance)s"
            )
            % {
                "number": number + 1,
                "measure": measure.name,
                "deviation": percent(statistics.deviations[number, column], 2, signed=True),
                "tolerance": percent(measure.tolerance, 2),
            }
            for number in outside
        )
    found.extend(
        _("territory %(number)d is in %(pieces)d pieces")
        % {"number": number + 1, "pieces": statistics.components[number]}
        for number in np.flatnonzero(statistics.components > 1)
    )
    found.extend(
        _("territory %(number)d has no unit") % {"number": number + 1}
        for number in np.flatnonzero(statistics.units == 0)
    )
    reference = problem.reference
    cap = 1.0 if reference is None or reference.cap is None else reference.cap
    if statistics.disruption > cap + 1e-9:
        found.append(
            _("%(share)s changes owner, the cap is %(cap)s")
            % {"share": percent(statistics.disruption, 2), "cap": percent(cap, 2)}
        )
    return (*found, *_broken_rules(problem, labels))


def _broken_rules(problem: Problem, labels: IntArray) -> list[str]:
    """Locks, forbidden pairs and groups that a labelling does not keep."""
    if not (problem.locks or problem.forbidden or problem.groups or problem.separate):
        return []
    place = {unit: number for number, unit in enumerate(problem.ids)}
    found = [
        _("unit %(unit)s is locked to territory %(number)d but lies in %(other)d")
        % {"unit": unit, "number": number + 1, "other": labels[place[unit]] + 1}
        for unit, number in problem.locks.items()
        if labels[place[unit]] != number
    ]
    found += [
        _("unit %(unit)s is forbidden in territory %(number)d but lies there")
        % {"unit": unit, "number": number + 1}
        for unit, number in dict.fromkeys(problem.forbidden)
        if labels[place[unit]] == number
    ]
    found += [
        _("the group of %(unit)s is divided") % {"unit": group[0]}
        for group in problem.group_members()
        if len({int(labels[place[unit]]) for unit in group}) > 1
    ]
    for units in problem.separate_sets():
        found += _together(units, [int(labels[place[unit]]) for unit in units])
    return found


def _together(units: tuple[str, ...], numbers: list[int]) -> list[str]:
    """Units of a set to keep apart that share a territory; ``numbers`` are their territories."""
    sharing = {
        number: [unit for unit, own in zip(units, numbers, strict=True) if own == number]
        for number in sorted(set(numbers))
    }
    return [
        _("units %(units)s must not share a territory but all lie in %(number)d")
        % {"units": ", ".join(members), "number": number + 1}
        for number, members in sharing.items()
        if len(members) > 1
    ]
