"""Who is calling, the people of the workspace, the log, and webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.people.members import add_member, change_member, remove_member, rep_called
from maillage.domain.people.message_words import subject_of
from maillage.domain.people.messages import choose_messages, wants
from maillage.domain.people.profile import change_profile
from maillage.domain.people.tokens import revoke_token
from maillage.domain.programs.webhooks import add_webhook, message, remove_webhook
from maillage.interfaces.lists import people as lists
from maillage.models import ApiToken, Event, Membership, Message, MessageKind, Webhook
from maillage.permissions import Action, may

router = Router(tags=["people"])
MOST_MESSAGES = 50
RoleName = Literal[
    "rep", "manager", "director", "operations", "marketing", "partner_manager", "finance", "reader"
]


class Me(Schema):
    """Who is calling, and what they may do."""

    email: str
    name: str
    role: str
    workspace: str
    rep: str | None
    may: list[str]
    scopes: list[str] | None = Field(description="Of the token; null for a session.")


class MyChange(Schema):
    """What changes of oneself; what is left out stays."""

    name: str | None = Field(None, max_length=150)
    language: Literal["en", "fr"] | None = None


class TokenRow(Schema):
    """A token of the caller."""

    id: int = Field(alias="pk")
    name: str
    prefix: str
    scopes: list[str]
    expires_at: datetime | None
    last_used_at: datetime | None


class Wanted(Schema):
    """Which messages one gets."""

    kinds: list[MessageKind] = Field(max_length=len(MessageKind))


class MessageRow(Schema):
    """A message one was written."""

    kind: str
    subject: str
    state: str
    created_at: datetime
    sent_at: datetime | None


class MyMessages(Wanted):
    """Which messages one gets, and the last ones."""

    written: list[MessageRow]


class MemberRow(Schema):
    """A member of the workspace."""

    id: int = Field(alias="pk")
    email: str = Field(alias="user.email")
    name: str = Field(alias="user.name")
    role: str
    rep: str | None = None
    active: bool
    joined_at: datetime

    @staticmethod
    def resolve_rep(row: Membership) -> str | None:
        """Give the id of the rep a member is."""
        return row.rep.external_id if row.rep else None


class MemberPage(Page):
    """A page of members."""

    items: list[MemberRow]


class MemberQuery(ListQuery):
    """What the members may be asked."""

    role: RoleName | Literal[""] = ""
    active: Literal["", "yes", "no"] = ""


class MemberChange(Schema):
    """What a member becomes."""

    role: RoleName
    rep: str | None = Field(None, max_length=100, description="Id of the rep this person is.")


class NewMember(MemberChange):
    """A person to let in."""

    email: str = Field(max_length=254)
    name: str = Field("", max_length=150)


class EventRow(Schema):
    """Something that happened."""

    id: int
    at: datetime
    verb: str
    actor: str
    subject: dict[str, str]
    before: Any
    after: Any
    reason: str


class EventPage(Page):
    """A page of events."""

    items: list[EventRow]


class EventQuery(ListQuery):
    """What the log may be asked."""

    verb: str = Field("", max_length=60)


class NewWebhook(Schema):
    """Where events are to be sent."""

    url: str = Field(max_length=500)
    verbs: list[str] = Field([], max_length=50, description="Beginnings of verbs; none: all.")


class WebhookRow(Schema):
    """A webhook."""

    id: int = Field(alias="pk")
    url: str
    verbs: list[str]
    active: bool


class WebhookMade(WebhookRow):
    """A new webhook, with the secret that signs what it is sent, told this once."""

    secret: str


@router.get("/{workspace}/me/messages", response=MyMessages)
@allowed(Action.VIEW)
def read_messages(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """List which messages one gets, and the last ones one was written."""
    return messages_of(request.member)


@router.put("/{workspace}/me/messages", response=MyMessages)
@allowed(Action.COMMENT)
def choose(request: HttpRequest, workspace: str, wanted: Wanted) -> Any:  # noqa: ARG001
    """Choose which messages one gets."""
    return messages_of(choose_messages(member=request.member, kinds=wanted.kinds))


def messages_of(member: Membership) -> dict[str, Any]:
    """What a member is written."""
    rows = Message.objects.filter(member=member)[:MOST_MESSAGES]
    return {
        "kinds": [kind for kind in MessageKind.values if wants(member, kind)],
        "written": [
            {
                "kind": row.kind,
                "subject": subject_of(row),
                "state": row.state,
                "created_at": row.created_at,
                "sent_at": row.sent_at,
            }
            for row in rows
        ],
    }


@router.get("/{workspace}/me", response=Me)
@allowed(Action.VIEW)
def read_me(request: HttpRequest, workspace: str) -> Any:
    """Tell who is calling."""
    member = request.member
    return {
        "email": member.user.email,
        "name": member.user.name,
        "role": member.role,
        "workspace": workspace,
        "rep": member.rep.external_id if member.rep else None,
        "may": [action.value for action in Action if may(member, action)],
        "scopes": None if request.token is None else request.token.scopes,
    }


@router.patch("/{workspace}/me", response=Me)
@allowed(Action.VIEW, "write")
def change_me(request: HttpRequest, workspace: str, change: MyChange) -> Any:
    """Change one's own name and language."""
    user = request.member.user
    values = {"name": user.name, "language": user.language} | change.dict(exclude_none=True)
    change_profile(user=user, **values)
    return read_me(request, workspace)


