"""Sources of events: who may tell of leads, and how they prove who they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.leads.asides import asides, try_again
from maillage.domain.leads.sources import add_source, rotate_source, sources, switch_source
from maillage.interfaces.lead_examples import address_of
from maillage.interfaces.lists import lead_sources as lists
from maillage.models import LeadSource
from maillage.permissions import Action

router = Router(tags=["leads"])
KindName = Literal["rest", "hubspot", "salesforce", "hmac", "file"]


class NewLeadSource(Schema):
    """A source to make."""

    key: str = Field(max_length=40, description="Small letters, digits and hyphens.")
    name: str = Field(max_length=120)
    kind: KindName
    secret: str = Field("", max_length=200, description="HubSpot: the client secret of the app.")
    organisation: str = Field("", max_length=18, description="Salesforce: the id of who sends.")


class NewSecret(Schema):
    """A new token or secret to make."""

    secret: str = Field("", max_length=200, description="HubSpot: the client secret of the app.")


class Switched(Schema):
    """Whether events are taken."""

    active: bool


class LeadSourceFields(Schema):
    """What is told of a source."""

    key: str
    name: str
    kind: str
    active: bool
    created_at: datetime
    address: str = Field(description="To which it sends; empty for files.")


class LeadSourceRow(LeadSourceFields):
    """A source, without what proves that it is the sender."""

    @staticmethod
    def resolve_address(row: LeadSource) -> str:
        """Say to which address it sends."""
        return address_of(row)


class LeadSourceMade(LeadSourceFields):
    """A source with its token or secret, told this once."""

    secret: str


class LeadSourcePage(Page):
    """Sources."""

    items: list[LeadSourceRow]


class AsideRow(Schema):
    """An event that is set aside."""

    id: int = Field(alias="pk")
    event: str = Field(alias="event.key", description="Its key.")
    source: str = Field(alias="event.source.key")
    of: Literal["lead", "contact", "company"] = Field(alias="event.of")
    subject: str = Field(alias="event.subject", description="Whom it is told of.")
    kind: str = Field(alias="event.kind")
    happened_at: datetime = Field(alias="event.at")
    at: datetime = Field(description="When it was set aside.")
    why: str


class AsidePage(Page):
    """Events that are set aside."""

    items: list[AsideRow]


class AsideQuery(ListQuery):
    """What events that are set aside may be asked."""

    source: str = Field("", max_length=40, description="Key of a source.")


class Again(Schema):
    """Which events to try again."""

    ids: list[int] | None = Field(None, max_length=10_000, description="All of them without.")


class TriedAgain(Schema):
    """How many events are tried again."""

    count: int


@router.get("/{workspace}/lead-sources", response=LeadSourcePage)
@allowed(Action.MANAGE_SOURCES)
def list_sources(request: HttpRequest, workspace: str, query: Query[ListQuery]) -> Any:  # noqa: ARG001
    """List who may tell events."""
    return paged(request, lists.sources(str), sources(), query)


@router.post("/{workspace}/lead-sources", response={201: LeadSourceMade})
@allowed(Action.MANAGE_SOURCES, "admin")
def make_source(request: HttpRequest, workspace: str, source: NewLeadSource) -> Any:  # noqa: ARG001
    """Make a source; the answer tells its token or secret, this once."""
    made, told = add_source(**source.dict(), by=request.member)
    return Status(201, made_of(made, told))


@router.get("/{workspace}/lead-sources/{source}", response=LeadSourceRow)
@allowed(Action.MANAGE_SOURCES)
def read_source(request: HttpRequest, workspace: str, source: str) -> Any:  # noqa: ARG001
    """Read a source."""
    return get_object_or_404(sources(), key=source)


@router.post("/{workspace}/lead-sources/{source}/rotate", response=LeadSourceMade)
@allowed(Action.MANAGE_SOURCES, "admin")
def rotate(request: HttpRequest, workspace: str, source: str, new: NewSecret) -> Any:  # noqa: ARG001
    """Give a source a new token or secret, told this once; the one before ends."""
    found = get_object_or_404(sources(), key=source)
    return made_of(found, rotate_source(source=found, secret=new.secret, by=request.member))


@router.post("/{workspace}/lead-sources/{source}/switch", response=LeadSourceRow)
@allowed(Action.MANAGE_SOURCES, "admin")
def switch(request: HttpRequest, workspace: str, source: str, switched: Switched) -> Any:  # noqa: ARG001
    """Take no more events of a source, or take them again."""
    found = get_object_or_404(sources(), key=source)
    return switch_source(source=found, active=switched.active, by=request.member)


@router.get("/{workspace}/lead-events/aside", response=AsidePage)
@allowed(Action.MANAGE_SOURCES)
def list_asides(request: HttpRequest, workspace: str, query: Query[AsideQuery]) -> Any:  # noqa: ARG001
    """List the events nothing could be made of, with why; leads are added up without them."""
    return paged(request, lists.asides(), asides(), query)


@router.post("/{workspace}/lead-events/aside/again", response=TriedAgain)
@allowed(Action.MANAGE_SOURCES, "admin")
def again(request: HttpRequest, workspace: str, sent: Again) -> Any:  # noqa: ARG001
    """Have events that are set aside digested again; what fails again comes back with why."""
    return {"count": try_again(only=sent.ids, by=request.member)}


def made_of(source: LeadSource, told: str) -> dict[str, Any]:
    """Show a source with what was made for it."""
    return {
        "key": source.key,
        "name": source.name,
        "kind": source.kind,
        "active": source.active,
        "created_at": source.created_at,
        "address": address_of(source),
        "secret": told,
    }
