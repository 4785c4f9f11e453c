"""Claims from their opening to their end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from maillage.domain.accounts.claims import (
    advised,
    claims_shown_to,
    decide_claim,
    expire_claims,
    may_decide,
    open_claim,
    owner_of,
    withdraw_claim,
)
from maillage.domain.accounts.policy import change_policy
from maillage.errors import ConflictError, InputError, PermissionDeniedError
from maillage.models import Claim, Event, Touch
from tests.domain.territories.rules.factories import DAY, account, rep, rule, state
from tests.factories import HOSTILE_NAMES
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
NOW = datetime(2026, 6, 1, 15, tzinfo=UTC)


@pytest.fixture
def sides():
    ana, bea = rep("Ana", manager="Mo"), rep("Bea", manager="Mo")
    return account("A1", ana, state="NY"), bea, ana


def claim_of(site, who, **changed) -> Claim:
    words = {"code": "territory", "reason": "I live next door", "by": "Bea", "now": NOW} | changed
    return open_claim(account=site, claimant=who, **words)


def policy(**changed):
    words = {"winner": "owner", "escalate_days": 2, "claim_days": 30, "escalate_to": None}
    return change_policy(**words | {"pay": "", "by": "test"} | changed)


def later(days: float) -> datetime:
    return NOW + timedelta(days=days)


def test_a_claim_knows_whom_it_is_against_and_its_days(sides):
    site, bea, ana = sides
    policy(escalate_days=3, claim_days=10)
    claim = claim_of(site, bea)
    assert (claim.against, claim.escalates_at, claim.due_at) == (ana, later(3), later(10))
    assert Event.objects.get(verb="claim.opened").subject_id == str(site.pk)


def test_who_leads_both_decides(sides):
    site, bea, _ana = sides
    claim = claim_of(site, bea)
    both, neither = member("manager", name="Mo"), member("manager", name="Jo")
    assert may_decide(both, claim)
    assert may_decide(member("director"), claim)
    assert not may_decide(neither, claim)
    assert not may_decide(member("rep", rep=bea), claim)
    assert not may_decide(member("finance"), claim)
    bea.manager = "Jo"
    bea.save()
    claim.refresh_from_db()
    assert not may_decide(both, claim)
    claim.escalated_to = both
    assert may_decide(both, claim)


def test_an_upheld_claim_gives_the_account(sides):
    site, bea, _ana = sides
    claim = claim_of(site, bea)
    decide_claim(claim=claim, upheld=True, text="Nearer.", by=member("director"), now=later(1))
    claim.refresh_from_db()
    assert (claim.state, claim.decision, claim.decided_by) == ("upheld", "Nearer.", "Director 0")
    held = site.ownerships.get(ends_on=None)
    assert (held.rep, held.starts_on, held.reason) == (bea, later(1).date(), "claim upheld")


def test_a_rejected_claim_leaves_it(sides):
    site, bea, ana = sides
    claim = claim_of(site, bea)
    decide_claim(claim=claim, upheld=False, text="No.", by=member("director"), now=NOW)
    assert owner_of(site, later(1)) == ana
    with pytest.raises(ConflictError, match="rejected already"):
        decide_claim(claim=claim, upheld=True, text="Yes.", by=member("director"), now=NOW)
    assert claim_of(site, bea).pending


def test_decisions_are_explained_and_by_those_who_may(sides):
    site, bea, _ana = sides
    claim = claim_of(site, bea)
    for text in (" ", "x" * 2_001, "\0"):
        with pytest.raises(InputError):
            decide_claim(claim=claim, upheld=True, text=text, by=member("director"), now=NOW)
    with pytest.raises(PermissionDeniedError):
        decide_claim(claim=claim, upheld=True, text="x", by=member("manager", name="Jo"), now=NOW)
    assert Claim.objects.get().pending


def test_claims_go_higher_and_end(sides):
    site, bea, ana = sides
    boss = member("director")
    policy(escalate_to=boss)
    claim_of(site, bea)
    assert expire_claims(now=later(1.9)) == {"expired": 0, "escalated": 0}
    assert expire_claims(now=later(2)) == {"expired": 0, "escalated": 1}
    assert expire_claims(now=later(3)) == {"expired": 0, "escalated": 0}
    assert Claim.objects.get().escalated_to == boss
    assert expire_claims(now=later(30)) == {"expired": 1, "escalated": 0}
    assert Claim.objects.get().state == "expired"
    assert owner_of(site, later(31)) == ana
    assert expire_claims(now=later(60)) == {"expired": 0, "escalated": 0}
    verbs = Event.objects.filter(verb__startswith="claim").order_by("pk")
    assert [each.verb for each in verbs] == ["claim.opened", "claim.escalated", "claim.expired"]


def test_a_claim_is_made_once_and_taken_back_by_who_made_it(sides):
    site, bea, ana = sides
    claim = claim_of(site, bea)
    with pytest.raises(ConflictError, match="claims A1 already"):
        claim_of(site, bea)
    with pytest.raises(PermissionDeniedError):
        withdraw_claim(claim=claim, by=member("rep", rep=ana), now=NOW)
    withdraw_claim(claim=claim, by=member("rep", rep=bea), now=NOW)
    assert Claim.objects.get().state == "withdrawn"


def test_claims_that_cannot_be(sides):
    site, bea, ana = sides
    for who, words in (
        (ana, {}), (rep("Gil", active=False), {}), (bea, {"code": "because"}),
        (bea, {"code": "other", "reason": " "}), (bea, {"reason": "x" * 2_001}),
        (bea, {"reason": "\0"}),
    ):  # fmt: skip
        with pytest.raises(InputError):
            claim_of(site, who, **words)
    assert not Claim.objects.exists()


def test_nobody_owns_it(sides):
    claim = claim_of(account("A2"), sides[1])
    assert claim.against is None
    assert may_decide(member("manager", name="Mo"), claim)


def test_what_the_policy_would_have(sides):
    site, bea, ana = sides
    claim = claim_of(site, bea)
    assert advised(claim, NOW) == (ana, "the owner of record keeps it")
    policy(winner="first_touch")
    assert advised(claim, NOW) == (None, "neither has touched it")
    for who, day in ((bea, 3), (ana, 5), (rep("Cy"), 1)):
        Touch.objects.create(account=site, rep=who, occurred_on=DAY.replace(day=day))
    assert advised(claim, NOW) == (bea, "first touch on 06/03/2026")
    policy(winner="rules")
    assert advised(claim, NOW) == (None, "no rule matches it")
    rule("ny", state("NY"), bea)
    assert advised(claim, NOW) == (bea, "the rule ny")
    policy(winner="manager")
    assert advised(claim, NOW) == (None, "their manager chooses")


def test_reps_see_their_own_claims(sides):
    site, bea, ana = sides
    claim = claim_of(site, bea)
    for who, shown in (
        (member("rep", rep=bea), [claim]), (member("rep", rep=ana), [claim]),
        (member("rep", rep=rep("Cy")), []), (member("reader"), []), (member("manager"), [claim]),
    ):  # fmt: skip
        assert list(claims_shown_to(who)) == shown


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_any_reason_is_kept_or_refused(sides, text):
    try:
        claim = claim_of(sides[0], sides[1], reason=text)
    except InputError:
        return
    assert Claim.objects.get(pk=claim.pk).reason == text.strip()
