"""Certificates about fixed centres: never above the optimum, as high as a linear program, checked."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from scipy.optimize import Bounds, LinearConstraint, milp

from maillage.core.territories import Measure, Problem, Reference, SearchParameters, solve
from maillage.core.territories.bounds import Certificate, prove, verify
from maillage.errors import CancelledError
from tests.core.territories.checker import haversine
from tests.core.territories.problems import examples, line, seeds

pytestmark = pytest.mark.unit


def planted(seed, size=12, count=3):
    """A problem with homes or travel about a labelling that keeps all it asks."""
    generator = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(count), generator.integers(0, count, size - count)])
    names = [f"u{number}" for number in range(size)]
    pair = np.flatnonzero(labels == labels[0])[:2]
    owners = np.where(generator.random(size) < 0.6, labels, generator.integers(-1, count, size))
    amounts = generator.lognormal(0, 1, size)
    moved = amounts[(owners >= 0) & (owners != labels)].sum() / max(amounts[owners >= 0].sum(), 1)
    measures = []
    for number in range(1 + seed % 2):
        values = generator.lognormal(0, 0.7, size)
        held = np.bincount(labels, values, count)
        measures.append(Measure(f"m{number}", values, 0.1, held))
    fixed = {"homes": generator.uniform([38, -100], [42, -95], (count, 2))}
    if seed % 3 == 0:
        fixed = {"travel": generator.uniform(0, 9, (size, count)), "power": 1 + seed % 2}
    return Problem(
        ids=names,
        latitude=generator.uniform(38, 42, size),
        longitude=generator.uniform(-100, -95, size),
        territories=count,
        measures=measures,
        contiguity=False,
        weights=generator.lognormal(0, 1, size) * (generator.random(size) < 0.9),
        locks={names[-1]: int(labels[-1])} if seed % 4 == 0 else {},
        forbidden=[(names[-2], int((labels[-2] + 1) % count))],
        groups=[[names[unit] for unit in pair]] if len(pair) > 1 else [],
        reference=Reference(owners, amounts, cap=min(1.0, moved + 1e-6)) if seed % 5 else None,
        **fixed,
    )  # fmt: skip


def costs_of(problem):
    """(n, k) value of each unit in each territory, unit by unit."""
    weight = problem.weight_array()
    if problem.travel is not None:
        return weight[:, None] * np.asarray(problem.travel) ** problem.power
    return np.array(
        [
            [
                weight[unit] * haversine(place, home) ** 2
                for home in np.asarray(problem.homes).tolist()
            ]
            for unit, place in enumerate(problem.coordinates().tolist())
        ]
    )


def open_to(problem):
    """(n, k) 1 where locks and forbidden pairs let a unit go, 0 elsewhere."""
    place = {name: number for number, name in enumerate(problem.ids)}
    found = np.ones((problem.size, problem.territories))
    for unit, territory in problem.forbidden:
        found[place[unit], territory] = 0
    for unit, territory in problem.locks.items():
        found[place[unit], np.arange(problem.territories) != territory] = 0
    return found


def least_value(problem, *, whole):
    """The optimum by HiGHS from a model of its own; ``whole`` False divides units, not groups."""
    size, count = problem.size, problem.territories
    rows, low, high = [], [], []

    def bind(pairs, least, most):
        row = np.zeros((size, count))
        for unit, territory, factor in pairs:
            row[unit, territory] += factor
        rows.append(row.ravel())
        low.append(least)
        high.append(most)

    for unit in range(size):
        bind([(unit, each, 1.0) for each in range(count)], 1, 1)
    for measure in problem.measures:
        for territory, target in enumerate(measure.targets(count)):
            pairs = [(unit, territory, amount) for unit, amount in enumerate(measure.array())]
            bind(pairs, target * (1 - measure.tolerance), target * (1 + measure.tolerance))
    place = {name: number for number, name in enumerate(problem.ids)}
    for one, other in problem.groups:
        for each in range(count):
            bind([(place[one], each, 1.0), (place[other], each, -1.0)], 0, 0)
    if problem.reference is not None:
        stakes, today = problem.stakes(), np.asarray(problem.reference.labels)
        leaving = [
            (unit, each, stakes[unit])
            for unit in range(size)
            for each in range(count)
            if each != today[unit]
        ]
        bind(leaving, -np.inf, problem.reference.cap * stakes.sum())
    return milp(
        costs_of(problem).ravel(),
        constraints=LinearConstraint(np.array(rows), low, high),
        bounds=Bounds(0, open_to(problem).ravel()),
        integrality=np.full(size * count, int(whole)),
        options={"mip_rel_gap": 0.0},
    ).fun


@examples(40)
@given(seeds)
def test_the_bound_is_that_of_the_linear_program_and_never_above_the_optimum(seed):
    problem = planted(seed)
    certificate = prove(problem)
    optimum = least_value(problem, whole=True)
    assert certificate.kind == "fixed"
    assert certificate.bound <= optimum * (1 + 1e-9)
    assert certificate.bound == pytest.approx(least_value(problem, whole=False), rel=1e-4)
    verdict = verify(certificate, problem)
    assert (verdict.faults, verdict.bound) == ((), certificate.bound)


@examples(15)
@given(seeds)
def test_any_prices_prove_a_bound_and_it_holds(seed):
    """Weak duality asks nothing of prices: the checker's own sum is below the optimum."""
    problem = planted(seed)
    optimum = least_value(problem, whole=True)
    generator = np.random.default_rng(seed)
    shape = (problem.territories, len(problem.measures))
    prices = optimum / problem.size * generator.normal(0, 1, shape)
    capped = problem.reference is not None
    change = np.array([float(generator.random() * optimum / problem.size) if capped else 0.0])
    claimed = Certificate("fixed", 1e99, prices, change, 0.0)
    words = verify(claimed, problem).faults[0]
    proven = float(words.rsplit(" ", 1)[1])
    assert proven <= optimum * (1 + 1e-6)
    assert verify(replace(claimed, bound=proven), problem).bound in {proven, None}


