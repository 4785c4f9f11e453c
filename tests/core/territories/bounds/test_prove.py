"""``prove``: under the optimum, the same each time, and in the hands of the caller."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.territories import Measure, prove, verify
from maillage.errors import CancelledError, ParameterError
from tests.core.territories.bounds.optimum import least
from tests.core.territories.problems import cloud, examples, line


def small(seed, count, territories, measures):
    generator = np.random.default_rng(seed)
    shares = [None, generator.uniform(1, 2, territories)][seed % 2]
    weights = [None, generator.uniform(0, 1, count) * (generator.random(count) < 0.7)][seed % 3 < 1]
    return line(
        [1.0] * count, territories, weights=weights,
        latitude=generator.uniform(40, 44, count), longitude=generator.uniform(178, 182, count) - 180,
        measures=[
            Measure(f"m{number}", generator.uniform(0.5, 1.5, count), 0.35, shares)
            for number in range(measures)
        ],
    )  # fmt: skip


@examples(12)
@given(st.integers(0, 10_000), st.integers(5, 7), st.integers(2, 3), st.integers(1, 2))
def test_the_bound_is_under_the_optimum_and_verified(seed, count, territories, measures):
    problem = small(seed, count, territories, measures)
    certificate = prove(problem, effort=0.1)
    assert certificate.bound <= least(problem) * (1 + 1e-9)
    assert verify(certificate, problem).faults == ()


def test_one_territory_is_bounded_by_its_own_spread():
    problem = cloud(3, 30, 1)
    certificate = prove(problem, effort=0.2)
    verdict = verify(certificate, problem, [0] * 30)
    assert 0.99 * verdict.value <= certificate.bound <= verdict.value


@pytest.mark.parametrize(
    "problem",
    [
        line([1.0] * 6, 2, latitude=[45.0] * 6, longitude=[3.0] * 6),
        line([1.0] * 4, 4),
        line([1.0], 1),
        line([1.0] * 6, 2, weights=[0.0] * 6),
    ],
    ids=["one place", "a territory each", "one unit", "no weight"],
)
def test_where_the_best_value_is_nothing_so_is_the_bound(problem):
    certificate = prove(problem, effort=0.1)
    assert certificate.bound == pytest.approx(0.0, abs=1e-3)
    assert verify(certificate, problem).faults == ()


def test_kinds_have_a_value_each():
    problem = cloud(2, 40, 3)
    values = problem.measures[0].values
    problem = line(
        values, 3, latitude=problem.latitude, longitude=problem.longitude,
        measures=[Measure("potential", values, 0.2, [1, 1, 2])],
    )  # fmt: skip
    certificate = prove(problem, effort=0.2)
    assert len(certificate.values) == 2
    assert verify(certificate, problem).verified


def test_the_same_problem_and_effort_give_the_same_certificate():
    problem = cloud(5, 50, 4)
    one, other = (prove(problem, effort=0.1) for _ in range(2))
    assert one.bound == other.bound
    assert one.prices.tolist() == other.prices.tolist()
    assert one.values.tolist() == other.values.tolist()


def test_progress_rises_and_a_deadline_ends_it_with_a_valid_bound():
    problem, seen = cloud(5, 50, 4), []
    certificate = prove(
        problem, effort=50, deadline=0.2, progress=lambda share, bound: seen.append((share, bound))
    )
    shares, bounds = zip(*seen, strict=True)
    assert list(shares) == sorted(shares)
    assert list(bounds) == sorted(bounds)
    assert certificate.seconds < 20
    assert verify(certificate, problem).verified


def test_a_proof_can_be_stopped():
    with pytest.raises(CancelledError):
        prove(cloud(5, 50, 4), cancelled=lambda: True)


@pytest.mark.parametrize("name", ["effort", "deadline"])
@pytest.mark.parametrize("value", [0, -1, float("nan"), "1", True])
def test_effort_and_deadline_are_above_nothing(name, value):
    with pytest.raises(ParameterError):
        prove(line([1.0] * 4, 2), **{name: value})


def test_an_endless_effort_is_refused():
    with pytest.raises(ParameterError):
        prove(line([1.0] * 4, 2), effort=float("inf"))


@pytest.mark.parametrize(
    "options",
    [{"centres": "unit", "travel": np.ones((4, 4))}, {"centres": "unit", "power": 1}],
    ids=["travel", "km"],
)
def test_travel_between_units_has_no_bound(options):
    with pytest.raises(ParameterError, match="travel"):
        prove(line([1.0] * 4, 2, **options))
