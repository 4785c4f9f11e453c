"""A plan begun: from the rep's accounts, from last year's plan, or from a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from maillage.domain.plans.beginning import begun_plan
from maillage.domain.plans.queries import plans_shown_to
from maillage.domain.plans.targets import handed_down
from maillage.domain.plans.writing import copy_plan, create_plan
from maillage.domain.reviews.dates import months_after
from maillage.errors import ConflictError, InputError
from maillage.interfaces.forms.plans.creating import FILE, LAST, NewPlanForm
from maillage.interfaces.importers.plans.calculator import read_calculator
from maillage.interfaces.importers.plans.files import plan_from
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.interfaces.importers.plans.stored import stored_plan
from maillage.models import Membership, Rep, RepPlan
from maillage.permissions import Action, writes_plan
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.plans.finding import crumbs


@needs(Action.WRITE_PLAN)
def plan_new(request: HttpRequest) -> HttpResponseBase:
    """Begin a plan, and open its editor."""
    reps = reps_of(request.member)
    form = NewPlanForm(
        request.POST or None, request.FILES or None, reps=reps, initial=first_values(reps)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = begun(form.cleaned_data, request.member)
        except (InputError, ConflictError) as error:
            form.add_error(None, str(error))
        else:
            return redirect(address(request, "plan_edit", pk=made.pk))
    return show_form(request, form)


def show_form(request: HttpRequest, form: NewPlanForm) -> HttpResponse:
    """The page of a new plan."""
    context = {
        "form": form,
        "submit": _("Begin"),
        "back": address(request, "plans"),
        "header": {
            "title": _("New plan"),
            "lead": _("Nothing is agreed yet: you change it step by step, then propose it."),
            "crumbs": crumbs(request),
        },
    }
    return render(request, "maillage/form.html", context, status=422 if form.errors else 200)


def reps_of(member: Membership) -> QuerySet[Rep]:
    """The reps whose plan a member writes."""
    written = [rep.pk for rep in Rep.objects.filter(active=True) if writes_plan(member, rep)]
    found: QuerySet[Rep] = Rep.objects.filter(pk__in=written)
    return found


def first_values(reps: QuerySet[Rep]) -> dict[str, Any]:
    """A rep alone is chosen already."""
    only = list(reps[:2])
    return {"rep": only[0]} if len(only) == 1 else {}


def begun(asked: dict[str, Any], by: Membership) -> RepPlan:
    """Begin the plan that a form asks for.

    Raises
    ------
    InputError
        If the file is no plan, there is none of the year before, or no objective for a proposal.
    """
    rep, starts_on, objective = asked["rep"], asked["starts_on"], asked["objective"]
    if asked["begins"] == LAST:
        target = None if objective else handed_down(starts_on, rep=rep)
        return copy_plan(
            plan=plan_before(rep, starts_on, by), starts_on=starts_on, read=stored_plan, by=by,
            objective=target.amount if target else objective,
            currency=target.currency if target else "",
        )  # fmt: skip
    if asked["begins"] == FILE:
        written = uploaded(asked["file"])
    else:
        written = stored_plan(begun_plan(rep=rep, starts_on=starts_on, objective=objective))
    return create_plan(rep=rep, written=written, by=by)


def plan_before(rep: Rep, starts_on: date, by: Membership) -> RepPlan:
    """The plan of a rep for the year before a day."""
    rows = plans_shown_to(by).filter(
        rep=rep, starts_on__lt=starts_on, starts_on__gte=months_after(starts_on, -24)
    )
    found: RepPlan | None = rows.order_by("-starts_on").first()
    if found is None:
        raise InputError(
            _("%(rep)s has no plan of the year before.") % {"rep": rep.name},
            remedy=_("Begin with a proposal, or with a file."),
        )
    return found


def uploaded(file: UploadedFile) -> WrittenPlan:
    """Read an uploaded plan: a workbook by its beginning, else a text."""
    content, name = file.read(), Path(file.name or "plan").name
    if not content.startswith(b"PK"):
        return plan_from(content, name=name)
    with TemporaryDirectory() as folder:
        path = Path(folder, "calculator.xlsx")
        path.write_bytes(content)
        return read_calculator(path)
