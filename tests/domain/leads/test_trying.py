"""What another model would have said: who changes, how many reach each stage, what converted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from maillage.core.leads.metrics.rates import Rate
from maillage.core.leads.scoring.presets import RECOMMENDED, SEED
from maillage.domain.leads.events import NewEvent, record
from maillage.domain.leads.trying import QUARTER, try_model
from maillage.models import Lead, LeadIdentity
from tests.factories import lead, lead_source

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
READ = ("pricing_page_view", "case_study_download", "webinar_attended", "email_opened",
        "email_opened", "email_opened")  # fmt: skip


def heard(source, name: str, facts: dict, kinds: tuple[str, ...], *, ago=DAY, **fields) -> Lead:
    """A lead with what was told of it."""
    found = lead(name, last_event_at=NOW - ago, **fields)
    LeadIdentity.objects.create(lead=found, source=source, of="lead", subject=name)
    events = [NewEvent(f"{name}-f", "lead", name, "facts", NOW - ago, facts)]
    events += [
        NewEvent(f"{name}-{place}", "lead", name, kind, NOW - ago, {})
        for place, kind in enumerate(kinds)
    ]
    record(source=source, events=events, now=NOW)
    return found


@pytest.fixture
def leads():
    """One in the profile, one outside of it, one known by its company, one of long ago."""
    source = lead_source("rest")
    inside = heard(source, "inside", {"icp_match": True}, READ, life="sql", sql_at=NOW)
    outside = heard(source, "outside", {"icp_match": False}, READ, life="rejected",
                    rejected_why="too small")  # fmt: skip
    quiet = heard(source, "quiet", {"budget_confirmed": True}, ())
    heard(source, "old", {"icp_match": False}, READ, ago=QUARTER + DAY)
    for each in (quiet, outside):
        LeadIdentity.objects.create(lead=each, source=source, of="company", subject="acme")
    record(
        source=source,
        events=[NewEvent("c", "company", "acme", "facts", NOW - DAY, {"timing_identified": True})],
        now=NOW,
    )
    return inside, outside, quiet


def test_a_gate_takes_the_leads_outside_of_the_profile(leads):
    found = try_model(old=SEED, new=RECOMMENDED, now=NOW)
    inside, outside, _quiet = leads
    assert found.comparison.leads == 3
    assert (found.before, found.after) == ({"mql": 2, "sql": 0}, {"mql": 1, "sql": 0})
    assert [(each.lead, each.before.stage, each.after.stage) for each in found.examples] == [
        (outside, "mql", "")
    ]
    assert str(found.examples[0].after.missing[0]) == "MQL: 'icp_match' is not as it must be."
    assert found.examples[0].differences == ()
    assert found.converted_before == {"B1": Rate(1, 1), "C1": Rate(0, 1)}
    assert found.converted_after == found.converted_before
    assert inside not in [each.lead for each in found.examples]


def test_other_points_show_by_which_rule(leads):
    fit = SEED.dimensions[0]
    cheap = SEED.__class__(
        "cheap", 2, NOW, (fit.__class__("fit", fit.groups[1:], bands=(10, 5)), SEED.dimensions[1]),
        SEED.stages,
    )  # fmt: skip
    found = try_model(old=SEED, new=cheap, now=NOW)
    change = next(each for each in found.examples if each.lead == leads[0])
    assert [(each.rule, each.before, each.after) for each in change.differences] == [
        ("icp_match", 20, 0)
    ]
    assert (change.before.total, change.after.total) == (60, 40)
    assert found.before == {"mql": 2, "sql": 0}


def test_the_period_may_be_chosen(leads):
    assert try_model(old=SEED, new=SEED, now=NOW, since=NOW - 2 * QUARTER).comparison.leads == 4


def test_without_leads_nothing_changes():
    found = try_model(old=SEED, new=RECOMMENDED, now=NOW)
    assert (found.comparison.leads, found.before, found.examples) == (0, {"mql": 0, "sql": 0}, ())
