"""Publishing a scenario: ownership in time, what it leaves alone, and taking it back (B-01)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail

from maillage.domain.accounts.ownership import give_account
from maillage.domain.territories.editing.moves import give_rep, move_units
from maillage.domain.territories.lifecycle import move_on
from maillage.domain.territories.publishing.approval import submit_scenario
from maillage.domain.territories.publishing.letters import message, send_letters
from maillage.domain.territories.publishing.plan import Later, planned_later
from maillage.domain.territories.publishing.publish import publish_scenario
from maillage.domain.territories.publishing.rollback import roll_back_publication
from maillage.errors import ConflictError, InputError
from maillage.models import (
    Account,
    Event,
    Letter,
    Ownership,
    Policy,
    Publication,
    PublishedAccount,
    Scenario,
    Stage,
)
from tests.domain.accounts.factories import make_account, own
from tests.domain.territories.publishing.committee import (
    approved_by_all,
    approved_for,
    consulted,
    everything,
    person,
    soon,
    timeline,
)
from tests.domain.territories.scene import place
from tests.domain.territories.today import ADDISON, BENNINGTON, owned_today

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

START = date(2026, 1, 1)


@pytest.fixture
def reps():
    return owned_today()


@pytest.fixture
def chief():
    return person("director", name="Dora Director")


def moved_account() -> Account:
    return Account.objects.get(county=ADDISON, external_id__lt="A8")


def test_accounts_change_owner_at_the_day_and_others_stay(reps, chief):
    scenario, day = approved_for(soon(), chief), soon()
    publication = publish_scenario(scenario=scenario, effective_on=day, by=chief)
    assert timeline(moved_account()) == [("R1", START, day, False), ("R2", day, None, False)]
    assert Ownership.objects.count() == 25
    assert publication.accounts.count() == 1
    assert publication.figures == {
        "accounts": 1, "owner_changes": 1, "from_nobody": 0, "potential": 100.0,
        "gained": {str(reps[1].pk): 1}, "lost": {str(reps[0].pk): 1},
    }  # fmt: skip
    assert Scenario.objects.get(pk=scenario.pk).status == Stage.PUBLISHED


def test_what_changed_is_in_the_log(reps, chief):
    scenario = approved_for(soon(), chief)
    publication = publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    event = Event.objects.get(verb="account.given")
    assert (event.subject_id, event.actor, event.user) == (
        str(moved_account().pk), "Dora Director", chief.user
    )  # fmt: skip
    assert (event.before, event.after) == (
        {"rep": "R1"}, {"rep": "R2", "from": soon().isoformat(), "publication": publication.pk}
    )  # fmt: skip
    summary = Event.objects.get(verb="scenario.published")
    assert (summary.subject_id, summary.after["accounts"]) == (str(scenario.pk), 1)


def test_named_accounts_and_parents_keep_their_rules(reps, chief):
    first, second = reps
    named = make_account(80, **place(ADDISON, 1) | {"potential": 1.0})
    own(named, first, locked=True)
    head = make_account(81, **place("33011", 1) | {"potential": 900.0})
    own(head, second)
    site = make_account(82, **place(BENNINGTON, 1) | {"potential": 1.0}, parent=head)
    free = make_account(83, **place(ADDISON, 2) | {"potential": 1.0})
    publish_scenario(scenario=approved_for(soon(), chief), effective_on=soon(), by=chief)
    assert timeline(named) == [("R1", START, None, True)]
    assert timeline(site) == [("R2", soon(), None, False)]
    assert timeline(free) == [("R2", soon(), None, False)]
    rules = dict(PublishedAccount.objects.values_list("account__external_id", "rule"))
    assert rules == {moved_account().external_id: "territory", "A82": "parent", "A83": "territory"}


def test_a_territory_without_rep_leaves_accounts_with_whom_they_are(reps, chief):
    scenario = consulted(chief)
    give_rep(scenario=scenario, territory=2, rep=None, revision=1, by=chief)
    approved_by_all(scenario, soon(), chief)
    publication = publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    assert publication.accounts.count() == 0
    assert timeline(moved_account()) == [("R1", START, None, False)]


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (Later.KEEP, [("R1", START, 30, False), ("R2", 30, 60, False), ("R1", 60, None, False)]),
        (Later.DROP, [("R1", START, 30, False), ("R2", 30, None, False)]),
    ],
)
def test_planned_changes_are_listed_and_need_a_choice(reps, chief, later, expected):
    first, _second = reps
    account = moved_account()
    Ownership.objects.filter(account=account).update(ends_on=soon(60))
    own(account, first, starts_on=soon(60))
    scenario = approved_for(soon(), chief)
    listed = planned_later(scenario, soon())
    assert [(each.account, each.on, each.rep) for each in listed] == [
        (account.pk, soon(60), first.pk)
    ]
    before = everything()
    with pytest.raises(InputError, match="1 change of owner is planned for later"):
        publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    publication = publish_scenario(scenario=scenario, effective_on=soon(), by=chief, later=later)
    days = [
        day if day in {START, None} else soon(day) for _r, s, e, _l in expected for day in (s, e)
    ]
    assert [day for _r, s, e, _l in timeline(account) for day in (s, e)] == days
    assert [row[0] for row in timeline(account)] == [row[0] for row in expected]
    roll_back_publication(publication=publication, by=chief)
    assert everything() == before


def test_what_is_planned_and_agrees_needs_no_choice(reps, chief):
    account = moved_account()
    Ownership.objects.filter(account=account).update(ends_on=soon(60))
    own(account, reps[1], starts_on=soon(60))
    scenario = approved_for(soon(), chief)
    publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    assert [row[:3] for row in timeline(account)] == [
        ("R1", START, soon()), ("R2", soon(), soon(60)), ("R2", soon(60), None),
    ]  # fmt: skip


def test_rolling_back_restores_everything_and_the_scenario_before(reps, chief):
    first = approved_for(soon(0), chief)
    publish_scenario(scenario=first, effective_on=soon(0), by=chief)
    between = everything()
    second = approved_for(soon(10), chief, moved=(BENNINGTON,))
    publication = publish_scenario(scenario=second, effective_on=soon(10), by=chief)
    assert Scenario.objects.get(pk=first.pk).status == Stage.ARCHIVED
    assert everything() != between
    rolled = roll_back_publication(publication=publication, by=chief)
    assert (rolled.restored, rolled.left) == (1, 0)
    assert everything() == between
    stages = dict(Scenario.objects.values_list("pk", "status"))
    assert stages == {first.pk: Stage.PUBLISHED, second.pk: Stage.APPROVED}
    assert Event.objects.get(verb="account.given_back").after == {
        "rep": "R1", "publication": publication.pk
    }  # fmt: skip
    assert Event.objects.filter(verb="scenario.rolled_back").count() == 1
    again = publish_scenario(scenario=second, effective_on=soon(10), by=chief)
    assert again.accounts.count() == 1


def test_what_somebody_changed_since_is_left_and_listed(reps, chief):
    scenario = approved_for(soon(0), chief, moved=(ADDISON, BENNINGTON))
    publication = publish_scenario(scenario=scenario, effective_on=soon(0), by=chief)
    other = Account.objects.get(county=BENNINGTON)
    give_account(account=other, rep=None, starts_on=soon(5), reason="closed", by=chief)
    rolled = roll_back_publication(publication=publication, by=chief)
    assert (rolled.restored, rolled.left) == (1, 1)
    left = publication.accounts.get(restored=False)
    assert left.account == other
    assert timeline(moved_account()) == [("R1", START, None, False)]
    assert timeline(other) == [("R1", START, soon(0), False), ("R2", soon(0), soon(5), False)]


def test_a_publication_is_rolled_back_once_and_the_last_first(reps, chief):
    first = approved_for(soon(0), chief)
    one = publish_scenario(scenario=first, effective_on=soon(0), by=chief)
    two = publish_scenario(
        scenario=approved_for(soon(1), chief, moved=(BENNINGTON,)), effective_on=soon(1), by=chief
    )
    with pytest.raises(ConflictError, match="was published since"):
        roll_back_publication(publication=one, by=chief)
    roll_back_publication(publication=two, by=chief)
    with pytest.raises(ConflictError, match="rolled back already"):
        roll_back_publication(publication=two, by=chief)


def test_only_what_was_approved_is_published(reps, chief):
    scenario = consulted(chief)
    with pytest.raises(ConflictError, match="cannot be published: its stage is consultation"):
        publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    submit_scenario(scenario=scenario, effective_on=soon(), by=chief)
    with pytest.raises(ConflictError, match="its stage is approval"):
        publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    assert not Publication.objects.exists()


def test_a_second_publication_of_the_same_is_refused(reps, chief):
    scenario = approved_for(soon(), chief)
    publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    with pytest.raises(ConflictError, match="its stage is published"):
        publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    assert Publication.objects.count() == 1


def test_what_was_approved_before_another_publication_is_not_published(reps, chief):
    one = approved_for(soon(), chief)
    two = approved_for(soon(), chief, moved=(BENNINGTON,))
    publish_scenario(scenario=one, effective_on=soon(), by=chief)
    with pytest.raises(ConflictError, match="published or rolled back since"):
        publish_scenario(scenario=two, effective_on=soon(), by=chief)


def test_a_changed_revision_is_a_conflict(reps, chief):
    scenario = approved_for(soon(), chief)
    with pytest.raises(ConflictError, match="changed since you looked"):
        publish_scenario(scenario=scenario, effective_on=soon(), by=chief, revision=0)


def test_changed_data_is_a_conflict_and_new_accounts_are_none(reps, chief):
    scenario = approved_for(soon(), chief)
    fresh = make_account(90, **place(ADDISON, 1))
    held = Ownership.objects.get(account__county=BENNINGTON)
    held.locked = True
    held.save()
    log(chief, fresh)
    with pytest.raises(ConflictError, match="Accounts or reps changed since"):
        publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    held.locked = False
    held.save()
    log(chief, fresh)
    publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    assert timeline(fresh) == [("R2", soon(), None, False)]


def log(by, account) -> None:
    from maillage import audit

    audit.record(verb="account.imported", subject=account, by=by)


def test_the_day_is_the_approved_one_and_not_past(reps, chief):
    scenario = approved_for(soon(), chief)
    with pytest.raises(InputError, match="The committee approved the"):
        publish_scenario(scenario=scenario, effective_on=soon(31), by=chief)
    with pytest.raises(InputError, match="is past"):
        publish_scenario(scenario=scenario, effective_on=soon(-1), by=chief)


def test_a_rep_who_left_gets_no_territory(reps, chief):
    scenario = approved_for(soon(), chief)
    reps[1].active = False
    reps[1].save()
    with pytest.raises((InputError, ConflictError)):
        publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    assert not Publication.objects.exists()


def test_letters_go_to_each_rep_once_in_their_language(reps, chief):
    first, second = reps
    user = person("rep", rep=first).user
    user.language = "fr"
    user.save()
    second.email = "r2@example.com"
    second.save()
    scenario = approved_for(soon(), chief)
    publication = publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    assert mail.outbox == []
    send_letters.call(publication.pk)
    send_letters.call(publication.pk)
    texts = {message.to[0]: message.body for message in mail.outbox}
    assert len(mail.outbox) == 2
    assert "coming to you: 1" in texts["r2@example.com"]
    assert "until then Rep 1" in texts["r2@example.com"]
    assert set(Letter.objects.values_list("state", flat=True)) == {Letter.State.SENT}


def test_the_letter_says_what_the_workspace_says_of_pay(reps, chief):
    """B-02: the third section of the letter is the workspace's own text."""
    person("rep", rep=reps[0])
    scenario = approved_for(soon(), chief)
    publication = publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    unsaid, said = letter_body(publication), "8 % of sales\nabove the target 10 %"
    assert "To be completed with sales management" in unsaid
    Policy.objects.create(pay=said)
    assert letter_body(publication).endswith(f"3. How your variable pay is computed\n{said}")


