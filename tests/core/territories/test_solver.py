"""``solve`` as a whole, judged by the independent checker and by exhaustive search."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import (
    Measure,
    Progress,
    Reference,
    SearchParameters,
    preflight,
    solve,
)
from maillage.core.territories.model import build_model
from maillage.core.territories.search import assess
from maillage.core.territories.solver import default_parameters
from maillage.errors import CancelledError, ParameterError
from tests.core.territories.checker import assert_agrees, faults, figures, targets
from tests.core.territories.problems import (
    KINDS,
    QUICK,
    cloud,
    dense,
    examples,
    grid,
    line,
    measured,
    planted,
    seeds,
)

pytestmark = pytest.mark.unit

BRIEF = SearchParameters(proposals=2_000, stages=5, attempts=2)


THOROUGH = SearchParameters(proposals=20_000, stages=20, attempts=4, restarts=6)


def quick(problem, seed=0, **options):
    return solve(problem, parameters=QUICK, seed=seed, **options)


@examples(150)
@given(seeds)
def test_what_any_alignment_claims_is_true(seed):
    """A-04: a rule that is not kept is always told."""
    generator = np.random.default_rng(seed)
    contiguity, homes = bool(generator.random() < 0.6), bool(generator.random() < 0.3)
    problem, _ = planted(seed, contiguity=contiguity, homes=homes)
    assert_agrees(quick(problem, seed % 5))


@examples(60)
@given(seeds)
def test_what_an_alignment_under_many_rules_claims_is_true(seed):
    assert_agrees(solve(dense(seed), parameters=BRIEF))


@pytest.mark.parametrize("seed", [28, 122, 134, 181, 215, 217, 228, 341, 595])
def test_rules_that_were_once_broken_silently(seed):
    assert_agrees(quick(dense(seed)))


def test_a_forbidden_pair_that_was_once_broken_silently():
    problem, _ = planted(99)
    assert_agrees(quick(problem, 1))


def test_no_territory_stays_empty_without_contiguity():
    for seed in range(500):
        problem = replace(dense(seed), contiguity=False)
        alignment = solve(problem, parameters=BRIEF)
        assert (seed, alignment.statistics.units.min()) > (seed, 0)


@pytest.mark.parametrize(
    "problem",
    [
        # every unit is barred from the second territory
        line([1, 1], 2, forbidden=[("u0", 1), ("u1", 1)]),
        # locks that contiguity makes impossible
        line([1, 1, 1, 1], 2, tolerance=0.9, locks={"u0": 0, "u1": 1, "u2": 0, "u3": 1}),
        line([1, 1, 5, 5], 2, tolerance=0.9, locks={"u0": 0, "u1": 1, "u2": 0, "u3": 1}),
    ],
)
def test_what_cannot_be_kept_is_told(problem):
    assert preflight(problem) == ()
    alignment = quick(problem)
    assert not alignment.feasible
    assert_agrees(alignment)


def test_a_unit_allowed_only_far_away_goes_there():
    forbidden = [("u0", number) for number in range(19)]
    problem = line([1] * 20, 20, tolerance=0.1, contiguity=False, forbidden=forbidden)
    assert quick(problem).labels[0] == 19


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        (-1, "The seed is -1. Give a number of 0 or more."),
        (0.5, "The seed is 0.5. Give a whole number."),
        ("1", "The seed is '1'. Give a number."),
    ],
)
def test_a_seed_that_is_none_is_refused(seed, message):
    with pytest.raises(ParameterError) as caught:
        quick(line([1, 1], 2), seed)
    assert str(caught.value) == message


@examples(15)
@given(seeds)
def test_every_unit_has_one_of_the_territories_asked_for(seed):
    generator = np.random.default_rng(seed)
    rows, columns = generator.integers(1, 6, 2)
    territories = int(generator.integers(1, rows * columns + 1))
    alignment = quick(grid(int(rows), int(columns), territories, tolerance=0.99))
    assert_agrees(alignment)
    assert len(alignment.labels) == rows * columns
    assert set(alignment.labels.tolist()) == set(range(territories))


@examples(12)
@given(seeds)
def test_the_same_seed_gives_the_same_alignment(seed):
    problem, _ = planted(seed, bars=False, groups=False, contiguity=bool(seed % 2))
    first, second = quick(problem, seed), quick(problem, seed)
    assert first.labels.tolist() == second.labels.tolist()
    assert first.objective == second.objective
    assert first.seed == seed


def test_solving_other_problems_in_between_changes_nothing():
    problem = grid(5, 5, 3, tolerance=0.2)
    first = quick(problem, 4)
    quick(cloud(1, 30, 3), 9)
    assert quick(problem, 4).labels.tolist() == first.labels.tolist()


def least_objective(problem):
    """The engine's own objective at its exhaustive optimum; None when nothing is feasible."""
    model = build_model(problem)
    values = [
        assess(model, np.array(labels, dtype=np.int32)[model.unit_node]).objective
        for labels in product(range(problem.territories), repeat=model.size)
        if not faults(problem, np.array(labels, dtype=np.int32)[model.unit_node])
    ]
    return min(values, default=None)


