"""What the caller was told in the application, and what of it they have read."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.leads.notices import notices_of, read_notices, unread
from maillage.domain.people.message_words import subject_of
from maillage.interfaces.lists.notices import notices
from maillage.models import Notice
from maillage.permissions import Action

router = Router(tags=["leads"])


class NoticeView(Schema):
    """Something the caller was told, in their language."""

    id: int = Field(alias="pk")
    kind: str
    text: str
    path: str = Field(description="Of the page it leads to, within the workspace.")
    created_at: datetime
    read_at: datetime | None

    @staticmethod
    def resolve_text(row: Notice) -> str:
        """Give its text."""
        return subject_of(row)


class NoticePage(Page):
    """A page of notices, the latest first."""

    items: list[NoticeView]


class NoticeQuery(ListQuery):
    """What notices may be asked."""

    state: Literal["", "unread", "read"] = ""
    kind: str = Field("", max_length=14)


class UnreadCount(Schema):
    """How many notices are not read."""

    unread: int


@router.get("/{workspace}/notices", response=NoticePage)
@allowed(Action.VIEW)
def list_notices(request: HttpRequest, workspace: str, query: Query[NoticeQuery]) -> Any:  # noqa: ARG001
    """List what the caller was told."""
    return paged(request, notices(str), notices_of(request.member), query)


@router.get("/{workspace}/notices/unread", response=UnreadCount)
@allowed(Action.VIEW)
def count_unread(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Count what the caller was told and has not read: cheap enough to be asked often."""
    return {"unread": unread(request.member).count()}


@router.post("/{workspace}/notices/read", response=UnreadCount)
@allowed(Action.VIEW)
def read_all(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Note that the caller has read all of them."""
    read_notices(member=request.member, now=timezone.now())
    return {"unread": unread(request.member).count()}


@router.post("/{workspace}/notices/{notice}/read", response=UnreadCount)
@allowed(Action.VIEW)
def read_one(request: HttpRequest, workspace: str, notice: int) -> Any:  # noqa: ARG001
    """Note that the caller has read one of them."""
    found = get_object_or_404(notices_of(request.member), pk=notice)
    read_notices(member=request.member, key=found.pk, now=timezone.now())
    return {"unread": unread(request.member).count()}
