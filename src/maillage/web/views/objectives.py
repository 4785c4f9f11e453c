"""The objective of a year, from the company to its reps: what each holds, plans and sold."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from maillage.domain.plans.attaining import Attained, attained
from maillage.domain.plans.objectives import (
    from_territories,
    hand_down_objectives,
    pin_objective,
    write_objectives,
)
from maillage.domain.plans.reconciling import Gap, gap_in_words, gaps
from maillage.errors import ConflictError, InputError, MaillageError
from maillage.interfaces.exporters.wording import number, percent
from maillage.interfaces.forms.objectives import ObjectivesForm, PinForm, uploaded_nodes
from maillage.interfaces.lists import objectives as lists
from maillage.models import ObjectiveYear
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.views.plans.finding import number_sent

CENTS = 2


@needs(Action.VIEW_DRAFTS)
def objectives(request: HttpRequest) -> HttpResponse:
    """Show the objectives of the latest year."""
    year = ObjectiveYear.objects.first()
    return show_year(request, year) if year else show_nothing(request)


@needs(Action.VIEW_DRAFTS)
def objective_year(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the objectives of a year."""
    return show_year(request, year_seen(pk))


def year_seen(pk: int) -> ObjectiveYear:
    """Find a year."""
    found: ObjectiveYear = get_object_or_404(ObjectiveYear.objects.all(), pk=pk)
    return found


def show_nothing(request: HttpRequest) -> HttpResponse:
    """The page before there is a year."""
    empty: dict[str, Any] = {
        "icon": "target",
        "title": _("No objectives yet."),
        "text": _("What the company is to sell is handed down to its reps, exact to the cent."),
    }
    if may(request.member, Action.SET_OBJECTIVES):
        empty["action"] = new_action(request)
    return show_list(
        request, lists.objectives(empty, whole=False), lists.rows_of([]), "maillage/list.html",
        header=header_of(request, None),
    )  # fmt: skip


def show_year(request: HttpRequest, year: ObjectiveYear, *, problem: str = "") -> HttpResponse:
    """The page of a year; ``problem`` is why something was refused."""
    rows = attained(year=year, on=timezone.localdate())
    found = gaps(year)
    names = [each.node.name for each in rows]
    return show_list(
        request,
        lists.objectives(whole="format" in request.GET, left_out=lists.unused(rows)),
        lists.rows_of(rows),
        "maillage/plans/objectives.html",
        header=header_of(request, year),
        problem=problem,
        year=year,
        years=[
            {"label": day_of(each), "url": address(request, "objective_year", pk=each.pk),
             "current": each.pk == year.pk}
            for each in ObjectiveYear.objects.all()
        ],
        tiles=tiles(year, rows, found),
        gaps=[gap_row(request, each) for each in found],
        sets=may(request.member, Action.SET_OBJECTIVES),
        pin=PinForm(names=names, initial={"seen": year.version}),
    )  # fmt: skip


def day_of(year: ObjectiveYear) -> str:
    """The first day of a year, written."""
    return date_format(year.starts_on, "SHORT_DATE_FORMAT")


def header_of(request: HttpRequest, year: ObjectiveYear | None) -> dict[str, Any]:
    """The head of the page."""
    lead = _("What the company is to sell, handed down to its regions, teams and reps.")
    if year is not None:
        lead = _("The year from %(day)s, version %(version)d.") % {
            "day": day_of(year), "version": year.version,
        }  # fmt: skip
    actions = [
        {"label": _("Sales plans"), "icon": "flag", "url": address(request, "plans")},
    ]
    if may(request.member, Action.SET_OBJECTIVES):
        if year is not None:
            again = address(request, "objectives_new", {"year": str(year.pk)})
            actions.append({"label": _("Hand down anew"), "icon": "pencil", "url": again})
        actions.append(new_action(request))
    return {"title": _("Objectives"), "lead": lead, "actions": actions}


def new_action(request: HttpRequest) -> dict[str, str]:
    """Leads to the objectives of another year."""
    return {"label": _("New year"), "icon": "plus", "kind": "primary",
            "url": address(request, "objectives_new")}  # fmt: skip


def tiles(year: ObjectiveYear, rows: list[Attained], found: list[Gap]) -> list[dict[str, Any]]:
    """What the company holds, plans and sold, and how much does not agree."""
    whole = rows[0] if rows else None
    planned = whole.planned if whole else None
    return [
        {"label": _("Objective"), "figure": number(float(year.total)), "unit": year.currency},
        {
            "label": _("Accepted plans"),
            "figure": number(planned),
            "note": percent(planned / float(year.total), 0) if planned else "",
        },
        {
            "label": _("Sold"),
            "figure": number(whole.sold if whole else None),
            "note": percent(whole.attainment, 0) if whole else "",
        },
        {
            "label": _("To reconcile"),
            "figure": number(len(found)),
            "state": "warn" if found else "good",
            "note": _("see below") if found else _("everything sums, and all plans agree"),
        },
    ]


