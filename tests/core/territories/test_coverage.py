"""Detectors: no owner, never approached, touched by two, three times richer (A-04, A-14, A-20)."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.territories.coverage import (
    double_contact,
    never_approached,
    no_owner,
    potential_by_owner,
    potential_ratio,
    sole_owner,
    stale_accounts,
)
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit

TODAY = date(2026, 6, 30)
ACCOUNTS = pd.DataFrame(
    {
        "external_id": ["A", "B", "C", "D"],
        "owner": ["R1", "", "R2", "R1"],
        "owner_active": [True, False, False, True],
        "potential": [40.0, 30.0, 20.0, 10.0],
        "state": ["NY", "NY", "CA", "CA"],
    }
)
TOUCHES = pd.DataFrame(
    {
        "account": ["A", "A", "A", "B", "B", "C"],
        "rep": ["R1", "R2", "R1", "R1", "R2", "R1"],
        "occurred_on": pd.to_datetime(
            ["2026-06-01", "2026-06-30", "2026-01-01", "2025-06-30", "2026-05-01", "2026-07-01"]
        ),
    }
)


def test_no_owner_counts_accounts_whose_owner_left():
    """A-04c."""
    finding = no_owner(ACCOUNTS)
    assert (finding.code, finding.count, finding.ids) == ("no_owner", 2, ("B", "C"))
    assert finding.figures == {
        "accounts": 4.0,
        "potential": 50.0,
        "potential_share": 0.5,
        "without_owner": 1.0,
        "owner_left": 1.0,
    }


def test_never_approached_ignores_touches_of_tomorrow():
    """A-04b."""
    finding = never_approached(ACCOUNTS, TOUCHES, on=TODAY)
    assert (finding.count, finding.ids) == (2, ("C", "D"))
    assert never_approached(ACCOUNTS, TOUCHES, on=date(2026, 7, 1)).ids == ("D",)


def test_double_contact_within_the_window():
    """A-04a: the touch of 2025-06-30 is 365 days old, so outside the window of 365 days."""
    finding = double_contact(ACCOUNTS, TOUCHES, on=TODAY)
    assert (finding.count, finding.ids, finding.figures["most_reps"]) == (1, ("A",), 2.0)
    assert double_contact(ACCOUNTS, TOUCHES, on=TODAY, window_days=366).ids == ("A", "B")
    assert double_contact(ACCOUNTS, TOUCHES, on=date(2020, 1, 1)).count == 0


def test_stale_accounts_were_touched_before_but_not_lately():
    assert stale_accounts(ACCOUNTS, TOUCHES, on=TODAY, window_days=30).ids == ("B",)
    assert stale_accounts(ACCOUNTS, TOUCHES, on=TODAY).ids == ()


@pytest.mark.parametrize("detector", [double_contact, stale_accounts])
def test_a_window_must_be_above_zero(detector):
    with pytest.raises(ParameterError, match="0 days"):
        detector(ACCOUNTS, TOUCHES, on=TODAY, window_days=0)


def test_three_times_richer_is_flagged_with_its_pair():
    """A-14: a ratio of exactly 3.0 is flagged."""
    finding = potential_ratio({"North": 300.0, "South": 100.0, "East": 200.0})
    assert (finding.count, finding.ids) == (1, ("North", "South"))
    assert finding.figures == {"ratio": 3.0, "limit": 3.0, "highest": 300.0, "lowest": 100.0}
    assert potential_ratio({"North": 299.9, "South": 100.0}).count == 0


def test_a_territory_with_nothing_is_infinitely_poorer():
    finding = potential_ratio({"North": 1.0, "South": 0.0})
    assert (finding.count, finding.figures["ratio"]) == (1, math.inf)


def test_nothing_to_compare_is_balanced():
    assert potential_ratio({"North": 1.0}).count == 0
    assert potential_ratio({"North": 0.0, "South": 0.0}).count == 0


def test_potential_by_owner_lists_reps_without_accounts():
    assert potential_by_owner(ACCOUNTS, ["R1", "R3"]) == {"R1": 50.0, "R3": 0.0, "R2": 20.0}


def test_one_owner_of_the_whole_country():
    """A-20."""
    alone = ACCOUNTS[ACCOUNTS["owner"] == "R1"]
    assert (sole_owner(alone).count, sole_owner(alone).ids) == (1, ("R1",))
    assert sole_owner(ACCOUNTS).count == 0
    assert sole_owner(ACCOUNTS[ACCOUNTS["owner"] == ""]).count == 0


@given(st.dictionaries(st.text(min_size=1), st.floats(1.0, 1e9), min_size=2))
def test_the_ratio_does_not_depend_on_the_unit(potential):
    thousands = {name: value * 1000 for name, value in potential.items()}
    ratio = potential_ratio(potential).figures["ratio"]
    assert potential_ratio(thousands).figures["ratio"] == pytest.approx(ratio)
    assert ratio >= 1.0


touch = st.tuples(
    st.sampled_from("ABCD"), st.sampled_from(["R1", "R2", "R3"]), st.dates(date(2024, 1, 1), TODAY)
)


@given(st.lists(touch))
def test_each_touched_account_is_recent_stale_or_never_approached(listed):
    touches = pd.DataFrame(listed, columns=["account", "rep", "occurred_on"])
    touches["occurred_on"] = pd.to_datetime(touches["occurred_on"])
    never = set(never_approached(ACCOUNTS, touches, on=TODAY).ids)
    stale = set(stale_accounts(ACCOUNTS, touches, on=TODAY).ids)
    double = set(double_contact(ACCOUNTS, touches, on=TODAY).ids)
    assert never == set("ABCD") - {account for account, _, _ in listed}
    assert stale & never == set()
    assert double & never == set()