@pytest.mark.parametrize("contiguity", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_tiny_problems_are_solved_to_the_optimum(seed, contiguity):
    problem = cloud(seed, 8, 2, contiguity=contiguity)
    optimum = least_objective(problem)
    alignment = solve(problem)
    assert_agrees(alignment)
    assert alignment.feasible
    assert alignment.objective == pytest.approx(optimum, rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_tiny_problems_with_a_reference_are_solved_to_the_optimum(seed):
    reference = Reference([0, 0, 0, 1, 1, 1, 0, -1], cap=0.6, price_km=60)
    problem = cloud(seed, 8, 2, reference=reference)
    optimum = least_objective(problem)
    alignment = solve(problem)
    assert alignment.feasible
    assert alignment.objective == pytest.approx(optimum, rel=1e-6)


@examples(15)
@given(seeds)
def test_no_answer_is_better_than_the_exhaustive_optimum(seed):
    problem = cloud(seed % 1000, 7, 2)
    optimum = least_objective(problem)
    alignment = quick(problem)
    assert_agrees(alignment)
    if alignment.feasible:
        assert alignment.objective >= optimum * (1 - 1e-9)


def least_value(problem):
    """The value of the best labelling without fault, by the checker alone."""
    (measure,) = problem.measures
    wanted = targets(measure, problem.territories)
    values = []
    for labels in product(range(problem.territories), repeat=problem.size):
        held = np.bincount(labels, weights=measure.array(), minlength=problem.territories)
        if (np.abs(held / wanted - 1) <= measure.tolerance).all() and not faults(problem, labels):
            values.append(figures(problem, labels).value)
    return min(values)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("kind", "contiguity"),
    [*product(KINDS, [True]), ("unit", False), ("unit power 1", False), ("fixed travel", False)],
)
def test_tiny_problems_of_every_kind_are_solved_to_the_optimum(kind, contiguity, seed):
    """A-14: units to keep apart; centre units and travel against all labellings there are.

    Not travel drawn at random between units without contiguity: there the search, which moves
    units about centres and centres to units in turn, does not always find the optimum.
    """
    generator = np.random.default_rng(seed)
    unit = kind.startswith("unit")
    count, territories = (7, 2) if seed % 2 else (6, 3)
    travel = generator.integers(1, 30, (count, count if unit else territories))
    problem = cloud(
        seed,
        count,
        territories,
        measures=[Measure("potential", generator.integers(1, 5, count), 0.7)],
        contiguity=contiguity,
        centres="unit" if unit else "free",
        travel=travel if "travel" in kind else None,
        power=1 if "power 1" in kind else 2,
        separate=[["u0", "u1"], ["u2", "u3"]],
    )
    alignment = solve(problem, parameters=THOROUGH)
    assert_agrees(alignment)
    assert alignment.feasible
    assert alignment.value == pytest.approx(least_value(problem))
    assert alignment.objective == pytest.approx(alignment.value)


@pytest.mark.parametrize("kind", KINDS)
@examples(12)
@given(seed=seeds)
def test_what_an_alignment_of_any_kind_claims_is_true(kind, seed):
    problem, _ = measured(seed, kind, contiguity=bool(seed % 2))
    assert_agrees(quick(problem, seed % 5))


@pytest.mark.parametrize("seed", range(3))
def test_prices_of_measures_and_departures_are_part_of_the_optimum(seed):
    reference = Reference(
        [0, 0, 0, 1, 1, 1, 0, 1], price_km=20, prices={"potential": 40}, departed=[1]
    )
    problem = cloud(seed, 8, 2, reference=reference)
    alignment = solve(problem)
    assert alignment.objective == pytest.approx(least_objective(problem), rel=1e-6)


def test_a_dear_measure_stays_with_its_owner():
    """The owner of the far unit keeps it for its revenue, unless that owner has left."""
    measures = [Measure("potential", [1] * 6, 0.4), Measure("revenue", [3, 3, 3, 0, 0, 9], 0.9)]
    today = [0, 0, 0, 1, 1, 0]
    problem = line([1] * 6, 2, measures=measures, contiguity=False, weights=[1] * 6)
    priced = Reference(today, [1] * 6, prices={"revenue": 900})
    kept = solve(replace(problem, reference=priced), parameters=QUICK)
    assert kept.labels[5] == 0
    left = solve(replace(problem, reference=replace(priced, departed=[0])), parameters=QUICK)
    assert left.labels[5] == left.labels[4]


def test_one_territory_takes_all():
    alignment = quick(cloud(3, 12, 1))
    assert alignment.labels.tolist() == [0] * 12
    assert_agrees(alignment)
    lone = quick(line([5], 1))
    assert (lone.labels.tolist(), lone.feasible) == ([0], True)
    assert quick(line([1, 2, 3], 1, edges=None, contiguity=False)).labels.tolist() == [0, 0, 0]


@pytest.mark.parametrize("contiguity", [True, False])
def test_one_unit_per_territory(contiguity):
    alignment = quick(line([1] * 9, 9, contiguity=contiguity))
    assert sorted(alignment.labels.tolist()) == list(range(9))
    assert alignment.feasible
    assert_agrees(alignment)


def test_units_of_zero_weight_go_somewhere_near():
    values = [1 if (n % 5) in {0, 4} else 0 for n in range(25)]
    alignment = quick(grid(5, 5, 2, values=values))
    assert alignment.feasible
    assert_agrees(alignment)
    weightless = quick(grid(5, 5, 2, weights=[0] * 25, tolerance=0.1))
    assert weightless.feasible
    assert_agrees(weightless)


@pytest.mark.parametrize("contiguity", [True, False])
def test_units_at_one_place(contiguity):
    problem = line([1] * 12, 3, latitude=[40] * 12, longitude=[2] * 12, contiguity=contiguity)
    alignment = quick(problem)
    assert alignment.feasible
    assert_agrees(alignment)


def test_units_around_the_globe():
    problem = line([1] * 4, 2, latitude=[90, -90, 0, 0], longitude=[0, 0, 180, -180], tolerance=0.5)
    alignment = quick(problem)
    assert alignment.feasible
    assert_agrees(alignment)


def test_the_date_line_is_no_border():
    places = [179.5, 179.8, -179.9, -179.6, 170.0, 170.3, 170.6, 170.9]
    problem = line([1] * 8, 2, latitude=[0] * 8, longitude=places, contiguity=False, edges=None)
    labels = quick(problem).labels.tolist()
    assert labels in ([0] * 4 + [1] * 4, [1] * 4 + [0] * 4)


def test_islands_far_apart_keep_to_themselves():
    edges = [[0, 1], [1, 2], [2, 3], [4, 5], [5, 6], [6, 7]]
    longitude = [0, 1, 2, 3, 50, 51, 52, 53]
    alignment = quick(line([1] * 8, 4, edges=edges, longitude=longitude))
    assert alignment.feasible
    assert_agrees(alignment)


def test_an_island_of_its_own():
    edges = [[0, 1], [1, 2], [2, 3]]
    problem = line([1, 1, 1, 1, 2], 3, edges=edges, longitude=[0, 1, 2, 3, 40])
    alignment = quick(problem)
    assert alignment.feasible
    assert_agrees(alignment)


def test_a_group_bridges_islands():
    edges = [[0, 1], [2, 3]]
    problem = line([1] * 4, 2, edges=edges, groups=[["u1", "u2"]], tolerance=0.6)
    alignment = quick(problem)
    assert alignment.feasible
    assert_agrees(alignment)


def test_impossible_balance_is_told_not_hidden():
    """A-04: what cannot be done is said, territory by territory; every unit is still assigned."""
    alignment = quick(line([3, 3, 3, 3, 3], 2, contiguity=False, edges=None))
    assert alignment.feasible is False
    assert alignment.violations == tuple(
        sorted(
            (
                f"territory {number + 1}: potential is {deviation:+.2%} from its target,"
                " the tolerance is 5.00%"
            )
            for number, deviation in enumerate(alignment.statistics.deviations[:, 0])
        )
    )
    assert_agrees(alignment)


def test_shares_give_each_rep_by_capacity():
    alignment = quick(grid(6, 6, 3, shares=[1, 2, 3]))
    assert alignment.statistics.units.tolist() == [6, 12, 18]
    assert_agrees(alignment)


def test_fixed_homes_draw_their_territories():
    homes = [[35, -95], [40, -100]]
    alignment = quick(grid(6, 6, 2, homes=homes))
    assert alignment.labels[0] == 1
    assert alignment.labels[35] == 0
    assert alignment.feasible


def test_locks_hold_against_all_reason():
    problem = grid(6, 6, 2, tolerance=0.3, locks={"u0": 0, "u35": 1, "u5": 1, "u30": 0})
    alignment = quick(problem)
    assert alignment.feasible
    assert_agrees(alignment)


def test_groups_stay_whole_across_the_map():
    problem = grid(6, 6, 3, tolerance=0.2, groups=[["u0", "u35"], ["u5", "u30", "u17"]])
    alignment = quick(problem)
    assert alignment.feasible
    assert_agrees(alignment)


def test_a_plan_that_is_fine_stays_when_change_is_forbidden():
    today = [0] * 12 + [1] * 12 + [2] * 12
    for contiguity in (True, False):
        reference = Reference(today, cap=0.0)
        alignment = quick(grid(6, 6, 3, contiguity=contiguity, reference=reference))
        assert alignment.labels.tolist() == today
        assert alignment.statistics.disruption == 0


def test_a_high_price_keeps_a_plan_and_none_lets_it_go():
    today = [(n % 6) // 2 for n in range(36)]
    crooked = [*today[:35], 0]
    stay = quick(
        grid(6, 6, 3, tolerance=0.3, contiguity=False, reference=Reference(crooked, price_km=9e3))
    )
    assert stay.labels.tolist() == crooked
    leave = quick(grid(6, 6, 3, tolerance=0.3, contiguity=False, reference=Reference(crooked)))
    assert leave.value < 0.9 * stay.value
    assert leave.statistics.disruption > 0


def test_progress_is_told_from_0_to_1():
    told = []
    alignment = quick(grid(5, 5, 3, tolerance=0.2, contiguity=False), progress=told.append)
    shares = [one.share for one in told]
    assert shares == sorted(shares)
    assert (told[0].stage, told[0].share) == ("preparing", 0.0)
    assert (told[-1].stage, told[-1].share) == ("finished", 1.0)
    assert {one.stage for one in told[1:-1]} - {"compiling"} == {"searching"}
    objectives = [one.objective for one in told if one.violation == 0]
    assert objectives == sorted(objectives, reverse=True)
    assert told[-1].objective == alignment.objective
    assert [one.seconds for one in told] == sorted(one.seconds for one in told)


@pytest.mark.parametrize("contiguity", [True, False])
@pytest.mark.parametrize("restarts", [1, 3])
@pytest.mark.parametrize("attempts", [0, 2])
def test_progress_never_goes_back_and_ends_with_the_best(contiguity, restarts, attempts):
    told = []
    parameters = replace(BRIEF, attempts=attempts, restarts=restarts)
    problem = cloud(2, 30, 3, contiguity=contiguity)
    alignment = solve(problem, parameters=parameters, progress=told.append)
    shares = [one.share for one in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-2], shares[-1]) == (0.0, pytest.approx(1.0), 1.0)
    assert told[-1].objective == alignment.objective
    assert alignment.proposals == BRIEF.proposals * restarts
    best = [(max(one.violation, 1e-9), one.objective) for one in told[1:]]
    assert best == sorted(best, reverse=True)


def test_progress_of_a_plan_that_stays_outside_its_bounds_never_goes_back():
    told = []
    problem = line([1] * 4, 2, tolerance=0.9, locks={f"u{unit}": unit % 2 for unit in range(4)})
    assert not quick(problem, progress=lambda one: told.append(one.share)).feasible
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_time_left():
    assert Progress("searching", 0.25, 10.0).seconds_left == pytest.approx(30)
    assert np.isnan(Progress("preparing", 0.0, 0.0).seconds_left)


@pytest.mark.parametrize("after", [0, 1, 5, 22])
def test_the_work_can_be_cancelled_at_any_time(after):
    asked = []
    with pytest.raises(CancelledError) as caught:
        quick(grid(5, 5, 3, tolerance=0.2), cancelled=lambda: asked.append(1) or len(asked) > after)
    assert str(caught.value) == "The design was stopped; nothing was kept."
    assert len(asked) == after + 1


def test_small_problems_are_tried_several_times():
    small, large = build_model(line([1] * 10, 2)), build_model(line([1] * 500, 2))
    assert default_parameters(small) == SearchParameters(proposals=400_000, restarts=3, attempts=60)
    assert default_parameters(large) == SearchParameters(
        proposals=2_500_000, trials=3, attempts=125
    )


def test_several_measures_each_within_its_own_tolerance():
    generator = np.random.default_rng(8)
    measures = [
        Measure("revenue", generator.lognormal(0, 0.5, 100), 0.05),
        Measure("accounts", generator.integers(1, 5, 100), 0.1),
        Measure("hours", generator.uniform(1, 2, 100), 0.15),
    ]
    problem = grid(10, 10, 4, measures=measures)
    parameters = replace(QUICK, proposals=400_000, attempts=20)
    alignment = solve(problem, parameters=parameters)
    assert alignment.feasible
    assert_agrees(alignment)
