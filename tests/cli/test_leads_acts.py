"""`maillage leads contact`, `accept`, `refuse`, …: in somebody's name, like everywhere else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.cli import leads
from maillage.errors import InputError, NotFoundError, ParameterError, PermissionDeniedError
from maillage.models import Account, LeadEvent, Rep
from tests import factories
from tests.cli.doors import Doors, doors
from tests.domain.leads.mqls import as_mql
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, leads.register)


@pytest.fixture
def rep():
    return Rep.objects.create(external_id="R1", name="Ana")


@pytest.fixture
def lead(rep):
    return as_mql(factories.lead("Lea", owner=rep), timezone.now() - timedelta(hours=1)).pk


def test_a_lead_is_worked_from_the_command_line(run, rep, lead):
    run.acting(member("rep", rep=rep))
    assert run("leads", "contact", lead, "--channel", "email", "--referenced") == (
        "Lea: MQL. In charge: Ana.\n"
    )
    run("leads", "feedback", lead, "--quality", "good", "--note", "Knows us")
    assert "accepted" in run("leads", "accept", lead)
    run("leads", "call", lead, "--as-role", "sdr", "--yes", "decision_authority",
        "--no", "budget_confirmed")  # fmt: skip
    assert LeadEvent.objects.filter(kind="facts").latest("pk").carried == {
        "decision_authority": True,
        "budget_confirmed": False,
    }
    assert "SQL" in run("leads", "sql", lead)
    assert "opportunity" in run("leads", "opportunity", lead, "--amount", 500)


def test_a_lead_is_refused_given_back_assigned_and_placed(run, rep, lead):
    Account.objects.create(external_id="A1", name="Acme")
    run.acting(member("director"))
    with pytest.raises(InputError):
        run("leads", "refuse", lead, "--reason", "because")
    assert "refused" in run("leads", "refuse", lead, "--reason", "timing")
    assert "new" in run("leads", "recycle", lead, "--back-on", "2999-01-01")
    assert "Ana" in run("leads", "assign", lead, "R1", "--reason", "Knows them")
    run("leads", "account", lead, "A1")
    with pytest.raises(NotFoundError):
        run("leads", "account", lead, "A9")
    with pytest.raises(NotFoundError):
        run("leads", "accept", 4242)


def test_it_is_done_in_somebodys_name(run, lead):
    with pytest.raises(ParameterError):
        run("leads", "accept", lead)
    with pytest.raises(PermissionDeniedError):
        run.acting(member("reader"))("leads", "accept", lead)
