"""The work of territories, estimated from places alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.geography.distance import chord_to_km, unit_sphere
from maillage.core.territories import values
from maillage.core.territories.problem import Problem
from maillage.core.territories.sphere import EARTH_RADIUS_KM
from maillage.core.territories.workload import Workload
from maillage.texts import _, percent

AROUND = 4
"""Neighbours whose distance says how sparse the surroundings of a unit are."""


@dataclass(frozen=True, eq=False)
class WorkloadEstimate:
    """Work of k territories in a year.

    Attributes
    ----------
    visits
        (k,) number.
    visit_hours, home_hours, local_hours
        (k,) hours with customers, between home and the round, and between customers.
    days
        (k,) person-days needed.
    available
        (k,) person-days there are.
    nights
        (k,) nights away.
    road_km
        (k,) kilometres driven.
    limit
        Share of the available days that may be used.
    unit_hours
        (n,) the territory's hours shared out over its units: visits where they are, home trips by
        distance from home, local legs by how sparse the surroundings are.
    """

    visits: FloatArray
    visit_hours: FloatArray
    home_hours: FloatArray
    local_hours: FloatArray
    days: FloatArray
    available: FloatArray
    nights: FloatArray
    road_km: FloatArray
    limit: float
    unit_hours: FloatArray

    @property
    def travel_hours(self) -> FloatArray:
        """(k,) hours on the road."""
        return self.home_hours + self.local_hours

    @property
    def hours(self) -> FloatArray:
        """(k,) hours of work, travel included."""
        return self.visit_hours + self.travel_hours

    @property
    def utilisation(self) -> FloatArray:
        """(k,) days needed per day available."""
        return self.days / self.available

    @property
    def overloaded(self) -> IntArray:
        """Territories whose work does not fit in the days there are, worst first."""
        over = np.flatnonzero(self.utilisation > self.limit + 1e-9)
        return over[np.argsort(-self.utilisation[over], kind="stable")].astype(np.int32)

    def findings(self) -> tuple[str, ...]:
        """The overloaded territories, in words."""
        return tuple(
            _(
                "territory %(number)d needs %(days)d days of the %(available)d there are"
                " (%(share)s; at most %(limit)s)"
            )
            % {
                "number": number + 1,
                "days": np.ceil(self.days[number] - 1e-3),
                "available": self.available[number],
                "share": percent(self.utilisation[number]),
                "limit": percent(self.limit),
            }
            for number in self.overloaded
        )


def estimate_workload(problem: Problem, labels: ArrayLike, workload: Workload) -> WorkloadEstimate:
    """Estimate visits and travel of every territory.

    A rep drives from home (or, without homes, from the centre of the visits) to the round and back
    each day, or each few days when home is far. The days follow from the hours and the hours from
    the days; that fixed point has a closed form, since home trips take the same time every day.

    Parameters
    ----------
    problem
        Gives places, homes and the number of territories.
    labels
        (n,) territory of each unit, 0 to k-1.
    workload
        Visits and time.

    Raises
    ------
    ParameterError
        When the visits, areas or labels are not one per unit.
    """
    labels = values.labels(labels, problem.size, problem.territories)
    estimator = Estimator(problem, workload)
    count = problem.territories
    found = [
        estimator.of(np.flatnonzero(labels == number).astype(np.int32), number)
        for number in range(count)
    ]
    table = np.array([part.figures for part in found])
    unit_hours = workload.visit_hours()
    for part in found:
        unit_hours[part.units] += part.home_shares * part.home_hours
        unit_hours[part.units] += part.local_shares * part.local_hours
    return WorkloadEstimate(
        visits=np.bincount(labels, weights=estimator.visits, minlength=count),
        visit_hours=table[:, 0],
        home_hours=table[:, 1],
        local_hours=table[:, 2],
        days=table[:, 3],
        available=estimator.available,
        nights=table[:, 4],
        road_km=table[:, 5],
        limit=workload.limit,
        unit_hours=unit_hours,
    )


@dataclass(frozen=True, eq=False)
class TerritoryWork:
    """Work of one territory.

    ``units`` (m,) their numbers · ``home_km`` (m,) straight km from home · ``sparsity`` (m,) km²
    around each · the rest as in :class:`WorkloadEstimate`.
    """

    units: IntArray
    visits: FloatArray
    home_km: FloatArray
    sparsity: FloatArray
    visit_hours: float
    home_hours: float
    local_hours: float
    days: float
    nights: float
    road_km: float

    @property
    def hours(self) -> float:
        """All hours."""
        return self.visit_hours + self.home_hours + self.local_hours

    @property
    def figures(self) -> tuple[float, ...]:
        """The figures in the order of the table of all territories."""
        return (
            self.visit_hours,
            self.home_hours,
            self.local_hours,
            self.days,
            self.nights,
            self.road_km,
        )

    @property
    def home_shares(self) -> FloatArray:
        """(m,) part of the home trips that each unit causes: visits times distance."""
        return _shares(self.visits * self.home_km, self.visits)

    @property
    def local_shares(self) -> FloatArray:
        """(m,) part of the local legs that each unit causes: √(visits x area around)."""
        return _shares(np.sqrt(self.visits * self.sparsity), self.visits)


class Estimator:
    """Estimates the work of any set of units of one problem."""

    def __init__(self, problem: Problem, workload: Workload) -> None:
        """Lay out the arrays; raise :class:`ParameterError` where they do not fit."""
        self.workload = workload
        self.visits = np.asarray(workload.visits, dtype=np.float64)
        values.check_length(self.visits, problem.size, _("The list of visits"))
        self.areas = None
        if workload.areas is not None:
            self.areas = np.asarray(workload.areas, dtype=np.float64)
            values.check_length(self.areas, problem.size, _("The area of units"))
        self.available = workload.days * workload.capacities(problem.territories)
        self.hours = workload.visit_hours()
        self.points = unit_sphere(problem.latitude, problem.longitude)
        self.flat = _flat(self.points)
        self.sparsity = _sparsity(self.points) if self.areas is None else self.areas
        self.homes = None
        if problem.homes is not None:
            self.homes = unit_sphere(*np.asarray(problem.homes, dtype=np.float64).T)

    def of(self, units: IntArray, territory: int) -> TerritoryWork:
        """Work of the units as one territory."""
        workload, model = self.workload, self.workload.travel
        visits = self.visits[units]
        total = float(visits.sum())
        home_km = self._home_km(units, territory)
        far = float(visits @ home_km) / total if total > 0 else 0.0
        per_cycle = max(1.0, total * workload.cycle_days / workload.days)
        leg = model.local_factor * float(np.sqrt(self._area(units) / per_cycle))
        on_visits, local = float(self.hours[units].sum()), total * model.leg_hours(leg)
        trip = 2 * model.leg_hours(model.home_factor * far)
        stay = max(1.0, trip / (model.home_trip_share * workload.hours_per_day))
        days = (on_visits + local) / (workload.hours_per_day - trip / stay)
        air = 2 * model.home_factor * far * days / stay + total * leg
        return TerritoryWork(
            units=units,
            visits=visits,
            home_km=home_km,
            sparsity=self.sparsity[units],
            visit_hours=on_visits,
            home_hours=days * trip / stay,
            local_hours=local,
            days=days,
            nights=days * (1 - 1 / stay),
            road_km=model.circuity * air,
        )

    def _home_km(self, units: IntArray, territory: int) -> FloatArray:
        """(m,) straight km from the territory's home, or from the centre of its visits."""
        points = self.points[units]
        if self.homes is not None:
            home = self.homes[territory]
        else:
            weights = self.visits[units]
            home = (weights if weights.sum() > 0 else np.ones(len(units))) @ points
            home = home / max(float(np.linalg.norm(home)), 1e-300)
        return chord_to_km(np.linalg.norm(points - home, axis=1))

    def _area(self, units: IntArray) -> float:
        """km² of the hull of the units, or the sum of their areas where that is more."""
        hull = float(shapely.convex_hull(shapely.multipoints(self.flat[units])).area)
        return hull if self.areas is None else max(hull, float(self.areas[units].sum()))


