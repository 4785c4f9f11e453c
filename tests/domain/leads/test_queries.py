"""What is read of leads: the list, what was told, what is owed, and the board (E-08)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict

from maillage.domain.leads import queries
from maillage.domain.leads.events import NewEvent, own_source, record
from maillage.domain.leads.terms import agreement_at
from maillage.interfaces.lists import leads as lists
from maillage.models import LeadEvent, LeadIdentity, Promise, Rep
from tests.factories import lead, lead_source

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)


def told(source, key, subject, *, of="lead", minutes=0):
    event = NewEvent(key, of, subject, "page_view", NOW + timedelta(minutes=minutes))
    record(source=source, events=[event], now=NOW + timedelta(days=1))


def promise(to, policy="E-03", **fields):
    known = {
        "agreement": agreement_at(NOW)[0],
        "direction": "sales_to_marketing",
        "status": "running",
        "began_at": NOW,
        "due_at": NOW + timedelta(hours=1),
    }
    return Promise.objects.create(lead=to, policy=policy, **known | fields)


def test_the_list_names_each_person_once_and_is_narrowed():
    rep = Rep.objects.create(external_id="R1", name="Ana Diaz")
    hot = lead("Hot One", owner=rep, life="mql", band="A1", total=60)
    lead("Gone", merged_into=hot)
    cold = lead("Cold One", total=5)
    listing = lists.leads(str)

    def names(asked):
        return [str(row) for row in listing.of(queries.leads(), QueryDict(asked), "/").ordered]

    assert names("") == ["Hot One", "Cold One"]
    assert names("life=mql") == names("owner=R1") == names("band=A1") == ["Hot One"]
    assert names("owner=-") == names("q=cold") == [str(cold)]


def test_events_of_a_lead_are_those_of_all_its_names_of_its_company_and_our_own():
    kept, other = lead(), lead()
    gone = lead(merged_into=kept)
    crm, forms = lead_source(key="crm"), lead_source(key="forms")
    for source, of, subject in (
        (crm, "lead", "17"),
        (forms, "contact", "x"),
        (crm, "company", "9"),
    ):
        LeadIdentity.objects.create(lead=kept, source=source, of=of, subject=subject)
    told(crm, "1", "17", minutes=1)
    told(forms, "1", "x", of="contact", minutes=2)
    told(crm, "2", "9", of="company", minutes=3)
    told(own_source(), "1", str(gone.pk), minutes=4)
    told(crm, "3", "18", minutes=5)
    told(forms, "2", "17", minutes=6)
    told(own_source(), "2", str(other.pk), minutes=7)
    assert [each.at - NOW for each in queries.events_of(kept)] == [
        timedelta(minutes=minutes) for minutes in (4, 3, 2, 1)
    ]
    assert LeadEvent.objects.count() == 7


def test_the_board_counts_what_runs_is_late_and_was_kept():
    rep = Rep.objects.create(external_id="R1", name="Ana Diaz")
    promise(lead(), owner=rep)
    promise(lead(), owner=rep, alarms=1)
    promise(lead(), owner=rep, alarms=3, due_at=NOW - timedelta(minutes=1))
    promise(lead(), owner=rep, status="fulfilled")
    promise(lead(), owner=rep, status="fulfilled", breached=True)
    promise(lead(), owner=rep, status="cancelled")
    promise(lead(), status="paused", breached=True)
    promise(lead(), began_at=NOW - timedelta(days=9))
    promise(lead(), status="waiting", began_at=None, due_at=None)
    found = queries.board(now=NOW, since=NOW - timedelta(days=1))
    own = next(each for each in found if each.owner == rep)
    assert (own.running, own.warned, own.late) == (3, 1, 1)
    assert (own.rate.count, own.rate.of) == (1, 3)
    assert len(found) == 2
    (whole,) = queries.total(found)
    assert (whole.running, whole.late, whole.kept, whole.decided) == (4, 2, 1, 4)
    assert [each.owner for each in queries.open_promises(owner=rep)] == [rep] * 3


def test_the_promises_of_the_present_life_come_first():
    to = lead()
    first = promise(to, life=0, due_at=NOW)
    late = promise(to, life=1, due_at=NOW + timedelta(hours=2))
    soon = promise(to, life=1, policy="E-01", due_at=NOW + timedelta(hours=1))
    assert list(queries.promises_of(to)) == [soon, late, first]
