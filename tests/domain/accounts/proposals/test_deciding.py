"""Proposals for accounts: found, applied with what follows, refused, undone exactly (issue 5)."""

from __future__ import annotations

import pytest
from django_scopes import scope

from maillage.domain import jobs
from maillage.domain.accounts.duplicates.merging import merge_accounts, undo_merge
from maillage.domain.accounts.proposals import deciding, finding
from maillage.domain.accounts.proposals.finding import Proposed, look_for_proposals
from maillage.errors import ConflictError, PermissionDeniedError
from maillage.models import Account, Event, Job, Proposal
from tests.domain.accounts.duplicates.test_merging import content
from tests.domain.accounts.factories import make_account
from tests.people import member, other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
WRONG = {"state": "MA", "city": "Cambrige", "postal_code": "2139"}
SITES = [
    {"city": "Boston", "state": "MA", "postal_code": "02116", "employees": 10},
    {"city": "Denver", "state": "CO", "postal_code": "80202", "employees": 90},
]


@pytest.fixture
def wrong():
    return make_account(1, **WRONG)


@pytest.fixture
def company():
    name = {"name": "Kestspire Robotics LLC", "domain": "kestspire.example"}
    return [make_account(number, **name, **each) for number, each in enumerate(SITES, start=1)]


def opened(kind="addresses"):
    return list(finding.proposals_to_review(kind=kind).order_by("pk"))


def look(kind="addresses", by="test"):
    return finding.store(finding.searched(kind), by=by)


def address():
    return Account.objects.values_list("city", "postal_code", "county", "time_zone").get()


def test_repairs_are_proposed_and_nothing_changes(wrong):
    assert look() == Proposed(accounts=1, proposals=2, sure=2)
    assert [(each.field, each.before, each.after) for each in opened()] == [
        ("postal_code", "2139", "02139"),
        ("city", "Cambrige", "Cambridge"),
    ]
    assert address() == ("Cambrige", "2139", "", "")
    assert Event.objects.get(verb="addresses.found").after["proposals"] == 2


def test_applied_with_county_and_point_and_undone_exactly(wrong):
    look()
    before = content()
    done = deciding.apply_proposals(proposals=opened(), by="Ann")
    assert address() == ("Cambridge", "02139", "25017", "America/New_York")
    wrong.refresh_from_db()
    assert (round(wrong.latitude), wrong.location_source) == (42, "postal")
    assert {each.decided_by for each in done} == {"Ann"}
    assert opened() == []
    verbs = Event.objects.filter(verb="proposal.applied").values_list("before", "subject_id")
    assert sorted(verbs, key=str) == [
        ({"city": "Cambrige"}, str(wrong.pk)), ({"postal_code": "2139"}, str(wrong.pk)),
    ]  # fmt: skip
    deciding.undo_proposals(proposals=done, by="Ann")
    assert content() == before


def test_coordinates_that_were_given_stay(wrong):
    Account.objects.update(latitude=42.5, longitude=-71.5, location_source="given")
    look()
    deciding.apply_proposals(proposals=opened(), by="test")
    wrong.refresh_from_db()
    assert (wrong.latitude, wrong.longitude, wrong.location_source) == (42.5, -71.5, "given")
    assert wrong.county == "25017"


def test_what_changed_since_is_left_out_and_not_undone(wrong):
    look()
    code, city = opened()
    Account.objects.update(city="Boston")
    assert deciding.apply_proposals(proposals=[code, city], by="test") == [code]
    Account.objects.update(postal_code="02116")
    with pytest.raises(ConflictError, match="changed since"):
        deciding.undo_proposals(proposals=[code], by="test")
    Account.objects.update(postal_code="02139")
    deciding.undo_proposals(proposals=[code], by="test")
    with pytest.raises(ConflictError, match="undone already"):
        deciding.undo_proposals(proposals=[code], by="test")
    assert address()[:2] == ("Boston", "2139")


def test_what_is_refused_is_not_proposed_again_until_somebody_says_so(wrong):
    look()
    _code, city = opened()
    deciding.refuse_proposals(proposals=[city], by="Ann")
    assert look().proposals == 1
    assert [each.field for each in opened()] == ["postal_code"]
    assert deciding.apply_proposals(proposals=[city], by="test") == []
    deciding.reopen_proposals(proposals=[city], by="test")
    assert len(opened()) == 2


def test_a_site_gets_its_parent_and_loses_it_again(company):
    small, _large = company
    assert look("sites") == Proposed(accounts=2, proposals=1, sure=1)
    (row,) = opened("sites")
    assert (row.account, row.field, row.after) == (small, "parent", "A2")
    assert opened() == []
    deciding.apply_proposals(proposals=[row], by="test")
    assert dict(Account.objects.values_list("external_id", "parent__external_id")) == {
        "A1": "A2", "A2": None,
    }  # fmt: skip
    assert look("sites").proposals == 0
    row.refresh_from_db()
    deciding.undo_proposals(proposals=[row], by="test")
    assert not Account.objects.exclude(parent=None).exists()


def test_no_circle_comes_of_a_parent_and_none_is_replaced(company):
    small, large = company
    look("sites")
    Account.objects.filter(pk=large.pk).update(parent=small)
    assert deciding.apply_proposals(proposals=opened("sites"), by="test") == []
    Account.objects.update(parent=None)
    third = make_account(3)
    Account.objects.filter(pk=small.pk).update(parent=third)
    assert deciding.apply_proposals(proposals=opened("sites"), by="test") == []
    Account.objects.filter(pk=small.pk).update(parent=None)
    Account.objects.filter(pk=large.pk).delete()
    assert deciding.apply_proposals(proposals=opened("sites"), by="test") == []


def test_a_merge_takes_the_proposals_of_the_account_that_goes_and_gives_them_back(wrong):
    look()
    kept, before = make_account(2), Proposal.objects.count()
    merge = merge_accounts(kept=kept, gone=wrong, by="test")
    assert Proposal.objects.count() == 0
    undo_merge(merge=merge, by="test")
    assert Proposal.objects.count() == before


def test_many_accounts_are_looked_at_in_the_background(wrong, monkeypatch):
    monkeypatch.setattr(finding, "MANY", 0)
    job = look_for_proposals(kind="addresses", by=member())
    assert isinstance(job, Job)
    assert jobs.claim(job)
    jobs.carry_out(Job.objects.get(pk=job.pk))
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"accounts": 1, "proposals": 2, "sure": 2})


def test_each_workspace_has_its_own_and_readers_have_none(wrong):
    with scope(workspace=other_workspace()):
        assert look_for_proposals(kind="sites", by=member()) == Proposed(0, 0, 0)
    with pytest.raises(PermissionDeniedError):
        look_for_proposals(kind="addresses", by=member("reader"))


def test_parts_hold_every_proposal_once(wrong, monkeypatch):
    look()
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    found = list(finding.parts(finding.proposals_to_review(kind="addresses")))
    assert [len(each) for each in found] == [1, 1]
    assert {each[0].pk for each in found} == {each.pk for each in opened()}
