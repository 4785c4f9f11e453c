"""Events that cannot be digested are set aside with why, and count in full once tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.core.leads.told import facts_of, happening_of
from maillage.domain.leads.asides import LONGEST_WHY, asides, try_again
from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.models import Event, EventAside, Lead, LeadEvent, Promise, Workspace
from tests.factories import lead_source
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
TOLD = [
    ("1", "L1", "facts", {"icp_match": True, "email": "ana@acme.com"}),
    ("2", "L1", "pricing_page_view", {}),
    ("3", "L1", "case_study_download", {}),
    ("4", "L2", "webinar_attended", {}),
    ("5", "L2", "facts", {"email": "ana@acme.com", "budget_confirmed": True}),
    ("6", "L3", "webinar_attended", {}),
    ("7", "L1", "first_contact", {}),
]


@pytest.fixture
def broken(monkeypatch):
    """Keys of the events that cannot be read; empty it, and the cause is gone."""
    keys = set()

    def reads(read):
        def reading(told):
            if told.key in keys:
                raise ValueError(f"{told.key} cannot be\0 read" + "!" * 1_000)
            return read(told)

        return reading

    for read in (facts_of, happening_of):
        monkeypatch.setattr(f"maillage.domain.leads.reading.{read.__name__}", reads(read))
    return keys


def tell(keys="1234567", source=None):
    source = source or lead_source(key="crm")
    record(source=source, now=LATER, events=[
        NewEvent(key, "lead", subject, kind, NOW + timedelta(minutes=int(key)), carried)
        for key, subject, kind, carried in TOLD if key in keys
    ])  # fmt: skip
    return digest(now=LATER)


def scores():
    found = Lead.objects.filter(merged_into=None).order_by("last_event_at")
    return list(
        found.values(
            "total", "band", "stage", "reasons", "dimensions", "potential", "life", "mql_at",
            "contacted_at", "email", "last_event_at",
        )
    ), sorted(Promise.objects.values_list("policy", "status", "began_at", "due_at", "ended_at"))  # fmt: skip


def test_an_event_is_set_aside_with_why_and_its_lead_is_added_up_without_it(broken):
    broken.add("3")
    assert tell() == 7
    [row] = asides()
    assert (row.event.key, row.at, len(row.why)) == ("3", LATER, LONGEST_WHY)
    assert row.why.startswith("ValueError: 3 cannot be read!!")
    assert row.event.digested_at == LATER
    assert LeadEvent.objects.count() == 7
    assert [each.total for each in Lead.objects.filter(merged_into=None).order_by("-total")] == [
        60, 10,
    ]  # fmt: skip
    assert digest(now=LATER) == 0


def test_what_is_tried_again_too_early_comes_back_with_why(broken):
    broken.add("3")
    tell()
    assert try_again(by="clock") == 1
    assert not EventAside.objects.exists()
    assert LeadEvent.objects.get(digested_at=None).key == "3"
    assert digest(now=LATER + timedelta(hours=1)) == 1
    [row] = asides()
    assert (row.event.key, row.at) == ("3", LATER + timedelta(hours=1))


def test_some_are_tried_again_and_the_log_says_which(broken):
    broken |= {"3", "4"}
    tell()
    first, second = asides()
    by = member()
    assert try_again(only=[first.pk, 10**12], by=by) == 1
    assert list(asides()) == [second]
    told = Event.objects.get(verb="lead_source.tried_again")
    assert (told.user, told.after) == (by.user, {"count": 1, "events": {"3": first.why}})
    assert try_again(only=[], by=by) == 0
    assert Event.objects.filter(verb="lead_source.tried_again").count() == 1


def test_another_workspace_keeps_its_own(broken):
    broken.add("3")
    tell()
    [row] = asides()
    with scope(workspace=Workspace.objects.create(slug="other", name="Other")):
        assert list(asides()) == []
        assert try_again(only=[row.pk], by="x") == try_again(by="x") == 0
    assert list(asides()) == [row]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    bad=st.sets(st.sampled_from("1234567"), min_size=1, max_size=4),
    order=st.permutations("1234567"),
    first=st.integers(1, 7),
)
def test_tried_again_scores_are_as_if_nothing_had_failed(broken, bad, order, first):
    found = []
    for faulty in (set(), bad):
        slug = f"w{uuid4().hex[:20]}"
        with scope(workspace=Workspace.objects.create(slug=slug, name="W")):
            broken |= faulty
            source = lead_source(key="crm")
            for some in (order[:first], order[first:]):
                tell(some, source)
            assert {each.event.key for each in asides()} == faulty
            broken.clear()
            assert try_again(by="x") == len(faulty)
            assert digest(now=LATER) == len(faulty)
            assert not asides().exists()
            found.append(scores())
    assert found[0] == found[1]
