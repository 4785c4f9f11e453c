"""Visits and travel of territories (A-15): formula, properties and refusals."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.territories.workload import TravelModel, Workload
from maillage.core.territories.workload_estimate import estimate_workload
from maillage.errors import ParameterError
from tests.core.territories.checker import haversine
from tests.core.territories.problems import cloud, examples, grid, line, planted_labels, seeds

pytestmark = pytest.mark.unit


def simple(problem, visits=None, **changes):
    """Everything at 60 km/h on straight roads, so that a kilometre is a minute."""
    plain = TravelModel(
        home_factor=1.0, local_factor=1.0, circuity=1.0, speed_kmh=60.0, congestion=1.0
    )
    visits = np.full(problem.size, 24.0) if visits is None else visits
    return Workload(visits, travel=plain, **changes)


def plan(seed, count=40, territories=4):
    problem = cloud(seed, count, territories)
    generator = np.random.default_rng(seed)
    labels = planted_labels(generator, count, territories, problem.edges)
    return problem, labels, generator.uniform(0, 60, count)


def test_the_figures_of_a_square_by_hand():
    problem = grid(2, 2, 1, homes=[(39.5, -99.5)])
    found = estimate_workload(problem, [0] * 4, simple(problem, days=200, cycle_days=20))
    corners = [(40.0, -100.0), (40.0, -99.0), (39.0, -100.0), (39.0, -99.0)]
    far = sum(haversine((39.5, -99.5), corner) for corner in corners) / 4
    side = math.radians(1) * 6371.0088
    area = side * side * math.cos(math.radians(39.5))
    local = 96 * math.sqrt(area / 9.6) / 60
    days = (48 + local) / (8 - 2 * far / 60)
    assert found.visits.tolist() == [96.0]
    assert found.visit_hours.tolist() == [48.0]
    assert found.local_hours[0] == pytest.approx(local, rel=2e-4)
    assert found.days[0] == pytest.approx(days, rel=2e-4)
    assert found.home_hours[0] == pytest.approx(days * 2 * far / 60, rel=2e-4)
    assert found.road_km[0] == pytest.approx(60 * found.travel_hours[0])
    assert found.nights.tolist() == [0.0]
    assert found.utilisation[0] == pytest.approx(days / 200, rel=2e-4)


def test_the_calibrated_kilometres_of_one_cycle():
    """a·2·r·D + b·√(V·A) with a = 0.985 and b = 0.794, in road kilometres at 1.3 each."""
    problem = grid(3, 3, 1, homes=[(39.0, -99.0)])
    model = TravelModel(speed_kmh=90.0, home_trip_share=0.9)
    workload = Workload(np.full(9, 10.0), days=20, cycle_days=20, travel=model)
    found = estimate_workload(problem, [0] * 9, workload)
    places = zip(problem.latitude, problem.longitude, strict=True)
    far = sum(haversine((39.0, -99.0), place) for place in places) / 9
    side = math.radians(1) * 6371.0088
    area = 4 * side * side * math.cos(math.radians(39.0))
    air = 0.985 * 2 * far * found.days[0] + 0.794 * math.sqrt(90 * area)
    assert found.road_km[0] == pytest.approx(1.3 * air, rel=1e-3)


@pytest.mark.parametrize(("km", "minutes"), [(1.0, 3.16), (10.0, 3.16 * 10**0.68)])
def test_minutes_follow_the_length_of_a_leg(km, minutes):
    assert TravelModel(congestion=1.0).leg_hours(km) == pytest.approx(minutes / 60)


def test_long_legs_are_driven_at_95_km_per_hour():
    assert TravelModel(congestion=1.0).leg_hours(400.0) == pytest.approx(400 * 1.3 / 95)


@examples(25)
@given(seeds)
def test_the_days_are_the_fixed_point_of_the_hours(seed):
    problem, labels, visits = plan(seed)
    workload = Workload(visits)
    found = estimate_workload(problem, labels, workload)
    assert found.hours == pytest.approx(workload.hours_per_day * found.days)
    assert found.hours == pytest.approx(found.visit_hours + found.home_hours + found.local_hours)
    assert found.unit_hours.sum() == pytest.approx(found.hours.sum())
    assert np.bincount(labels, weights=found.unit_hours, minlength=4) == pytest.approx(found.hours)
    assert (found.unit_hours >= workload.visit_hours() - 1e-9).all()


@examples(25)
@given(seeds, st.floats(1.01, 5.0))
def test_more_visits_are_more_work(seed, factor):
    problem, labels, visits = plan(seed)
    less = estimate_workload(problem, labels, Workload(visits))
    more = estimate_workload(problem, labels, Workload(factor * visits))
    worked = less.visits > 0
    assert (more.hours[worked] > less.hours[worked]).all()
    assert more.visit_hours == pytest.approx(factor * less.visit_hours)
    assert (more.local_hours <= factor * less.local_hours * (1 + 1e-9)).all()


@examples(25)
@given(seeds)
def test_slower_roads_are_more_work_and_far_homes_cost_nights(seed):
    problem, labels, visits = plan(seed)
    fast = estimate_workload(problem, labels, simple(problem, visits))
    slow_model = replace(simple(problem).travel, speed_kmh=20.0)
    slow = estimate_workload(problem, labels, Workload(visits, travel=slow_model))
    assert (slow.hours >= fast.hours).all()
    assert (slow.nights >= fast.nights).all()
    away = replace(problem, homes=[(60.0, -97.0)] * 4)
    distant = estimate_workload(away, labels, simple(problem, visits))
    assert (distant.nights[distant.visits > 0] > 0).all()
    assert (distant.home_hours <= 0.5 * distant.hours * (1 + 1e-9)).all()


def test_a_territory_without_visits_is_no_work():
    problem = grid(2, 2, 2)
    found = estimate_workload(problem, [0, 0, 1, 1], Workload([5.0, 5.0, 0.0, 0.0]))
    assert found.hours[1] == 0.0
    assert found.unit_hours[2:].tolist() == [0.0, 0.0]
    assert found.hours[0] > 5.0


def test_wide_units_are_not_taken_for_points():
    problem = line([1.0, 1.0], 2)
    point = estimate_workload(problem, [0, 1], Workload([50.0, 50.0]))
    wide = estimate_workload(problem, [0, 1], Workload([50.0, 50.0], areas=[2500.0, 10000.0]))
    assert point.local_hours.tolist() == [0.0, 0.0]
    assert 0 < wide.local_hours[0] < wide.local_hours[1]


def test_what_does_not_fit_in_the_days_is_said_worst_first():
    problem = line([1.0] * 3, 3)
    workload = Workload([3000.0, 100.0, 4000.0], minutes=60, fte=[1.0, 1.0, 2.0], days=200)
    found = estimate_workload(problem, [0, 1, 2], workload)
    assert found.available.tolist() == [200.0, 200.0, 400.0]
    assert found.overloaded.tolist() == [0, 2]
    assert found.findings()[0] == (
        "territory 1 needs 375 days of the 200 there are (187.5%; at most 90.0%)"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"visits": [1.0, 2.0]}, "list of visits has 2 values"),
        ({"visits": [1.0, -2.0, 1.0]}, "list of visits is -2"),
        ({"visits": [1.0, math.nan, 1.0]}, "list of visits is nan"),
        ({"visits": ["a", "b", "c"]}, "not a number"),
        ({"minutes": -5.0}, "minutes per visit is -5"),
        ({"minutes": True}, "minutes per visit is True"),
        ({"areas": [1.0]}, "area of units has 1 values"),
        ({"hours_per_day": 0}, "hours per day is 0"),
        ({"hours_per_day": 25}, "hours per day is 25"),
        ({"days": 400}, "number of days is 400"),
        ({"days": math.inf}, "number of days is inf"),
        ({"cycle_days": -1}, "days of a cycle is -1"),
        ({"limit": 1.2}, "utilisation is 1.2"),
        ({"fte": [1.0, 1.0]}, "full-time equivalents are not 3"),
        ({"fte": 0.0}, "full-time equivalents are not 3"),
        ({"fte": "one"}, "not a number"),
    ],
)
def test_hostile_workloads_are_refused_in_words(changes, words):
    problem = line([1.0] * 3, 3)
    with pytest.raises(ParameterError, match=words):
        estimate_workload(problem, [0, 1, 2], Workload(**({"visits": [1.0] * 3} | changes)))


@pytest.mark.parametrize(
    "changes",
    [
        {"home_factor": 0.0},
        {"local_factor": -1.0},
        {"circuity": math.nan},
        {"speed_kmh": 0.0},
        {"congestion": "high"},
        {"home_trip_share": 1.0},
    ],
)
def test_hostile_travel_models_are_refused(changes):
    with pytest.raises(ParameterError):
        TravelModel(**changes)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([0, 1], "plan has 2 values"),
        ([0, 1, 3], "names territory number 3"),
        ([0, -1, 2], "names territory number -1"),
        ([0, 0.5, 1], "not a whole number"),
    ],
)
def test_hostile_alignments_are_refused(labels, words):
    with pytest.raises(ParameterError, match=words):
        estimate_workload(line([1.0] * 3, 3), labels, Workload([1.0] * 3))
