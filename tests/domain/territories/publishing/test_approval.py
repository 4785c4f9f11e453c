"""The steering committee: three bodies, four eyes, frozen content (B-04)."""

from __future__ import annotations

import pytest

from maillage.domain.territories.editing.moves import move_units
from maillage.domain.territories.lifecycle import change_stage
from maillage.domain.territories.publishing.approval import (
    approve_scenario,
    send_back_scenario,
    standings,
    submission_of,
    submit_scenario,
)
from maillage.domain.territories.publishing.freezing import digest_of, last_account
from maillage.errors import ConflictError, InputError, PermissionDeniedError
from maillage.models import Approval, Body, Event, Scenario, Stage, Submission
from tests.domain.territories.publishing.committee import (
    committee,
    consulted,
    person,
    soon,
)
from tests.domain.territories.today import BENNINGTON, owned_today
from tests.factories import HOSTILE_NAMES

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def chief():
    owned_today()
    return person("director")


@pytest.fixture
def submitted(chief) -> Scenario:
    scenario = consulted(chief)
    submit_scenario(scenario=scenario, effective_on=soon(), by=chief)
    return Scenario.objects.get(pk=scenario.pk)


def stage(scenario) -> str:
    return Scenario.objects.get(pk=scenario.pk).status


def test_three_bodies_approve_and_the_third_decides(submitted):
    for number, voice in enumerate(committee(), start=1):
        approve_scenario(scenario=submitted, by=voice, text="fine")
        said = [each.approval is not None for each in standings(submission_of(submitted))]
        assert said == [True] * number + [False] * (3 - number)
        assert stage(submitted) == (Stage.APPROVAL if number < 3 else Stage.APPROVED)
    assert [each.body for each in standings(submission_of(submitted))] == list(Body)
    approvals = Event.objects.filter(verb="scenario.approved_by").order_by("pk")
    assert [each.after["body"] for each in approvals] == ["sales", "operations", "finance"]
    assert {each.after["digest"] for each in approvals} == {submission_of(submitted).digest}


def test_a_body_sends_back_with_a_reason(submitted):
    _director, operations, finance = committee()
    approve_scenario(scenario=submitted, by=operations)
    with pytest.raises(InputError, match="sent back for a reason"):
        send_back_scenario(scenario=submitted, by=finance, text=" ")
    send_back_scenario(scenario=submitted, by=finance, text="too dear")
    assert stage(submitted) == Stage.CONSULTATION
    assert submission_of(submitted) is None
    assert Submission.objects.get().closed_because == "too dear"
    assert Event.objects.get(verb="scenario.approvals_void").before == {"approvals": ["operations"]}


def test_who_was_sent_back_begins_anew(submitted, chief):
    people = committee()
    approve_scenario(scenario=submitted, by=people[0])
    send_back_scenario(scenario=submitted, by=people[2], text="no")
    submit_scenario(scenario=submitted, effective_on=soon(), by=chief)
    assert [each.approval for each in standings(submission_of(submitted))] == [None] * 3


def test_four_eyes(submitted):
    voice = person("operations")
    approve_scenario(scenario=submitted, by=voice)
    voice.role = "finance"
    voice.save()
    with pytest.raises(ConflictError, match="You spoke for a body already"):
        approve_scenario(scenario=submitted, by=voice)
    with pytest.raises(ConflictError, match="spoke for operations already"):
        approve_scenario(scenario=submitted, by=person("operations"))
    assert Approval.objects.count() == 1


@pytest.mark.parametrize("role", ["rep", "manager", "marketing", "partner_manager", "reader"])
def test_others_speak_for_no_body(submitted, role):
    with pytest.raises(PermissionDeniedError, match="speak for no body"):
        approve_scenario(scenario=submitted, by=person(role))


def test_only_a_submitted_scenario_is_approved(chief):
    scenario = consulted(chief)
    with pytest.raises(ConflictError, match="before no committee"):
        approve_scenario(scenario=scenario, by=chief)
    with pytest.raises(InputError, match="is past"):
        submit_scenario(scenario=scenario, effective_on=soon(-1), by=chief)


def test_a_scenario_before_the_committee_cannot_be_edited(submitted, chief):
    with pytest.raises(ConflictError, match="can no longer be changed"):
        move_units(
            scenario=submitted, units=[BENNINGTON], territory=2,
            revision=submitted.revision, by=chief,
        )  # fmt: skip


def test_approvals_of_another_state_count_for_nothing(submitted):
    people = committee()
    approve_scenario(scenario=submitted, by=people[0])
    Scenario.objects.filter(pk=submitted.pk).update(revision=submitted.revision + 1)
    with pytest.raises(ConflictError, match="was edited since it was submitted"):
        approve_scenario(scenario=submitted, by=people[1])


def test_the_digest_sums_up_units_owners_and_the_day(chief):
    scenario, last = consulted(chief), last_account()

    def digest(day=5):
        return digest_of(scenario=scenario, effective_on=soon(day), last=last)

    first = digest()
    assert (digest(), digest(6) == first) == (first, False)
    move_units(
        scenario=scenario, units=[BENNINGTON], territory=2, revision=scenario.revision, by=chief
    )
    scenario.refresh_from_db()
    moved = digest()
    assert moved != first
    scenario.accounts.filter(account_id=last).update(rep=None)
    assert digest() != moved


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_texts_are_kept_as_written(submitted, text):
    approval = approve_scenario(scenario=submitted, by=person("finance"), text=text)
    assert approval.text == text.replace("\x00", "").strip()


def test_a_text_has_an_end(submitted):
    with pytest.raises(InputError, match="4001 characters"):
        approve_scenario(scenario=submitted, by=person("finance"), text="x" * 4001)


def test_a_stage_is_not_skipped_by_hand(submitted, chief):
    with pytest.raises(ConflictError, match="steering committee"):
        change_stage(scenario=submitted, to=Stage.APPROVED, by=chief)
    assert (
        change_stage(scenario=submitted, to=Stage.CONSULTATION, by=chief).status == "consultation"
    )
