"""What is said of scenarios."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.api.scenarios import seen
from maillage.domain.territories.comments import add_comment, comments_on, settle_comment
from maillage.interfaces.lists import scenarios as lists
from maillage.permissions import Action

router = Router(tags=["scenarios"])


class NewComment(Schema):
    """Something said about a scenario, a territory, an account or a move."""

    text: str = Field(min_length=1, max_length=4_000)
    subject: Literal["scenario", "territory", "account", "move"] = "scenario"
    reference: str = Field("", max_length=100)


class CommentRow(Schema):
    """A comment."""

    id: int = Field(alias="pk")
    subject: str
    reference: str
    text: str
    by: str
    at: datetime
    settled_at: datetime | None

    @staticmethod
    def resolve_by(row: Any) -> str:
        """Name who said it."""
        return str(row.by)


class CommentPage(Page):
    """A page of comments."""

    items: list[CommentRow]


class CommentQuery(ListQuery):
    """Which comments."""

    state: Literal["", "open", "settled"] = ""
    subject: Literal["", "scenario", "territory", "account", "move"] = ""
    reference: str = Field("", max_length=100, description="Of one part, with its subject.")


@router.get("/{workspace}/scenarios/{int:scenario}/comments", response=CommentPage)
@allowed(Action.VIEW)
def list_comments(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    scenario: int,
    query: Query[CommentQuery],
) -> Any:
    """List what was said about a scenario, the newest first."""
    rows = comments_on(scenario=seen(request, scenario))
    if query.reference:
        rows = rows.filter(reference=query.reference)
    return paged(request, lists.comments(str, str, []), rows, query)


@router.post("/{workspace}/scenarios/{int:scenario}/comments", response={201: CommentRow})
@allowed(Action.COMMENT)
def comment(request: HttpRequest, workspace: str, scenario: int, comment: NewComment) -> Any:  # noqa: ARG001
    """Say something about a scenario, a territory, an account or a move."""
    made = add_comment(
        scenario=seen(request, scenario),
        text=comment.text,
        subject=comment.subject,
        reference=comment.reference,
        by=request.member,
    )
    return Status(201, made)


@router.post(
    "/{workspace}/scenarios/{int:scenario}/comments/{int:comment}/settle", response=CommentRow
)
@allowed(Action.COMMENT)
def settle(request: HttpRequest, workspace: str, scenario: int, comment: int) -> Any:  # noqa: ARG001
    """Settle a comment; one that is settled is open again."""
    found = get_object_or_404(comments_on(scenario=seen(request, scenario)), pk=comment)
    return settle_comment(comment=found, by=request.member)
