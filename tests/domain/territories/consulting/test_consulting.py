"""Reps see, challenge and accept; managers answer (B-09, N-04)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maillage import audit
from maillage.domain.territories.consulting.challenges import (
    accept_challenge,
    challenge_move,
    refuse_challenge,
    withdraw_challenge,
)
from maillage.domain.territories.consulting.consultation import (
    accept_territory,
    end_expired_consultations,
    open_challenges,
    open_consultation,
    voices,
)
from maillage.domain.territories.consulting.costs import cost_of
from maillage.domain.territories.editing.changes import undo
from maillage.domain.territories.editing.moves import move_units
from maillage.domain.territories.editing.naming import name_accounts
from maillage.domain.territories.owners import account_moves, settle_accounts
from maillage.domain.territories.publishing.books import future_book
from maillage.domain.territories.publishing.publish import publish_scenario
from maillage.domain.territories.starting import copy_scenario
from maillage.errors import ConflictError, InputError, NotFoundError, PermissionDeniedError
from maillage.models import Account, Challenge, Consultation, Event, Scenario, Stage
from tests.domain.accounts.factories import make_account, make_rep
from tests.domain.territories.publishing.committee import (
    approved_by_all,
    consulted,
    person,
    soon,
    timeline,
)
from tests.domain.territories.scene import place
from tests.domain.territories.today import ADDISON, BENNINGTON, owned_today, territory_of
from tests.factories import HOSTILE_NAMES

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def reps():
    return owned_today()


@pytest.fixture
def chief(reps):
    return person("director")


@pytest.fixture
def scenario(chief) -> Scenario:
    made = consulted(chief)
    open_consultation(scenario=made, deadline=soon(10), by=chief, message="Tell us.")
    return made


@pytest.fixture
def ana(reps):
    return person("rep", rep=reps[0], name="Ana Rep")


def moved() -> Account:
    return Account.objects.get(county=ADDISON, external_id__lt="A8")


def challenged(scenario, by, **given) -> Challenge:
    usual = {
        "subject": "account", "reference": moved().external_id, "wanted": by.rep,
        "code": "relation", "text": "Ten years with them.",
    }  # fmt: skip
    return challenge_move(scenario=scenario, rep=by.rep, by=by, **(usual | given))


def test_a_rep_sees_what_they_gain_lose_and_keep(scenario, reps):
    settle_accounts(scenario=scenario)
    first, second = (
        future_book(scenario=scenario, rep=rep, on=timezone.localdate()) for rep in reps
    )
    assert [line.external_id for line in first.lost] == [moved().external_id]
    assert [(line.external_id, line.other) for line in second.gained] == [
        (moved().external_id, "Rep 1")
    ]
    assert (first.kept, first.accounts, first.potential) == (13, 13, 1300.0)
    assert (second.kept, second.accounts, second.potential) == (10, 11, 1100.0)


def test_an_accepted_challenge_of_an_account_is_applied_and_published(scenario, ana, chief):
    challenge = challenged(scenario, ana)
    account = moved()
    cost = cost_of(challenge)
    assert [(side.rep, side.accounts) for side in cost.sides] == [
        ("Rep 1", (13, 14)), ("Rep 2", (11, 10)),
    ]  # fmt: skip
    done = accept_challenge(challenge=challenge, revision=1, by=chief, text="Right.")
    assert (done.state, done.answer, done.revision) == ("accepted", "Right.", 2)
    scenario.refresh_from_db()
    assert scenario.exceptions == {account.external_id: "R1"}
    settle_accounts(scenario=scenario)
    row = scenario.accounts.get(account=account)
    assert (row.rep.external_id, row.rule, row.reason) == ("R1", "named", "")
    assert territory_of(scenario)[ADDISON] == 2
    approved_by_all(scenario, soon(), chief)
    publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    assert [(rep, named) for rep, _s, _e, named in timeline(account)] == [
        ("R1", False), ("R1", True),
    ]  # fmt: skip


def test_an_exception_moves_an_account_that_would_have_stayed(scenario, reps, chief):
    account = Account.objects.get(county=BENNINGTON)
    name_accounts(
        scenario=scenario, accounts=[account.external_id], rep=reps[1], revision=1, by=chief
    )
    scenario.refresh_from_db()
    reasons = account_moves(scenario=scenario).set_index("account")["reason"].to_dict()
    assert reasons[account.external_id] == "agreed"
    assert copy_scenario(scenario=scenario, by=chief).exceptions == scenario.exceptions
    undo(scenario=scenario, revision=2, by=chief)
    scenario.refresh_from_db()
    assert scenario.exceptions == {}


def test_an_accepted_challenge_of_a_unit_moves_it(scenario, ana, chief):
    challenge = challenged(scenario, ana, subject="unit", reference=ADDISON, code="travel")
    cost = cost_of(challenge)
    assert [each.units for each in cost.before.territories] == [13, 11]
    assert [each.units for each in cost.after.territories] == [14, 10]
    assert territory_of(scenario)[ADDISON] == 2
    accept_challenge(challenge=challenge, revision=1, by=chief)
    assert territory_of(scenario)[ADDISON] == 1


def test_nothing_is_applied_to_a_scenario_somebody_changed(scenario, ana, chief):
    challenge = challenged(scenario, ana)
    move_units(scenario=scenario, units=[BENNINGTON], territory=2, revision=1, by=chief)
    with pytest.raises(ConflictError, match="changed this scenario"):
        accept_challenge(challenge=challenge, revision=1, by=chief)
    challenge.refresh_from_db()
    assert challenge.state == "open"


def test_a_refusal_needs_words(scenario, ana, chief):
    challenge = challenged(scenario, ana)
    with pytest.raises(InputError, match="A text has 1 to"):
        refuse_challenge(challenge=challenge, text=" ", by=chief)
    refuse_challenge(challenge=challenge, text="The balance would break.", by=chief)
    with pytest.raises(ConflictError, match="not open any more: refused"):
        accept_challenge(challenge=challenge, revision=1, by=chief)
    event = Event.objects.get(verb="challenge.refused")
    assert (event.reason, event.after["code"]) == ("The balance would break.", "relation")


def test_only_who_leads_the_rep_answers(scenario, ana, reps):
    challenge = challenged(scenario, ana)
    for other in (person("manager", name="Other"), person("finance"), ana):
        with pytest.raises(PermissionDeniedError, match="do not lead Rep 1"):
            refuse_challenge(challenge=challenge, text="no", by=other)
    reps[0].manager = "Mona"
    reps[0].save()
    refuse_challenge(challenge=challenge, text="no", by=person("manager", name="Mona"))
    assert not open_challenges(scenario).exists()


def test_a_challenge_is_withdrawn_by_whom_it_is(scenario, ana):
    challenge = challenged(scenario, ana)
    with pytest.raises(ConflictError, match="challenged this already"):
        challenged(scenario, ana)
    with pytest.raises(PermissionDeniedError, match="somebody else's"):
        withdraw_challenge(challenge=challenge, by=person("rep"))
    assert withdraw_challenge(challenge=challenge, by=ana).state == "withdrawn"
    assert challenged(scenario, ana).state == "open"


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"code": "mood"}, InputError, "no reason to challenge"),
        ({"text": ""}, InputError, "A text has 1 to"),
        ({"text": "x" * 4001}, InputError, "has 4001"),
        ({"subject": "planet"}, NotFoundError, "no account or unit"),
        *[({"reference": name}, NotFoundError, "no account or unit") for name in HOSTILE_NAMES],
        *[
            ({"subject": "unit", "reference": name}, NotFoundError, "no account or unit")
            for name in HOSTILE_NAMES
        ],
    ],
)
def test_what_is_no_challenge_is_refused(scenario, ana, given, error, said):
    with pytest.raises(error, match=said):
        challenged(scenario, ana, **given)


def test_what_is_wanted_must_be_possible(scenario, ana, reps):
    with pytest.raises(InputError, match="gives it to Rep 2 already"):
        challenged(scenario, ana, wanted=reps[1])
    with pytest.raises(InputError, match="has left"):
        challenged(scenario, ana, wanted=make_rep(8, active=False))
    with pytest.raises(InputError, match="has no territory"):
        challenged(scenario, ana, subject="unit", reference=ADDISON, wanted=make_rep(9))


def test_reps_are_heard_until_the_end_of_the_day(scenario, ana, workspace):
    end_expired_consultations(workspace, timezone.now())
    assert Consultation.objects.get().closed_at is None
    Consultation.objects.update(deadline=soon(-1))
    for step in (
        challenged,
        lambda *given: accept_territory(scenario=scenario, rep=ana.rep, by=ana),
    ):
        with pytest.raises(ConflictError, match="not open to reps"):
            step(scenario, ana)
    for _twice in range(2):
        end_expired_consultations(workspace, timezone.now() + timedelta(seconds=5))
    assert Event.objects.get(verb="consultation.closed").after["open_challenges"] == 0


def test_acceptance_is_of_a_state(scenario, ana, chief):
    accept_territory(scenario=scenario, rep=ana.rep, by=ana)
    first, second = voices(scenario)
    assert (first.accepted, first.outdated, second.accepted) == (True, False, False)
    move_units(scenario=scenario, units=[BENNINGTON], territory=2, revision=1, by=chief)
    scenario.refresh_from_db()
    assert voices(scenario)[0].outdated
    accept_territory(scenario=scenario, rep=ana.rep, by=ana)
    assert not voices(scenario)[0].outdated


def test_a_consultation_is_opened_from_a_draft_and_extended(chief, reps):
    made = consulted(chief)
    Scenario.objects.filter(pk=made.pk).update(status=Stage.DRAFT)
    open_consultation(scenario=made, deadline=soon(1), by=chief)
    open_consultation(scenario=made, deadline=soon(3), by=chief, message="More time.")
    found = Consultation.objects.get()
    assert (found.deadline, found.message) == (soon(3), "More time.")
    assert Scenario.objects.get(pk=made.pk).status == Stage.CONSULTATION
    with pytest.raises(InputError, match="is past"):
        open_consultation(scenario=made, deadline=soon(-1), by=chief)


def test_an_exception_of_a_site_takes_its_family_along(scenario, ana, chief, reps):
    head = make_account(81, **place("33011", 1) | {"potential": 900.0})
    site = make_account(82, **place(ADDISON, 2) | {"potential": 1.0}, parent=head)
    audit.record(verb="account.imported", subject=site, by=chief)
    name_accounts(scenario=scenario, accounts=["A81"], rep=reps[0], revision=1, by=chief)
    scenario.refresh_from_db()
    settle_accounts(scenario=scenario)
    assert scenario.accounts.get(account=site).rep == reps[0]
