"""`maillage leads routing`, `absences` and `hooks`."""

from __future__ import annotations

import json

import pytest

from maillage.cli import leads
from maillage.errors import InputError, NotFoundError, PermissionDeniedError
from maillage.models import Rep
from tests import factories
from tests.cli.doors import Doors, doors
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch, settings) -> Doors:
    settings.WEBHOOKS_INSIDE = True
    Rep.objects.create(external_id="R1", name="Ana")
    Rep.objects.create(external_id="R2", name="Bea")
    return doors(monkeypatch, leads.register)


def test_rules_leave_as_json_come_back_and_are_asked(run, tmp_path):
    file = tmp_path / "routing.json"
    found = json.loads(run("leads", "routing", "show"))
    found["rules"] = [{"name": "Bea", "how": "rep", "rep": "R2"}]
    file.write_text(json.dumps(found), "utf-8")
    assert run("leads", "routing", "set", file) == "In force: rules 1, pools 1.\n"
    lead = factories.lead().pk
    assert run("leads", "routing", "who", lead).startswith("Bea, by the rule Bea")
    assert run.json("leads", "routing", "who", lead) == {"rep": "Bea", "rule": "Bea", "passed": []}
    file.write_text("[]", "utf-8")
    with pytest.raises(InputError, match="does not say how"):
        run("leads", "routing", "set", file)
    with pytest.raises(PermissionDeniedError):
        run.acting(member("rep"))("leads", "routing", "set", file)


def test_absences_and_rooms_are_noted_and_taken_back(run):
    run("leads", "absences", "add", "R1", "2026-03-06T09:00Z", "2026-03-09T09:00Z",
        "--substitute", "R2")  # fmt: skip
    (away,) = run.json("leads", "absences", "list")
    assert (away["rep"], away["substitute"]) == ("Ana", "Bea")
    run("leads", "absences", "remove", away["number"])
    assert run.json("leads", "absences", "list") == []
    run("leads", "hooks", "add", "Team", "slack", "http://127.0.0.1/x", "--only", "lead")
    (room,) = run.json("leads", "hooks", "list")
    assert (room["name"], room["told"]) == ("Team", "Leads handed over")
    run("leads", "hooks", "remove", room["number"])
    with pytest.raises(NotFoundError):
        run("leads", "hooks", "remove", room["number"])
