"""Plans begun with what was handed down to their rep (K-01)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from maillage.domain.plans.beginning import begun_plan
from maillage.domain.plans.objectives import write_objectives
from maillage.domain.plans.targets import target_of
from maillage.errors import InputError
from tests.api.caller import Caller
from tests.domain.plans.factories import People
from tests.domain.plans.test_attaining import NODES
from tests.people import signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NEXT = date(2028, 1, 1)


@pytest.fixture
def people():
    found = People()
    write_objectives(
        starts_on=NEXT, total=Decimal("1600.04"), currency="CAD", mix={"size": 1}, nodes=NODES,
        by="test",
    )  # fmt: skip
    return found


def test_a_proposal_takes_what_was_handed_down_to_the_cent(people):
    content = begun_plan(rep=people.rep, starts_on=NEXT)
    assert (content["objective"], content["currency"]) == ("1300.03", "CAD")
    assert begun_plan(rep=people.rep, starts_on=NEXT, objective=Decimal(7))["objective"] == "7"
    with pytest.raises(InputError, match="Nothing was handed down to Élise"):
        begun_plan(rep=people.rep, starts_on=date(2027, 1, 1))


def test_a_target_is_the_plan_in_force_else_what_was_handed_down(people):
    assert target_of(people.rep, NEXT).origin == "handed_down"
    assert target_of(people.rep, date(2027, 6, 1)) is None
    people.plan("accepted")
    found = target_of(people.rep, date(2027, 6, 1))
    assert (found.amount, found.origin, found.currency) == (Decimal("1200000.00"), "plan", "EUR")


def test_the_page_begins_with_it(client, people):
    plan = people.plan()
    signed_in(client, people["rep"])
    form = {"rep": people.rep.pk, "starts_on": "2028-01-01", "begins": "last"}
    assert client.post("/main/plans/new/", form).status_code == 302
    made = people.rep.plans.get(starts_on=NEXT)
    assert (made.objective, made.currency) == (Decimal("1300.03"), "CAD")
    made.delete()
    assert client.post("/main/plans/new/", form | {"objective": "5,000"}).status_code == 302
    made = people.rep.plans.get(starts_on=NEXT)
    assert (made.objective, made.currency) == (5000, plan.currency)
    made.delete()
    assert client.post("/main/plans/new/", form | {"begins": "nothing"}).status_code == 302
    assert people.rep.plans.get(starts_on=NEXT).objective == Decimal("1300.03")
    other = form | {"begins": "nothing", "starts_on": "2030-01-01"}
    answer = client.post("/main/plans/new/", other)
    assert (answer.status_code, "Nothing was handed down" in answer.content.decode()) == (422, True)


def test_programs_propose_and_copy_with_it(people):
    rep = Caller(people["rep"])
    assert rep.get("/plans/proposal", starts_on="2028-01-01")["objective"] == "1300.03"
    rep.get("/plans/proposal", 422, starts_on="2030-01-01")
    here = f"/plans/{people.plan().pk}/copy"
    rep.send("POST", here, {"starts_on": "2030-01-01", "handed_down": True}, status=422)
    made = rep.send("POST", here, {"starts_on": "2028-01-01", "handed_down": True}, status=201)
    assert (made["objective"], made["currency"]) == (1300.03, "CAD")
    typed = {"starts_on": "2029-01-01", "objective": "42.50"}
    assert rep.send("POST", here, typed, status=201)["objective"] == 42.5
