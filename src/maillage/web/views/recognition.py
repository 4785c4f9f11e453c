"""The best accounts reps name, and their variable pay (N-01, N-02)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.core.plans.amounts import money
from maillage.core.reviews.pay.scheme import Kind
from maillage.core.reviews.pay.statement import Statement
from maillage.domain.reviews.pay.earning import Earned, earned, earned_by, reps_paid
from maillage.domain.reviews.pay.schemes import EXAMPLE, pay_words, scheme_in_force, write_scheme
from maillage.domain.reviews.pay.team import Cost, cost_words, team_cost
from maillage.domain.reviews.points import held_by
from maillage.domain.reviews.top_accounts import (
    agreement_words,
    name_top,
    tops_of,
    tops_shown_to,
)
from maillage.errors import InputError
from maillage.interfaces.exporters.wording import compact, number, percent
from maillage.interfaces.forms.pay import SchemeForm
from maillage.interfaces.forms.recognition import amounts_typed, entries_sent, lines_shown
from maillage.interfaces.lists import Cell
from maillage.interfaces.lists import recognition as lists
from maillage.models import PayScheme, Rep
from maillage.permissions import Action, is_own, may, reads_letter, sees_book
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.terms import changed_rows, show_terms

MOST_OFFERED = 2_000


@needs(Action.VIEW)
def top_accounts(request: HttpRequest) -> HttpResponse:
    """Show how far the ten accounts each rep named agree with those of the figures."""
    today = timezone.localdate()
    found = tops_shown_to(request.member, year=today.year, on=today)
    return show_list(
        request,
        lists.tops(lambda row: address(request, "top_list", pk=row.pk)),
        lists.tops_rows(found),
        "maillage/list.html",
        header={
            "title": _("Best accounts of the year"),
            "lead": _("Which ten accounts are the most promising this year? What reps say,"
                      " beside what the figures tell."),
        },
    )  # fmt: skip


@needs(Action.VIEW)
def top_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show both lists of a rep beside each other."""
    rep = get_object_or_404(Rep.objects.all(), pk=pk)
    if not reads_letter(request.member, rep):
        raise Http404
    return show_tops(request, rep)


def show_tops(request: HttpRequest, rep: Rep, problem: str = "") -> HttpResponse:
    """Show both lists, with the form of ten lines for the rep."""
    today = timezone.localdate()
    tops = tops_of(rep, year=today.year, on=today)
    own = is_own(request.member, rep) and may(request.member, Action.CHALLENGE)
    entries = [{"account": each.external_id, "reason": each.reason} for each in tops.named]
    lines = lines_shown(entries_sent(request.POST) if problem else entries)
    offered = held_by(rep, today).order_by("-potential", "pk")[:MOST_OFFERED] if own else []
    context = {
        "rep": rep,
        "own": own,
        "lines": lines,
        "offered": offered,
        "problem": problem,
        "tiles": tiles(tops),
        "words": agreement_words(),
        "named": places_table(request, "named", _("Named by the rep"), tops.named, tops.computed),
        "computed": places_table(
            request, "computed", _("Told by the figures"), tops.computed, tops.named
        ),
        "header": {
            "title": _("Best accounts of %(rep)s") % {"rep": rep},
            "lead": _("Which ten accounts are the most promising this year?"),
            "crumbs": [
                {"label": _("Best accounts of the year"), "url": address(request, "top_accounts")}
            ],
        },
    }
    status = 422 if problem else 200
    return render(request, "maillage/recognition/tops.html", context, status=status)


def tiles(tops: Any) -> list[dict[str, str]]:
    """How far both lists agree."""
    if tops.agreed is None:
        return []
    return [
        {"label": _("In both lists"), "figure": number(tops.agreed.common)},
        {"label": _("Overlap of the lists"), "figure": percent(tops.agreed.overlap, 0)},
        {"label": _("Rank-biased overlap"), "figure": percent(tops.agreed.rank_biased, 0)},
    ]


def places_table(
    request: HttpRequest, table: str, caption: str, places: Any, others: Any
) -> dict[str, Any]:
    """One list, each account with its place in the other."""
    elsewhere = {each.pk: place for place, each in enumerate(others, start=1)}
    heads = [_("Account"), _("Rank"), _("Place in the other list"), _("Why")]
    return {
        "id": table,
        "caption": caption,
        "columns": [{"label": head, "number": at in {1, 2}} for at, head in enumerate(heads)],
        "rows": [
            {
                "key": each.external_id,
                "cells": [
                    Cell(each.name, url=address(request, "account", pk=each.pk)),
                    Cell(number(place), number=True),
                    Cell(number(elsewhere[each.pk]) if each.pk in elsewhere else "–", number=True),
                    Cell(each.reason),
                ],
            }
            for place, each in enumerate(places, start=1)
        ],
        "empty": {"icon": "star", "title": _("Nothing is named yet.")},
    }


@require_POST
@needs(Action.CHALLENGE)
def top_name(request: HttpRequest) -> HttpResponse:
    """Keep what a rep names as their ten best accounts."""
    rep, today = request.member.rep, timezone.localdate()
    if rep is None:
        raise Http404
    try:
        name_top(
            rep=rep,
            year=today.year,
            entries=entries_sent(request.POST),
            on=today,
            by=request.member,
        )
    except InputError as error:
        return show_tops(request, rep, str(error))
    messages.success(request, _("Your best accounts are kept."))
    return redirect(address(request, "top_list", pk=rep.pk))


