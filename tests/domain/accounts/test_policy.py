"""The policy of a workspace, and the recorded choice of a cut."""

from __future__ import annotations

import pytest

from maillage.domain.accounts.policy import change_policy, in_words, policy_in_force
from maillage.errors import InputError
from maillage.models import Event, Policy
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
USUAL = {"winner": "owner", "escalate_days": 2, "claim_days": 30, "escalate_to": None, "pay": ""}


def test_there_is_a_policy_before_one_is_written():
    assert policy_in_force().winner == "owner"
    assert not Policy.objects.exists()
    assert "the owner of record keeps it" in " ".join(in_words(policy_in_force()))


def test_a_policy_is_changed_and_logged():
    boss = member("director", name="Dee")
    change_policy(**USUAL | {"winner": "first_touch", "escalate_to": boss, "pay": " 8 % "}, by=boss)
    change_policy(**USUAL | {"claim_days": 45, "escalate_to": boss}, by=boss)
    assert Policy.objects.count() == 1
    events = Event.objects.filter(verb="policy.changed").order_by("pk")
    assert [(e.before["winner"], e.after["winner"]) for e in events] == [
        ("owner", "first_touch"), ("first_touch", "owner"),
    ]  # fmt: skip
    assert events[0].after["pay"] == "8 %"
    assert in_words(policy_in_force())[-2:] == [
        "A claim is decided within 45 days; after that it ends and the owner stays.",
        "Undecided for 2 days, it goes to Dee.",
    ]


@pytest.mark.parametrize("winner", ["owner", "first_touch", "rules", "manager"])
def test_every_winner_has_its_words(winner):
    change_policy(**USUAL | {"winner": winner}, by="t")
    assert len(in_words(policy_in_force())) == len(set(in_words(policy_in_force()))) == 6


@pytest.mark.parametrize(
    "wrong",
    [
        {"winner": "x"}, {"escalate_days": 0}, {"escalate_days": 30}, {"claim_days": 366},
        {"pay": "x" * 4_001}, {"pay": "\0"},
    ],
)  # fmt: skip
def test_policies_that_cannot_be(wrong):
    with pytest.raises(InputError):
        change_policy(**USUAL | wrong, by="t")


def test_claims_go_to_somebody_who_may_decide():
    with pytest.raises(InputError, match="may not decide"):
        change_policy(**USUAL | {"escalate_to": member("finance")}, by="t")
