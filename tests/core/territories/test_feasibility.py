"""The pre-flight check: every finding names its cause, is a proof, and its remedy works."""

import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given

from maillage.core.territories import Measure, Problem, Reference, preflight, solve
from maillage.core.territories.feasibility import name_node
from maillage.core.territories.model import build_model
from maillage.errors import InfeasibleError
from tests.core.territories.checker import faults, figures
from tests.core.territories.problems import QUICK, cloud, examples, grid, line, planted, seeds

pytestmark = pytest.mark.unit


def told(problem):
    return [(finding.code, finding.subjects) for finding in preflight(problem)]


def only(problem):
    (finding,) = preflight(problem)
    return finding


def advised(remedy, number=-1):
    """The percentage a remedy advises, as a share; infinite where it advises none."""
    found = re.findall(r"(-?[\d.]+) %", remedy)
    return float(found[number]) / 100 if found else float("inf")


def with_tolerance(problem, tolerance):
    measures = [replace(measure, tolerance=tolerance) for measure in problem.measures]
    return replace(problem, measures=measures)


def test_nothing_to_say_about_a_sound_problem():
    assert preflight(grid(4, 4, 4)) == ()


def test_a_unit_locked_where_it_is_forbidden():
    problem = line([1, 1], 2, locks={"u0": 1}, forbidden=[("u0", 1)])
    finding = only(problem)
    assert (finding.code, finding.subjects) == ("contradiction", ("u0",))
    assert str(finding) == (
        "Unit u0 is locked to territory 2 and forbidden there. Remove one of the two constraints."
    )
    assert preflight(replace(problem, forbidden=())) == ()
    assert preflight(replace(problem, locks={})) == ()


def test_units_to_keep_apart_in_one_group():
    problem = line([1] * 4, 2, groups=[["u0", "u1"], ["u1", "u2"]], separate=[["u0", "u3", "u2"]])
    assert str(only(problem)) == (
        "Units u0 and u2 must not share a territory, but they are in one group."
        " Remove one of the two constraints."
    )
    assert told(problem) == [("contradiction", ("u0", "u2"))]
    assert preflight(replace(problem, groups=[["u0", "u1"]], separate=[["u0", "u2"]])) == ()


def test_units_to_keep_apart_locked_to_one_territory():
    problem = line([1] * 4, 2, locks={"u0": 1, "u2": 1, "u3": 0}, separate=[["u0", "u3", "u2"]])
    assert str(preflight(problem)[0]) == (
        "Units u0 and u2 must not share a territory, but both are locked to 2."
        " Remove one of the two constraints."
    )
    assert preflight(replace(problem, locks={"u0": 1, "u3": 0}, separate=[["u0", "u2"]])) == ()


def test_more_units_to_keep_apart_than_territories():
    problem = line([1] * 4, 2, separate=[["u0", "u1"], ["u3", "u0", "u2"]])
    finding = only(problem)
    assert (finding.code, finding.subjects) == ("separate", ("u3", "u0", "u2"))
    assert str(finding) == (
        "3 units must all be in different territories, but 2 territories are asked for."
        " Ask for at least 3 territories, or let some of them share one."
    )
    assert preflight(replace(problem, territories=3, measures=[Measure("m", [1] * 4, 0.9)])) == ()


def test_a_group_locked_to_two_territories():
    problem = line(
        [1] * 4, 2, groups=[["u0", "u1"], ["u2", "u3"]], locks={"u0": 0, "u1": 1, "u2": 1}
    )
    finding = only(problem)
    assert (finding.code, finding.subjects) == ("contradiction", ("u0", "u1"))
    assert str(finding) == (
        "A group that must stay together is locked to several territories: u0 to 1, u1 to 2."
        " Lock all of it to one territory, or break the group up."
    )
    assert preflight(replace(problem, locks={"u0": 0, "u1": 0, "u2": 1})) == ()


def test_fewer_units_than_territories():
    problem = line([1, 1, 1], 4, tolerance=0.9)
    finding = only(problem)
    assert (finding.code, finding.subjects) == ("too_few_units", ())
    assert str(finding) == (
        "4 territories are asked for, but there are only 3 units or groups to share out."
        " Ask for at most 3 territories, or use smaller units."
    )
    assert preflight(replace(problem, territories=3)) == ()
    grouped = line([1, 1, 2], 3, groups=[["u0", "u1"]], tolerance=0.9)
    assert told(grouped) == [("too_few_units", ())]


