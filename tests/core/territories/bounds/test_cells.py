"""The cells cover every centre, and no territory is worth more than their bounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.territories.bounds.cells import Cells, Survey, cover
from maillage.core.territories.bounds.relaxation import relax
from maillage.core.territories.bounds.surroundings import Surroundings
from maillage.core.territories.sphere import EARTH_RADIUS_KM, sphere_points
from tests.core.territories.bounds.optimum import greatest_worth
from tests.core.territories.problems import examples, line

seeds = st.integers(0, 10_000)


def regions(generator):
    """Middle and width, in degrees, of regions anywhere: across the 180th meridian, at the poles."""
    middle = generator.choice([-89.0, -60.0, 0.0, 45.0, 85.0]), generator.choice([-179.0, 5.0, 180])
    width = generator.choice([0.0, 2.0, 40.0, 150.0, 360.0])
    return middle, width


def scattered(generator, count):
    (latitude, longitude), width = regions(generator)
    north = np.clip(latitude + generator.uniform(-0.5, 0.5, count) * min(width, 60), -90, 90)
    east = longitude + generator.uniform(-0.5, 0.5, count) * width
    return north, (east + 180) % 360 - 180


def spherical(points):
    radius = np.linalg.norm(points, axis=1)
    latitude = np.arcsin(np.clip(points[:, 2] / radius, -1, 1))
    longitude = np.arctan2(points[:, 1], points[:, 0])
    return np.column_stack([latitude, longitude, EARTH_RADIUS_KM - radius])


def holding(cells, points):
    """(P, C) which cells hold which points."""
    apart = np.abs(spherical(points)[:, None] - cells.middle[None])
    turned = np.abs(apart[:, :, 1] - 2 * np.pi)
    apart[:, :, 1] = np.minimum(apart[:, :, 1], turned)
    return (apart <= cells.half[None] + 1e-9).all(axis=2)


@examples(40)
@given(seeds)
def test_every_weighted_mean_of_units_lies_in_a_cell(seed):
    generator = np.random.default_rng(seed)
    position = sphere_points(np.column_stack(scattered(generator, 6)))
    shares = generator.dirichlet(np.full(6, 0.3), 20)
    means = shares @ position
    assert holding(cover(position, np.inf), means).any(axis=1).all()


@examples(30)
@given(seeds)
def test_dividing_keeps_every_point_and_the_radius_holds(seed):
    generator = np.random.default_rng(seed)
    middle = np.array([[generator.uniform(-1.57, 1.57), generator.uniform(-3, 3), 50.0]])
    half = generator.uniform(0, 0.4, (1, 3)) * [1.0, 1.0, 500.0]
    cells = Cells(middle, half)
    inside = middle + generator.uniform(-1, 1, (200, 3)) * half
    radius = (EARTH_RADIUS_KM - inside[:, 2])[:, None] / EARTH_RADIUS_KM
    places = radius * sphere_points(np.degrees(inside[:, :2]))
    parts, origin = cells.divide()
    assert set(origin.tolist()) == {0}
    for box in (cells, parts):
        seen = box.points()
        near = np.abs(inside[:, None] - box.middle[None]) <= box.half[None] + 1e-12
        near = near.all(axis=2)
        assert near.any(axis=1).all()
        square = ((places[:, None] - seen[None, :, :3]) ** 2).sum(axis=2)
        assert (square[near] <= np.broadcast_to(seen[:, 3], near.shape)[near] * (1 + 1e-9)).all()


def survey(relaxation, alpha, scale=None, report=lambda: None):
    count = len(alpha)
    scale = float(np.abs(alpha).sum()) / count if scale is None else scale
    mu = np.zeros((count, len(relaxation.low), 1))
    return Survey(
        relaxation, alpha, relaxation.position, mu, mu, scale, Surroundings.of(relaxation), report,
    )  # fmt: skip


@examples(25)
@given(seeds, st.sampled_from([1e-6, 0.3, 1.0, 3.0]))
def test_no_territory_anywhere_is_worth_more_than_the_bound(seed, price):
    generator = np.random.default_rng(seed)
    latitude, longitude = scattered(generator, 7)
    weights = generator.uniform(0, 1, 7) * (generator.random(7) < 0.7)
    weights[0] = 1.0
    problem = line(
        generator.uniform(0.5, 2, 7), 2, tolerance=0.3, weights=weights,
        latitude=latitude, longitude=longitude,
    )  # fmt: skip
    relaxation = relax(problem)
    position, weight = relaxation.position, relaxation.weight
    middle = weight @ position / weight.sum()
    wide = float(weight @ ((position - middle) ** 2).sum(axis=1)) + 1.0
    alpha = price * wide * relaxation.size * generator.uniform(0.5, 1.5, 7)
    best = greatest_worth(relaxation, alpha)
    found, _ = survey(relaxation, alpha).most(0, best - 0.1 * abs(best) - 1.0, 500.0)
    assert found >= best - 1e-9 * abs(best)


def test_deep_centres_count_where_prices_do_not_pay_for_the_distance():
    """A single territory of half the globe, at prices near nothing, is centred deep inside."""
    longitude = np.linspace(-150, 150, 9)
    problem = line([1.0] * 9, 1, latitude=[20.0] * 9, longitude=longitude)
    relaxation = relax(problem)
    alpha = np.full(9, 1e-3)
    best = greatest_worth(relaxation, alpha)
    found, _ = survey(relaxation, alpha, 1e9).most(0, 2 * best, 50.0)
    assert found >= best


def test_far_units_are_found_from_deep_cells():
    """From a depth of 1,500 km, chords of under 6,000 km span more than at the surface."""
    longitude = np.linspace(0, 52, 53)
    relaxation = relax(line([1.0] * 53, 1, latitude=[0.0] * 53, longitude=longitude))
    alpha = np.full(53, 5_000.0**2 / 53)
    seen = Surroundings.of(relaxation)
    depth = 1_500.0
    point = np.array([[EARTH_RADIUS_KM - depth, 0.0, 0.0]])
    _, listed, squares = seen.relevant(point, alpha, np.zeros((1, 1)), 1e-9, 100)
    distance = ((relaxation.position - point) ** 2).sum(axis=1)
    wanted = np.flatnonzero(alpha > relaxation.weight * distance)
    assert sorted(listed.tolist()) == wanted.tolist()
    assert sorted(squares) == pytest.approx(sorted(distance[wanted]))


def test_units_without_weight_count_once():
    problem = line([1.0] * 4, 1, weights=[0.0, 0.0, 1.0, 1.0])
    relaxation = relax(problem)
    alpha = np.full(4, 10.0)
    seen = Surroundings.of(relaxation)
    _, listed, _ = seen.relevant(relaxation.position[:1], alpha, np.zeros((1, 1)), 1e6, 100)
    assert sorted(listed.tolist()) == [0, 1, 2, 3]


def test_a_survey_can_be_stopped_and_reports_every_few_cells():
    problem = line([1.0] * 9, 3, latitude=range(9), longitude=np.linspace(-70, 70, 9))
    relaxation, asked = relax(problem), []

    def stop():
        asked.append(None)
        if len(asked) == 3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        survey(relaxation, np.full(9, 1e6), report=stop).most(0, 0.0, 1.0)
    assert len(asked) == 3
