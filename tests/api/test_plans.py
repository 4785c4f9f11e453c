"""Plans put to the test through the API: the same figures as everywhere, nothing stored."""

from __future__ import annotations

import pytest
from icalendar import Calendar

from maillage.core.plans.examining import examine
from maillage.interfaces.exporters.plans.words import as_data
from maillage.interfaces.importers.plans.calculator import read_calculator
from maillage.interfaces.importers.plans.files import EXAMPLE, read_plan
from tests.api.caller import ROOT, Caller
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def caller() -> Caller:
    return Caller(member("rep"), scopes=("read",))


def test_the_plan_of_elise(caller):
    written = read_plan(EXAMPLE)
    found = caller.send("POST", "/plans/examine", written.model_dump(mode="json"))
    assert found == as_data(examine(written.read()))


def test_what_cannot_be_is_answered_422(caller):
    body = read_plan(EXAMPLE).model_dump(mode="json")
    wrong = caller.send("POST", "/plans/examine", body | {"objective": -1}, 422)
    assert "objective" in str(wrong)
    sources = [each | {"share": "0.5"} for each in body["sources"]]
    wrong = caller.send("POST", "/plans/examine", body | {"sources": sources}, 422)
    assert "150.00%" in str(wrong)


def test_the_calculator_is_answered_as_a_workbook(caller, tmp_path):
    written = read_plan(EXAMPLE)
    answer = caller.client.post(
        f"{ROOT}/plans/calculator", written.model_dump(mode="json"), "application/json"
    )
    assert answer["Content-Disposition"] == 'attachment; filename="plan.xlsx"'
    file = tmp_path / "plan.xlsx"
    file.write_bytes(answer.content)
    assert read_calculator(file).sources == written.sources


def test_the_calendar_is_answered_for_calendar_programs(caller):
    """11 blocks that return each week and 13 reviews, in the time zone of the plan."""
    body = read_plan(EXAMPLE).model_dump(mode="json")
    answer = caller.client.post(f"{ROOT}/plans/calendar", body, "application/json")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [len(events), sum("RRULE" in each for each in events)] == [24, 11]
    wrong = caller.send("POST", "/plans/calendar", body | {"time_zone": "Moon"}, 422)
    assert "'Moon' is not a time zone" in str(wrong)
