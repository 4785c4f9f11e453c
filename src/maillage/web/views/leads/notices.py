"""What the reader was told in the application."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.domain.leads.notices import notices_of, read_notices
from maillage.interfaces.lists.notices import notices as listing
from maillage.models import Notice
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.views.leads.live import live_context


@needs(Action.VIEW)
def notices(request: HttpRequest) -> HttpResponse:
    """List what the reader was told, the latest first."""
    return show_list(
        request,
        listing(lambda row: where(request, row)),
        notices_of(request.member),
        "maillage/leads/notices.html",
        header={
            "title": _("Notices"),
            "lead": _("What you were told. What tells of a lead is read when you open it."),
        },
        **live_context(request),
    )


def where(request: HttpRequest, notice: Notice) -> str:
    """Give the address a notice leads to, empty where there is none."""
    return f"/{request.member.workspace.slug}/{notice.path.lstrip('/')}" if notice.path else ""


@require_POST
@needs(Action.VIEW)
def notice_read(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Note that one is read, and go where it leads."""
    found = get_object_or_404(notices_of(request.member), pk=pk)
    read_notices(member=request.member, key=found.pk, now=timezone.now())
    return redirect(where(request, found) or address(request, "notices"))


@require_POST
@needs(Action.VIEW)
def notices_read(request: HttpRequest) -> HttpResponseBase:
    """Note that all are read."""
    count = read_notices(member=request.member, now=timezone.now())
    messages.success(request, _("Notices read: %(count)d.") % {"count": count})
    return redirect(address(request, "notices"))