def test_a_measure_that_is_zero_everywhere():
    measures = [Measure("a", [1, 1]), Measure("b", [0, 0])]
    finding = only(line([1, 1], 2, measures=measures, contiguity=False))
    assert (finding.code, finding.subjects) == ("empty_measure", ("b",))
    assert str(finding) == (
        "Measure 'b' is zero everywhere, so it cannot be balanced. Load its data or leave it out."
    )


def test_a_unit_forbidden_everywhere():
    problem = line([1, 1], 2, forbidden=[("u0", 0), ("u0", 1)])
    finding = preflight(problem)[0]
    assert (finding.code, finding.subjects) == ("nowhere", ("u0",))
    assert str(finding) == "Unit u0 is forbidden in every territory. Allow it somewhere."
    assert preflight(replace(problem, forbidden=[("u0", 0)])) == ()


def test_a_unit_too_heavy_for_any_territory():
    problem = grid(2, 2, 2, values=[7, 1, 1, 1])
    finding = only(problem)
    assert (finding.code, finding.subjects) == ("heavy_unit", ("u0",))
    assert str(finding) == (
        "Unit u0 alone holds 1.40 times the target of a territory in 'potential' (7 against 5):"
        " +40.0% where 5.0% is allowed. Split it into smaller units (for example postal codes),"
        " leave it out as a territory of its own, or ask for at most 1 territories, or raise the"
        " tolerance to 40.00 %."
    )
    assert preflight(with_tolerance(problem, advised(finding.remedy))) == ()
    assert preflight(replace(problem, territories=1)) == ()


def test_a_group_can_be_the_heavy_unit():
    problem = grid(2, 4, 2, groups=[["u0", "u1", "u2", "u4", "u5"]])
    assert told(problem) == [("heavy_unit", ("u0, u1, u2 and 2 more",))]
    assert preflight(replace(problem, groups=[["u0", "u1", "u2", "u4"]])) == ()


def test_a_heavy_unit_is_held_against_the_territories_open_to_it():
    shared = {"values": [5, 1, 1, 1], "shares": [5, 3]}
    assert told(grid(2, 2, 2, **shared)) == []
    assert told(grid(2, 2, 2, **shared, forbidden=[("u0", 0)])) == [("heavy_unit", ("u0",))]
    assert [code for code, _ in told(grid(2, 2, 2, **shared, locks={"u0": 1}))] == [
        "heavy_unit",
        "heavy_lock",
    ]


@examples(40)
@given(seeds)
def test_the_tolerance_advised_for_a_heavy_unit_is_enough(seed):
    generator = np.random.default_rng(seed)
    problem = cloud(
        seed % 50, 12, 3, contiguity=False,
        measures=[Measure("m", generator.lognormal(0, 1, 12), 0.01)],
    )  # fmt: skip
    findings = preflight(problem)
    if findings and (tolerance := max(advised(f.remedy) for f in findings)) < 1:
        assert preflight(with_tolerance(problem, tolerance)) == ()


def test_locks_that_overload_a_territory():
    problem = line([1] * 6, 2, locks={f"u{number}": 0 for number in range(4)})
    finding = only(problem)
    assert (finding.code, finding.subjects) == ("heavy_lock", ("u0", "u1", "u2", "u3"))
    assert str(finding) == (
        "The 4 units locked to territory 1 hold 4 of 'potential': +33.3% from its target where"
        " 5.0% is allowed. Unlock some of them, or raise the tolerance to 33.34 %."
    )
    assert preflight(with_tolerance(problem, advised(finding.remedy))) == ()
    assert preflight(replace(problem, locks={"u0": 0, "u1": 0, "u2": 0})) == ()


def test_more_islands_than_territories():
    problem = line([1] * 4, 2, edges=[[0, 1]])
    finding = only(problem)
    assert (finding.code, finding.subjects) == ("islands", ("u2", "u3"))
    assert str(finding) == (
        "The units form 3 parts with no link between them, more than the 2 territories."
        " Link the islands to the mainland (ferry, bridge), or turn contiguity off."
    )
    assert preflight(replace(problem, edges=[[0, 1], [1, 2], [2, 3]])) == ()
    assert preflight(replace(problem, contiguity=False)) == ()
    assert preflight(replace(problem, groups=[["u2", "u3"]])) == ()


