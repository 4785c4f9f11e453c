"""Several accounts at once: given, or with an additional role; what was given, and back again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.domain.accounts.giving import give_selected
from maillage.domain.accounts.overlays import add_overlay, end_overlay
from maillage.domain.accounts.transfers import (
    Change,
    Gift,
    preview,
    undo_transfer,
    undone_by,
)
from maillage.errors import InputError
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.forms.ownership import GiveSelectedForm, OverlayForm
from maillage.interfaces.lists import ownership as lists
from maillage.interfaces.lists.columns import Cell, written
from maillage.interfaces.lists.listing import ROWS
from maillage.models import Account, Overlay, Rep, Transfer
from maillage.permissions import Action, may, require
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.selection import begun, crumb, keys, show_form
from maillage.web.views.jobs import after_giving


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def accounts_selected(request: HttpRequest) -> HttpResponseBase:
    """Begin what a person does with the accounts selected in a list."""
    start = begun(request)
    if start is None:
        messages.warning(request, _("Select accounts first."))
        return redirect(address(request, "accounts"))
    kinds: dict[str, tuple[Any, Callable[..., HttpResponse]]] = {
        "give": (GiveSelectedForm, show_give),
        "overlay": (OverlayForm, show_overlay),
    }
    form, show = kinds.get(request.POST.get("do", ""), kinds["give"])
    return show(request, form(initial=start))


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def accounts_give(request: HttpRequest) -> HttpResponseBase:
    """Show what giving the selected accounts would do; when confirmed, do it."""
    form = GiveSelectedForm(request.POST)
    if not form.is_valid():
        return show_give(request, form)
    asked = form.cleaned_data
    gifts = [
        Gift(
            account.pk,
            asked["rep"].pk if asked["rep"] else None,
            asked["reason"],
            asked["named"] and asked["rep"] is not None,
        )
        for account in asked["accounts"]
    ]
    try:
        if "confirmed" not in request.POST:
            changes = preview(gifts=gifts, starts_on=asked["starts_on"])
            return show_give(request, form, changes)
        title = _("%(reason)s (to %(rep)s)")
        done = give_selected(
            gifts=gifts,
            starts_on=asked["starts_on"],
            title=title % {"reason": asked["reason"], "rep": asked["rep"] or _("nobody")},
            by=request.member,
        )
    except InputError as error:
        form.add_error(None, str(error))
        return show_give(request, form)
    return after_giving(request, done)


def show_give(
    request: HttpRequest, form: GiveSelectedForm, changes: list[Change] | None = None
) -> HttpResponse:
    """Show the form that gives accounts, and what it would do."""
    context = {
        "header": {"title": _("Give the selected accounts"), "crumbs": [crumb(request)]},
        "action": address(request, "accounts_give"),
        "submit": _("Preview"),
        "changes": changes,
        "table": None if changes is None else changed(request, changes),
    }
    return show_form(request, form, context)


def changed(request: HttpRequest, changes: list[Change]) -> dict[str, Any]:
    """Give a table of what would change: each account, or where there are many, from whom."""
    accounts = Account.objects.in_bulk([each.gift.account for each in changes])
    names = dict(Rep.objects.values_list("pk", "name"))
    one_by_one = len(changes) <= ROWS
    rows = (each_account if one_by_one else each_owner)(request, changes, accounts, names)
    total = sum(found.potential or 0.0 for found in accounts.values())
    return {
        "id": "changes",
        "caption": _("What would change"),
        "columns": [
            {"label": _("Account") if one_by_one else _("Accounts")},
            {"label": _("Potential"), "number": True},
            {"label": _("From")},
            {"label": _("To")},
        ],
        "rows": rows,
        "totals": [number(len(changes)), number(total), "", ""],
        "empty": {"title": _("Nothing would change: it is so on that day.")},
    }


def each_account(
    request: HttpRequest,
    changes: list[Change],
    accounts: dict[int, Account],
    names: dict[int, str],
) -> list[dict[str, Any]]:
    """Give a row for every account that changes owner."""
    return [
        {
            "key": change.gift.account,
            "cells": [
                Cell(
                    accounts[change.gift.account].name,
                    url=address(request, "account", pk=change.gift.account),
                ),
                Cell(written(accounts[change.gift.account].potential), number=True),
                *from_and_to(change, names),
            ],
        }
        for change in changes
    ]


def each_owner(
    request: HttpRequest,  # noqa: ARG001 (as each_account)
    changes: list[Change],
    accounts: dict[int, Account],
    names: dict[int, str],
) -> list[dict[str, Any]]:
    """Give a row for every owner of today, with how many accounts they give and what these hold."""
    given: dict[int | None, list[Change]] = {}
    for change in changes:
        given.setdefault(change.was, []).append(change)
    worth = {
        was: sum(accounts[each.gift.account].potential or 0.0 for each in some)
        for was, some in given.items()
    }
    return [
        {
            "key": was or 0,
            "cells": [
                Cell(number(len(given[was]))),
                Cell(number(worth[was]), number=True),
                *from_and_to(given[was][0], names),
            ],
        }
        for was in sorted(given, key=lambda was: -worth[was])
    ]


def from_and_to(change: Change, names: dict[int, str]) -> list[Cell]:
    """Name the owner of today and the one to come."""
    return [Cell(names.get(rep, _("nobody"))) for rep in (change.was, change.gift.rep)]


@needs(Action.EDIT_ACCOUNTS)
def accounts_overlay(request: HttpRequest) -> HttpResponseBase:
    """Give a rep an additional role on accounts."""
    if request.method != "POST":
        rows = Account.objects.filter(pk__in=keys(request.GET.getlist("row")))
        return show_overlay(request, OverlayForm(initial={"row": list(rows)}))
    form = OverlayForm(request.POST)
    if form.is_valid():
        asked = dict(form.cleaned_data)
        accounts = asked.pop("accounts")
        for name in ("row", "matching", "seen"):
            del asked[name]
        try:
            add_overlay(accounts=accounts, **asked, by=request.member)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(after_overlay(request, accounts))
    return show_overlay(request, form)


def after_overlay(request: HttpRequest, accounts: list[Account]) -> str:
    """Where a person goes on: to the account, or to the list where there are several."""
    if len(accounts) == 1:
        return address(request, "account", pk=accounts[0].pk)
    return address(request, "accounts")


def show_overlay(request: HttpRequest, form: OverlayForm) -> HttpResponse:
    """Show the form that gives an additional role."""
    context = {
        "header": {
            "title": _("Add somebody who works on it"),
            "lead": _("The owner stays the one who answers for the account."),
            "crumbs": [crumb(request)],
        },
        "action": address(request, "accounts_overlay"),
        "submit": _("Add"),
    }
    return show_form(request, form, context)


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def overlay_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an additional role today."""
    found = get_object_or_404(Overlay.objects.all(), pk=pk)
    end_overlay(overlay=found, on=timezone.localdate(), by=request.member)
    messages.success(request, _("Saved."))
    return redirect(address(request, "account", pk=found.account_id))


