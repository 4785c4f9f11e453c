"""The ideal customer profile: versions, the editor with its count, signatures, accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.core.accounts.icp.criteria import Icp, read_icp
from maillage.core.accounts.icp.fit import Answer
from maillage.core.accounts.icp.presets import PRESETS
from maillage.domain.accounts.icp.activity import activity_on_icp
from maillage.domain.accounts.icp.matching import count_fits, fit_rows
from maillage.domain.accounts.icp.versions import (
    change_icp,
    checked,
    draft_icp,
    icp_in_force,
    sign_icp,
    versions,
    withdraw_icp,
)
from maillage.domain.accounts.icp.words import answer_words, asked_words, criterion_names
from maillage.errors import InputError
from maillage.interfaces.exporters.wording import number, percent
from maillage.interfaces.forms.icp import IcpForm, fields_of
from maillage.interfaces.lists import Cell
from maillage.interfaces.lists import icp as lists
from maillage.interfaces.lists.frames import FrameRows
from maillage.models import IcpVersion
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.taking import taken

PERIOD = timedelta(days=91)


def crumbs(request: HttpRequest) -> list[dict[str, str]]:
    """The way back to the versions."""
    return [{"label": _("Ideal customer profile"), "url": address(request, "icp")}]


def called(version: IcpVersion) -> str:
    """Name a version."""
    return _("Version %(number)d") % {"number": version.number}


@needs(Action.VIEW)
def icp(request: HttpRequest) -> HttpResponse:
    """List the versions, with the share of contacts off the profile."""
    today = timezone.localdate()
    edits = may(request.member, Action.EDIT_ICP)
    actions = [{"label": _("New version"), "icon": "plus", "kind": "primary",
                "url": address(request, "icp_new")}]  # fmt: skip
    return show_list(
        request,
        lists.versions(lambda row: address(request, "icp_version", pk=row.pk), icp_in_force(today)),
        versions(),
        "maillage/accounts/icp_list.html",
        tiles=activity_tiles() if may(request.member, Action.VIEW_DRAFTS) else [],
        header={
            "title": _("Ideal customer profile"),
            "lead": _("Whom marketing and sales agreed to sell to, in versions both have signed."),
            "actions": actions if edits else [],
        },
    )


def activity_tiles() -> list[dict[str, Any]]:
    """How much of the last quarter went to accounts off the profile (C-03)."""
    today = timezone.localdate()
    found = activity_on_icp(since=today - PERIOD, until=today)
    if found.off is None or found.off_at_most is None:
        return []
    unknown = _("at most %(share)s, counting what is not known")
    return [
        {
            "label": _("Contacts off the profile, last 91 days"),
            "figure": percent(found.off),
            "unit": _("of %(count)s") % {"count": number(found.judged)},
            "note": unknown % {"share": percent(found.off_at_most)},
            "state": "warn" if found.off else "good",
        }
    ]


@needs(Action.EDIT_ICP)
def icp_new(request: HttpRequest) -> HttpResponseBase:
    """Write a version, from a preset or from the last one."""
    form = IcpForm(request.POST or None, initial=first_fields(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_icp(**form.cleaned_data, by=request.member)
        except InputError as error:
            form.add_error(None, str(error))
        else:
            return redirect(address(request, "icp_version", pk=made.pk))
    return show_editor(request, form, _("New version"), address(request, "icp"), examples=True)


def first_fields(request: HttpRequest) -> dict[str, Any]:
    """What the form of a new version begins with."""
    asked = request.GET.get("from", "")
    last = versions().first()
    if asked in PRESETS:
        return fields_of(PRESETS[asked].stored())
    return fields_of(last.criteria) if last else {"country": "US"}


@needs(Action.EDIT_ICP)
def icp_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a version nobody has signed."""
    found = get_object_or_404(versions(), pk=pk)
    initial = fields_of(found.criteria) | {"note": found.note, "wanted_on": found.wanted_on}
    form = IcpForm(request.POST or None, initial=initial)
    if request.method == "POST" and taken(form, change_icp, version=found, by=request.member):
        messages.success(request, _("Saved."))
        return redirect(address(request, "icp_version", pk=pk))
    return show_editor(request, form, called(found), address(request, "icp_version", pk=pk))


