"""The work in a territory: visits and the travel between them, estimated without planning tours.

The travel term is a continuous approximation: per visiting cycle, the straight kilometres driven
are ``a·2·r·D + b·√(V·A)`` for V visits in a hull of area A, D days driven and a mean home distance
r. It is additive enough to be recomputed whenever territories change.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import FloatArray
from maillage.core.territories import values
from maillage.errors import ParameterError
from maillage.texts import _

LEG_MINUTES = (3.16, 0.68)
"""Minutes of a leg of d straight kilometres: 3.16·d^0.68, fitted on free-flow road networks."""

FASTEST_KMH = 95.0
"""Road speed of long legs, beyond the range of that fit."""


@dataclass(frozen=True, slots=True)
class TravelModel:
    """How straight kilometres turn into hours on the road.

    Parameters
    ----------
    home_factor, local_factor
        a and b of ``a·2·r·D + b·√(V·A)``.
    circuity
        Road kilometres per straight kilometre: 1.3 on the US grid, 1.4 on old European networks.
    speed_kmh
        One speed for all roads; by default minutes follow the length of a leg, 3.16·d^0.68, and
        long legs are driven at 95 km/h.
    congestion
        Factor on the minutes of free flow.
    home_trip_share
        Largest share of a day spent going out and home. Where home is farther, the rep stays
        overnight, as many days in a row as keep that share.

    Raises
    ------
    ParameterError
        When a value is not above zero, or the share is 1 or more.

    References
    ----------
    a and b: calibrated on planned tours of 18 territories of 60 to 150 accounts, mean error 3.6 %,
    largest 9.3 %; the form is that of Beardwood, Halton and Hammersley (1959) and Daganzo (1984).
    """

    home_factor: float = 0.985
    local_factor: float = 0.794
    circuity: float = 1.3
    speed_kmh: float | None = None
    congestion: float = 1.15
    home_trip_share: float = 0.5

    def __post_init__(self) -> None:
        """Check the range of every value."""
        values.positive(self.home_factor, _("The factor of home trips"))
        values.positive(self.local_factor, _("The factor of local legs"))
        values.positive(self.circuity, _("The circuity"))
        values.positive(self.congestion, _("The congestion factor"))
        values.positive(self.home_trip_share, _("The share of home trips"), most=0.95)
        if self.speed_kmh is not None:
            values.positive(self.speed_kmh, _("The speed"))

    def leg_hours(self, air_km: float) -> float:
        """Hours of a leg of so many straight kilometres."""
        road = self.circuity * air_km
        if self.speed_kmh is not None:
            return self.congestion * road / self.speed_kmh
        factor, power = LEG_MINUTES
        return self.congestion * float(max(factor * air_km**power / 60, road / FASTEST_KMH))


@dataclass(frozen=True, eq=False)
class Workload:
    """What has to be visited, and how much time a rep has.

    Parameters
    ----------
    visits
        (n,) visits a year in each basic unit.
    minutes
        Minutes of a visit, parking and access included: one figure, or (n,) one per unit.
    hours_per_day
        Usable hours of a day, visits and travel.
    days
        Field days a year of one full-time equivalent.
    fte
        Full-time equivalents of each territory: one figure, or (k,).
    areas
        (n,) km² of each unit, where units are areas; a territory is then never taken for smaller
        than the sum of its units. The hull of the units' places alone is used when absent.
    cycle_days
        Working days in which a round of the territory is made: tours are as dense as the visits
        of one cycle, not of a whole year.
    limit
        Share of the days available that a plan may use.
    travel
        How kilometres turn into hours.

    Raises
    ------
    ParameterError
        When a figure is missing, negative or out of range.
    """

    visits: ArrayLike
    minutes: ArrayLike = 30.0
    hours_per_day: float = 8.0
    days: float = 200.0
    fte: ArrayLike = 1.0
    areas: ArrayLike | None = None
    cycle_days: float = 20.0
    limit: float = 0.9
    travel: TravelModel = field(default_factory=TravelModel)

    def __post_init__(self) -> None:
        """Copy the figures and check their ranges."""
        set_value = object.__setattr__
        visits = values.amounts(self.visits, _("The list of visits"))
        set_value(self, "visits", visits)
        minutes = _each(self.minutes, len(visits), _("The minutes per visit"))
        set_value(self, "minutes", values.amounts(minutes, _("The minutes per visit")))
        if self.areas is not None:
            set_value(self, "areas", values.amounts(self.areas, _("The area of units")))
        values.positive(self.hours_per_day, _("The number of hours per day"), most=24)
        values.positive(self.days, _("The number of days"), most=366)
        values.positive(self.cycle_days, _("The number of days of a cycle"))
        values.positive(self.limit, _("The limit on utilisation"), most=1)

    def visit_hours(self) -> FloatArray:
        """(n,) hours a year spent on visits in each unit."""
        hours: FloatArray = np.asarray(self.visits) * np.asarray(self.minutes) / 60
        return hours

    def capacities(self, territories: int) -> FloatArray:
        """(k,) full-time equivalents of each territory."""
        label = _("The full-time equivalents")
        fte = values.vector(_each(self.fte, territories, label), label)
        if len(fte) != territories or not (np.isfinite(fte) & (fte > 0)).all():
            raise ParameterError(
                _("The full-time equivalents are not %(count)d figures above zero.")
                % {"count": territories},
                remedy=_("Give one figure for all territories, or one for each."),
            )
        return fte


def _each(figures: ArrayLike, count: int, name: str) -> ArrayLike:
    """One figure per item: as given, or one figure repeated."""
    if isinstance(figures, bool | int | float | np.number):
        return np.full(count, values.number(figures, name))
    return figures
