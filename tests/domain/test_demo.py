"""The demonstration is written once, as a whole, and marks the workspace."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError

from maillage.core.accounts.synthetic import SOURCE
from maillage.domain.accounts.coverage import coverage_report
from maillage.domain.demo import DemoSummary, holds_generated_data, load_demonstration
from maillage.models import Account, Event, ImportRun, Opportunity, Ownership, Rep, Touch

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = date(2026, 6, 30)


def counts():
    return [model.objects.count() for model in (Account, Rep, Ownership, Touch, Event, ImportRun)]


def test_it_is_written_once_and_a_second_call_changes_nothing():
    assert holds_generated_data() is False
    first = load_demonstration(by="tests", on=TODAY)
    assert (first.accounts, first.reps, first.loaded) == (5000, 25, True)
    assert holds_generated_data() is True
    before = counts()
    second = load_demonstration(on=date(2027, 1, 1))
    assert counts() == before
    assert second == DemoSummary(
        first.accounts, first.reps, first.ownerships, first.touches, loaded=False
    )


def test_opportunities_go_through_their_stages_and_none_looks_ahead():
    load_demonstration(by="tests", on=TODAY)
    found = Opportunity.objects.prefetch_related("entries")
    assert found.count() == 900
    for each in found:
        days = [entry.entered_on for entry in each.entries.all()]
        assert days == sorted(days)
        assert each.opened_on == days[0]
        assert days[-1] <= (each.closed_on or TODAY) <= TODAY
    outcomes = [each.outcome for each in found]
    assert outcomes.count("won") > 150
    assert outcomes.count("open") > 40


def test_it_is_labelled_and_logged():
    load_demonstration(by="tests", on=TODAY)
    event = Event.objects.get()
    assert (event.verb, event.actor, event.reason) == ("demo.loaded", "tests", SOURCE)
    assert event.after["on"] == "2026-06-30"
    assert ImportRun.objects.get().created == 5000
    assert Account.objects.exclude(external_id__startswith="DEMO-").count() == 0


def test_parents_owners_and_touches_are_linked_and_the_holes_show():
    summary = load_demonstration(on=TODAY)
    assert Account.objects.filter(parent__isnull=False, parent__parent__isnull=True).count() > 400
    assert Ownership.objects.filter(locked=True).count() == 40
    report = coverage_report(on=TODAY)
    assert report.finding("no_owner").count == 5000 - summary.ownerships
    assert [finding.code for finding in report.findings if finding.count == 0] == ["sole_owner"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_half_written():
    Rep.objects.create(external_id="DEMO-R25", name="In the way")
    with pytest.raises(IntegrityError):
        load_demonstration(on=TODAY)
    assert counts() == [0, 1, 0, 0, 0, 0]
    assert holds_generated_data() is False