def show_editor(
    request: HttpRequest, form: IcpForm, title: str, back: str, *, examples: bool = False
) -> HttpResponse:
    """Show the form, with the count of matching accounts that follows it."""
    names = {
        "tech": _("Technology: Bay Area, Seattle"),
        "finance": _("Finance: New York"),
        "health": _("Health: Boston, Houston"),
        "industry": _("Industry: Midwest"),
    }
    context = {
        "form": form,
        "sections": form.sections(),
        "examples": names.items() if examples else (),
        "back": back,
        "header": {"title": title, "crumbs": crumbs(request)},
    }
    status = 422 if form.errors else 200
    return render(request, "maillage/accounts/icp_form.html", context, status=status)


@require_POST
@needs(Action.EDIT_ICP)
def icp_count(request: HttpRequest) -> HttpResponse:
    """Count the accounts that fit what stands in the form; nothing is written."""
    form = IcpForm(request.POST)
    context: dict[str, Any] = {}
    try:
        if form.is_valid():
            wanted = checked(form.cleaned_data["criteria"])
            context = {"table": count_table(wanted, lambda _criterion, _answer: "")}
        else:
            context = {"problem": _("Fill in the fields with a star to see who fits.")}
    except InputError as error:
        context = {"problem": str(error)}
    return render(request, "maillage/accounts/icp_form.html#count", context)


def count_table(wanted: Icp, link: Any) -> dict[str, Any]:
    """How many accounts fit, criterion by criterion; ``link`` opens the rows of a count."""
    found, words, names = count_fits(wanted), answer_words(), criterion_names()
    asked = asked_words(wanted)
    lines = [("fit", _("All criteria"), "", found.all)]
    lines += [(each, names[each], asked[each], found.criteria[each]) for each in wanted.asked]
    return {
        "id": "counts",
        "caption": _("Accounts by how they fit"),
        "columns": [
            {"label": _("Criterion")},
            {"label": _("Asked")},
            *({"label": words[answer], "number": True} for answer in Answer),
        ],
        "rows": [
            {
                "key": key,
                "cells": [
                    Cell(label),
                    Cell(text),
                    *(
                        Cell(number(counts[answer]), url=link(key, answer), number=True)
                        for answer in Answer
                    ),
                ],
            }
            for key, label, text, counts in lines
        ],
    }


@needs(Action.VIEW)
def icp_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version: what it asks, how many accounts fit, who has signed."""
    found = get_object_or_404(versions(), pk=pk)
    signed = list(found.signatures.all())

    def rows_of(key: str, answer: Answer) -> str:
        return address(request, "icp_accounts", {key: answer.value}, pk=pk)

    edits = may(request.member, Action.EDIT_ICP)
    begun = found.in_force_from is not None
    context = {
        "version": found,
        "badge": lists.state(found, icp_in_force(timezone.localdate())),
        "table": count_table(read_icp(found.criteria), rows_of),
        "signed": signed,
        "signs": not begun and may(request.member, Action.SIGN_ICP),
        "withdraws": edits and not begun,
        "header": {
            "title": called(found),
            "crumbs": crumbs(request),
            "actions": edit_actions(request, found) if edits and not signed else [],
        },
    }
    return render(request, "maillage/accounts/icp.html", context)


def edit_actions(request: HttpRequest, found: IcpVersion) -> list[dict[str, str]]:
    """What may be done with a version nobody has signed."""
    there = address(request, "icp_edit", pk=found.pk)
    return [{"label": _("Change"), "icon": "pencil", "url": there}]


@require_POST
@needs(Action.SIGN_ICP)
def icp_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a version for one's team."""
    found = get_object_or_404(versions(), pk=pk)
    sign_icp(version=found, seen=request.POST.get("seen", ""), by=request.member)
    messages.success(request, _("Signed."))
    return redirect(address(request, "icp_version", pk=pk))


@require_POST
@needs(Action.EDIT_ICP)
def icp_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a version that is not in force."""
    withdraw_icp(version=get_object_or_404(versions(), pk=pk), by=request.member)
    messages.success(request, _("The version is withdrawn."))
    return redirect(address(request, "icp"))


@needs(Action.VIEW)
def icp_accounts(request: HttpRequest, pk: int) -> HttpResponse:
    """List the accounts by how they fit a version."""
    found = get_object_or_404(versions(), pk=pk)
    wanted = read_icp(found.criteria)
    back = {"label": called(found), "url": address(request, "icp_version", pk=pk)}
    return show_list(
        request,
        lists.fitting(lambda row: address(request, "account", pk=row.pk), wanted),
        FrameRows(fit_rows(wanted)),
        "maillage/list.html",
        header={
            "title": _("Accounts and the ideal customer profile"),
            "crumbs": [*crumbs(request), back],
        },
    )
