"""Events in: told by programs that hold the token of a source, one or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django_scopes import scope
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer

from maillage.domain.leads.events import NewEvent, record
from maillage.domain.leads.sources import source_by_token
from maillage.errors import PermissionDeniedError
from maillage.interfaces.importers.leads.told import (
    ToldEvent,
    ToldEvents,
    read_batch,
    read_event,
)
from maillage.models import LeadSource, SourceKind
from maillage.texts import _

router = Router(tags=["leads"])
MOST_BYTES: Final = 5 * 2**20


class Kept(Schema):
    """How many of the events told were new, and how many were known already."""

    new: int
    known: int


class SourceToken(HttpBearer):
    """``Authorization: Bearer mls_…``: the token of a source of events."""

    def authenticate(self, request: HttpRequest, token: str) -> LeadSource:  # noqa: ARG002
        """Accept the token of a source.

        Raises
        ------
        HttpError
            If it is none.
        """
        source = source_by_token(token.strip())
        if source is None or source.kind != SourceKind.REST:
            raise HttpError(HTTPStatus.UNAUTHORIZED, _("This is no token of a source of events."))
        return source


def described(schema: type[Any]) -> dict[str, Any]:
    """Describe what an operation reads by itself."""
    content = {"application/json": {"schema": schema.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}


KEPT: Final = {200: Kept, 202: Kept}


@router.post(
    "/{workspace}/lead-events",
    response=KEPT,
    auth=SourceToken(),
    throttle=[],
    openapi_extra=described(ToldEvent),
)
def tell(request: HttpRequest, workspace: str) -> HttpResponse:
    """Tell one event of a lead, a contact or a company: 202 where it is new, 200 where known.

    Its key, or the header ``Idempotency-Key`` where it has none, makes it count once however often
    it is sent. It is stored before this answers.
    """
    source = may_send(request.auth, workspace)
    key = request.headers.get("Idempotency-Key", "")
    return kept(source, [read_event(body_of(request), key=key)])


@router.post(
    "/{workspace}/lead-events/batch",
    response=KEPT,
    auth=SourceToken(),
    throttle=[],
    openapi_extra=described(ToldEvents),
)
def tell_many(request: HttpRequest, workspace: str) -> HttpResponse:
    """Tell up to 1,000 events, of which all are stored before this answers, or none.

    200 where none of them is new. What is wrong is told by the rows, from 1.
    """
    source = may_send(request.auth, workspace)
    return kept(source, read_batch(body_of(request)))


def may_send(source: LeadSource, workspace: str) -> LeadSource:
    """Let a source send to its workspace while it is switched on.

    Raises
    ------
    HttpError
        If it is that of another workspace.
    PermissionDeniedError
        If it is switched off.
    """
    if source.workspace.slug != workspace:
        raise HttpError(HTTPStatus.NOT_FOUND, _("There is no such thing here."))
    if not source.active:
        raise PermissionDeniedError(
            _("The source %(name)s is switched off.") % {"name": source.name},
            remedy=_("Ask sales operations to switch it on."),
        )
    return source


def body_of(request: HttpRequest) -> bytes:
    """Read what was sent, unless it is too much.

    Raises
    ------
    HttpError
        If it is more than 5 MB.
    """
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdecimal() or int(told[:12]) > MOST_BYTES:
        raise too_much()
    found: bytes = request.read(MOST_BYTES + 1)
    if len(found) > MOST_BYTES:
        raise too_much()
    return found


def too_much() -> HttpError:
    """Make the error for a body that is too large."""
    text = _("More than %(most)d MB were sent: send fewer events at once.")
    return HttpError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text % {"most": MOST_BYTES // 2**20})


def kept(source: LeadSource, events: Sequence[NewEvent], **more: int) -> HttpResponse:
    """Keep events, and say how many were new; ``more`` is said too."""
    with scope(workspace=source.workspace):
        found = record(source=source, events=events, now=timezone.now())
    status = HTTPStatus.ACCEPTED if found.new else HTTPStatus.OK
    return JsonResponse({"new": found.new, "known": found.known} | more, status=status)
