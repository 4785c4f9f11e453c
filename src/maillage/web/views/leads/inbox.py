"""The inbox of leads: what is due first, first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maillage.domain.leads.inbox import everything, inbox
from maillage.interfaces.forms.leads.acting import ContactForm, RefuseForm
from maillage.interfaces.lists.lead_inbox import inbox as listing
from maillage.models import Rep
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.views.leads.live import live_context
from maillage.web.views.leads.page import rights


@needs(Action.VIEW)
def leads(request: HttpRequest) -> HttpResponse:
    """List leads to be worked on: a rep's own unless asked otherwise."""
    own = request.member.rep
    rows = everything() if request.GET.get("life") else inbox()
    if own and not request.GET.get("owner"):
        rows = rows.filter(owner=own)
    now = timezone.now()
    return show_list(
        request,
        listing(
            lambda row: address(request, "lead", pk=row.pk),
            now,
            own=own,
            can=lambda row: rights(request, row),
            account=request.GET.get("account", ""),
        ),
        rows,
        "maillage/leads/inbox.html",
        header={
            "title": _("Lead inbox"),
            "lead": _("What is due first comes first. The page follows by itself."),
        },
        now=now,
        forms={"contact": ContactForm(), "refuse": RefuseForm()},
        **live_context(request, heard(request, own)),
    )


def heard(request: HttpRequest, own: Rep | None) -> Rep | None:
    """The rep whose leads are looked at, None for those of all."""
    asked = request.GET.get("owner", "")
    return Rep.objects.filter(external_id=asked).first() if asked else own
