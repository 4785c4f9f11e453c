"""Asking the reps through the API (B-09): their territory, challenges, answers."""

from __future__ import annotations

import pytest

from maillage.domain.territories.lifecycle import move_on
from maillage.models import Rep, Scenario, Stage
from tests.api.caller import Caller
from tests.domain.territories.publishing.committee import consulted, person, soon
from tests.domain.territories.today import ADDISON, owned_today

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def chief() -> Caller:
    owned_today()
    return Caller(person("operations"))


@pytest.fixture
def loser(chief) -> Caller:
    """The rep of Vermont, who loses Addison."""
    return Caller(person("rep", rep=Rep.objects.get(external_id="R1")))


@pytest.fixture
def path(chief) -> str:
    return f"/scenarios/{consulted(chief.token.member).pk}"


@pytest.fixture
def asked(chief, path) -> str:
    """A scenario that is open to reps."""
    body = {"deadline": soon(5).isoformat(), "message": "Look at it."}
    chief.send("POST", f"{path}/consultation", body)
    return path


WISH = {
    "subject": "unit", "reference": ADDISON, "wanted": "R1", "code": "relation",
    "text": "I know everybody there.",
}  # fmt: skip


def test_reps_see_their_territory_and_accept_it(chief, loser, asked):
    mine = loser.get("/territory")
    assert (mine["rep"], mine["scenario"]) == ("R1", int(asked.split("/")[-1]))
    assert [line["account"] for line in mine["gained"]] == []
    assert {line["other"] for line in mine["lost"]} == {Rep.objects.get(external_id="R2").name}
    assert mine["figures"]["rep"] == "R1"
    assert mine["accounts"] == mine["kept"]
    assert loser.send("POST", f"{asked}/acceptance")["rep"] == "R1"
    said = {row["rep"]: row for row in chief.get(f"{asked}/consultation")["voices"]}
    assert (said["R1"]["accepted"], said["R1"]["outdated"]) == (True, False)
    assert said["R2"]["accepted"] is False


def test_nobody_reads_a_colleagues_territory(chief, loser, asked):
    loser.get("/territory", rep="R2", expect=403)
    loser.get("/territory", rep="nobody", expect=404)
    chief.get("/territory", expect=403)
    assert chief.get("/territory", rep="R2")["rep"] == "R2"


def test_without_a_scenario_there_is_no_future_territory(chief, loser):
    loser.get("/territory", expect=404)


def test_a_challenge_is_accepted_which_moves_the_unit(chief, loser, asked):
    made = loser.send("POST", f"{asked}/challenges", WISH, status=201)
    assert (made["proposed"], made["wanted"], made["state"]) == ("R2", "R1", "open")
    loser.send("POST", f"{asked}/challenges", WISH, status=409)
    here = f"/challenges/{made['id']}"
    assert loser.get(here)["cost"] is None
    seen = chief.get(here)
    assert seen["cost"]["before"]["disruption"] > seen["cost"]["after"]["disruption"] == 0
    assert [side["rep"] for side in seen["cost"]["reps"]] == [
        Rep.objects.get(external_id=rep).name for rep in ("R1", "R2")
    ]
    chief.send("POST", f"{here}/answer", {"accepted": True}, status=422)
    stale = {"accepted": True, "revision": seen["revision"] - 1}
    chief.send("POST", f"{here}/answer", stale, status=409)
    body = {"accepted": True, "revision": seen["revision"]}
    assert chief.send("POST", f"{here}/answer", body)["state"] == "accepted"
    units = chief.get(f"{asked}/units", q=ADDISON)["items"]
    assert [row["territory"] for row in units] == [1]


def test_a_refusal_says_why(chief, loser, asked):
    made = loser.send("POST", f"{asked}/challenges", WISH, status=201)
    here = f"/challenges/{made['id']}/answer"
    loser.send("POST", here, {"accepted": False, "text": "No."}, status=403)
    chief.send("POST", here, {"accepted": False}, status=422)
    chief.send("POST", here, {"accepted": False, "text": "Too far."})
    rows = chief.get("/challenges", state="refused")["items"]
    assert [(row["answer"], row["rep"]) for row in rows] == [("Too far.", "R1")]
    assert chief.get("/challenges", state="open")["items"] == []


def test_challenges_are_seen_by_those_concerned(chief, loser, asked):
    made = loser.send("POST", f"{asked}/challenges", WISH, status=201)
    other = Caller(person("rep", rep=Rep.objects.get(external_id="R2")))
    assert other.get("/challenges")["items"] == []
    other.get(f"/challenges/{made['id']}", expect=404)
    assert [row["id"] for row in loser.get("/challenges")["items"]] == [made["id"]]
    assert loser.send("POST", f"/challenges/{made['id']}/withdraw")["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"wanted": "R2"}, 422),
        ({"wanted": "R9"}, 404),
        ({"reference": "99999"}, 404),
        ({"reference": "<b>\x00'; DROP"}, 404),
        ({"code": "mood"}, 422),
        ({"text": ""}, 422),
        ({"subject": "moon"}, 422),
    ],
)
def test_wishes_that_cannot_be_are_refused(loser, asked, change, status):
    loser.send("POST", f"{asked}/challenges", WISH | change, status=status)
    assert loser.get("/challenges")["count"] == 0


def test_reps_are_heard_until_the_end_alone(chief, loser, asked):
    over = chief.send("POST", f"{asked}/consultation/end")
    assert over["deadline"] is None
    loser.send("POST", f"{asked}/challenges", WISH, status=409)
    loser.send("POST", f"{asked}/acceptance", status=409)


def test_a_draft_is_not_there_for_reps(loser, path):
    scenario = Scenario.objects.get()
    move_on(scenario=scenario, to=Stage.DRAFT, by=person("operations"))
    loser.get("/territory", scenario=scenario.pk, expect=404)
    loser.send("POST", f"{path}/challenges", WISH, status=404)
