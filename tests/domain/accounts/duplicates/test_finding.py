"""Looking for duplicates: stored, remembered, in the background where there are many (A-26)."""

from __future__ import annotations

import pytest

from maillage.domain import jobs
from maillage.domain.accounts.duplicates import finding
from maillage.domain.accounts.duplicates.finding import (
    Found,
    look_for_duplicates,
    pairs_to_review,
    refuse_pair,
    reopen_pair,
)
from maillage.errors import ConflictError, PermissionDeniedError
from maillage.models import Account, DuplicatePair, Event, Job
from tests.domain.accounts.factories import make_account
from tests.people import member, other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
SAME = {
    "name": "Kestspire Robotics LLC", "state": "MA", "city": "Boston", "postal_code": "02116",
    "street": "12 Main Street", "domain": "kestspire.example", "phone": "(617) 555-0123",
}  # fmt: skip


@pytest.fixture
def twice():
    one = make_account(1, **SAME)
    other = make_account(2, **SAME | {"name": "KESTSPIRE ROBOTICS, Inc.", "street": "12 Main St."})
    make_account(3, name="Aldvane Insurance", city="Denver", state="CO", postal_code="80202")
    return one, other


def test_pairs_are_stored_with_their_evidence(twice):
    assert look_for_duplicates(by=member()) == Found(accounts=3, pairs=1, sure=1)
    pair = pairs_to_review().get()
    assert (pair.first, pair.second) == twice
    assert pair.levels == {"name": 8, "domain": 3, "phone": 3, "place": 7}
    assert Event.objects.get(verb="duplicates.found").after == {
        "accounts": 3, "pairs": 1, "sure": 1,
    }  # fmt: skip


def test_what_is_no_duplicate_is_never_asked_again_until_somebody_says_so(twice):
    who = member()
    look_for_duplicates(by=who)
    pair = refuse_pair(pair=pairs_to_review().get(), by=who)
    assert look_for_duplicates(by=who).pairs == 0
    with pytest.raises(ConflictError, match="decided already"):
        refuse_pair(pair=pair, by=who)
    reopen_pair(pair=pair, by=who)
    assert pairs_to_review().get() == pair
    assert look_for_duplicates(by=who).pairs == 1


def test_accounts_of_another_workspace_are_not_compared(twice):
    from django_scopes import scope

    with scope(workspace=other_workspace()):
        assert look_for_duplicates(by=member()) == Found(0, 0, 0)
    assert DuplicatePair.objects.count() == 0


def test_who_may_not_change_accounts_may_not_look(twice):
    with pytest.raises(PermissionDeniedError):
        look_for_duplicates(by=member("reader"))


def test_many_accounts_are_compared_in_the_background(twice, monkeypatch):
    monkeypatch.setattr(finding, "MANY", 2)
    job = look_for_duplicates(by=member())
    assert isinstance(job, Job)
    assert jobs.claim(job)
    jobs.carry_out(Job.objects.get(pk=job.pk))
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"accounts": 3, "pairs": 1, "sure": 1})
    assert pairs_to_review().count() == 1


def test_an_account_that_went_while_others_were_compared_is_in_no_pair(twice):
    found = finding.searched()
    Account.objects.filter(pk=twice[1].pk).delete()
    assert finding.store(found, by="test").pairs == 0