def letter_body(publication: Publication) -> str:
    letter = Letter.objects.filter(publication=publication, rep__external_id="R1").get()
    return str(message(letter).body)


def test_a_letter_without_address_is_said_and_one_that_failed_is_tried_again(reps, chief, settings):
    first, second = reps
    first.email = "r1@example.com"
    first.save()
    scenario = approved_for(soon(), chief)
    publication = publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    kept = settings.MAILERS
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1},
        }
    }
    send_letters.call(publication.pk)
    states = dict(Letter.objects.values_list("rep", "state"))
    assert states == {first.pk: Letter.State.FAILED, second.pk: Letter.State.NO_ADDRESS}
    settings.MAILERS = kept
    send_letters.call(publication.pk)
    assert Letter.objects.get(rep=first).state == Letter.State.SENT


def test_what_was_told_is_taken_back_and_what_was_not_is_not_sent(reps, chief):
    first, second = reps
    first.email, second.email = "r1@example.com", "r2@example.com"
    first.save(), second.save()
    scenario = approved_for(soon(), chief)
    publication = publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    Letter.objects.filter(rep=first).update(state=Letter.State.SENT)
    roll_back_publication(publication=publication, by=chief)
    send_letters.call(publication.pk)
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["r1@example.com"], f"Taken back: {scenario.name}")
    ]
    assert Letter.objects.get(rep=second).state == Letter.State.CANCELLED