def test_an_island_that_holds_no_whole_number_of_territories():
    problem = line([1] * 6, 2, edges=[[0, 1], [1, 2], [2, 3], [4, 5]])
    findings = preflight(problem)
    assert [(f.code, f.subjects) for f in findings] == [
        ("islands", ("u0", "u1", "u2", "u3")),
        ("islands", ("u4", "u5")),
    ]
    assert str(findings[1]) == (
        "2 units around u4 are cut off from the rest and hold 0.67 territories of 'potential': no"
        " whole number of territories fits within 5.0%. Link them to the others (ferry, bridge),"
        " or turn contiguity off."
    )
    assert preflight(replace(problem, contiguity=False)) == ()
    assert preflight(replace(problem, groups=[["u3", "u4"]])) == ()
    assert preflight(with_tolerance(problem, 0.34)) == ()


def test_islands_with_shares_are_left_to_the_search():
    assert preflight(line([1] * 6, 2, edges=[[0, 1], [1, 2], [2, 3], [4, 5]], shares=[4, 2])) == ()


def test_tiny_amounts_are_no_reason_to_take_shares_for_equal():
    assert preflight(line([1e-9, 9e-9], 2, shares=[1, 9])) == ()


def test_an_island_without_potential_cannot_be_a_territory():
    assert told(line([1, 1, 0], 2, edges=[[0, 1]])) == [("islands", ("u2",))]


def test_a_heavy_unit_that_no_neighbours_complete():
    problem = line([3, 8, 8, 8, 3], 3)
    assert told(problem) == [
        ("pocket", ("u1", "u0")),
        ("pocket", ("u2",)),
        ("pocket", ("u3", "u4")),
    ]
    assert preflight(line([2, 8, 10, 8, 2], 3)) == ()


def test_a_pocket_is_put_in_words_and_its_tolerance_works():
    problem = line([7, 7, 6, 10], 3, tolerance=0.05)
    finding = preflight(problem)[0]
    assert (finding.code, finding.subjects) == ("pocket", ("u0",))
    assert str(finding) == (
        "Unit u0 holds 70.0% of a territory's target in 'potential', and no connected set of units"
        " around it comes within 5.0%: the nearest (u0) is -30.00%. Split one of these units, link"
        " it to another neighbour, turn contiguity off, or raise the tolerance to 30.00 %."
    )
    tolerance = max(advised(f.remedy) for f in preflight(problem))
    assert preflight(with_tolerance(problem, tolerance)) == ()
    assert preflight(replace(problem, contiguity=False)) == ()


@examples(40)
@given(seeds)
def test_the_tolerance_advised_for_pockets_is_enough(seed):
    generator = np.random.default_rng(seed)
    problem = cloud(
        seed % 50, 8, 3, measures=[Measure("m", generator.choice([1, 4, 6, 7], 8), 0.01)]
    )
    for finding in preflight(problem):
        if (tolerance := advised(finding.remedy)) < 1:
            left = preflight(with_tolerance(problem, tolerance))
            assert finding.subjects[0] not in {other.subjects[0] for other in left}


def test_a_cap_below_the_least_disruption():
    reference = Reference([0, 0, 0, 1], [10, 20, 30, 40], cap=0.05)
    problem = line([1, 1, 1, 1], 2, reference=reference)
    finding = only(problem)
    assert (finding.code, finding.subjects) == ("disruption_floor", ())
    assert str(finding) == (
        "At least 9.0% must change owner to bring the overloaded territories within tolerance,"
        " but the cap is 5.0%. Raise the cap to 9.00 % or more, or widen the tolerance."
    )
    raised = replace(reference, cap=advised(finding.remedy))
    assert preflight(replace(problem, reference=raised)) == ()
    assert preflight(with_tolerance(problem, 0.5)) == ()
    assert preflight(replace(problem, reference=replace(reference, cap=None))) == ()


def test_the_least_disruption_moves_what_costs_least():
    """Units without a stake leave for nothing, and so do those that weigh but are not owned."""
    reference = Reference([0, 0, 0, 1], [10, 0, 10, 0], cap=0.0)
    assert preflight(line([1, 1, 1, 1], 2, reference=reference)) == ()


