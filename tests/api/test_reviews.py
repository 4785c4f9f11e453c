"""Reviews through the API (X-01): planned, held, decided, with files to download."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from docx import Document
from icalendar import Calendar

from maillage.models import Review
from tests.api.caller import ROOT, Caller
from tests.domain.accounts.factories import make_rep
from tests.factories import HOSTILE_NAMES
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def caller() -> Caller:
    make_rep(1)
    return Caller(member("operations"))


def day(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_review_is_planned_held_and_followed_up(caller):
    asked = {"layer": "plan", "rep": "R1", "due_on": day(3), "note": "Before summer"}
    made = caller.send("POST", "/reviews", asked, status=201)
    assert (made["layer"], made["rep"], made["due_on"]) == ("plan", "R1", day(3))
    here = f"/reviews/{made['id']}"
    assert "Coverage" in [item["heading"] for item in caller.get(here)["agenda"]]
    owner = caller.token.member.pk
    wish = {"text": "Call the ten richest", "owner": owner, "due_on": day(9)}
    decision = caller.send("POST", f"{here}/decisions", wish, status=201)
    held = caller.send("POST", f"{here}/hold", {"held_on": day(), "minutes": "All went well."})
    assert (held["held_on"], held["next_on"]) == (day(), day(42))
    done = caller.send("POST", f"/decisions/{decision['id']}", {"state": "done"})
    assert done["settled_at"] is not None
    assert [row["state"] for row in caller.get(here)["decisions"]] == ["done"]
    caller.send("POST", f"{here}/hold", {"held_on": day()}, status=409)
    states = {state: caller.get("/reviews", state=state)["count"] for state in ("held", "to_come")}
    assert states == {"held": 1, "to_come": 1}


def test_what_is_due_is_listed_and_the_rhythm_is_changed(caller):
    rhythm = caller.get("/reviews/rhythm")
    assert rhythm["plan_days"] == 42
    caller.send("PUT", "/reviews/rhythm", rhythm | {"plan_days": 7})
    due = caller.get("/reviews/due", on=day(8))
    assert [(row["layer"], row["overdue"]) for row in due] == [
        ("plan", True),
        ("assignment", False),
    ]
    wrong = rhythm | {"assignment_days": 100, "assignment_most_days": 90}
    caller.send("PUT", "/reviews/rhythm", wrong, status=422)


def test_an_event_calls_for_a_review(caller):
    made = caller.send("POST", "/reviews/call", {"trigger": "merger", "note": "A + B"}, status=201)
    assert (made["layer"], made["trigger"], made["due_on"]) == ("assignment", "merger", day(14))
    caller.send("POST", "/reviews/call", {"trigger": "calendar", "note": "x"}, status=422)


def download(caller, path: str):
    answer = caller.client.get(ROOT + path)
    assert answer.status_code == 200, answer.content
    return answer


def test_minutes_and_the_next_date_are_files(caller):
    asked = {"layer": "assignment", "due_on": day(5), "note": "Quarter"}
    here = f"/reviews/{caller.send('POST', '/reviews', asked, status=201)['id']}"
    paper = Document(io.BytesIO(download(caller, f"{here}/minutes.docx").content))
    assert "Quarter" in [paragraph.text for paragraph in paper.paragraphs]
    file = download(caller, f"{here}/next.ics")
    assert file["Content-Type"].startswith("text/calendar")
    event = Calendar.from_ical(file.content).walk("VEVENT")[0]
    assert (event.decoded("dtstart").isoformat(), str(event["description"])) == (day(5), "Quarter")


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_any_text_is_kept_as_it_is(caller, text):
    asked = {"layer": "plan", "due_on": day(), "note": text}
    made = caller.send("POST", "/reviews", asked, status=201)
    assert made["note"] == text.replace("\0", "").strip()
    download(caller, f"/reviews/{made['id']}/minutes.docx")
    download(caller, f"/reviews/{made['id']}/next.ics")


@pytest.mark.parametrize(
    "wrong",
    [
        {"layer": "moon"},
        {"due_on": "soon"},
        {"layer": "structure", "rep": "R1"},
        {"note": "x" * 4_001},
    ],
)
def test_reviews_that_cannot_be_are_refused(caller, wrong):
    caller.send("POST", "/reviews", {"layer": "plan", "due_on": day()} | wrong, status=422)
    assert not Review.objects.exists()


def test_a_decision_is_for_somebody_of_the_workspace(caller):
    made = caller.send("POST", "/reviews", {"layer": "plan", "due_on": day()}, status=201)
    wish = {"text": "Act", "owner": 987654, "due_on": day()}
    caller.send("POST", f"/reviews/{made['id']}/decisions", wish, status=404)
