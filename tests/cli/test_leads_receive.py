"""`maillage leads receive`: a file is looked at, then kept, each line once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from maillage.cli import leads
from maillage.errors import NotFoundError, PermissionDeniedError, RowError
from maillage.models import Event, LeadEvent, LeadSource
from tests.cli.doors import Doors, doors
from tests.factories import lead_source
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

EVENTS = """lead,event,at,page,uuid
L1,Page View,2026-03-06T12:00:00Z,/pricing,
L1,Page View,2026-03-06T12:00:00Z,/pricing,
L2,Page View,2026-03-06T12:00:00Z,/pricing,
L2,download,2026-03-06T13:00:00Z,,u1
"""
LEADS = "lead,email,postal code,budget confirmed,at\nL1,a@b.example,02139,yes,2026-03-06\nL2,c@d.example,,,2026-03-07\n"


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, leads.register)


@pytest.fixture
def file(tmp_path):
    def write(text: str):
        path = tmp_path / "told.csv"
        path.write_text(text, "utf-8")
        return path

    return write


def stored():
    return list(
        LeadEvent.objects.order_by("subject", "at").values_list("subject", "kind", "carried")
    )


def test_a_file_is_looked_at_and_nothing_kept(run, file):
    assert run.json("leads", "receive", file(EVENTS)) == {"new": 3, "known": 1, "applied": False}
    assert not LeadEvent.objects.exists()
    assert not LeadSource.objects.exists()
    assert not Event.objects.exists()


def test_the_same_file_twice_counts_once(run, file):
    assert run.json("leads", "receive", file(EVENTS), "--apply")["new"] == 3
    assert (
        run("leads", "receive", file(EVENTS), "--apply") == "0 events are new, known already: 4.\n"
    )
    assert stored() == [
        ("L1", "page_view", {"page": "/pricing"}),
        ("L2", "page_view", {"page": "/pricing"}),
        ("L2", "download", {}),
    ]
    assert LeadSource.objects.get().key == "files"
    assert Event.objects.filter(verb="lead_source.file").count() == 2


def test_leads_tell_facts(run, file):
    for new in (2, 0):
        assert run.json("leads", "receive", file(LEADS), "--apply")["new"] == new
    first = {"email": "a@b.example", "postal_code": "02139", "budget_confirmed": True}
    assert stored() == [("L1", "facts", first), ("L2", "facts", {"email": "c@d.example"})]
    assert LeadEvent.objects.earliest("at").at == datetime(2026, 3, 6, tzinfo=UTC)


def test_what_has_no_date_is_known_since_the_file_was_read_and_once(run, file):
    bare = file("lead,email\nL1,a@b.example\n")
    assert [run.json("leads", "receive", bare, "--apply")["new"] for _ in "12"] == [1, 0]
    other = file("lead,email\nL1,a@b.example\nL2,c@d.example\n")
    assert run.json("leads", "receive", other, "--apply")["new"] == 2


def test_a_file_may_be_of_a_source(run, file):
    source = lead_source("hubspot", key="crm")
    run("leads", "receive", file(EVENTS), "--source", "crm", "--apply")
    assert set(LeadEvent.objects.values_list("source", flat=True)) == {source.pk}
    with pytest.raises(NotFoundError):
        run("leads", "receive", file(EVENTS), "--source", "none", "--apply")


def test_wrong_rows_are_named_and_none_is_kept(run, file):
    with pytest.raises(RowError, match="row 3"):
        run("leads", "receive", file("lead,event,at\nL1,x,2026-03-06\nL2,x,soon\n"), "--apply")
    with pytest.raises(RowError, match="in the future"):
        run(
            "leads", "receive", file("lead,event,at\nL1,x,2026-03-06\nL2,x,2090-01-01\n"), "--apply"
        )
    assert not LeadEvent.objects.exists()


def test_only_who_imports_receives(run, file):
    with pytest.raises(PermissionDeniedError):
        run.acting(member("marketing"))("leads", "receive", file(EVENTS), "--apply")
