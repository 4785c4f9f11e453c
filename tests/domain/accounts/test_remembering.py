"""Figures are counted once, and again after every change that concerns them."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import get_scope, scope

from maillage import audit
from maillage.domain.accounts import remembering
from maillage.domain.accounts.holdings import books, by_zone, figures
from maillage.domain.accounts.ownership import give_account
from maillage.domain.accounts.remembering import held, remembered
from maillage.domain.territories.comments import add_comment
from maillage.models import Account, Rep, RepPlan, Scenario, Touch
from tests.people import member, other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = timezone.localdate()


@pytest.fixture
def ana():
    return Rep.objects.create(external_id="R1", name="Ana")


@pytest.fixture
def site():
    return Account.objects.create(external_id="A", name="Site", county="36061", potential=5.0)


def shown(on=TODAY):
    """What the first page shows."""
    found = figures(on=on)
    counts = {code: found[code].accounts for code in ("all", "owned", "never_approached")}
    return counts, [(each.name, each.accounts, each.potential) for each in books(on=on)]


def test_counted_once(ana, site, django_assert_num_queries):
    before = shown()
    zones = by_zone(on=TODAY)
    with django_assert_num_queries(4):
        assert shown() == before
        assert by_zone(on=TODAY) == zones


def test_counted_again_after_a_change_of_owner(ana, site):
    assert shown() == ({"all": 1, "owned": 0, "never_approached": 1}, [("Ana", 0, 0.0)])
    give_account(account=site, rep=ana, starts_on=TODAY, reason="near", by="test")
    assert shown() == ({"all": 1, "owned": 1, "never_approached": 1}, [("Ana", 1, 5.0)])
    give_account(account=site, rep=None, starts_on=TODAY, reason="far", by="test")
    assert shown()[1] == [("Ana", 0, 0.0)]


def test_counted_again_after_new_accounts_and_touches(ana, site):
    shown()
    Account.objects.create(external_id="B", name="Second")
    assert shown()[0]["all"] == 2
    Touch.objects.create(account=site, rep=ana, occurred_on=TODAY)
    assert shown()[0]["never_approached"] == 1


def test_counted_again_after_an_event_but_not_of_a_draft(ana, site):
    by = member()
    shown()
    Account.objects.filter(pk=site.pk).update(potential=9.0)
    draft = Scenario.objects.create(name="Draft")
    audit.record(verb="scenario.move", subject=draft, by="test")
    add_comment(scenario=draft, text="Why?", by=by)
    audit.record(verb="plan.written", subject=RepPlan(pk=1), by="test")
    assert figures(on=TODAY)["all"].potential == 5.0
    audit.record(verb="scenario.rolled_back", subject=draft, by="test")
    assert figures(on=TODAY)["all"].potential == 9.0


def test_days_and_workspaces_are_apart(ana, site):
    give_account(account=site, rep=ana, starts_on=TODAY, reason="near", by="test")
    assert shown(TODAY.replace(year=2000))[0]["owned"] == 0
    assert shown()[0]["owned"] == 1
    with scope(workspace=other_workspace()):
        assert shown() == ({"all": 0, "owned": 0, "never_approached": 0}, [])


def test_what_is_large_is_held_until_something_changes(ana, site):
    made = []

    def read(on=TODAY):
        return held("all", on, lambda: made.append(on) or list(Account.objects.all()))

    assert read() is read()
    assert made == [TODAY]
    give_account(account=site, rep=ana, starts_on=TODAY, reason="near", by="test")
    read()
    tomorrow = TODAY + timedelta(days=1)
    read(tomorrow)
    assert made == [TODAY, TODAY, tomorrow]
    with scope(workspace=other_workspace()):
        assert read(tomorrow) == []


@pytest.mark.parametrize("keep", [remembered, held])
def test_several_who_ask_at_once_wait_for_one_who_counts(keep, monkeypatch):
    monkeypatch.setattr(remembering, "state_of", lambda _workspace: f"{keep.__name__}-at-once")
    workspace, made, found = get_scope()["workspace"], [], []

    def count():
        made.append(1)
        time.sleep(0.2)
        return [7]

    def ask():
        with scope(workspace=workspace):
            found.append(keep("at-once", TODAY, count))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (made, found) == ([1], [[7]] * 5)
