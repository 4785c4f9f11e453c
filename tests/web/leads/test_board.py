"""The board of promises, the hot leads of the day, and the API of both."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.domain.leads.breaches import hours_late, missed
from maillage.domain.leads.hot import hot, late, of_absent, of_nobody
from maillage.models import Absence, PromiseAlarm
from tests.api.caller import Caller
from tests.people import member, signed_in
from tests.web.leads.scene import handed, mql, owes, rep
from tests.web.leads.test_inbox import ACTION, BRIEF, rows

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def team():
    """Ada kept one promise, is late with one, and has one that runs; Bob is away."""
    now, ada, bob = timezone.now(), rep("Ada"), rep("Bob")
    begun = now - timedelta(hours=3)
    kept, missed, running = (mql(name, owner=ada) for name in ("Kept", "Missed", "Running"))
    owes(kept, began=begun, due=begun + timedelta(hours=1), status="fulfilled",
         ended_at=begun + timedelta(minutes=30), used_seconds=1800)  # fmt: skip
    promise = owes(missed, began=begun, due=begun + timedelta(hours=1), breached=True)
    PromiseAlarm.objects.create(
        promise=promise, place=2, share=1.0, to="manager", due_at=now, given_at=now
    )
    owes(running, began=now, due=now + timedelta(hours=1))
    owes(mql("Of marketing"), "E-01", direction="marketing_to_sales", began=begun,
         due=begun + timedelta(hours=9), owner=None)  # fmt: skip
    mql("Away", owner=bob)
    Absence.objects.create(rep=bob, begins_at=begun, ends_at=now + timedelta(days=1))
    return now, ada


def test_the_hot_leads_and_what_blocks(team):
    now, _ada = team
    mql("Old", mql_at=now - timedelta(days=3), band="C3")
    mql("Best of old", mql_at=now - timedelta(days=3), band="A1")
    mql("Best, contacted", mql_at=now - timedelta(days=3), band="A1", contacted_at=now)
    mql("Fresh", mql_at=now - timedelta(hours=2), band="C3")
    assert {str(each) for each in hot(now)} & {"Old", "Best of old", "Best, contacted", "Fresh"} == {
        "Best of old", "Fresh",
    }  # fmt: skip
    assert [str(each) for each in late(now)] == ["Missed"]
    assert "Of marketing" in [str(each) for each in of_nobody()]
    assert [str(each) for each in of_absent(now)] == ["Away"]


def test_an_opportunity_that_is_still_owed_something_is_not_lost_sight_of(client, team):
    now, ada = team
    won = mql("Won", owner=ada, life="opportunity")
    mql("Nothing owed", owner=ada, life="opportunity")
    owes(won, "E-04", began=now - timedelta(days=2), due=now - timedelta(days=1))
    assert {str(each) for each in late(now)} == {"Won", "Missed"}
    assert "Won" not in {str(each) for each in hot(now)}
    signed_in(client, member("rep", rep=ada))
    listed = rows(client.get("/main/leads/").content.decode())
    assert ("Won" in listed, "Nothing owed" in listed) == (True, False)
    assert 'data-opens="feedback"' in client.get(f"/main/leads/{won.pk}/").content.decode()


def test_what_is_late_says_for_how_long_before_it_ends(team):
    now, ada = team
    promise = owes(mql("Idle", owner=ada), "E-04", began=now - timedelta(days=2),
                   due=now - timedelta(hours=30), breached=True)  # fmt: skip
    assert hours_late(promise_of(promise, now), now, {}) == pytest.approx(30)
    promise.status, promise.late_seconds = "fulfilled", 7200
    promise.save()
    assert hours_late(promise_of(promise, now), now, {}) == 2


def promise_of(promise, now):
    return next(each for each in missed(now=now) if each.pk == promise.pk)


def test_an_owner_who_has_left_is_as_good_as_away(team):
    now, ada = team
    ada.active = False
    ada.save()
    assert {str(each) for each in of_absent(now)} == {"Away", "Kept", "Missed", "Running"}


def test_the_page_of_the_day_names_them(client, team):
    signed_in(client, member("reader"))
    page = client.get("/main/leads/hot/").content.decode()
    assert "Missed" in rows(page)
    for name, lead in (("late", "Missed"), ("nobody", "Of marketing"), ("absent", "Away")):
        section = page.partition(f'id="blocker-{name}"')[2].partition("</section>")[0]
        assert lead in section


def test_the_board_shows_both_sides_to_everybody(client, team):
    now, _ada = team
    owes(mql("Of nobody"), began=now, due=now + timedelta(hours=1), owner=None)
    signed_in(client, member("reader"))
    page = client.get("/main/leads/board/").content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "What marketing owes sales" in text
    assert "First contact (E-03) 3 0 1 50% (9% to 91%) 2 30 min" in text
    assert "Hand-over (E-01) 1 0 0 – 0 –" in text
    assert "nobody First contact (E-03) 1 0 0 – 0" in text
    assert "marketing Hand-over (E-01) 1 0 0 – 0" in text
    assert re.search(r"Missed E-03 Ada .* sales manager, ", text)


def test_programs_read_the_same(team):
    _now, ada = team
    caller = Caller(member("marketing"))
    lines = caller.get("/leads/board", days=7)
    mine = next(each for each in lines if each["policy"] == "E-03")
    assert (mine["owner"], mine["running"], mine["late"], mine["kept"], mine["decided"]) == (
        ada.external_id, 2, 1, 1, 2,
    )  # fmt: skip
    assert mine["median_hours"] == 0.5
    page = caller.get("/leads/inbox", owner=ada.external_id)
    assert [each["name"] for each in page["items"]] == ["Missed", "Running", "Kept"]
    assert page["items"][0]["deadlines"][0]["pressure"] == "late"
    assert caller.get("/leads/inbox", late="yes")["count"] == 1


def test_programs_read_a_lead_with_its_brief(team):
    _now, ada = team
    lead = mql("Dana", owner=ada)
    handed(lead, ada, brief=BRIEF, next_action=ACTION)
    found = Caller(member("marketing"))
    shown = found.get(f"/leads/{lead.pk}")
    assert shown["handoffs"][0]["brief"] == BRIEF
    assert shown["why_now"] == "downloaded a white paper, “Cut IT costs”"
    assert found.get("/leads/987654", 404)["status"] == 404