def test_a_plan_and_its_bound_are_verified_together():
    problem = planted(7, size=60, count=4)
    plan = solve(problem, parameters=SearchParameters.quick())
    plan = plan.with_certificate(prove(problem))
    verdict = verify(plan.certificate, problem, plan.labels)
    assert verdict.faults == ()
    assert verdict.gap == pytest.approx(plan.gap)
    assert 0 <= plan.gap < 0.2
    assert verdict.checked[0].startswith("the lower bound: every unit")


def test_connected_territories_about_homes_are_bounded_too():
    options = {"homes": [[40.0, -100.0], [40.0, -94.0]], "tolerance": 0.4}
    problem = line([1.0, 2.0, 1.0, 3.0, 1.0, 2.0, 1.0, 1.0], 2, **options)
    plan = solve(problem).with_certificate(prove(problem))
    assert plan.certificate.kind == "fixed"
    assert verify(plan.certificate, problem, plan.labels).verified


CAPPED = planted(1)
STRICT = replace(CAPPED, groups=[CAPPED.ids[:6]], forbidden=[(unit, 0) for unit in CAPPED.ids[6:9]])
"""Rules that are felt in the bound: few of them could be kept for nothing."""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: {"bound": c.bound * 1.001}, "the bound is"),
        (lambda c: {"bound": np.nan}, "not finite"),
        (lambda c: {"bound": np.inf}, "not finite"),
        (lambda c: {"prices": c.prices * 1.01}, "the bound is"),
        (lambda c: {"prices": c.prices * np.nan}, "not finite"),
        (lambda c: {"prices": c.prices.T}, "shape"),
        (lambda c: {"prices": c.prices[:-1]}, "shape"),
        (lambda c: {"values": c.values - 1e9}, "price of change"),
        (lambda c: {"values": c.values + 1.0}, "the bound is"),
        (lambda c: {"values": np.zeros(2)}, "shape"),
        (lambda c: {"values": c.values * np.inf}, "not finite"),
        (lambda c: {"kind": "free"}, "instead of"),
        (lambda c: {"kind": "named"}, "cannot be verified"),
    ],
)
def test_a_certificate_that_was_tampered_with_is_refused(change, words):
    certificate = prove(CAPPED)
    verdict = verify(replace(certificate, **change(certificate)), CAPPED)
    assert verdict.bound is None
    assert words in verdict.faults[0]


@pytest.mark.parametrize(
    "change",
    [
        lambda p: {"homes": np.asarray(p.homes) + 0.01},
        lambda p: {"latitude": np.asarray(p.latitude) + 0.1},
        lambda p: {"weights": p.weight_array() * 0.99},
        lambda p: {"forbidden": ()},
        lambda p: {"groups": ()},
        lambda p: {"measures": [replace(m, tolerance=0.2) for m in p.measures]},
        lambda p: {"reference": replace(p.reference, cap=1.0)},
    ],
    ids=["homes", "places", "weights", "forbidden", "groups", "tolerance", "cap"],
)
def test_a_certificate_of_another_problem_is_refused(change):
    certificate = prove(STRICT)
    assert certificate.values[0] > 0
    other = replace(STRICT, **change(STRICT))
    assert verify(certificate, other).bound is None


def test_without_a_cap_change_has_no_price():
    problem = replace(CAPPED, reference=None)
    certificate = prove(problem)
    assert certificate.values.tolist() == [0.0]
    claimed = replace(certificate, values=np.array([1.0]))
    assert "price of change" in verify(claimed, problem).faults[0]


def test_a_certificate_about_homes_says_nothing_of_free_centres():
    free = replace(CAPPED, homes=None)
    assert "fixed centres" in verify(prove(CAPPED), free).faults[0]


def test_a_proof_can_be_followed_stopped_and_shortened():
    seen = []
    full = prove(CAPPED, progress=lambda share, bound: seen.append((share, bound)))
    assert [share for share, _bound in seen] == [0.0, 0.5, 1.0]
    assert seen[-1][1] == full.bound
    short = prove(CAPPED, deadline=1e-9)
    assert short.bound <= full.bound
    assert verify(short, CAPPED).verified
    with pytest.raises(CancelledError):
        prove(CAPPED, cancelled=lambda: True)
