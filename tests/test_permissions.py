"""Every role and every action: who may do what."""

from __future__ import annotations

import pytest

from maillage.errors import PermissionDeniedError
from maillage.models import Membership, Rep, Role, User
from maillage.permissions import (
    MATRIX,
    Action,
    is_own,
    leads,
    may,
    own_rep,
    require,
    works_lead,
)

pytestmark = pytest.mark.unit

ALLOWED = {
    Action.VIEW: "rep manager director operations marketing partner_manager finance reader",
    Action.COMMENT: "rep manager director operations marketing partner_manager finance",
    Action.EXPORT: "manager director operations marketing partner_manager finance",
    Action.USE_TOKENS: "rep manager director operations marketing partner_manager finance",
    Action.VIEW_DRAFTS: "manager director operations marketing partner_manager finance",
    Action.VIEW_LOG: "manager director operations finance",
    Action.CHALLENGE: "rep",
    Action.ANSWER_CHALLENGES: "manager director operations",
    Action.EDIT_ACCOUNTS: "manager director operations",
    Action.EDIT_SCENARIOS: "manager director operations",
    Action.HOLD_REVIEWS: "manager director operations",
    Action.WRITE_PLAN: "rep manager director operations",
    Action.ACCEPT_PLAN: "manager director",
    Action.SET_OBJECTIVES: "director operations",
    Action.WORK_LEADS: "rep manager director operations marketing",
    Action.ROUTE_LEADS: "manager director operations",
    Action.EDIT_SCORING: "manager director operations marketing",
    Action.MANAGE_SOURCES: "operations",
    Action.EDIT_RULES: "director operations",
    Action.EDIT_ICP: "manager director operations marketing",
    Action.EDIT_SEGMENTS: "manager director operations marketing",
    Action.SIGN_ICP: "manager director marketing",
    Action.APPROVE: "director operations finance",
    Action.PUBLISH: "director operations",
    Action.IMPORT: "operations",
    Action.MANAGE_PEOPLE: "operations",
    Action.MANAGE_WEBHOOKS: "operations",
    Action.MANAGE_WORKSPACE: "operations",
}


def somebody(role: str, **fields) -> Membership:
    return Membership(role=role, user=User(email="kim@example.com", name="Kim Lee"), **fields)


def test_every_role_has_a_row():
    assert set(MATRIX) == set(Role)
    assert set(ALLOWED) == set(Action)


@pytest.mark.parametrize("action", Action)
def test_roles_allowed(action):
    assert {role for role in Role if may(somebody(role), action)} == set(ALLOWED[action].split())


@pytest.mark.parametrize("action", Action)
def test_former_members_and_strangers_may_nothing(action):
    assert not may(somebody("operations", active=False), action)
    assert not may(None, action)


def test_a_refusal_names_the_roles_that_may():
    with pytest.raises(PermissionDeniedError, match="sales director, sales operations"):
        require(somebody("rep"), Action.PUBLISH)


@pytest.mark.parametrize(
    ("role", "manager", "expected"),
    [
        ("director", "", True),
        ("operations", "", True),
        ("manager", "Kim Lee", True),
        ("manager", " KIM@example.com", True),
        ("manager", "Somebody Else", False),
        ("manager", "", False),
        ("rep", "Kim Lee", False),
        ("finance", "Kim Lee", False),
    ],
)
def test_who_leads_a_rep(role, manager, expected):
    assert leads(somebody(role), Rep(manager=manager)) is expected


def test_a_manager_does_not_lead_nobody():
    assert not leads(somebody("manager"), None)


def test_a_rep_is_own():
    rep = Rep(pk=3)
    assert is_own(somebody("rep", rep_id=3), rep)
    assert not is_own(somebody("rep", rep_id=4), rep)
    assert not is_own(somebody("reader"), None)


def test_who_is_no_rep_has_no_territory():
    rep = Rep(pk=3)
    assert own_rep(somebody("rep", rep=rep)) is rep
    with pytest.raises(PermissionDeniedError, match="no rep of this workspace"):
        own_rep(somebody("rep"))


def test_a_lead_is_worked_by_its_owner_who_leads_them_and_marketing():
    own, other = Rep(pk=1, manager="Kim Lee"), Rep(pk=2, manager="Bo Ek")
    assert works_lead(somebody("rep", rep_id=1), own)
    assert not works_lead(somebody("rep", rep_id=1), other)
    assert not works_lead(somebody("rep", rep_id=1), None)
    assert works_lead(somebody("manager"), own)
    assert not works_lead(somebody("manager"), other)
    assert not works_lead(somebody("manager"), None)
    assert works_lead(somebody("director"), None)
    assert works_lead(somebody("marketing"), None)
    assert not works_lead(somebody("finance"), own)
    assert not works_lead(somebody("marketing", active=False), own)
