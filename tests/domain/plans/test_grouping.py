"""The accounts of a rep in groups by the criteria of K-03, as they are recorded."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.core.plans.grouping import Engagement, Group
from maillage.core.plans.matrices import Bounds, Level
from maillage.domain.plans.grouping import groups_of
from maillage.models import Account, Opportunity
from tests.domain.accounts.factories import make_account, make_rep, own

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
JULY = date(2026, 7, 1)


@pytest.fixture
def rep():
    found, other = make_rep(1), make_rep(2)
    own(make_account(1, potential=600_000, status="customer"), found)
    own(make_account(2, potential=500_000, status="dormant"), found)
    own(make_account(3, potential=None), found)
    own(make_account(4, potential=700_000, status="customer"), found)
    own(make_account(5, potential=1), other)
    own(make_account(6, potential=1), found, ends_on=date(2026, 6, 1))
    return found


def bought(account, rep, opened, closed, **changed):
    given = {"outcome": "won", "opened_on": opened, "closed_on": closed, **changed}
    number = Opportunity.objects.count()
    held = Account.objects.get(external_id=f"A{account}")
    Opportunity.objects.create(external_id=f"O{number}", rep=rep, account=held, **given)


def found(rep, **options):
    return [(row.group, row.accounts, row.potential) for row in groups_of(rep=rep, **options)]


def test_the_accounts_a_rep_owns_on_a_day_are_grouped(rep):
    """500,000 is in the middle (X-24); an unknown potential is a group of its own."""
    assert found(rep, on=JULY) == [
        (Group(Level.HIGH, Engagement.ACTIVE, None, None), ("A1", "A4"), 1_300_000),
        (Group(Level.MIDDLE, Engagement.DORMANT, None, None), ("A2",), 500_000),
        (Group(None, Engagement.COLD, None, None), ("A3",), 0),
    ]
    assert found(rep, on=date(2025, 12, 31)) == []


def test_the_cycle_is_that_of_what_was_bought_by_the_day(rep):
    """The mean of 60 and 100 days is short; what is lost, open or later does not count."""
    bought(1, rep, date(2026, 1, 1), date(2026, 3, 2))
    bought(1, rep, date(2026, 1, 1), date(2026, 4, 11))
    bought(4, rep, date(2026, 1, 1), date(2026, 6, 1), outcome="lost")
    bought(4, rep, date(2026, 1, 1), date(2026, 12, 1))
    bought(2, rep, None, date(2026, 6, 1))
    assert {row[1]: row[0].cycle for row in found(rep, on=JULY)} == {
        ("A1",): Level.LOW, ("A4",): None, ("A2",): None, ("A3",): None,
    }  # fmt: skip


def test_bounds_are_those_asked_for(rep):
    levels = {row[1]: row[0].potential for row in found(rep, on=JULY, potentials=Bounds(5e5, 6e5))}
    assert levels == {
        ("A4",): Level.HIGH, ("A1",): Level.MIDDLE, ("A2",): Level.MIDDLE, ("A3",): None,
    }  # fmt: skip