def my_tokens(request: HttpRequest) -> Any:
    """The tokens of the caller that hold."""
    return ApiToken.objects.filter(member=request.member, revoked_at=None).order_by("pk")


@router.get("/{workspace}/me/tokens", response=list[TokenRow])
@allowed(Action.USE_TOKENS)
def list_tokens(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """List one's own tokens, without their secrets; they are made on one's own page alone."""
    return my_tokens(request)


@router.delete("/{workspace}/me/tokens/{int:token}", response={204: None})
@allowed(Action.USE_TOKENS)
def end_token(request: HttpRequest, workspace: str, token: int) -> Any:  # noqa: ARG001
    """End one of one's own tokens at once."""
    revoke_token(token=get_object_or_404(my_tokens(request), pk=token), by=request.member)
    return Status(204, None)


def members_of(request: HttpRequest) -> Any:
    """The members of the workspace."""
    found = Membership.objects.filter(workspace=request.member.workspace)
    return found.select_related("user", "rep")


@router.get("/{workspace}/people", response=MemberPage)
@allowed(Action.MANAGE_PEOPLE)
def list_people(request: HttpRequest, workspace: str, query: Query[MemberQuery]) -> Any:  # noqa: ARG001
    """List the people of the workspace."""
    return paged(request, lists.members(str), members_of(request), query)


@router.post("/{workspace}/people", response={201: MemberRow})
@allowed(Action.MANAGE_PEOPLE, "admin")
def let_in(request: HttpRequest, workspace: str, member: NewMember) -> Any:  # noqa: ARG001
    """Let a person in."""
    rep = rep_called(member.rep) if member.rep else None
    made = add_member(
        email=member.email, name=member.name, role=member.role, rep=rep, by=request.member
    )
    return Status(201, made)


@router.get("/{workspace}/people/{int:member}", response=MemberRow)
@allowed(Action.MANAGE_PEOPLE)
def read_member(request: HttpRequest, workspace: str, member: int) -> Any:  # noqa: ARG001
    """Read who a member is."""
    return get_object_or_404(members_of(request), pk=member)


@router.put("/{workspace}/people/{int:member}", response=MemberRow)
@allowed(Action.MANAGE_PEOPLE, "admin")
def change(request: HttpRequest, workspace: str, member: int, change: MemberChange) -> Any:  # noqa: ARG001
    """Change what a member is."""
    found = get_object_or_404(members_of(request), pk=member)
    rep = rep_called(change.rep) if change.rep else None
    return change_member(member=found, role=change.role, rep=rep, by=request.member)


@router.delete("/{workspace}/people/{int:member}", response={204: None})
@allowed(Action.MANAGE_PEOPLE, "admin")
def end(request: HttpRequest, workspace: str, member: int) -> Any:  # noqa: ARG001
    """End a membership."""
    remove_member(
        member=get_object_or_404(members_of(request), pk=member, active=True), by=request.member
    )
    return Status(204, None)


@router.get("/{workspace}/events", response=EventPage)
@allowed(Action.VIEW_LOG)
def list_events(request: HttpRequest, workspace: str, query: Query[EventQuery]) -> Any:  # noqa: ARG001
    """List what happened, the latest first."""
    found = paged(
        request, lists.events([query.verb]), Event.objects.select_related("workspace"), query
    )
    return found | {"items": [message(event) for event in found["items"]]}


@router.get("/{workspace}/webhooks", response=list[WebhookRow])
@allowed(Action.MANAGE_WEBHOOKS)
def list_webhooks(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """List where events are sent."""
    return Webhook.objects.all()


@router.post("/{workspace}/webhooks", response={201: WebhookMade})
@allowed(Action.MANAGE_WEBHOOKS, "admin")
def make_webhook(request: HttpRequest, workspace: str, webhook: NewWebhook) -> Any:  # noqa: ARG001
    """Send events to an address; the answer tells the secret, this once."""
    return Status(201, add_webhook(url=webhook.url, verbs=webhook.verbs, by=request.member))


@router.delete("/{workspace}/webhooks/{int:webhook}", response={204: None})
@allowed(Action.MANAGE_WEBHOOKS, "admin")
def end_webhook(request: HttpRequest, workspace: str, webhook: int) -> Any:  # noqa: ARG001
    """Send nothing more to an address."""
    remove_webhook(webhook=get_object_or_404(Webhook.objects.all(), pk=webhook), by=request.member)
    return Status(204, None)
