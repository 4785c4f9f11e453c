"""From consultation into force through the API."""

from __future__ import annotations

import pytest

from maillage.models import Ownership, Publication
from tests.api.caller import Caller
from tests.domain.territories.publishing.committee import committee, consulted, soon
from tests.domain.territories.today import ADDISON, owned_today
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def bodies():
    owned_today()
    return [Caller(each) for each in committee()]


@pytest.fixture
def scenario(bodies):
    return consulted(bodies[0].token.member)


def holders() -> list[str]:
    rows = Ownership.objects.filter(account__county=ADDISON, ends_on=None)
    return list(rows.values_list("rep__external_id", flat=True))


def test_a_scenario_goes_into_force_and_back(bodies, scenario):
    day, path = soon(), f"/scenarios/{scenario.pk}"
    chief, before = bodies[0], holders()
    asked = {"effective_on": day.isoformat()}
    assert chief.get(f"{path}/approvals") is None
    submitted = chief.send("POST", f"{path}/submit", asked)
    assert [voice["approved"] for voice in submitted["voices"]] == [None] * 3
    chief.send("POST", f"{path}/publish", asked, status=409)
    chief.get(f"{path}/publish", expect=409)
    for body in bodies:
        told = body.send("POST", f"{path}/approvals", {"approved": True})
    assert [voice["approved"] for voice in told["voices"]] == [True] * 3
    seen = chief.get(f"{path}/publish")
    made = chief.send("POST", f"{path}/publish", asked, status=201)
    here = f"/publications/{made['id']}"
    changed = chief.get(f"{here}/accounts")
    assert (seen["accounts"], seen["effective_on"]) == (changed["count"], day.isoformat())
    assert {row["rep"] for row in chief.get(f"{here}/letters")} == {"R1", "R2"}
    chief.send("POST", f"{here}/letters", status=202)
    assert chief.get(here)["scenario"] == scenario.pk
    assert (made["scenario"], made["effective_on"]) == (scenario.pk, day.isoformat())
    assert holders() != before
    chief.send("POST", f"{path}/publish", asked, status=409)
    back = chief.send("POST", f"/publications/{made['id']}/roll-back")
    assert back["rolled_back_at"] is not None
    assert holders() == before
    assert [row["id"] for row in chief.get("/publications")["items"]] == [made["id"]]


def test_a_scenario_is_sent_back_for_a_reason(bodies, scenario):
    path = f"/scenarios/{scenario.pk}"
    bodies[0].send("POST", f"{path}/submit", {"effective_on": soon().isoformat()})
    bodies[0].send("POST", f"{path}/approvals", {"approved": False}, status=422)
    bodies[0].send("POST", f"{path}/approvals", {"approved": False, "text": "Too late."})
    assert bodies[0].get(path)["status"] == "consultation"


def test_stages_others_decide_are_not_set_by_hand(bodies, scenario):
    path = f"/scenarios/{scenario.pk}/stage"
    bodies[0].send("POST", path, {"stage": "published"}, status=422)
    assert bodies[0].send("POST", path, {"stage": "draft"})["status"] == "draft"


@pytest.mark.parametrize("role", ["rep", "manager", "marketing", "partner_manager"])
def test_other_roles_do_not_decide(bodies, scenario, role):
    other, path = member(role), f"/scenarios/{scenario.pk}"
    caller = Caller(other)
    caller.send("POST", f"{path}/approvals", {"approved": True}, status=403)
    caller.send("POST", f"{path}/publish", {"effective_on": soon().isoformat()}, status=403)
    assert not Publication.objects.exists()
