"""``verify`` accepts what holds and says of everything else why it does not."""

from dataclasses import replace

import numpy as np
import pytest

from maillage.core.territories import Measure, Problem, Reference, prove, solve, verify
from maillage.errors import ParameterError
from tests.core.territories.checker import figures
from tests.core.territories.problems import QUICK, cloud, grid, line


@pytest.fixture(scope="module")
def solved():
    problem = cloud(1, 60, 4)
    alignment = solve(problem, parameters=QUICK)
    return problem, alignment.labels, prove(problem, effort=0.3)


def test_a_good_plan_and_its_bound_are_verified(solved):
    problem, labels, certificate = solved
    verdict = verify(certificate, problem, labels)
    assert verdict.faults == ()
    assert verdict.verified
    assert len(verdict.checked) == 2
    assert verdict.value == pytest.approx(figures(problem, labels.tolist()).wssd)
    assert verdict.bound == certificate.bound
    assert verdict.gap == pytest.approx(certificate.gap(verdict.value))
    assert 0 < verdict.gap < 0.5


def test_without_a_plan_only_the_bound_is_checked(solved):
    problem, _, certificate = solved
    verdict = verify(certificate, problem)
    assert (verdict.verified, len(verdict.checked)) == (True, 1)
    assert (verdict.value, verdict.gap) == (None, None)


def tampered(certificate):
    dearest = np.argmax(certificate.prices)
    prices = certificate.prices.copy()
    prices[dearest] *= 1.5
    raised = certificate.bound + prices[dearest] / 3
    share = 0.05 * certificate.bound
    return {
        "bound": replace(certificate, bound=1.01 * certificate.bound),
        "price": replace(certificate, prices=prices),
        "price and bound": replace(certificate, prices=prices, bound=raised),
        "values and bound": replace(
            certificate, bound=certificate.bound + share, values=certificate.values - share / 4
        ),
        "infinite": replace(certificate, values=np.array([np.inf])),
        "shape": replace(certificate, prices=prices[1:]),
        "kind": replace(certificate, kind="magic"),
    }


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("bound", "give"),
        ("price", "give"),
        ("price and bound", "worth more"),
        ("values and bound", "worth more"),
        ("infinite", "not finite"),
        ("shape", "59 prices"),
        ("kind", "magic"),
    ],
)
def test_a_tampered_certificate_is_refused(solved, what, words):
    problem, labels, certificate = solved
    verdict = verify(tampered(certificate)[what], problem, labels)
    assert len(verdict.faults) == 1
    assert words in verdict.faults[0]
    assert (verdict.verified, verdict.bound, verdict.gap) == (False, None, None)
    assert verdict.value is not None


def test_a_certificate_holds_for_its_own_problem_only(solved):
    problem, _, certificate = solved
    measure = problem.measures[0]
    looser = replace(problem, measures=[replace(measure, tolerance=0.9)])
    assert not verify(certificate, looser).verified
    travel = replace(problem, travel=np.ones((60, 4)))
    assert "great-circle" in verify(certificate, travel).faults[0]


def base():
    """A plan of eight units in two rows for two territories, and all rules it keeps."""
    return grid(
        2, 4, 2, tolerance=0.3, locks={"u0": 0}, forbidden=[("u1", 1)], groups=[("u4", "u5")],
        separate=[("u0", "u7")], reference=Reference([0, 0, 1, 1, 0, 0, 1, 1], cap=0.3),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ([1, 0, 1, 1, 0, 0, 1, 1], ["pieces", "locked", "share a terr"]),
        ([0, 0, 0, 0, 0, 0, 1, 1], ["territory 1: potential is", "territory 2: potential is"]),
        ([0, 0, 1, 0, 0, 0, 1, 1], ["pieces"]),
        ([0, 1, 1, 1, 0, 0, 0, 1], ["forbidden"]),
        ([0, 0, 0, 1, 0, 1, 1, 1], ["divided"]),
        ([0, 0, 0, 0, 1, 1, 1, 1], ["cap"]),
        ([0, 0, 1, 1, 0, 0, 1, 2], ["no territory"]),
        ([0, 0, 1, 1, 0, 0, 1, -1], ["no territory"]),
        ([0, 0, 1, 1, 0, 0, 1], ["7 basic units of 8"]),
        ([0] * 8, ["no unit", "territory 1: ", "territory 2: ", "share a terr", "cap"]),
    ],
)
def test_a_plan_that_is_not_as_asked_is_refused(labels, words):
    problem = base()
    certificate = prove(problem, effort=0.1)
    assert verify(certificate, problem, [0, 0, 1, 1, 0, 0, 1, 1]).faults == ()
    faults = verify(certificate, problem, labels).faults
    assert len(faults) == len(words), faults
    assert all(word in fault for word, fault in zip(words, faults, strict=True)), faults


def test_labels_that_are_not_whole_numbers_are_refused(solved):
    problem, _, certificate = solved
    with pytest.raises(ParameterError):
        verify(certificate, problem, [0.5] * 60)


@pytest.mark.parametrize(
    "options",
    [
        {"homes": [[40.0, -99.0], [40.0, -97.0]]},
        {"centres": "unit"},
        {"centres": "unit", "power": 1},
        {"centres": "unit", "travel": np.arange(64.0).reshape(8, 8)},
        {"travel": np.arange(16.0).reshape(8, 2)},
        {"weights": [0, 0, 1, 2, 3, 4, 5, 6]},
    ],
)
def test_the_value_is_that_of_the_checker(options):
    problem = line([1.0] * 8, 2, **options)
    plain = prove(line([1.0] * 8, 2), effort=0.1)
    labels = [0, 0, 0, 0, 1, 1, 1, 1]
    assert verify(plain, problem, labels).value == pytest.approx(figures(problem, labels).value)


@pytest.mark.integration
def test_case_a_is_bounded_and_verified(shared_data):
    data = np.load(shared_data / "territory_cases" / "A.npz")
    problem = Problem(
        ids=[str(number) for number in range(len(data["w"]))],
        latitude=data["lat"],
        longitude=data["lon"],
        territories=int(data["k"]),
        measures=[Measure("activity", data["w"], float(data["tol"]))],
        edges=data["edges"],
    )
    certificate = prove(problem, effort=0.3)
    assert 5.4e12 < certificate.bound < 6.0e12
    assert verify(certificate, problem).verified
