"""The pages of reviews, their minutes for Word and their dates for calendars."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.utils import timezone
from docx import Document
from icalendar import Calendar

from maillage.domain.reviews.holding import decide, start_review
from maillage.models import Cadence, Decision, Rep, Review, Role
from maillage.permissions import Action, may
from tests.domain.accounts.factories import make_book
from tests.domain.territories.publishing.committee import person
from tests.factories import HOSTILE_NAMES
from tests.people import member_elsewhere, signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

DUE = date(2026, 9, 1)


@pytest.fixture
def chief(client):
    make_book()
    found = person("operations", name="Olga Ops")
    signed_in(client, found)
    return found


@pytest.fixture
def review(chief) -> Review:
    return start_review(layer="plan", rep=Rep.objects.get(external_id="R1"), due_on=DUE, by=chief)


@pytest.mark.parametrize("role", Role.values)
def test_every_role_opens_what_it_may(client, review, role):
    found = person(role)
    signed_in(client, found)
    for page in ("", f"{review.pk}/", f"{review.pk}/minutes.docx", f"{review.pk}/next.ics"):
        expected = 200 if may(found, Action.VIEW_DRAFTS) else 403
        assert client.get(f"/main/reviews/{page}").status_code == expected, page
    posts = {
        "new/": Action.HOLD_REVIEWS, "call/": Action.HOLD_REVIEWS,
        f"{review.pk}/hold/": Action.HOLD_REVIEWS, f"{review.pk}/decide/": Action.HOLD_REVIEWS,
        "settings/": Action.MANAGE_WORKSPACE,
    }  # fmt: skip
    for page, action in posts.items():
        expected = 422 if may(found, action) else 403
        assert client.post(f"/main/reviews/{page}").status_code == expected, page


def test_strangers_find_nothing(client, review):
    signed_in(client, member_elsewhere())
    for page in ("", "minutes.docx", "next.ics"):
        assert client.get(f"/other/reviews/{review.pk}/{page}").status_code == 404


def test_a_review_is_planned_decided_and_closed(client, chief):
    rep = Rep.objects.get(external_id="R1")
    given = {"layer": "plan", "rep": rep.pk, "due_on": "2026-09-01", "note": "Funnel."}
    answer = client.post("/main/reviews/new/", given, follow=True)
    review = Review.objects.get()
    assert answer.redirect_chain == [(f"/main/reviews/{review.pk}/", 302)]
    assert b"Potential 100" in answer.content
    at = f"/main/reviews/{review.pk}/"
    given = {"text": "Call ACME.", "owner": chief.pk, "due_on": "2026-09-09"}
    client.post(f"{at}decide/", given)
    decision = Decision.objects.get()
    client.post(f"/main/decisions/{decision.pk}/", {"state": "done"})
    decision.refresh_from_db()
    assert decision.state == "done"
    today = timezone.localdate()
    client.post(f"{at}hold/", {"held_on": today.isoformat(), "minutes": "All well."})
    review.refresh_from_db()
    assert (review.held_on, review.next_on) == (today, today + timedelta(days=42))
    assert b"All well." in client.get(at).content
    assert client.get("/main/reviews/?state=held").content.count(f'href="{at}'.encode()) == 1


def test_an_event_calls_for_a_review(client, chief):
    given = {"trigger": "merger", "note": "ACME bought us."}
    answer = client.post("/main/reviews/call/", given, follow=True)
    assert b"because of a merger" in answer.content
    assert client.post("/main/reviews/call/", {"trigger": "x", "note": "y"}).status_code == 422


def test_the_cadence_is_set(client, chief):
    given = {
        "plan_days": 30, "assignment_days": 60, "assignment_most_days": 120, "structure_months": 12,
        "potential_percent": 20,
    }  # fmt: skip
    shown = client.get("/main/reviews/").context["settings"]
    assert {name: shown[name].value() for name in given} == {
        "plan_days": 42, "assignment_days": 91, "assignment_most_days": 183,
        "structure_months": 24, "potential_percent": 10,
    }  # fmt: skip
    assert client.post("/main/reviews/settings/", given).status_code == 302
    assert Cadence.objects.get().plan_days == 30
    wrong = given | {"assignment_days": 121}
    assert client.post("/main/reviews/settings/", wrong).status_code == 422


def test_what_is_late_is_on_the_first_page(client, chief):
    page = client.get("/main/")
    tile = page.context["tiles"][-1]
    assert (tile["label"], tile["figure"]) == ("Reviews past their date", "0")
    later = timezone.localdate() + timedelta(days=60)
    tile = client.get(f"/main/?on={later.isoformat()}").context["tiles"][-1]
    assert (tile["figure"], tile["unit"], tile["state"]) == ("2", "of 4", "bad")
    signed_in(client, person("reader"))
    assert client.get("/main/").context["tiles"][-1]["label"] != "Reviews past their date"


@pytest.mark.parametrize("text", [name for name in HOSTILE_NAMES if name.strip()])
def test_minutes_open_in_word_whatever_they_say(client, chief, review, text):
    Rep.objects.filter(external_id="R1").update(name=text.replace("\x00", "")[:150])
    Review.objects.filter(pk=review.pk).update(note=text.replace("\x00", ""))
    decide(review=review, text=f"Do {text}", owner=chief, due_on=DUE, by=chief)
    content = client.get(f"/main/reviews/{review.pk}/minutes.docx").content
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    paper = Document(io.BytesIO(content))
    heads = [each.text for each in paper.paragraphs if each.style.name == "Heading 1"]
    assert heads[:2] == ["1. What changed since", "2. Coverage"]
    assert heads[-2:] == ["Minutes", "Decisions"]
    row = [cell.text for cell in paper.tables[0].rows[1].cells]
    assert (row[0][:3], row[1], row[3]) == ("Do ", "Olga Ops", "open")
    calendar = Calendar.from_ical(client.get(f"/main/reviews/{review.pk}/next.ics").content)
    event = calendar.walk("VEVENT")[0]
    assert event.decoded("dtstart") == DUE
    assert event.decoded("dtend") == DUE + timedelta(days=1)
    assert str(event["uid"]) == f"review-{review.pk}@main.maillage"
    assert client.get(f"/main/reviews/{review.pk}/").status_code == 200
    assert b"<script>alert" not in client.get("/main/reviews/").content


def test_the_list_takes_few_queries(client, chief, django_assert_max_num_queries):
    for number in range(20, 60):
        Rep.objects.create(external_id=f"R{number}", name=f"Rep {number}")
    with django_assert_max_num_queries(18):
        client.get("/main/reviews/")


def test_where_nothing_is_in_force_no_structure_is_in_time(client, chief):
    tiles = client.get("/main/reviews/").context["tiles"]
    structure = next(tile for tile in tiles if tile["label"].startswith("Structure"))
    assert (structure["figure"], structure["unit"], structure["note"], structure["state"]) == (
        "–", "", "nothing to review yet", "",
    )  # fmt: skip
