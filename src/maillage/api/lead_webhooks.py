"""Webhooks in: events told by systems that sign what they send, each in its own form."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from ninja.errors import HttpError

from maillage.api.lead_events import body_of, kept, may_send
from maillage.domain.leads.signing import signed_by_hubspot
from maillage.domain.leads.sources import source_by_key, source_by_token
from maillage.domain.programs.webhooks import verified
from maillage.errors import PermissionDeniedError
from maillage.interfaces.importers.leads.hubspot import read_hubspot
from maillage.interfaces.importers.leads.salesforce import (
    ACK,
    read_outbound,
    same_organisation,
)
from maillage.interfaces.importers.leads.told import read_told
from maillage.models import LeadSource, SourceKind
from maillage.texts import _

router = Router(tags=["leads"])


class Taken(Schema):
    """How many events were new, how many known, and how many tell of nothing leads are made of."""

    new: int
    known: int
    ignored: int


@router.post(
    "/{workspace}/lead-webhooks/{source}",
    response={200: Taken, 202: Taken},
    auth=None,
    throttle=[],
)
def take(request: HttpRequest, workspace: str, source: str) -> HttpResponse:
    """Take events of a HubSpot app, of Salesforce, or of a system that signs as Maillage does.

    HubSpot signs with ``X-HubSpot-Signature-v3``. Salesforce sends the token of the source in the
    address (``?token=…``) and its organisation in the message. All others send
    ``Maillage-Signature: t=<seconds>,v1=<hex HMAC-SHA256 of "seconds.body">``. What was signed
    more than 300 seconds ago, or from now, is refused; what comes twice counts once.
    """
    found = source_by_key(workspace=workspace, key=source)
    body = body_of(request)
    if found is None or found.kind not in TAKES or not PROVES[found.kind](request, found, body):
        raise HttpError(HTTPStatus.UNAUTHORIZED, _("The signature is not that of a source."))
    return TAKES[found.kind](may_send(found, workspace), body)


def by_hubspot(request: HttpRequest, source: LeadSource, body: bytes) -> bool:
    """Whether HubSpot sent it, to the address we are known by or to the one it was sent to."""
    path = request.get_full_path()
    return signed_by_hubspot(
        secret=source.secret,
        uris=dict.fromkeys((f"{settings.ADDRESS}{path}", request.build_absolute_uri(path))),
        body=body,
        timestamp=request.headers.get("X-HubSpot-Request-Timestamp", ""),
        signature=request.headers.get("X-HubSpot-Signature-v3", ""),
        now=timezone.now(),
    )


def by_salesforce(request: HttpRequest, source: LeadSource, body: bytes) -> bool:  # noqa: ARG001
    """Whether the address has the token of the source."""
    found = source_by_token(request.GET.get("token", ""))
    return found is not None and found.pk == source.pk


def by_hmac(request: HttpRequest, source: LeadSource, body: bytes) -> bool:
    """Whether it is signed as what we send ourselves."""
    header = request.headers.get("Maillage-Signature", "")
    return verified(source.secret, body, header, now=timezone.now())


def from_hubspot(source: LeadSource, body: bytes) -> HttpResponse:
    """Keep what HubSpot tells."""
    events, ignored = read_hubspot(body)
    return kept(source, events, ignored=ignored)


def from_salesforce(source: LeadSource, body: bytes) -> HttpResponse:
    """Keep what Salesforce tells, and acknowledge it as Salesforce wants it.

    Raises
    ------
    PermissionDeniedError
        If another organisation sends it.
    """
    message = read_outbound(body, timezone.now())
    if not same_organisation(source.settings["organisation"], message.organisation):
        raise PermissionDeniedError(
            _("This message is of another organisation."),
            remedy=_("Make a source for each organisation."),
        )
    kept(source, message.events, ignored=message.ignored)
    return HttpResponse(ACK, content_type="text/xml; charset=utf-8")


def from_hmac(source: LeadSource, body: bytes) -> HttpResponse:
    """Keep one event, or those of a batch."""
    return kept(source, read_told(body), ignored=0)


PROVES: Final[dict[str, Callable[[HttpRequest, LeadSource, bytes], bool]]] = {
    SourceKind.HUBSPOT: by_hubspot,
    SourceKind.SALESFORCE: by_salesforce,
    SourceKind.HMAC: by_hmac,
}
TAKES: Final[dict[str, Callable[[LeadSource, bytes], HttpResponse]]] = {
    SourceKind.HUBSPOT: from_hubspot,
    SourceKind.SALESFORCE: from_salesforce,
    SourceKind.HMAC: from_hmac,
}