def test_a_group_of_two_owners_moves_in_any_case():
    reference = Reference([0, 1, 0, 1], [5, 3, 1, 1], cap=0.2)
    problem = line([1] * 4, 2, groups=[["u0", "u1"]], reference=reference, tolerance=0.1)
    assert [finding.code for finding in preflight(problem)] == ["disruption_floor"]
    assert preflight(replace(problem, reference=replace(reference, cap=0.5))) == ()


def test_nothing_at_stake_has_no_floor():
    reference = Reference([0, 0, 0, 0], [0, 0, 0, 0], cap=0.0)
    assert preflight(line([1] * 4, 2, reference=reference)) == ()


@examples(250)
@given(seeds)
def test_a_problem_with_a_solution_is_never_refused(seed):
    problem, _ = planted(seed)
    assert preflight(problem) == ()


def test_a_group_that_two_own_leaves_its_second_owner_at_least():
    """Moving the group to its second owner moves 5, and it need not be counted again."""
    reference = Reference([0, 0, 1, 1], [100, 5, 3, 2], cap=0.05)
    problem = line([10, 5, 3, 2], 2, groups=[("u1", "u2")], reference=reference, contiguity=False)
    assert faults(problem, [0, 1, 1, 1]) == []
    assert preflight(problem) == ()
    assert solve(problem, parameters=QUICK).feasible


@examples(150)
@given(seeds)
def test_the_floor_of_disruption_is_below_what_any_labelling_in_balance_moves(seed):
    """Groups shared today, against every labelling there is."""
    generator = np.random.default_rng(seed)
    reference = Reference(generator.integers(-1, 2, 6), generator.choice([0, 1, 3, 8], 6))
    problem = line(
        generator.choice([1, 2, 5, 9], 6), 2, tolerance=0.3, contiguity=False, reference=reference,
        groups=[("u0", "u1"), ("u2", "u3", "u4")],
    )  # fmt: skip
    labellings = [[a, a, b, b, b, c] for a, b, c in product(range(2), repeat=3)]
    shares = [figures(problem, one).disruption for one in labellings if not faults(problem, one)]
    if shares:
        enough = replace(reference, cap=min(shares))
        assert preflight(replace(problem, reference=enough)) == ()


def test_one_territory_needs_no_edges():
    assert preflight(line([1, 1], 1, edges=None)) == ()


def test_a_unit_without_amount_that_is_forbidden_everywhere():
    problem = line([0, 1, 1], 2, forbidden=[("u0", 0), ("u0", 1)])
    assert told(problem) == [("nowhere", ("u0",))]


def test_a_unit_forbidden_everywhere_is_not_also_called_heavy():
    problem = line([1, 1, 1], 2, tolerance=0.6, forbidden=[("u0", 0), ("u0", 1)])
    assert told(problem) == [("nowhere", ("u0",))]


def test_an_empty_measure_is_told_alone():
    measures = [Measure("a", [1, 1]), Measure("b", [0, 0])]
    assert told(line([1, 1], 2, measures=measures)) == [("empty_measure", ("b",))]


def test_large_stakes_on_units_without_amount():
    reference = Reference([0, 0, 0, 1, 1], [1e9, 1e9, 1e9, 1, 1], cap=0.9)
    problem = line([10, 0, 5, 5, 1], 2, contiguity=False, reference=reference)
    assert preflight(problem) == ()


@pytest.mark.parametrize(
    "problem",
    [
        # the only territory open to the unit is the small one
        line([5, 1, 1, 3], 2, shares=[1, 4], locks={"u0": 0}),
        line([5, 1, 1, 3], 2, shares=[1, 4], forbidden=[("u0", 1)]),
        # no tolerance below 100 % would do
        line([10, 1, 1, 1], 3),
        line([1] * 6, 3, locks={f"u{number}": 0 for number in range(5)}),
    ],
)
def test_an_advised_tolerance_is_enough_and_accepted(problem):
    findings = preflight(problem)
    assert findings
    for finding in findings:
        if (tolerance := advised(finding.remedy)) < float("inf"):
            left = told(with_tolerance(problem, tolerance))
            assert (finding.code, finding.subjects) not in left