@needs(Action.VIEW)
def pay(request: HttpRequest) -> HttpResponse:
    """Show what reps earned since the year began, and what the team may cost."""
    today = timezone.localdate()
    stored = scheme_in_force(today)
    reps = reps_paid(request.member)
    found = earned_by(reps=reps, stored=stored, on=today)
    leads = may(request.member, Action.APPROVE)
    cost = team_cost(stored=stored, on=today) if stored and leads else None
    edits = may(request.member, Action.EDIT_RULES)
    new = {"label": _("New version of the scheme"), "icon": "plus", "kind": "primary",
           "url": address(request, "pay_new")}  # fmt: skip
    return show_list(
        request,
        lists.pay(lambda row: address(request, "pay_rep", pk=row.pk)),
        lists.pay_rows(found),
        "maillage/recognition/pay.html",
        scheme=stored,
        said=pay_words(today).splitlines(),
        cost=cost_tiles(cost) if cost else [],
        cost_words=cost_words(),
        left_out=", ".join(rep.name for rep in cost.left_out) if cost else "",
        header={
            "title": _("Variable pay"),
            "lead": _("What is earned, by which rule, and what more would bring."),
            "actions": [new] if edits else [],
        },
    )


def cost_tiles(cost: Cost) -> list[dict[str, str]]:
    """What the team may cost in a year."""
    return [
        {"label": _("Expected variable pay of the team"), "figure": compact(cost.team.mean)},
        {"label": _("Standard deviation"), "figure": compact(cost.team.deviation)},
        {"label": _("In 8 years of 10"),
         "figure": f"{compact(cost.team.low)} – {compact(cost.team.high)}"},
    ]  # fmt: skip


@needs(Action.VIEW)
def pay_rep(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a rep earned, line by line, and would earn otherwise."""
    rep = get_object_or_404(Rep.objects.all(), pk=pk)
    if not sees_book(request.member, rep):
        raise Http404
    today = timezone.localdate()
    stored = scheme_in_force(today)
    typed, problem, found = request.GET.get("deals", ""), "", None
    if stored is not None:
        try:
            found = earned(rep=rep, stored=stored, on=today, deals=amounts_typed(typed[:400]))
        except InputError as error:
            problem, found = str(error), earned(rep=rep, stored=stored, on=today)
    context = {
        "rep": rep,
        "deals": typed[:400],
        "problem": problem,
        "said": pay_words(today).splitlines(),
        "tables": tables(found) if found else [],
        "header": {
            "title": _("Variable pay of %(rep)s") % {"rep": rep},
            "lead": _("Since the year began, to the cent."),
            "crumbs": [{"label": _("Variable pay"), "url": address(request, "pay")}],
        },
    }
    return render(request, "maillage/recognition/pay_rep.html", context)


def tables(found: Earned) -> list[dict[str, Any]]:
    """What was earned, what more deals would bring, and what levels of all targets would."""
    shown = [lines_table("so_far", _("Since the year began"), found.statement)]
    if found.with_deals:
        shown.append(lines_table("with_deals", _("With these deals too"), found.with_deals))
    heads = [_("All targets reached at"), _("Variable pay"), _("With the base")]
    shown.append(
        {
            "id": "levels",
            "caption": _("What a year would bring"),
            "columns": [{"label": head, "number": at > 0} for at, head in enumerate(heads)],
            "rows": [
                {
                    "key": f"{level:g}",
                    "cells": [
                        Cell(percent(level, 0)),
                        Cell(money(each.variable), number=True),
                        Cell(money(each.total), number=True),
                    ],
                }
                for level, each in found.levels
            ],
        }
    )
    return shown


def lines_table(table: str, caption: str, found: Statement) -> dict[str, Any]:
    """A statement, line by line, with its sum."""
    heads = [_("Measure of the scheme"), _("At 100 %"), _("Paid"), _("How it is computed")]
    return {
        "id": table,
        "caption": caption,
        "columns": [{"label": head, "number": at in {1, 2}} for at, head in enumerate(heads)],
        "rows": [
            {
                "key": line.measure.name,
                "cells": [
                    Cell(line.measure.name),
                    Cell(money(line.full), number=True),
                    Cell("–" if line.paid is None else money(line.paid), number=True),
                    Cell(line.reason),
                ],
            }
            for line in found.lines
        ],
        "totals": [_("Variable pay"), "", money(found.variable), ""],
    }


@needs(Action.EDIT_RULES)
def pay_new(request: HttpRequest) -> HttpResponseBase:
    """Write a new version of the scheme of variable pay."""
    last = PayScheme.objects.first()
    begun = (last.name, last.content) if last else ("", proposed())
    form = SchemeForm(*begun, request.POST or None)
    if request.method == "POST" and not changed_rows(request) and form.valid():
        said = {name: form.head.cleaned_data[name] for name in form.head_names}
        try:
            write_scheme(**said, content=form.content(), by=request.member)
        except InputError as error:
            form.problems.append(str(error))
        else:
            messages.success(request, _("The scheme is written; it holds from its day on."))
            return redirect(address(request, "pay"))
    header = {
        "title": _("New version of the scheme"),
        "lead": _("Who earns what for which result. Programs write the same as JSON."),
        "crumbs": [{"label": _("Variable pay"), "url": address(request, "pay")}],
    }
    return show_terms(request, form, back=address(request, "pay"), header=header)


def proposed() -> dict[str, Any]:
    """The scheme that the first version begins with, its measures named in the reader's words."""
    names = {
        Kind.SALES: _("Sales"),
        Kind.COVERAGE: _("Priority accounts"),
        Kind.DISCIPLINE: _("Planning discipline"),
    }
    measures = [each | {"name": names[Kind(each["kind"])]} for each in EXAMPLE["measures"]]
    return EXAMPLE | {"measures": measures}
