"""To whom leads go: rules, pools, who would get a lead, absences, chat rooms."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status
from pydantic import AwareDatetime

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.leads.away import (
    absences,
    add_absence,
    add_hook,
    chat_hooks,
    remove_absence,
    remove_hook,
)
from maillage.domain.leads.handing import Routed, route
from maillage.domain.leads.routing_terms import routing_now, set_routing
from maillage.domain.leads.words import passed_word
from maillage.domain.leads.written.routing import SeenRouting, WrittenRouting
from maillage.domain.people.members import rep_called
from maillage.interfaces.lists import lead_routing as lists
from maillage.models import Absence, ChatHook, Lead, Rep, RoutingRule
from maillage.permissions import Action

router = Router(tags=["lead routing"])


class PassedOver(Schema):
    """A rule, or a rep of it, that was passed over, and why."""

    rule: str
    rep: str | None
    why: str
    text: str


class RoutedLead(Schema):
    """Who would get a lead now, by which rule, and why not the others."""

    rep: str | None
    rule: str | None
    instead_of: str | None
    contact_by: datetime | None
    passed: list[PassedOver]


class AbsenceView(Schema):
    """When a rep takes no leads."""

    id: int = Field(alias="pk")
    rep: str
    begins_at: datetime
    ends_at: datetime
    substitute: str | None
    reason: str

    @staticmethod
    def resolve_rep(row: Absence) -> str:
        """Give the id of the rep."""
        return row.rep.external_id

    @staticmethod
    def resolve_substitute(row: Absence) -> str | None:
        """Give the id of who takes their leads."""
        return row.substitute.external_id if row.substitute else None


class AbsencePage(Page):
    """A page of absences."""

    items: list[AbsenceView]


class NewAbsence(Schema):
    """When a rep takes no leads, and who takes them."""

    rep: str = Field(max_length=100)
    begins_at: AwareDatetime
    ends_at: AwareDatetime
    substitute: str = Field("", max_length=100)
    reason: str = Field("", max_length=120)


class ChatHookView(Schema):
    """A chat room; its address is a secret and not shown."""

    id: int = Field(alias="pk")
    name: str
    kind: str
    kinds: list[str]
    language: str
    rep: str | None
    active: bool

    @staticmethod
    def resolve_rep(row: ChatHook) -> str | None:
        """Give the id of the rep whose leads it is told of."""
        return row.rep.external_id if row.rep else None


class ChatHookPage(Page):
    """A page of chat rooms."""

    items: list[ChatHookView]


class NewChatHook(Schema):
    """A chat room that is told of leads."""

    name: str = Field(min_length=1, max_length=120)
    kind: Literal["slack", "teams"]
    url: str = Field(max_length=500)
    kinds: list[Literal["lead", "deadline"]] = Field([], max_length=2)
    language: Literal["en", "fr"] = "en"
    rep: str = Field("", max_length=100)


def as_answer(found: Routed) -> dict[str, Any]:
    """Answer who would get a lead."""
    reps = {str(each.pk): each.external_id for each in Rep.objects.all()}
    rules = {str(each.pk): each.name for each in RoutingRule.objects.all()}
    choice = found.choice
    return {
        "rep": reps.get(choice.rep),
        "rule": rules.get(choice.rule),
        "instead_of": reps.get(choice.instead_of),
        "contact_by": found.contact_by,
        "passed": [
            {
                "rule": rules.get(each.rule, ""),
                "rep": reps.get(each.rep),
                "why": each.why.value,
                "text": passed_word(each.why),
            }
            for each in choice.passed
        ],
    }


@router.get("/{workspace}/lead-routing", response=SeenRouting)
@allowed(Action.VIEW)
def show_routing(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Read rules in their order, and pools."""
    return SeenRouting.of(routing_now())


@router.put("/{workspace}/lead-routing", response=SeenRouting)
@allowed(Action.ROUTE_LEADS)
def replace_routing(request: HttpRequest, workspace: str, said: SeenRouting) -> Any:  # noqa: ARG001
    """Replace rules and pools; turns go on where the seats of a pool stay the same.

    With the `seen` that was read, 409 where somebody else changed them meanwhile.
    """
    written = WrittenRouting(pools=said.pools, rules=said.rules)
    return SeenRouting.of(set_routing(written=written, by=request.member, seen=said.seen))


@router.get("/{workspace}/leads/{int:lead}/routing", response=RoutedLead)
@allowed(Action.VIEW)
def show_route(request: HttpRequest, workspace: str, lead: int) -> Any:  # noqa: ARG001
    """Say who would get a lead now and why; nothing is changed by it."""
    found = get_object_or_404(Lead, pk=lead)
    return as_answer(route(lead=found, now=timezone.now()))


@router.get("/{workspace}/absences", response=AbsencePage)
@allowed(Action.VIEW)
def list_absences(request: HttpRequest, workspace: str, query: Query[ListQuery]) -> Any:  # noqa: ARG001
    """List when reps are away, the latest first."""
    return paged(request, lists.absences(), absences(), query)


@router.post("/{workspace}/absences", response={201: AbsenceView})
@allowed(Action.WORK_LEADS)
def note_absence(request: HttpRequest, workspace: str, said: NewAbsence) -> Any:  # noqa: ARG001
    """Note that a rep takes no leads for some time: one's own, or as who routes leads."""
    made = add_absence(
        rep=rep_called(said.rep),
        begins_at=said.begins_at,
        ends_at=said.ends_at,
        substitute=rep_called(said.substitute) if said.substitute else None,
        reason=said.reason,
        by=request.member,
    )
    return Status(201, made)


@router.delete("/{workspace}/absences/{int:absence}", response={204: None})
@allowed(Action.WORK_LEADS)
def forget_absence(request: HttpRequest, workspace: str, absence: int) -> Any:  # noqa: ARG001
    """Take an absence back."""
    remove_absence(absence=get_object_or_404(absences(), pk=absence), by=request.member)
    return Status(204, None)


@router.get("/{workspace}/chat-hooks", response=ChatHookPage)
@allowed(Action.ROUTE_LEADS)
def list_hooks(request: HttpRequest, workspace: str, query: Query[ListQuery]) -> Any:  # noqa: ARG001
    """List the chat rooms that are told of leads."""
    return paged(request, lists.chat_hooks(), chat_hooks(), query)


@router.post("/{workspace}/chat-hooks", response={201: ChatHookView})
@allowed(Action.ROUTE_LEADS)
def add_chat_hook(request: HttpRequest, workspace: str, said: NewChatHook) -> Any:  # noqa: ARG001
    """Tell a chat room of leads."""
    asked = said.dict()
    rep = asked.pop("rep")
    made = add_hook(rep=rep_called(rep) if rep else None, by=request.member, **asked)
    return Status(201, made)


@router.delete("/{workspace}/chat-hooks/{int:hook}", response={204: None})
@allowed(Action.ROUTE_LEADS)
def remove_chat_hook(request: HttpRequest, workspace: str, hook: int) -> Any:  # noqa: ARG001
    """Tell a chat room nothing more."""
    remove_hook(hook=get_object_or_404(chat_hooks(), pk=hook), by=request.member)
    return Status(204, None)
