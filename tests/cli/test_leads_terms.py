"""`maillage leads calendars` and `agreement`: out as TOML, in again, read."""

from __future__ import annotations

import pytest

from maillage.cli import leads
from maillage.domain.leads.agreements import agreement_called, terms_of
from maillage.domain.leads.calendar_versions import calendar_row
from maillage.errors import FileError, ParameterError, PermissionDeniedError
from tests.cli.doors import Doors, doors
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, leads.register)


def test_a_calendar_leaves_as_toml_and_comes_back_for_a_place(run, tmp_path):
    file = tmp_path / "calendar.toml"
    special = '\nspecial = [{ first = 2026-12-21, last = 2026-12-31, name = "closed" }]\n'
    file.write_text(run("leads", "calendars", "show", "company") + special, "utf-8")
    said = run("leads", "calendars", "write", file, "--country", "us", "--state", "ny")
    assert said == "Calendar us-ny is written, version 1.\n"
    file.write_text(run("leads", "calendars", "show", "us-ny"), "utf-8")
    run("leads", "calendars", "write", file, "--country", "us", "--state", "ny")
    row = calendar_row("us-ny")
    assert (row.version, row.content["special"][0]["last"]) == (2, "2026-12-31")
    days = run.json("leads", "calendars", "month", "us-ny", "2026-12")
    assert days[20] == {"day": "2026-12-21", "open": "", "name": "closed"}
    assert [each["key"] for each in run.json("leads", "calendars", "list")] == ["company", "us-ny"]
    assert "an hour a day or more" in run("leads", "calendars", "overlaps")
    run("leads", "calendars", "end", "us-ny")
    assert [each["key"] for each in run.json("leads", "calendars", "list")] == ["company"]


def test_the_agreement_leaves_as_toml_and_comes_back(run, tmp_path):
    file = tmp_path / "agreement.toml"
    text = run("leads", "agreement", "show")
    file.write_text(text.replace('within = "1h"', 'within = "30m"'), "utf-8")
    assert run("leads", "agreement", "write", file).startswith("Version 2 holds from")
    assert terms_of(agreement_called(2)).policies[1].within == "30m"
    states = {each["version"]: each["state"] for each in run.json("leads", "agreement", "list")}
    assert states == {1: "past", 2: "in_force"}
    assert run("leads", "agreement", "show", 1) == text


def test_what_cannot_be_is_refused(run, tmp_path):
    file = tmp_path / "agreement.toml"
    file.write_text("policies = [{ name = 1 }]")
    with pytest.raises(ParameterError, match=r"agreement.toml, policies.1.name"):
        run("leads", "agreement", "write", file)
    file.write_text("{}")
    with pytest.raises(FileError):
        run("leads", "calendars", "write", file)
    with pytest.raises(PermissionDeniedError):
        run.acting(member("rep"))("leads", "calendars", "end", "company")
