"""What people do with leads: contact, judge, validate, give back, assign (E-03 to E-06, E-11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Router, Schema

from maillage.api.accounts import called as account_called
from maillage.api.calling import allowed
from maillage.api.leads import OfLead
from maillage.core.leads.next_action import Channel
from maillage.domain.leads import acting
from maillage.domain.leads.assigning import assign
from maillage.domain.leads.choices import Caller, ContactOutcome, Quality, Refusal
from maillage.domain.leads.recording import LONGEST_NOTE
from maillage.domain.people.members import rep_called
from maillage.models import Account, Lead, Opportunity
from maillage.permissions import Action

router = Router(tags=["leads"])

type Learnt = dict[
    Literal["icp_match", "budget_confirmed", "decision_authority", "timing_identified"], bool
]


class LeadAct(Schema):
    """Something done with a lead, and the version of it that was looked at, if that counts."""

    version: int | None = Field(None, ge=1)


class NotedAct(LeadAct):
    """One with a note."""

    note: str = Field("", max_length=LONGEST_NOTE)


class LeadContact(NotedAct):
    """A contact, and whether it named what the lead had read (E-11)."""

    channel: Channel
    outcome: ContactOutcome = ContactOutcome.REACHED
    referenced_content: bool = False


class LeadRefusal(NotedAct):
    """Why a lead does not qualify; another reason is written in the note (E-06)."""

    reason: Refusal


class LeadFeedback(NotedAct):
    """How good a lead is (E-04)."""

    quality: Quality


class LeadCall(NotedAct):
    """As what somebody called, and what was learnt (D-04, X-11, X-12)."""

    role: Caller
    learnt: Learnt = Field({})


class LeadPursuit(LeadAct):
    """The opportunity a lead becomes: one that there is, else a new one."""

    opportunity: str = Field("", max_length=100)
    name: str = Field("", max_length=200)
    amount: float | None = Field(None, ge=0, le=1e12)
    expected_on: date | None = None


class LeadReturn(NotedAct):
    """From when a lead is to be asked again."""

    back_on: date | None = None


class LeadAssignment(Schema):
    """To whom a lead is given."""

    rep: str = Field(max_length=100)
    reason: str = Field("", max_length=200)


class LeadAccount(LeadAct):
    """The account of a lead; null where it is to be found by itself again."""

    account: str | None = Field(max_length=100)


class LeadNow(OfLead):
    """Where a lead stands after something was done with it."""

    life: str
    opportunity: str | None
    total: float
    stage: str
    contacted_at: datetime | None
    accepted_at: datetime | None
    rejected_at: datetime | None
    rejected_why: str
    feedback_at: datetime | None
    sql_at: datetime | None
    version: int

    @staticmethod
    def resolve_opportunity(row: Lead) -> str | None:
        """Give the id of its opportunity."""
        return row.opportunity.external_id if row.opportunity else None


def done(request: HttpRequest, lead: int, act: Callable[..., object], **said: Any) -> Lead:
    """Do something with a lead, and give it as it is then."""
    found = get_object_or_404(Lead, pk=lead)
    act(member=request.member, lead=found, now=timezone.now(), **said)
    now = Lead.objects.select_related("owner", "account", "opportunity")
    return now.get(pk=found.merged_into_id or found.pk)


@router.post("/{workspace}/leads/{int:lead}/contact", response=LeadNow)
@allowed(Action.WORK_LEADS)
def contact_lead(request: HttpRequest, workspace: str, lead: int, said: LeadContact) -> Any:  # noqa: ARG001
    """Note a contact with a lead; the first that goes out ends the promise of one."""
    return done(request, lead, acting.contact, **said.dict())


@router.post("/{workspace}/leads/{int:lead}/accept", response=LeadNow)
@allowed(Action.WORK_LEADS)
def accept_lead(request: HttpRequest, workspace: str, lead: int, said: LeadAct) -> Any:  # noqa: ARG001
    """Take a lead on, for sales."""
    return done(request, lead, acting.accept, **said.dict())


@router.post("/{workspace}/leads/{int:lead}/refuse", response=LeadNow)
@allowed(Action.WORK_LEADS)
def refuse_lead(request: HttpRequest, workspace: str, lead: int, said: LeadRefusal) -> Any:  # noqa: ARG001
    """Refuse a lead for a reason."""
    return done(request, lead, acting.refuse, **said.dict())


@router.post("/{workspace}/leads/{int:lead}/feedback", response=LeadNow)
@allowed(Action.WORK_LEADS)
def judge_lead(request: HttpRequest, workspace: str, lead: int, said: LeadFeedback) -> Any:  # noqa: ARG001
    """Say how good a lead is, for marketing."""
    return done(request, lead, acting.give_feedback, **said.dict())


@router.post("/{workspace}/leads/{int:lead}/call", response=LeadNow)
@allowed(Action.WORK_LEADS)
def call_lead(request: HttpRequest, workspace: str, lead: int, said: LeadCall) -> Any:  # noqa: ARG001
    """Note a validation call, and what was learnt in it."""
    return done(request, lead, acting.record_call, **said.dict())


@router.post("/{workspace}/leads/{int:lead}/sql", response=LeadNow)
@allowed(Action.WORK_LEADS)
def qualify_lead(request: HttpRequest, workspace: str, lead: int, said: LeadAct) -> Any:  # noqa: ARG001
    """Make an accepted lead an SQL, after a validation call."""
    return done(request, lead, acting.make_sql, **said.dict())


@router.post("/{workspace}/leads/{int:lead}/opportunity", response=LeadNow)
@allowed(Action.WORK_LEADS)
def pursue_lead(request: HttpRequest, workspace: str, lead: int, said: LeadPursuit) -> Any:  # noqa: ARG001
    """Make an SQL an opportunity."""
    asked = said.dict()
    known = asked.pop("opportunity")
    linked = (
        get_object_or_404(Opportunity, external_id=known.replace("\0", "\N{REPLACEMENT CHARACTER}"))
        if known
        else None
    )
    return done(request, lead, acting.make_opportunity, opportunity=linked, **asked)


@router.post("/{workspace}/leads/{int:lead}/recycle", response=LeadNow)
@allowed(Action.WORK_LEADS)
def recycle_lead(request: HttpRequest, workspace: str, lead: int, said: LeadReturn) -> Any:  # noqa: ARG001
    """Give a refused lead back to marketing."""
    return done(request, lead, acting.recycle, **said.dict())


@router.post("/{workspace}/leads/{int:lead}/assign", response=LeadNow)
@allowed(Action.ROUTE_LEADS)
def assign_lead(request: HttpRequest, workspace: str, lead: int, said: LeadAssignment) -> Any:  # noqa: ARG001
    """Give a lead to a rep by hand."""
    return done(request, lead, assign, rep=rep_called(said.rep), reason=said.reason)


@router.post("/{workspace}/leads/{int:lead}/account", response=LeadNow)
@allowed(Action.WORK_LEADS)
def account_lead(request: HttpRequest, workspace: str, lead: int, said: LeadAccount) -> Any:  # noqa: ARG001
    """Say which account a lead belongs to."""
    account = account_called(said.account, Account.objects.all()) if said.account else None
    return done(request, lead, acting.fix_account, account=account, version=said.version)