def _sparsity(points: FloatArray) -> FloatArray:
    """(n,) km² around each unit: the square of its mean distance to the nearest others."""
    several = min(AROUND + 1, len(points))
    distance = np.reshape(cKDTree(points).query(points, k=several)[0], (len(points), several))
    around: FloatArray = (EARTH_RADIUS_KM * distance[:, 1:].sum(axis=1) / max(1, several - 1)) ** 2
    return around


def _shares(keys: FloatArray, visits: FloatArray) -> FloatArray:
    """(m,) shares in proportion to keys, or to visits where all keys are 0; 0 without either."""
    keys = keys if keys.sum() > 0 else visits
    total = float(keys.sum())
    return keys / total if total > 0 else keys


def _flat(points: FloatArray) -> FloatArray:
    """(n, 2) unit vectors in km on the plane that touches the sphere at their middle.

    Lambert's azimuthal projection keeps areas as they are, however far from the middle.
    """
    middle = points.mean(axis=0)
    middle /= max(float(np.linalg.norm(middle)), 1e-12)
    helper = np.eye(3)[np.argmin(np.abs(middle))]
    east = np.cross(helper, middle)
    east /= np.linalg.norm(east)
    north = np.cross(middle, east)
    scale = EARTH_RADIUS_KM * np.sqrt(2 / np.maximum(1 + points @ middle, 1e-12))
    return np.column_stack([scale * (points @ east), scale * (points @ north)])