def gap_row(request: HttpRequest, gap: Gap) -> dict[str, str]:
    """What does not agree, and where that is mended."""
    url = ""
    if gap.plan is not None:
        url = address(request, "plan", pk=gap.plan)
    return {"text": gap_in_words(gap), "url": url}


@needs(Action.SET_OBJECTIVES)
def objectives_new(request: HttpRequest) -> HttpResponseBase:
    """Hand an objective down: for a new year, or in place of what a year says."""
    form = ObjectivesForm(
        request.POST or None, request.FILES or None, initial=first_values(request)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = handed_down(form, request)
        except (InputError, ConflictError, MaillageError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Handed down, exact to the cent."))
            return redirect(address(request, "objective_year", pk=made.pk))
    context = {
        "form": form,
        "submit": _("Hand down"),
        "back": address(request, "objectives"),
        "header": {
            "title": _("Hand an objective down"),
            "lead": _("Parts with an amount of their own are served first; the others share."),
            "crumbs": [{"label": _("Objectives"), "url": address(request, "objectives")}],
        },
    }
    return render(request, "maillage/form.html", context, status=422 if form.errors else 200)


def first_values(request: HttpRequest) -> dict[str, Any]:
    """What the form begins with: the year it is to be in place of, where one is asked for."""
    asked = request.GET.get("year", "")
    year = ObjectiveYear.objects.filter(pk=int(asked)).first() if short(asked) else None
    if year is None:
        return {"company": request.member.workspace.name}
    return {
        "seen": year.version, "starts_on": year.starts_on, "total": year.total,
        "currency": year.currency, "company": request.member.workspace.name,
    } | year.mix  # fmt: skip


def short(asked: str) -> bool:
    """Whether a text is a number that a database holds."""
    return asked.isdecimal() and len(asked) < 10


def handed_down(form: ObjectivesForm, request: HttpRequest) -> ObjectiveYear:
    """Hand down what the form says."""
    said = form.cleaned_data
    if said["file"]:
        nodes = uploaded_nodes(said["file"])
    else:
        nodes = from_territories(on=said["starts_on"], company=said["company"] or _("Company"))
    return write_objectives(
        starts_on=said["starts_on"], total=said["total"], currency=said["currency"],
        mix=form.mix(nodes), nodes=nodes, seen=said["seen"], by=request.member,
    )  # fmt: skip


@require_POST
@needs(Action.SET_OBJECTIVES)
def objectives_pin(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give one part an amount, or its share again."""
    year = year_seen(pk)
    names = list(year.nodes.values_list("name", flat=True))
    form = PinForm(request.POST, names=names)
    if not form.is_valid():
        wrong = " ".join(text for errors in form.errors.values() for text in errors)
        return refused(request, year, wrong, HTTPStatus.UNPROCESSABLE_ENTITY)
    said = form.cleaned_data
    return changed(
        request, year,
        lambda: pin_objective(year=year, **said, by=request.member),
        _("%(name)s is set; hand down anew for the others to follow.") % {"name": said["name"]},
    )  # fmt: skip


@require_POST
@needs(Action.SET_OBJECTIVES)
def objectives_hand_down(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Share the objective anew among the parts as they are: pinned amounts first."""
    year, seen = year_seen(pk), number_sent(request, "seen")
    return changed(
        request, year,
        lambda: hand_down_objectives(year=year, seen=seen, by=request.member),
        _("Handed down, exact to the cent."),
    )  # fmt: skip


def changed(
    request: HttpRequest, year: ObjectiveYear, act: Callable[[], object], said: str
) -> HttpResponseBase:
    """Change a year and show it; where that is refused, say why."""
    try:
        act()
    except (InputError, ConflictError) as error:
        year.refresh_from_db()
        stale = isinstance(error, ConflictError)
        status = HTTPStatus.CONFLICT if stale else HTTPStatus.UNPROCESSABLE_ENTITY
        return refused(request, year, str(error), status)
    messages.success(request, said)
    return redirect(address(request, "objective_year", pk=year.pk))


def refused(
    request: HttpRequest, year: ObjectiveYear, problem: str, status: HTTPStatus
) -> HttpResponse:
    """The page of a year, with why something was refused."""
    answer = show_year(request, year, problem=problem)
    answer.status_code = status
    return answer
