"""The cases of real size, measured by the independent checker."""

import numpy as np
import pytest

from maillage.core.territories import Measure, Problem, Reference, solve
from tests.core.territories.checker import assert_agrees, faults, figures, targets

pytestmark = pytest.mark.integration


def case(shared_data, name, *, capped=None, **options):
    data = np.load(shared_data / "territory_cases" / f"{name}.npz")
    if capped is not None:
        options["reference"] = Reference(data["owner"], data["w"], cap=capped)
    return Problem(
        ids=[str(number) for number in range(len(data["w"]))],
        latitude=data["lat"],
        longitude=data["lon"],
        territories=int(data["k"]),
        measures=[Measure("activity", data["w"], float(data["tol"]))],
        edges=data["edges"],
        **options,
    )


def largest_deviation(problem, labels):
    (measure,) = problem.measures
    wanted = targets(measure, problem.territories)
    amounts = figures(problem, labels).amounts
    return max(abs(held[0] / want - 1) for held, want in zip(amounts, wanted, strict=True))


def solved(problem, seed=0):
    """Labels of a solution without fault whose figures are those of the checker."""
    alignment = solve(problem, seed=seed)
    assert_agrees(alignment)
    labels = alignment.labels.tolist()
    assert faults(problem, labels) == []
    return labels


def test_case_a_counties_by_population(shared_data):
    problem = case(shared_data, "A")
    labels = solved(problem)
    found = figures(problem, labels)
    assert largest_deviation(problem, labels) <= 0.05
    assert found.pieces == [1] * 50
    assert found.wssd <= 9.0e12


def test_case_c_accounts_by_revenue(shared_data):
    problem = case(shared_data, "C")
    labels = solved(problem)
    found = figures(problem, labels)
    assert largest_deviation(problem, labels) <= 0.10
    assert found.pieces == [1] * 25
    assert found.wssd <= 2.2e13


def test_case_c_with_a_cap_on_disruption(shared_data):
    problem = case(shared_data, "C", capped=0.2, contiguity=False)
    labels = solved(problem)
    assert largest_deviation(problem, labels) <= 0.10
    assert figures(problem, labels).disruption <= 0.20
