"""Accounts selected in a list: those ticked, or all that match what the list was asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from maillage.interfaces.forms.ownership import LONGEST_ASKED, LONGEST_KEY, SelectionForm
from maillage.interfaces.lists.accounts import matching
from maillage.models import Account, Membership
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address

NAMED = 12
"""Accounts a form names; beyond, it says how many there are."""


def bulk(request: HttpRequest) -> list[dict[str, str]]:
    """What this member can do with several accounts at once."""
    member: Membership = request.member
    choices = [
        (Action.EDIT_ACCOUNTS, {"name": "do", "value": "give", "label": _("Give to a rep"),
                                "icon": "arrow-right", "kind": "primary"}),
        (Action.EDIT_SCENARIOS, {"url": address(request, "accounts_scenario"),
                                 "label": _("Give in a scenario"), "icon": "layers"}),
        (Action.EDIT_ACCOUNTS, {"name": "do", "value": "overlay", "icon": "plus",
                                "label": _("Add somebody who works on them")}),
        *((Action.EXPORT, {"url": address(request, "accounts_export", {"format": kind}),
                           "label": kind.upper(), "icon": "download"}) for kind in ("csv", "xlsx")),
    ]  # fmt: skip
    return [each for action, each in choices if may(member, action)]


def begun(request: HttpRequest) -> dict[str, Any] | None:
    """What a form about the selection begins with, None where nothing was selected."""
    asked = request.POST.get("matching", "")[:LONGEST_ASKED]
    if asked:
        found = matching(asked, timezone.localdate())
        return {"matching": asked, "seen": found.count()}
    if not request.POST.getlist("row"):
        return None
    ticked = Account.objects.filter(pk__in=keys(request.POST.getlist("row")))
    return {"row": list(ticked)}


def keys(texts: list[str]) -> list[int]:
    """Read keys of accounts; what is none is left out."""
    return [int(text) for text in texts if text.isdecimal() and len(text) <= LONGEST_KEY]


def crumb(request: HttpRequest) -> dict[str, str]:
    """The way back to the list of accounts."""
    return {"label": _("Accounts"), "url": address(request, "accounts")}


def show_form(request: HttpRequest, form: SelectionForm, context: dict[str, Any]) -> HttpResponse:
    """Show a form about the selected accounts."""
    chosen = form.chosen
    found = {
        "form": form,
        "count": chosen.count(),
        "chosen": chosen.order_by("name", "pk")[:NAMED],
        "back": address(request, "accounts"),
    }
    status = 422 if form.errors else 200
    return render(request, "maillage/ownership/selected.html", found | context, status=status)
