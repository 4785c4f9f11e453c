"""Accounts are grouped by the four criteria of K-03; unknown is never read as no."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.plans.grouping import Account, Decision, Engagement, Group, grouped
from maillage.core.plans.matrices import Level

pytestmark = pytest.mark.unit
maybe = st.none() | st.sampled_from([0, 99_999, 100_000, 300_000, 500_000, 500_001, 10**9])
accounts = st.lists(
    st.builds(
        Account,
        key=st.none(),
        potential=maybe,
        engagement=st.none() | st.sampled_from(Engagement),
        cycle_days=st.none() | st.integers(0, 400),
        decision=st.none() | st.sampled_from(Decision),
    ),
    max_size=30,
)


@given(accounts)
def test_each_account_is_in_one_group_and_potentials_sum(rows):
    named = [replace(each, key=place) for place, each in enumerate(rows)]
    found = grouped(named)
    assert sorted(key for each in found for key in each.accounts) == list(range(len(rows)))
    assert sum(each.potential for each in found) == sum(each.potential or 0 for each in rows)
    assert len({each.group for each in found}) == len(found)


@pytest.mark.parametrize(
    ("account", "group"),
    [
        (Account(1), Group(None, None, None, None)),
        (Account(1, 0), Group(Level.LOW, None, None, None)),
        (Account(1, 100_000), Group(Level.MIDDLE, None, None, None)),
        (Account(1, 500_000), Group(Level.MIDDLE, None, None, None)),
        (Account(1, 500_000.5), Group(Level.HIGH, None, None, None)),
        (Account(1, engagement=Engagement.COLD), Group(None, Engagement.COLD, None, None)),
        (Account(1, cycle_days=180), Group(None, None, Level.MIDDLE, None)),
        (Account(1, cycle_days=181), Group(None, None, Level.HIGH, None)),
        (
            Account(1, decision=Decision.COMMITTEE),
            Group(None, None, None, Decision.COMMITTEE),
        ),
    ],
)
def test_the_group_of_an_account(account, group):
    assert grouped([account])[0].group == group


def test_the_largest_potential_comes_first():
    rows = [Account("a", 1), Account("b", 600_000), Account("c", 2), Account("d"), Account("e")]
    assert [each.accounts for each in grouped(rows)] == [("b",), ("a", "c"), ("d", "e")]
