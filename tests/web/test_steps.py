"""Pages say what comes next, and lead there those who may do it (B-04, B-09)."""

import pytest

from maillage.domain.territories.consulting.consultation import open_consultation
from maillage.domain.territories.publishing.approval import submit_scenario
from maillage.domain.territories.publishing.publish import publish_scenario
from tests.domain.territories.publishing.committee import (
    approved_by_all,
    approved_for,
    consulted,
    person,
    soon,
)
from tests.domain.territories.today import owned_today, today
from tests.people import signed_in

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def reps():
    return owned_today()


@pytest.fixture
def chief(reps):
    return person("director")


def steps(client, scenario, member, page=""):
    """What the page of a scenario says comes next, and where it leads."""
    signed_in(client, member)
    found = client.get(f"/main/scenarios/{scenario.pk}/{page}").context["steps"]
    current = [each["label"] for each in found["ways"] if each["state"] == "current"]
    return current, found["action"] and found["action"]["url"]


def at(scenario, page):
    return f"/main/scenarios/{scenario.pk}/{page}/"


def test_a_draft_leads_to_the_reps(client, chief):
    plan = today(chief)
    assert steps(client, plan, chief) == (["Plan"], at(plan, "decide"))
    assert steps(client, plan, chief, "decide/") == (["Plan"], None)
    assert steps(client, plan, person("finance")) == (["Plan"], None)


def test_a_consultation_leads_to_the_committee_or_to_ones_territory(client, reps, chief):
    plan = consulted(chief)
    open_consultation(scenario=plan, deadline=soon(), by=chief)
    assert steps(client, plan, chief) == (["Ask the reps"], at(plan, "decide"))
    rep = person("rep", rep=reps[0])
    assert steps(client, plan, rep) == (["Ask the reps"], f"/main/territory/?scenario={plan.pk}")
    assert steps(client, plan, person("reader")) == (["Ask the reps"], None)


def test_the_committee_is_led_to_its_word_until_it_spoke(client, chief):
    plan = consulted(chief)
    submit_scenario(scenario=plan, effective_on=soon(), by=chief)
    assert steps(client, plan, chief) == (["Approve"], at(plan, "decide"))
    assert steps(client, plan, person("manager")) == (["Approve"], None)
    client.force_login(chief.user)
    client.post(f"/main/scenarios/{plan.pk}/decide/speak/", {"approve": ""})
    assert steps(client, plan, chief) == (["Approve"], None)
    page = client.get(at(plan, "decide")).content.decode()
    assert "Still to approve it: operations, finance." in page


def test_what_is_approved_leads_to_publication_and_what_is_published_to_what_it_changed(
    client, chief
):
    plan = approved_for(soon(), chief)
    assert steps(client, plan, chief) == (["Publish"], at(plan, "publish"))
    assert steps(client, plan, person("finance")) == (["Publish"], None)
    found = publish_scenario(scenario=plan, effective_on=soon(), by=chief)
    assert steps(client, plan, chief) == ([], f"/main/publications/{found.pk}/")
    client.post(f"/main/scenarios/{plan.pk}/stage/", {"stage": "archived"})
    assert client.get(f"/main/scenarios/{plan.pk}/").context["steps"] is None


def test_the_first_page_says_what_waits(client, reps, chief):
    plan = consulted(chief)
    open_consultation(scenario=plan, deadline=soon(), by=chief)
    rep = person("rep", rep=reps[0])
    assert waiting(client, rep) == [f"/main/territory/?scenario={plan.pk}"]
    assert waiting(client, chief) == []
    submit_scenario(scenario=plan, effective_on=soon(), by=chief)
    assert waiting(client, chief) == [at(plan, "decide")]
    client.post(at(plan, "decide/back"))
    plan.refresh_from_db()
    approved_by_all(plan, soon(), chief)
    assert waiting(client, chief) == [at(plan, "publish")]


def waiting(client, member):
    """Where what waits for a member leads."""
    signed_in(client, member)
    return [each["url"] for each in client.get("/main/").context["waiting"]]


@pytest.mark.parametrize(("role", "offered"), [("manager", True), ("reader", False)])
def test_the_first_page_leads_to_a_plan_those_who_may_make_one(client, reps, role, offered):
    signed_in(client, person(role))
    assert ("/main/scenarios/new/" in client.get("/main/").content.decode()) is offered


def test_a_publication_to_come_is_not_in_force_yet(client, chief):
    signed_in(client, chief)
    for days, said in ((30, "to come"), (0, "in force")):
        plan = approved_for(soon(days), chief)
        found = publish_scenario(scenario=plan, effective_on=soon(days), by=chief)
        assert client.get(f"/main/publications/{found.pk}/").context["badge"].text == said
        client.post(f"/main/publications/{found.pk}/roll-back/")
