"""One page says of an account what counts: fit, signals, when to call, who told what (A-02, F-03)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from maillage.core.accounts.signals import SignalKind
from maillage.domain.accounts.signals import Seen, record_signals
from maillage.models import AccountFact, ImportRun
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.domain.accounts.icp.test_icp import GOOD, SMALL_TECH, signed
from tests.factories import HOSTILE_NAMES
from tests.people import member, signed_in
from tests.web.leads.scene import mql, owes, rep

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def told(account, name: str, days_ago: int, kind=SignalKind.INTENT) -> Seen:
    seen = timezone.localdate() - timedelta(days=days_ago)
    return Seen(account=account.pk, kind=kind, name=name, seen_on=seen, source="Bombora")


def test_signals_stand_newest_first_and_say_which_count(client, django_assert_max_num_queries):
    account = make_account(1, **GOOD, time_zone="America/New_York")
    own(account, make_rep(1, time_zone="Europe/Paris"))
    signed(SMALL_TECH | {"technologies": ["SAP"]}, on=date(2026, 1, 1))
    record_signals(
        told=[told(account, "Old", 200), told(account, "New", 1),
              told(account, "SAP", 10, SignalKind.TECHNOLOGY)],
        by="ada",
    )  # fmt: skip
    run = ImportRun.objects.create(kind="enrichment", file_name="f", sha256="x")
    for name, value in (("employees", 120), ("naics", "999999")):
        AccountFact.objects.create(
            account=account, field=name, value=value, source="Apollo", run=run,
            seen_on=date(2026, 1, 2),
        )  # fmt: skip
    signed_in(client, member("reader"))
    address = f"/main/accounts/{account.pk}/"
    client.get(address)
    with django_assert_max_num_queries(40):
        text = client.get(address).content.decode()
    signals = text[text.index('id="signals"') : text.index('id="calls"')]
    assert signals.index("New") < signals.index("SAP") < signals.index("Old")
    assert (signals.count("expired, does not count"), signals.count("counts until")) == (1, 3)
    fit = text[text.index('id="fit"') :]
    assert "SAP" in fit
    calls = text[text.index('id="calls"') :]
    assert "America/New_York" in calls
    facts = text[text.index('id="facts"') :]
    assert facts.count("Apollo") == 1  # what the account no longer holds is nobody's


def test_the_clock_of_the_account_and_that_of_the_caller_are_told(client, monkeypatch):
    """A-02: Tokyo has no summer time, so that its clock is nine hours ahead all year."""
    account = make_account(1, time_zone="Asia/Tokyo")
    own(account, make_rep(1, time_zone="Asia/Shanghai"))
    signed_in(client, member("reader"))
    monday = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: monday)
    text = client.get(f"/main/accounts/{account.pk}/").content.decode()
    calls = " ".join(text[text.index('id="calls"') : text.index('id="fit"')].split())
    assert "10:30 <span" in calls
    assert "09:00 to 16:00, Asia/Shanghai" in calls
    assert "there 10:00 to 17:00" in calls


def test_a_page_with_nothing_known_says_what_to_do(client):
    account = make_account(1, state="")
    signed_in(client, member("reader"))
    text = client.get(f"/main/accounts/{account.pk}/").content.decode()
    for said in (
        "No signal yet: import a file of signals, or let a program post them.",
        "No profile was in force that day.",
        "Its time zone is not known.",
    ):
        assert said in text
    assert 'id="facts"' not in text


def test_the_list_is_narrowed_by_signals_and_exported_so(client):
    fresh, _other = make_account(1, name="Fresh"), make_account(2, name="Stale")
    record_signals(told=[told(fresh, "CRM", 1)], by="ada")
    signed_in(client, member("operations"))
    page = client.get("/main/accounts/?signal=intent").content.decode()
    assert ("Fresh" in page, "Stale" in page) == (True, False)
    rows = client.get("/api/v1/main/exports/accounts.csv?signal=intent").content.decode()
    assert ("Fresh" in rows, "Stale" in rows) == (True, False)


@pytest.mark.parametrize("name", [each for each in HOSTILE_NAMES if each.isprintable()][:6])
def test_hostile_names_of_signals_are_shown_as_text(client, name):
    account = make_account(1)
    record_signals(told=[told(account, name[:120], 1)], by="ada")
    signed_in(client, member("reader"))
    text = client.get(f"/main/accounts/{account.pk}/").content.decode()
    assert "<script>alert" not in text


def test_its_leads_stand_with_what_is_due_first(client, django_assert_max_num_queries):
    account, other, now = make_account(1), make_account(2), timezone.now()
    ada = rep("Ada")
    mql("Somebody", account=account, total=90.0)
    mql("Elsewhere", account=other)
    owes(mql("In time", account=account, owner=ada), due=now + timedelta(hours=2))
    late = mql("Too late", account=account, owner=ada)
    owes(late, due=now - timedelta(hours=1))
    owes(late, "E-04", due=now + timedelta(hours=5))
    mql("Twice", account=account, merged_into=late)
    signed_in(client, member("reader"))
    address = f"/main/accounts/{account.pk}/"
    client.get(address)
    with django_assert_max_num_queries(40):
        text = client.get(address).content.decode()
    card = text[text.index('id="leads"') : text.index('id="signals"')]
    names = re.findall(r'<a href="/main/leads/\d+/">([^<]*)</a>', card)
    assert names == ["Too late", "In time", "Somebody"]
    assert (card.count(">late<"), card.count("no owner"), card.count("Ada")) == (1, 1, 2)
    there = re.search(r'href="([^"]*account=[^"]*)"', card)[1].replace("&amp;", "&")
    listed = client.get(there).content.decode()
    names = re.findall(r'<h2><a href="[^"]*">([^<]*)</a></h2>', listed)
    assert names == ["Too late", "In time", "Somebody"]
    for none in ("A9", "no%00where", "x" * 10_000):
        listed = client.get(f"/main/leads/?life=all&account={none}").content.decode()
        assert "<h2><a href=" not in listed
    empty = client.get(f"/main/accounts/{make_account(3).pk}/").content.decode()
    assert 'id="leads"' not in empty
