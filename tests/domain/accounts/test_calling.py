"""Call windows of accounts: in the domain, on the page, for programs and commands (A-02, A-21)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from maillage.cli import geography
from maillage.domain.accounts.calling import call_times, home_of, zone_of
from tests.api.caller import Caller
from tests.cli.doors import doors
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.people import member, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

NINE_IN_PARIS = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)


def test_he_calls_too_early():
    account = make_account(1, postal_code="10001")
    found = call_times(account=account, home="Europe/Paris", at=NINE_IN_PARIS)
    assert (found.zone, found.now.hour, found.early) == ("America/New_York", 3, True)
    assert (found.window.opens_for_caller.hour, found.window.minutes) == (15, 120)


def test_the_time_zone_is_that_of_the_place_as_far_as_known():
    assert zone_of(make_account(1, time_zone="America/Denver", postal_code="10001")) == (
        "America/Denver"
    )
    assert zone_of(make_account(2, postal_code="94105")) == "America/Los_Angeles"
    assert zone_of(make_account(3, city="Chicago", state="IL")) == "America/Chicago"
    unknown = make_account(4, state="")
    assert zone_of(unknown) == ""
    assert call_times(account=unknown, home="UTC", at=NINE_IN_PARIS) is None


def test_one_calls_from_the_own_place_else_that_of_the_owner():
    ann, bob = make_rep(1, time_zone="Europe/Paris"), make_rep(2, postal_code="10001")
    assert home_of(member("rep", rep=ann), bob) == "Europe/Paris"
    assert home_of(member("manager"), bob) == "America/New_York"
    assert home_of(member("manager"), None) == ""


def test_the_page_of_an_account_shows_the_time_there(client):
    account = make_account(1, postal_code="94105")
    own(account, make_rep(1, time_zone="America/Denver"))
    signed_in(client, member("manager"))
    page = client.get(f"/main/accounts/{account.pk}/").content.decode()
    assert "America/Los_Angeles" in page
    assert "Call today" in page


def test_programs_ask_for_windows_and_overlaps():
    caller = Caller(member("manager"))
    account = make_account(1, postal_code="10001")
    at = f"/accounts/{account.external_id}/calls"
    found = caller.get(at, home="Europe/Paris", at=NINE_IN_PARIS.isoformat())
    assert (found["zone"], found["early"], found["window"]["minutes"]) == (
        "America/New_York", True, 120,
    )  # fmt: skip
    caller.get(at, 422, home="Mars/Base")
    make_account(2, state="")
    caller.get("/accounts/A2/calls", 404)
    asked = {"home": "Europe/Paris", "there": "America/New_York", "year": 2026}
    rows = caller.get("/hours/overlap", **asked, home_to="18:00")
    assert [row["minutes"] for row in rows] == [180, 240, 180, 240, 180]
    caller.get("/hours/overlap", 422, **asked, home_to="08:00")


def test_the_command_shows_the_year(monkeypatch):
    run = doors(monkeypatch, geography.register)
    asked = ("geography", "hours", "Europe/Paris", "America/Los_Angeles", "--year", 2026)
    rows = run.json(*asked, "--home-hours", "09:00-18:00")
    assert [row["minutes"] for row in rows] == [0, 60, 0, 60, 0]
    assert "2026-03-08" in run(*asked, "--home-hours", "09:00-18:00")
