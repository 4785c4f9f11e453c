"""`maillage meetings`: set, listed, written to a calendar; the first ninety days."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from maillage.cli import meetings
from maillage.errors import InputError, NotFoundError, PermissionDeniedError
from maillage.models import Ritual
from tests.cli.doors import Doors, doors
from tests.domain.territories.publishing.committee import person

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, meetings.register)


@pytest.fixture
def olga():
    return person("operations", name="Olga Ops")


SET = ("meetings", "set", "weekly", "--at", "09:30", "--zone", "Europe/Paris")


def test_a_meeting_is_set_listed_and_given_up(run, olga, tmp_path):
    assert run("meetings", "list").startswith("No meeting comes again yet")
    said = run.acting(olga)(*SET, "--on", "2026-03-02")
    assert said.startswith("Weekly pipeline review: next on ")
    [row] = run.json("meetings", "list")
    assert (row["rhythm"], row["at"], row["minutes"]) == ("weekly", "09:30", 45)
    file = tmp_path / "meetings.ics"
    run("meetings", "calendar", file)
    assert len(Calendar.from_ical(file.read_bytes()).walk("VEVENT")) == 1
    run.acting(olga)("meetings", "end", "weekly")
    assert run.json("meetings", "list") == []
    with pytest.raises(NotFoundError, match="No meeting comes again"):
        run.acting(olga)("meetings", "end", "weekly")


@pytest.mark.parametrize("at", ["", "9", "25:00", "09:30:10", "noon"])
def test_what_is_no_time_is_refused(run, olga, at):
    with pytest.raises(InputError, match="is no time"):
        run.acting(olga)("meetings", "set", "weekly", "--at", at, "--zone", "Europe/Paris")
    assert not Ritual.objects.exists()


def test_a_reader_sets_nothing(run):
    with pytest.raises(PermissionDeniedError):
        run.acting(person("finance"))(*SET)


def test_the_ninety_days(run, olga):
    assert "did not begin" in run("meetings", "rollout")
    run.acting(olga)("meetings", "rollout", "--from", "2026-03-02")
    [_first, second, *_rest] = run.acting(olga).json("meetings", "tick", "agreements")
    assert (second["step"], second["ticked"]) == ("agreements", True)
    assert "agreements" in run("meetings", "rollout")
