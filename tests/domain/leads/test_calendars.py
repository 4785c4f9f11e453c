"""Whose calendar governs: the prospect's place, the account's, the owner's, else the company's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maillage.core.leads.calendars import Hours, office
from maillage.domain.leads.calendars import (
    COMPANY,
    calendar_called,
    calendars_now,
    clock_of,
    key_of,
    stored,
)
from maillage.domain.leads.terms import agreement_at, calendar_of, calendar_of_rep
from maillage.domain.leads.written import WrittenCalendar
from maillage.errors import NotFoundError
from maillage.models import Agreement, BusinessCalendar, Lead
from tests.core.leads.clocks import utc
from tests.domain.accounts.factories import make_account, make_rep

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
PARIS, ANGELES, CHICAGO = "Europe/Paris", "America/Los_Angeles", "America/Chicago"


@pytest.fixture
def agreement() -> Agreement:
    """The agreement of the source."""
    return agreement_at(utc("2026-03-01T12:00"))[0]


def calendar(key: str, zone: str, version: int = 1, **fields) -> BusinessCalendar:
    """A calendar, from eight to six."""
    written = WrittenCalendar.of(office(key, zone, opens="08:00", closes="18:00"))
    return BusinessCalendar.objects.create(
        key=key, version=version, name=key, content=stored(written), **fields
    )


def lead(**fields) -> Lead:
    """A lead that is not stored."""
    return Lead(**fields)


def test_the_company_works_from_monday_to_friday_until_told_otherwise(agreement):
    row, found = calendar_of(lead(), None, agreement)
    assert (row.key, row.version, row.rep, row.country) == (COMPANY, 1, None, "")
    assert found.weekly == tuple(Hours(day, 540, 1020) for day in range(5))
    assert (found.id, found.version, found.zone, found.country) == (
        COMPANY,
        1,
        "America/New_York",
        "US",
    )
    assert calendar_of(lead(), None, agreement)[0] == row


def test_the_calendar_of_the_company_is_read_on_the_clock_of_the_prospect(agreement):
    row, found = calendar_of(lead(country="US", time_zone=ANGELES), None, agreement)
    assert (row.key, found.id, found.zone) == (COMPANY, f"company@{ANGELES}", ANGELES)
    assert clock_of(found).add(
        utc("2026-03-02T12:00"),
        clock_of(found).between(utc("2026-03-02T17:00"), utc("2026-03-02T18:00")),
    ) == utc("2026-03-02T18:00")


def test_the_nearest_calendar_to_the_prospect_governs(agreement):
    us = calendar("us", CHICAGO, country="US")
    texas = calendar("us-tx", CHICAGO, country="US", state="TX")
    asked = [
        lead(country="US", state="TX", time_zone="America/Denver"),
        lead(country="US", state="CA", time_zone=ANGELES),
        lead(country="FR", time_zone=PARIS),
    ]
    found = [calendar_of(each, None, agreement) for each in asked]
    assert [(row.key, read.zone) for row, read in found] == [
        ("us-tx", CHICAGO),
        ("us", ANGELES),
        (COMPANY, PARIS),
    ]
    assert [row for row, _read in found[:2]] == [texas, us]


@pytest.mark.parametrize(
    ("whose", "key"), [("prospect", "fr"), ("territory", "us"), ("owner", "rep")]
)
def test_whose_calendar_governs_is_agreed_on(agreement, whose, key):
    rep = make_rep(1)
    calendar("fr", PARIS, country="FR")
    calendar("us", CHICAGO, country="US")
    calendar(key_of(rep=rep), PARIS, rep=rep)
    account = make_account(1, country="US")
    agreement.whose = whose
    row, _read = calendar_of(lead(country="FR", account=account), rep, agreement)
    assert row.key.partition("-")[0] == key


def test_what_is_not_known_is_replaced_by_the_nearest_to_the_prospect(agreement):
    rep = make_rep(1, country="FR", time_zone=PARIS)
    agreement.whose = "territory"
    _row, read = calendar_of(lead(), rep, agreement)
    assert read.zone == PARIS


def test_a_rep_works_by_their_own_calendar_else_by_that_of_their_place():
    rep = make_rep(1, country="US", state="CA", time_zone=ANGELES)
    assert calendar_of_rep(rep)[1].id == f"company@{ANGELES}"
    own = calendar(key_of(rep=rep), PARIS, rep=rep)
    assert calendar_of_rep(rep)[0] == own
    assert calendar_of_rep(rep)[1].zone == PARIS


def test_the_latest_version_holds_and_a_deadline_finds_the_one_it_was_stored_with(agreement):
    calendar("fr", PARIS, country="FR")
    latest = calendar("fr", "Europe/Berlin", version=2, country="FR")
    row, read = calendar_of(lead(country="FR"), None, agreement)
    assert (row, read.version, read.zone) == (latest, 2, "Europe/Berlin")
    assert calendar_called("fr", 1)[1].zone == PARIS
    _row, again = calendar_called(f"fr@{ANGELES}", 2)
    assert (again.id, again.version, again.zone) == (f"fr@{ANGELES}", 2, ANGELES)


@pytest.mark.parametrize(("name", "version"), [("nowhere", 1), (COMPANY, 9)])
def test_a_calendar_that_never_was_is_not_found(name, version):
    calendars_now()
    with pytest.raises(NotFoundError, match=f"{name}.* version {version}"):
        calendar_called(name, version)


def test_a_calendar_given_up_leaves_its_place_to_the_next(agreement):
    calendar("fr", PARIS, country="FR")
    BusinessCalendar.objects.create(key="fr", version=2, name="fr", country="FR", content={})
    assert calendar_of(lead(country="FR"), None, agreement)[0].key == COMPANY


def test_calendars_of_many_leads_are_read_at_once(agreement):
    found = calendars_now()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for state in ("CA", "TX", "NY"):
            found.of(lead(country="US", state=state), None, agreement)
    assert len(queries) == 0
