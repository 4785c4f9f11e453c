"""Accounts that may be there twice: looked at side by side, merged, and separated again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from maillage.core.accounts.duplicates.splinking import is_installed
from maillage.core.accounts.duplicates.wording import evidence
from maillage.domain.accounts.duplicates.finding import (
    look_for_duplicates,
    pairs_to_review,
    refuse_pair,
    reopen_pair,
    surest,
)
from maillage.domain.accounts.duplicates.merging import (
    fuller_first,
    merge_accounts,
    merge_sure,
    undo_merge,
)
from maillage.errors import ConflictError, InputError
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.lists import duplicates as lists
from maillage.models import DuplicatePair, Job, Merge, PairState
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list

AT_ONCE = 200
"""Pairs merged by one press of a button; the page answers within seconds."""


@needs(Action.EDIT_ACCOUNTS)
def duplicates(request: HttpRequest) -> HttpResponse:
    """List the pairs to be looked at, the surest first."""
    listing = lists.pairs(lambda row: address(request, "duplicate", pk=row.pk))
    sure = surest(pairs_to_review()).count()
    header = {
        "title": _("Duplicates"),
        "lead": _("Accounts that may be there twice. Nothing is merged unless somebody says so."),
        "actions": [
            {"label": _("Merged accounts"), "icon": "history", "url": address(request, "merges")},
            *splink_action(request),
            {"label": _("Compare all accounts"), "icon": "search", "kind": "primary",
             "post": address(request, "duplicates_find")},
        ],
    }  # fmt: skip
    return show_list(
        request,
        listing,
        lists.listed(request.GET.get("state", "")),
        "maillage/accounts/duplicates.html",
        header=header,
        sure=min(sure, AT_ONCE),
        tabs=cleaning_tabs(request, "duplicates"),
    )


def splink_action(request: HttpRequest) -> list[dict[str, Any]]:
    """The button that compares with Splink, where it is installed."""
    there = address(request, "duplicates_find", {"with": "splink"})
    button = {"label": _("Compare with Splink"), "icon": "search", "post": there}
    return [button] if is_installed() else []


def cleaning_tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The lists by which accounts are kept clean."""
    labels = {
        "duplicates": _("Duplicates"),
        "addresses": _("Addresses"),
        "sites": _("Parents and sites"),
    }
    return [
        {"label": label, "url": address(request, name), "current": name == current}
        for name, label in labels.items()
    ]


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def duplicates_find(request: HttpRequest) -> HttpResponse:
    """Compare all accounts: at once, or in the background where they are many."""
    found = look_for_duplicates(by=request.member, splink=request.GET.get("with") == "splink")
    if isinstance(found, Job):
        return redirect(address(request, "job", pk=found.pk))
    text = _("Compared: %(accounts)s accounts. To be looked at: %(pairs)s pairs.")
    counts = {"accounts": number(found.accounts), "pairs": number(found.pairs)}
    messages.success(request, text % counts)
    return redirect(address(request, "duplicates"))


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def duplicates_merge(request: HttpRequest) -> HttpResponse:
    """Merge the pairs that are nearly certain."""
    done = merge_sure(pairs=list(surest(pairs_to_review())[:AT_ONCE]), by=request.member)
    text = _("%(count)s accounts merged.")
    messages.success(request, text % {"count": number(len(done))})
    return redirect(address(request, "duplicates"))


@needs(Action.EDIT_ACCOUNTS)
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the two accounts of a pair side by side."""
    pairs = DuplicatePair.objects.select_related("first", "second", "first__parent")
    found = get_object_or_404(pairs, pk=pk)
    kept, _gone = fuller_first(found.first, found.second)
    context = {
        "pair": found,
        "kept": kept,
        "evidence": evidence(found.levels),
        "fields": lists.side_by_side(found.first, found.second),
        "open": found.state == PairState.OPEN,
        "last": Merge.objects.filter(undone_at=None, by=str(request.member)).defer("steps").first(),
        "header": {
            "title": _("One account or two?"),
            "lead": _("Grade: %(grade)s") % {"grade": lists.graded(found.grade)},
            "crumbs": [crumb(request)],
        },
    }
    return render(request, "maillage/accounts/duplicate.html", context)


def crumb(request: HttpRequest) -> dict[str, Any]:
    """The way back to the list."""
    return {"label": _("Duplicates"), "url": address(request, "duplicates")}


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def duplicate_merge(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Merge the two accounts of a pair."""
    found = get_object_or_404(pairs_to_review(), pk=pk)
    sides = [found.first, found.second]
    if request.POST.get("keep") == "second":
        sides.reverse()
    try:
        made = merge_accounts(
            kept=sides[0],
            gone=sides[1],
            take=request.POST.getlist("take"),
            grade=found.grade,
            by=request.member,
        )
    except (InputError, ConflictError) as error:
        messages.error(request, str(error))
        return redirect(address(request, "duplicate", pk=pk))
    text = _("%(gone)s is part of %(kept)s now.")
    messages.success(request, text % {"gone": made.gone_code, "kept": made.kept_code})
    return following(request)


def following(request: HttpRequest) -> HttpResponse:
    """Lead to the next pair to be looked at, or to the list."""
    pair = pairs_to_review().first()
    if pair is None:
        return redirect(address(request, "duplicates"))
    return redirect(address(request, "duplicate", pk=pair.pk))


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def duplicate_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember that two accounts are not one."""
    refuse_pair(pair=get_object_or_404(DuplicatePair.objects.all(), pk=pk), by=request.member)
    messages.success(request, _("Remembered: nobody is asked about them again."))
    return following(request)


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def duplicate_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask about two accounts again."""
    reopen_pair(pair=get_object_or_404(DuplicatePair.objects.all(), pk=pk), by=request.member)
    return redirect(address(request, "duplicate", pk=pk))


@needs(Action.EDIT_ACCOUNTS)
def merges(request: HttpRequest) -> HttpResponse:
    """List what was merged."""
    listing = lists.merges(lambda row: address(request, "merge", pk=row.pk))
    header = {
        "title": _("Merged accounts"),
        "lead": _("Each can be separated again, exactly as the two were."),
        "crumbs": [crumb(request)],
    }
    rows = Merge.objects.defer("steps")
    return show_list(request, listing, rows, "maillage/list.html", header=header)


@needs(Action.EDIT_ACCOUNTS)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a merge, and what undoing it would bring back."""
    found = get_object_or_404(Merge.objects.all(), pk=pk)
    undone = found.undone_at is not None
    header = {
        "title": found.name,
        "crumbs": [
            crumb(request),
            {"label": _("Merged accounts"), "url": address(request, "merges")},
        ],
        "actions": [] if undone else [{"label": _("Undo"), "icon": "undo-2", "opens": "undo"}],
    }
    context = {"merge": found, "header": header, "rows": len(found.steps)}
    return render(request, "maillage/accounts/merge.html", context)


@require_POST
@needs(Action.EDIT_ACCOUNTS)
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Separate merged accounts, exactly as they were."""
    found = get_object_or_404(Merge.objects.all(), pk=pk)
    try:
        undo_merge(merge=found, by=request.member)
    except ConflictError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Undone: both accounts are as they were."))
    return redirect(address(request, "merge", pk=pk))