def test_one_locked_unit_is_put_in_the_singular_and_a_group_is_counted_whole():
    alone = preflight(line([3, 1], 2, locks={"u0": 0}))[-1]
    assert alone.message == (
        "The unit locked to territory 1 holds 3 of 'potential': +50.0% from its target where 5.0%"
        " is allowed."
    )
    grouped = line([1, 1, 1, 1], 2, groups=[["u0", "u1"]], locks={"u0": 0, "u2": 0})
    assert preflight(grouped)[-1].message == (
        "The 3 units locked to territory 1 hold 3 of 'potential': +50.0% from its target where 5.0%"
        " is allowed."
    )


def test_locks_of_overlapping_groups_that_exclude_each_other():
    problem = line([1, 1, 1, 3], 2, groups=[("u0", "u1"), ("u1", "u2")], locks={"u0": 0, "u2": 1})
    finding = only(problem)
    assert (finding.code, finding.subjects) == ("contradiction", ("u0", "u2"))


def test_a_lock_where_another_of_its_group_is_forbidden():
    problem = line([1, 1, 2], 2, groups=[("u0", "u1")], locks={"u0": 0}, forbidden=[("u1", 0)])
    finding = only(problem)
    assert (finding.code, finding.subjects) == ("contradiction", ("u0", "u1"))
    assert str(finding) == (
        "Unit u0 is locked to territory 1 and that is forbidden there for u1, which is in its"
        " group. Remove one of the two constraints."
    )


def test_names_of_nodes():
    problem = line([1] * 5, 1, groups=[["u0", "u1"]])
    model = build_model(problem)
    assert [name_node(problem, model, node) for node in range(4)] == ["u0, u1", "u2", "u3", "u4"]


def test_solve_refuses_with_the_findings():
    problem = line([1] * 6, 2, edges=[[0, 1], [1, 2], [2, 3], [4, 5]])
    with pytest.raises(InfeasibleError) as caught:
        solve(problem, parameters=QUICK)
    assert caught.value.findings == preflight(problem)
    assert str(caught.value) == "\n".join(str(finding) for finding in preflight(problem))


def case(shared_data, name, **options):
    data = np.load(shared_data / "territory_cases" / f"{name}.npz")
    return Problem(
        ids=[str(number) for number in range(len(data["w"]))],
        latitude=data["lat"],
        longitude=data["lon"],
        territories=int(data["k"]),
        measures=[Measure("population", data["w"], float(data["tol"]))],
        edges=data["edges"],
        **options,
    )


def heaviest(problem, count):
    order = np.argsort(-problem.measures[0].array(), kind="stable")[:count]
    return {problem.ids[number] for number in order}


@pytest.mark.integration
def test_case_a0_names_los_angeles_and_refuses(shared_data):
    problem = case(shared_data, "A0")
    finding = only(problem)
    assert (finding.code, set(finding.subjects)) == ("heavy_unit", heaviest(problem, 1))
    assert "1.54 times the target" in finding.message
    assert "+53.9%" in finding.message
    with pytest.raises(InfeasibleError):
        solve(problem)
    assert preflight(replace(problem, contiguity=False)) == (finding,)
    assert preflight(with_tolerance(problem, advised(finding.remedy))) == ()


@pytest.mark.integration
def test_case_a5050_names_the_halves_of_los_angeles_and_refuses(shared_data):
    problem = case(shared_data, "A5050")
    finding = only(problem)
    halves = heaviest(problem, 3) - heaviest(problem, 1)
    assert finding.code == "pocket"
    assert finding.subjects[0] in halves
    assert "+10.39%" in finding.message
    assert advised(finding.remedy) == pytest.approx(0.104)
    with pytest.raises(InfeasibleError):
        solve(problem)
    assert preflight(replace(problem, contiguity=False)) == ()
    assert preflight(with_tolerance(problem, advised(finding.remedy))) == ()


@pytest.mark.integration
def test_case_c_has_a_floor_of_disruption(shared_data):
    owner = np.load(shared_data / "territory_cases" / "C.npz")["owner"]
    options = {"contiguity": False, "reference": Reference(owner, cap=0.05)}
    finding = only(case(shared_data, "C", **options))
    assert finding.code == "disruption_floor"
    assert "At least 9.2%" in finding.message
    raised = replace(options["reference"], cap=advised(finding.remedy))
    assert preflight(case(shared_data, "C", contiguity=False, reference=raised)) == ()