@needs(Action.VIEW_DRAFTS)
def transfers(request: HttpRequest) -> HttpResponse:
    """List what was given at once."""
    listing = lists.transfers(lambda row: address(request, "transfer", pk=row.pk))
    header = {
        "title": _("Transfers"),
        "lead": _("Accounts given at once, by rules or by hand; each can be undone as a whole."),
    }
    return show_list(request, listing, Transfer.objects.all(), "maillage/list.html", header=header)


@needs(Action.VIEW_DRAFTS)
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the accounts of a transfer."""
    found = get_object_or_404(Transfer.objects.all(), pk=pk)
    listing = lists.transferred(lambda row: address(request, "account", pk=row.account_id))
    undoes = found.undone_at is None and may(request.member, undone_by(found))
    facts = _("From %(day)s on, by %(person)s")
    header = {
        "title": found.title,
        "lead": facts % {"day": written(found.starts_on), "person": found.made_by},
        "crumbs": [{"label": _("Transfers"), "url": address(request, "transfers")}],
        "actions": [{"label": _("Undo"), "icon": "undo-2", "opens": "undo"}] if undoes else [],
    }
    rows = found.accounts.select_related("account", "from_rep", "to_rep")
    return show_list(
        request, listing, rows, "maillage/ownership/transfer.html", header=header, found=found
    )


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def transfer_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the accounts of a transfer back."""
    found = get_object_or_404(Transfer.objects.all(), pk=pk)
    require(request.member, undone_by(found))
    undo_transfer(transfer=found, by=request.member)
    messages.success(request, _("Undone: every account is as it was."))
    return redirect(address(request, "transfer", pk=pk))
