"""Tells pages of leads when to look again, as server-sent events."""

from __future__ import annotations

from typing import Any, Final
from weakref import finalize

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from maillage.domain.leads.news import EVERYBODY, Marks, marks_now, of_member, of_rep
from maillage.models import Rep
from maillage.permissions import Action
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.live import Listener, told
from maillage.web.seats import SEATS

STREAM: Final = "text/event-stream"
"""Also of a refusal: by it the page knows that it is to come back."""


def live_context(request: HttpRequest, rep: Rep | None = None) -> dict[str, Any]:
    """Give a page the address at which it hears of what happens after it was made.

    With ``rep`` it hears of that rep's leads, otherwise of all; always of its reader's notices.
    """
    query = {"since": str(marks_now()), "rep": rep.pk if rep else ""}
    return {"live": address(request, "leads_live", query)}


@require_GET
@needs(Action.VIEW)
def leads_live(request: HttpRequest) -> HttpResponseBase:
    """Tell live that something is new, until the reader signs out or their role changes.

    Where too many listen already, a page is asked to come back: it does so by itself, less and less
    often, at least each minute.
    """
    seat = SEATS.take(request.member.pk)
    if seat is None:
        return HttpResponse(
            status=503,
            content_type=STREAM,
            headers={"Retry-After": "60", "Cache-Control": "no-cache"},
        )
    rep = request.GET.get("rep", "")
    whose = of_rep(rep) if rep else EVERYBODY
    marks = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    listener = Listener(
        request.member.pk,
        request.member.role,
        request.session.session_key or "",
        frozenset({whose, of_member(request.member.pk)}),
        Marks.read(marks),
    )
    answer = StreamingHttpResponse(
        told(request.member.workspace, listener, seat), content_type=STREAM
    )
    finalize(answer, seat.leave)  # who goes before the first word is never listened to
    answer["Cache-Control"] = "no-cache"
    answer["X-Accel-Buffering"] = "no"
    return answer