def test_publishing_takes_the_same_queries_for_many_accounts(
    reps, chief, django_assert_max_num_queries
):
    for number in range(100, 400):
        own(make_account(number, **place(ADDISON, number % 3)), reps[0])
    scenario = approved_for(soon(), chief)
    with django_assert_max_num_queries(90):
        publication = publish_scenario(scenario=scenario, effective_on=soon(), by=chief)
    assert publication.accounts.count() == 301
    assert Event.objects.filter(verb="account.given").count() == 301


def test_an_edited_scenario_has_no_approvals(reps, chief):
    scenario = approved_for(soon(), chief)
    move_on(scenario=scenario, to=Stage.CONSULTATION, by=chief)
    scenario.refresh_from_db()
    move_units(
        scenario=scenario, units=[BENNINGTON], territory=2, revision=scenario.revision, by=chief
    )
    void = Event.objects.get(verb="scenario.approvals_void")
    assert sorted(void.before["approvals"]) == ["finance", "operations", "sales"]
    scenario.refresh_from_db()
    Scenario.objects.filter(pk=scenario.pk).update(status=Stage.APPROVED)
    with pytest.raises(ConflictError, match="is before no committee"):
        publish_scenario(scenario=scenario, effective_on=soon(), by=chief)


def test_ends_planned_for_later_are_changes_too(reps, chief):
    account = moved_account()
    Ownership.objects.filter(account=account).update(ends_on=soon() + timedelta(days=9))
    scenario = approved_for(soon(), chief)
    publish_scenario(scenario=scenario, effective_on=soon(), by=chief, later=Later.DROP)
    assert timeline(account)[-1] == ("R2", soon(), None, False)
