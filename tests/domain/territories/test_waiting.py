"""Each is told what waits for them, and for them alone (B-04, B-09)."""

import pytest

from maillage.domain.territories.consulting.consultation import (
    accept_territory,
    close_consultation,
    open_consultation,
)
from maillage.domain.territories.publishing.approval import approve_scenario, submit_scenario
from maillage.domain.territories.publishing.publish import publish_scenario
from maillage.domain.territories.waiting import waiting_for
from maillage.models import Membership, Role
from tests.domain.territories.publishing.committee import approved_for, consulted, person, soon
from tests.domain.territories.today import owned_today

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def reps():
    return owned_today()


def told(members: list[Membership]) -> dict[str, list[str]]:
    """What each role is told."""
    found = {each.role: [one.what for one in waiting_for(each)] for each in members}
    return {role: what for role, what in found.items() if what}


def one_of_each(rep) -> list[Membership]:
    """One person of each role; the rep answers for a territory."""
    return [person(role, rep=rep if role == Role.REP else None) for role in Role.values]


def test_reps_are_told_until_they_accept_or_it_is_over(reps):
    people = one_of_each(reps[0])
    chief = person()
    scenario = consulted(chief)
    assert told(people) == {}
    found = open_consultation(scenario=scenario, deadline=soon(), by=chief)
    assert told(people) == {"rep": ["answer"]}
    assert waiting_for(person("rep")) == []
    rep = next(each for each in people if each.role == Role.REP)
    accept_territory(scenario=scenario, rep=reps[0], by=rep)
    assert told(people) == {}
    other = person("rep", rep=reps[1])
    assert [each.scenario for each in waiting_for(other)] == [scenario]
    close_consultation(consultation=found, by=chief)
    assert waiting_for(other) == []


def test_bodies_are_told_until_one_of_them_spoke(reps):
    people = one_of_each(reps[0])
    chief = person()
    scenario = consulted(chief)
    submit_scenario(scenario=scenario, effective_on=soon(), by=chief)
    assert told(people) == {
        "operations": ["approve"], "finance": ["approve"], "director": ["approve"]
    }  # fmt: skip
    approve_scenario(scenario=scenario, by=chief)
    assert told(people) == {"operations": ["approve"], "finance": ["approve"]}


def test_publishers_are_told_of_what_is_approved(reps):
    people = one_of_each(reps[0])
    chief = person()
    scenario = approved_for(soon(), chief)
    assert told(people) == {"operations": ["publish"], "director": ["publish"]}
    publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    assert told(people) == {}
