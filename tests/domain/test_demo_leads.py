"""The leads of the demonstration: 50 of which 38 are lost, then a month under the agreement (E-10)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F

from maillage.core.leads.metrics.rates import Rate
from maillage.domain.demo import load_demonstration
from maillage.domain.demo_leads import lead_demonstration
from maillage.domain.demo_people import let_demo_people_in
from maillage.domain.leads.alignment.board import board
from maillage.domain.leads.alignment.periods import month_of, part_of_leads
from maillage.domain.leads.deadlines import Pressure, deadlines
from maillage.domain.leads.hot import hot
from maillage.domain.leads.inbox import inbox
from maillage.models import Lead, LeadLife, Notice, Opportunity, PromiseAlarm

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 6, 23, 16, 30, tzinfo=UTC)
"""A Tuesday, half past noon in New York."""
SUNDAY = datetime(2026, 11, 23, 3, 15, tzinfo=UTC)
"""A Sunday evening in New York."""


def test_a_month_is_lost_in_the_queue_and_the_next_is_kept(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    load_demonstration(by="tests", on=NOW.date(), accounts=1000)
    people = let_demo_people_in()
    assert lead_demonstration(addresses=people.addresses, now=NOW) == Lead.objects.count() > 70
    before, after = (
        board(part=part_of_leads(""), period=month_of(day), now=NOW, months=1)
        for day in (date(2026, 5, 1), NOW.date())
    )
    old, new = (
        {each.definition.key: each.main.estimate for each in found.figures}
        for found in (before, after)
    )
    waiting = before.figures[0].readings[-1]
    assert (waiting.estimate, old["conversion"]) == (Rate(38, 50), Rate(3, 50))
    assert new["response_time"].value < 1 < old["response_time"].value
    assert new["conversion"].share > 0.4 > old["conversion"].share
    assert dict(before.funnel[1].reasons)["unreachable"] == 38
    assert after.sides[0].rate.share > 0.9
    lives = set(Lead.objects.values_list("life", flat=True))
    assert lives == set(LeadLife.values)
    assert Opportunity.objects.filter(external_id__startswith="lead-").count() >= 2
    assert Notice.objects.filter(read_at=None).count() < 40
    assert lead_demonstration(addresses=people.addresses, now=NOW) == 0


@pytest.mark.parametrize("now", [NOW, SUNDAY])
def test_the_inbox_begins_with_what_is_owed_now(settings, tmp_path, now):
    """At any hour some deadlines are in time, some nearly not, two late by hours; none is of before."""
    settings.DATA_DIR = tmp_path
    load_demonstration(by="tests", on=now.date(), accounts=1000)
    lead_demonstration(addresses=let_demo_people_in().addresses, now=now)
    rows = list(inbox().order_by("due_first", "pk"))
    owed = [each for row in rows for each in deadlines(row.owed)]
    states = Counter(each.pressure(now) for each in owed if each.owed == "first_contact")
    assert states == {Pressure.FINE: 3, Pressure.HALF: 1, Pressure.NEARLY: 1, Pressure.LATE: 2}
    assert min(each.due_at for each in owed) > now - timedelta(days=4)
    assert [row for row in rows if row.owner is None] == []
    assert hot(now).count() >= 7
    assert not PromiseAlarm.objects.filter(given_at__gt=F("due_at")).exists()
