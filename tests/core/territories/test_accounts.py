"""Accounts get one owner each: named accounts, multi-site parents, territories (B-01, B-03, A-25)."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.territories.accounts import (
    LockConflict,
    assign_accounts,
    reassign_accounts,
)
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

UNITS = {"06001": 1, "06075": 1, "36061": 2, "17031": 3}
REPS = {1: "West", 2: "East"}


def book(*rows):
    """Accounts from short rows; what is not given is an unowned prospect without a parent."""
    blank = {
        "parent": "",
        "unit": "06001",
        "potential": 100.0,
        "owner": "",
        "owner_active": True,
        "locked": False,
        "latitude": np.nan,
        "longitude": np.nan,
    }
    return pd.DataFrame([{**blank, "external_id": f"A{n}", **row} for n, row in enumerate(rows)])


def decided(accounts, **options):
    result = assign_accounts(accounts, unit_territory=UNITS, territory_rep=REPS, **options)
    owners = result.owners
    return list(zip(owners["owner_after"], owners["rule"], owners["reason"], strict=True))


def test_an_account_goes_to_the_rep_of_its_territory():
    accounts = book({}, {"unit": "36061", "owner": "West"}, {"unit": "36061", "owner": "East"})
    assert decided(accounts) == [
        ("West", "territory", "no_owner"),
        ("East", "territory", "balance"),
        ("East", "territory", ""),
    ]


def test_nothing_is_left_without_a_reason():
    accounts = book({"unit": ""}, {"unit": "99999"}, {"unit": "17031"})
    assert decided(accounts) == [
        ("", "unassigned", "not_located"),
        ("", "unassigned", "no_territory"),
        ("", "unassigned", "no_rep"),
    ]


def test_the_owner_goes_on_where_the_design_says_nothing():
    accounts = book(
        {"unit": "", "owner": "West"},
        {"unit": "99999", "owner": "East"},
        {"unit": "17031", "owner": "East"},
        {"unit": "99999", "owner": "Gone", "owner_active": False},
    )
    assert decided(accounts) == [
        ("West", "kept", ""),
        ("East", "kept", ""),
        ("East", "kept", ""),
        ("", "unassigned", "no_territory"),
    ]


def test_an_open_territory_may_be_listed_with_an_empty_rep():
    result = assign_accounts(book({}), unit_territory=UNITS, territory_rep={1: ""})
    assert result.owners["reason"].tolist() == ["no_rep"]


def test_named_accounts_stay_unless_their_owner_left():
    accounts = book(
        {"owner": "East", "locked": True},
        {"owner": "Gone", "locked": True, "owner_active": False},
        {"owner": "Gone", "owner_active": False},
    )
    assert decided(accounts) == [
        ("East", "named", ""),
        ("West", "territory", "owner_left"),
        ("West", "territory", "owner_left"),
    ]


def test_all_sites_of_a_parent_go_where_most_of_its_potential_is():
    accounts = book(
        {"unit": "36061", "potential": 50.0, "owner": "East"},
        {"parent": "A0", "unit": "06001", "potential": 40.0},
        {"parent": "A0", "unit": "06075", "potential": 30.0, "owner": "East"},
        {"parent": "A2", "unit": ""},
    )
    assert decided(accounts) == [
        ("West", "parent", "parent"),
        ("West", "parent", "no_owner"),
        ("West", "parent", "balance"),
        ("West", "parent", "no_owner"),
    ]


def test_sites_of_a_parent_that_is_not_listed_still_stay_together():
    accounts = book(
        {"parent": "X", "unit": "36061"}, {"parent": "X", "potential": 300.0, "owner": "West"}
    )
    assert decided(accounts) == [("West", "parent", "no_owner"), ("West", "parent", "")]


def test_the_owner_of_a_named_site_takes_the_other_sites():
    accounts = book(
        {"owner": "East", "locked": True, "potential": 1.0},
        {"parent": "A0", "potential": 900.0, "owner": "West"},
    )
    assert decided(accounts) == [("East", "named", ""), ("East", "parent", "parent")]


def test_named_sites_held_by_two_reps_are_reported():
    accounts = book(
        {"owner": "East", "locked": True, "potential": 10.0},
        {"parent": "A0", "owner": "West", "locked": True, "potential": 20.0},
        {"parent": "A0", "unit": "36061"},
    )
    result = assign_accounts(accounts, unit_territory=UNITS, territory_rep=REPS)
    assert result.conflicts == (LockConflict(("A0", "A1"), ("East", "West")),)
    assert result.owners["owner_after"].tolist() == ["East", "West", "West"]


def test_a_group_without_any_rep_is_unassigned():
    accounts = book({"unit": "17031"}, {"parent": "A0", "unit": ""})
    assert decided(accounts) == [
        ("", "unassigned", "no_rep"),
        ("", "unassigned", "not_located"),
    ]


def test_parents_in_a_circle_form_one_group():
    accounts = book({"parent": "A1"}, {"parent": "A0", "unit": "36061", "potential": 900.0})
    assert [owner for owner, _, _ in decided(accounts)] == ["East", "East"]


def test_a_much_nearer_new_owner_explains_the_move():
    place = {"latitude": 37.77, "longitude": -122.42, "owner": "East"}
    homes = {"West": (37.8, -122.3), "East": (40.7, -74.0)}
    assert decided(book(place), homes=homes) == [("West", "territory", "distance")]
    assert decided(book(place), homes={"West": (37.8, -122.3)}) == [
        ("West", "territory", "balance")
    ]


def test_moves_list_every_change_and_nothing_else():
    accounts = book({"owner": "West"}, {"owner": "East", "potential": 7.0}, {})
    moves = assign_accounts(accounts, unit_territory=UNITS, territory_rep=REPS).moves
    assert moves.to_dict("records") == [
        {
            "account": "A1",
            "territory": 1,
            "from_rep": "East",
            "to_rep": "West",
            "potential": 7.0,
            "rule": "territory",
            "reason": "balance",
        },
        {
            "account": "A2",
            "territory": 1,
            "from_rep": "",
            "to_rep": "West",
            "potential": 100.0,
            "rule": "territory",
            "reason": "no_owner",
        },
    ]


def test_an_empty_book():
    result = assign_accounts(book({}).iloc[:0], unit_territory=UNITS, territory_rep=REPS)
    assert (len(result.owners), len(result.moves), result.conflicts) == (0, 0, ())


def test_wrong_tables_are_refused():
    with pytest.raises(ParameterError, match="lack the columns parent, unit"):
        assign_accounts(
            book({}).drop(columns=["parent", "unit"]), unit_territory=UNITS, territory_rep=REPS
        )
    with pytest.raises(ParameterError, match="A0 is listed more than once"):
        assign_accounts(book({}, {"external_id": "A0"}), unit_territory=UNITS, territory_rep=REPS)


rows = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["", "06001", "36061", "17031", "99999"]),
        "parent": st.sampled_from(["", "", "A0", "A1", "X"]),
        "potential": st.floats(0, 1e6) | st.just(np.nan),
        "owner": st.sampled_from(["", "West", "East", "Gone"]),
        "locked": st.booleans(),
    }
)


@settings(deadline=None, max_examples=80)
@given(st.lists(rows, min_size=1, max_size=12))
def test_every_account_has_a_rule_and_every_change_a_reason(listed):
    accounts = book(*listed)
    accounts["owner_active"] = accounts["owner"] != "Gone"
    result = assign_accounts(accounts, unit_territory=UNITS, territory_rep=REPS)
    owners = result.owners
    assert owners["account"].tolist() == accounts["external_id"].tolist()
    assert ((owners["owner_after"] == "") == (owners["rule"] == "unassigned")).all()
    quiet = (owners["owner_before"] == owners["owner_after"]) & (owners["owner_after"] != "")
    assert ((owners["reason"] == "") == quiet).all()
    assert len(result.moves) == int((owners["owner_before"] != owners["owner_after"]).sum())
    held = (accounts["locked"] & ~accounts["owner"].isin(["", "Gone"])).to_numpy()
    assert (owners["owner_after"].to_numpy()[held] == accounts["owner"].to_numpy()[held]).all()
    free = owners[~held & (owners["rule"] == "parent").to_numpy()]
    top = accounts["parent"].where(accounts["parent"] != "", accounts["external_id"])
    holders = set(zip(top[free.index], free["owner_after"], strict=True))
    assert sorted(group for group, _ in holders) == sorted(set(top[free.index]))


plans = st.fixed_dictionaries(
    {
        "units": st.fixed_dictionaries(
            {unit: st.integers(0, 3) for unit in ("06001", "36061", "17031", "99999")}
        ),
        "reps": st.dictionaries(st.integers(1, 3), st.sampled_from(["", "West", "East", "Gone"])),
        "named": st.dictionaries(
            st.sampled_from(["A0", "A1", "A2", "A9"]), st.sampled_from(["", "West", "East"])
        ),
    }
)


@settings(deadline=None, max_examples=150)
@given(st.lists(rows, max_size=12), st.lists(plans, min_size=2, max_size=5))
def test_owners_that_follow_a_plan_are_those_of_the_plan_alone(listed, wanted):
    """Territories, their reps and agreements change; what is derived step by step stays right."""
    accounts = book(*listed) if listed else book({}).iloc[:0]
    accounts["owner_active"] = accounts["owner"] != "Gone"
    homes = {"West": (37.8, -122.3), "East": (40.7, -74.0)}
    accounts["latitude"], accounts["longitude"] = 37.7, -122.4
    reps = {1: "West", 2: "East", 3: "Gone"}
    followed = assign_accounts(accounts, unit_territory={}, territory_rep=reps, homes=homes)
    for plan in wanted:
        units = {unit: number for unit, number in plan["units"].items() if number}
        alone = assign_accounts(
            accounts, unit_territory=units, territory_rep=plan["reps"], homes=homes,
            named=plan["named"],
        )  # fmt: skip
        territory = accounts["unit"].map(units).fillna(0).to_numpy(np.int32)
        followed = reassign_accounts(
            followed, territory=territory, territory_rep=plan["reps"], named=plan["named"]
        )
        pd.testing.assert_frame_equal(followed.owners, alone.owners)
        pd.testing.assert_frame_equal(followed.moves, alone.moves)
        assert followed.conflicts == alone.conflicts


def test_only_what_changes_is_decided_anew():
    """An account keeps what was decided of it where nothing that concerns it is another."""
    accounts = book({}, {"unit": "36061"}, {"unit": "36061", "parent": "A4"}, {}, {})
    before = assign_accounts(accounts, unit_territory=UNITS, territory_rep=REPS)
    before.rule[:] = "as it was"
    after = reassign_accounts(
        before, territory=np.array([2, 2, 2, 1, 1]), territory_rep=REPS, named={"A4": "East"}
    )
    assert after.rule.tolist() == ["territory", "as it was", "parent", "as it was", "named"]


def test_reps_who_were_not_laid_out_are_not_known():
    found = assign_accounts(book({"owner": "Old"}), unit_territory=UNITS, territory_rep=REPS)
    assert (found.knows(["West", "Old", ""]), found.knows(["West", "New"])) == (True, False)


def test_130_000_accounts_within_a_second_or_so():
    count, random = 130_000, np.random.default_rng(3)
    units = np.array([f"{n:05d}" for n in range(3000)], dtype=object)
    reps = np.array([f"R{n:03d}" for n in range(200)], dtype=object)
    site = random.random(count) < 0.1
    accounts = pd.DataFrame(
        {
            "external_id": [f"A{n}" for n in range(count)],
            "parent": np.where(site, [f"A{n}" for n in random.integers(0, 3000, count)], ""),
            "unit": units[random.integers(0, 3000, count)],
            "potential": random.lognormal(10, 2, count),
            "owner": reps[random.integers(0, 200, count)],
            "owner_active": True,
            "locked": random.random(count) < 0.01,
            "latitude": random.uniform(25, 49, count),
            "longitude": random.uniform(-124, -67, count),
        }
    )
    started = time.process_time()
    result = assign_accounts(
        accounts,
        unit_territory={unit: n % 200 + 1 for n, unit in enumerate(units)},
        territory_rep={n + 1: rep for n, rep in enumerate(reps)},
        homes=dict.fromkeys(reps, (40.0, -100.0)),
    )
    assert len(result.owners) == count
    assert time.process_time() - started < 3.0


def test_accounts_agreed_on_by_name_come_before_all_else():
    accounts = book(
        {"owner": "East"},
        {"owner": "East", "locked": True},
        {"parent": "A0"},
        {"unit": "", "owner": "Gone", "owner_active": False},
        {"owner": "West"},
    )
    named = {"A0": "East", "A1": "West", "A3": "New"}
    assert decided(accounts, named=named) == [
        ("East", "named", ""),
        ("West", "named", "agreed"),
        ("East", "parent", "no_owner"),
        ("New", "named", "agreed"),
        ("West", "territory", ""),
    ]
