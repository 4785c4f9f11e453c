"""Reps matched to territories: optimal, explained, and never silent about what is missing."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.territories.profiles import RepProfiles, TerritoryProfiles, owned_potential
from maillage.core.territories.staffing import staff
from maillage.core.territories.staffing_costs import StaffingWeights
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


def territories_of(count, seed=0, **changes):
    random = np.random.default_rng(seed)
    profiles = TerritoryProfiles(
        names=tuple(f"T{number}" for number in range(count)),
        latitude=random.uniform(28, 47, count),
        longitude=random.uniform(-120, -75, count),
        load=random.uniform(80, 120, count),
        potential=random.uniform(5e6, 9e6, count),
    )
    return replace(profiles, **changes)


def reps_of(count, territories, seed=1, **changes):
    random = np.random.default_rng(seed)
    owned = random.uniform(0, 1e6, (count, territories)) * (
        random.random((count, territories)) < 0.4
    )
    profiles = RepProfiles(
        ids=tuple(f"R{number}" for number in range(count)),
        latitude=random.uniform(28, 47, count),
        longitude=random.uniform(-120, -75, count),
        capacity=random.uniform(0.8, 1.2, count),
        owned=owned,
    )
    return replace(profiles, **changes)


def tags(*names):
    return tuple(frozenset(name) if name else frozenset() for name in names)


def all_matches(reps, territories):
    """Every match that leaves nobody idle needlessly, as tuples of rep index or -1 by territory."""
    if reps >= territories:
        yield from permutations(range(reps), territories)
        return
    for places in permutations(range(territories), reps):
        match = [-1] * territories
        for rep, place in enumerate(places):
            match[place] = rep
        yield tuple(match)


def scored(match, costs, allowed):
    """Open territories first, then cost: what an optimal match minimises."""
    kept = [(rep, t) for t, rep in enumerate(match) if rep >= 0 and allowed[rep, t]]
    return len(match) - len(kept), sum(costs[pair] for pair in kept)


@st.composite
def problems(draw):
    territories, reps = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    seed = draw(st.integers(0, 10_000))
    needs = st.sampled_from([frozenset(), frozenset({"es"}), frozenset({"fr"})])
    has = st.sampled_from([frozenset({"en"}), frozenset({"en", "es"}), frozenset({"fr", "es"})])
    return (
        territories_of(territories, seed, languages=tuple(draw(needs) for _ in range(territories))),
        reps_of(reps, territories, seed + 1, languages=tuple(draw(has) for _ in range(reps))),
    )


@settings(deadline=None, max_examples=80)
@given(problems())
def test_no_other_match_is_better(problem):
    territories, reps = problem
    staffing = staff(territories, reps)
    costs, allowed = staffing.costs.total, staffing.allowed
    best = min(scored(match, costs, allowed) for match in all_matches(len(reps), len(territories)))
    found = scored(tuple(staffing.rep_of), costs, allowed)
    assert found[0] == best[0]
    assert found[1] == pytest.approx(best[1])
    assert staffing.cost == pytest.approx(best[1])


@settings(deadline=None, max_examples=60)
@given(problems())
def test_extra_costs_are_those_of_the_best_match_with_the_pair_imposed(problem):
    territories, reps = problem
    staffing = staff(territories, reps)
    costs, allowed = staffing.costs.total, staffing.allowed
    matches = list(all_matches(len(reps), len(territories)))
    vacant = int((staffing.rep_of < 0).sum())
    for rep, territory in np.ndindex(costs.shape):
        imposed = [
            scored(match, costs, allowed)
            for match in matches
            if match[territory] == rep and allowed[rep, territory]
        ]
        open_then, cost_then = min(imposed, default=(vacant + 1, 0.0))
        expected = np.inf if open_then > vacant else cost_then - staffing.cost
        assert staffing.extra_cost[rep, territory] == pytest.approx(expected, abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(problems())
def test_each_rep_once_and_nothing_silent(problem):
    territories, reps = problem
    staffing = staff(territories, reps)
    matched = staffing.rep_of[staffing.rep_of >= 0]
    assert sorted(matched.tolist()) == sorted(set(matched.tolist()))
    assert [staffing.territory_of[rep] for rep in matched] == np.flatnonzero(
        staffing.rep_of >= 0
    ).tolist()
    vacant = {territories.names[t] for t in np.flatnonzero(staffing.rep_of < 0)}
    told = {name for finding in staffing.findings for name in finding.territories}
    assert vacant - told == set()
    idle = {reps.ids[rep] for rep in np.flatnonzero(staffing.territory_of < 0)}
    reported = [f.reps for f in staffing.findings if f.code == "unassigned_rep"]
    assert (set(reported[0]) if reported else set()) == idle


def test_costs_are_explained_part_by_part():
    territories = TerritoryProfiles(
        names=("North", "South"),
        latitude=np.array([40.0, 30.0]),
        longitude=np.array([-90.0, -90.0]),
        load=np.array([150.0, 50.0]),
        potential=np.array([1000.0, 500.0]),
    )
    reps = RepProfiles(
        ids=("R1", "R2"),
        latitude=np.array([40.0, 30.0]),
        longitude=np.array([-90.0, -90.0]),
        capacity=np.array([1.2, 0.8]),
        owned=np.array([[400.0, 100.0], [0.0, 250.0]]),
    )
    staffing = staff(territories, reps)
    first = staffing.choices[0]
    assert (first.territory, first.rep, first.alternative) == ("North", "R1", "R2")
    assert first.km == pytest.approx(0.0)
    assert first.capacity == pytest.approx(0.3)
    assert first.accounts == pytest.approx(1 - (0.8 + 0.4) / 2)
    assert first.cost == pytest.approx(first.distance + first.capacity + first.accounts)
    assert first.extra_cost == pytest.approx(
        staffing.costs.total[1, 0] + staffing.costs.total[0, 1] - staffing.cost
    )
    assert staffing.findings == ()


def test_a_weight_of_zero_silences_its_part():
    weights = StaffingWeights(distance=0, capacity=0)
    staffing = staff(territories_of(4), reps_of(4, 4), weights=weights)
    assert staffing.costs.distance.tolist() == np.zeros((4, 4)).tolist()
    assert staffing.costs.capacity.tolist() == np.zeros((4, 4)).tolist()


def test_fewer_reps_leave_open_headcount():
    staffing = staff(territories_of(3), reps_of(2, 3))
    (finding,) = staffing.findings
    assert finding.code == "open_headcount"
    (index,) = np.flatnonzero(staffing.rep_of < 0)
    assert finding.territories == (f"T{index}",)
    assert str(finding) == f"3 territories for 2 reps: 1 to be hired for. Open: T{index}."
    assert staffing.choices[index].rep is None


def test_more_reps_leave_some_without_a_territory():
    staffing = staff(territories_of(2), reps_of(3, 2))
    (finding,) = staffing.findings
    (index,) = np.flatnonzero(staffing.territory_of < 0)
    assert (finding.code, finding.reps) == ("unassigned_rep", (f"R{index}",))


def test_no_reps_at_all():
    staffing = staff(territories_of(2), reps_of(0, 2))
    assert staffing.rep_of.tolist() == [-1, -1]
    assert [finding.code for finding in staffing.findings] == ["open_headcount"]
    assert [choice.alternative for choice in staffing.choices] == [None, None]


def test_a_territory_nobody_is_eligible_for_says_why():
    territories = territories_of(
        2, languages=tags(["es"], []), verticals=tags(["Health"], []), time_zones=()
    )
    reps = reps_of(
        2, 2, languages=tags(["en"], ["en", "fr"]), verticals=tags(["Health"], ["Technology"])
    )
    staffing = staff(territories, reps)
    assert staffing.rep_of[0] == -1
    assert str(staffing.findings[0]) == (
        "No rep meets all that territory T0 requires (verticals Health: 1 reps; "
        "languages es: 0 reps)."
    )
    assert [finding.code for finding in staffing.findings] == ["no_eligible_rep", "unassigned_rep"]
    assert staffing.choices[0].alternative is None


def test_two_territories_sharing_one_eligible_rep_are_named_together():
    territories = territories_of(3, time_zones=tags(["PT"], ["PT"], []))
    reps = reps_of(3, 3, time_zones=tags(["PT"], ["ET"], ["ET", "CT"]))
    staffing = staff(territories, reps)
    finding = staffing.findings[0]
    assert finding.code == "too_few_eligible_reps"
    assert (finding.territories, finding.reps) == (("T0", "T1"), ("R0",))


def test_an_empty_record_rules_nothing_out_but_is_reported():
    staffing = staff(territories_of(1, languages=tags(["es"])), reps_of(1, 1, languages=tags([])))
    assert staffing.rep_of.tolist() == [0]
    assert [(f.code, f.territories, f.reps) for f in staffing.findings] == [
        ("unrecorded", ("T0",), ("R0",))
    ]


def test_a_licence_must_be_on_record():
    """Local norms are hard (A-31): without a recorded licence nobody takes the territory."""
    territories = territories_of(3, licences=tags(["NY"], ["NY", "CT"], []))
    reps = reps_of(3, 3, licences=tags(["NY"], [], ["CT"]))
    staffing = staff(territories, reps)
    assert staffing.allowed.tolist() == [
        [True, False, True],
        [False, False, True],
        [False, False, True],
    ]
    assert staffing.rep_of[0] == 0
    assert str(staffing.findings[0]) == (
        "No rep meets all that territory T1 requires (licences CT, NY: 0 reps)."
    )
    assert {finding.code for finding in staffing.findings} == {"no_eligible_rep", "unassigned_rep"}


def test_an_unknown_home_neither_draws_nor_repels():
    reps = reps_of(3, 3, latitude=np.array([40.0, np.nan, 35.0]))
    staffing = staff(territories_of(3), reps)
    assert staffing.costs.distance[1] == pytest.approx(staffing.costs.distance[[0, 2]].mean(axis=0))
    assert [(f.code, f.reps) for f in staffing.findings] == [("unknown_home", ("R1",))]
    assert staffing.choices[staffing.territory_of[1]].km is None


@pytest.mark.parametrize(
    "weights",
    [
        {"distance": -1.0},
        {"capacity": float("nan")},
        {"accounts": float("inf")},
        {"distance": 0.0, "capacity": 0.0, "accounts": 0.0},
        {"distance_scale_km": 0.0},
    ],
)
def test_weights_out_of_range_are_refused(weights):
    with pytest.raises(ParameterError):
        StaffingWeights(**weights)


@pytest.mark.parametrize(
    "changes",
    [
        {"names": ("T0", "T0")},
        {"load": np.array([1.0])},
        {"load": np.array([1.0, -1.0])},
        {"potential": np.array([1.0, np.nan])},
        {"latitude": np.array([np.nan, 40.0])},
        {"languages": tags(["en"])},
    ],
)
def test_territory_profiles_out_of_range_are_refused(changes):
    with pytest.raises(ParameterError):
        territories_of(2, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"ids": ("R0", "R0")},
        {"capacity": np.array([1.0, 0.0])},
        {"owned": np.array([[1.0, -1.0], [0.0, 0.0]])},
        {"owned": np.zeros((3, 2))},
        {"verticals": tags(["Health"])},
        {"licences": tags(["NY"])},
    ],
)
def test_rep_profiles_out_of_range_are_refused(changes):
    with pytest.raises(ParameterError):
        reps_of(2, 2, **changes)


def test_owned_potential_must_cover_every_territory():
    with pytest.raises(ParameterError, match="owned potential"):
        staff(territories_of(3), reps_of(2, 2))


def test_owned_potential_adds_up_by_rep_and_territory():
    owned = owned_potential(
        np.array([0, 0, 1, -1, 1], dtype=np.int32),
        np.array([1, 1, 0, 0, -1], dtype=np.int32),
        np.array([5.0, np.nan, 2.0, 9.0, 9.0]),
        (2, 3),
    )
    assert owned.tolist() == [[0.0, 5.0, 0.0], [2.0, 0.0, 0.0]]
