"""What winning customers costs: recorded by period, one by one or from a file (I-08)."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from maillage.domain.leads.costs import Cost, record_costs, remove_cost
from maillage.errors import ConflictError, InputError
from maillage.interfaces.forms.leads.costs import CostForm
from maillage.interfaces.importers.leads.costs import read_costs
from maillage.interfaces.lists import costs as lists
from maillage.models import AcquisitionCost
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list

DIGITS = 19


@needs(Action.VIEW)
def costs(request: HttpRequest, form: CostForm | None = None) -> HttpResponse:
    """List the costs, with the form to record more for who may."""
    edits = may(request.member, Action.EDIT_SCORING)
    found = show_list(
        request,
        lists.costs(removes=edits),
        AcquisitionCost.objects.all(),
        "maillage/leads/costs.html",
        form=(form or CostForm()) if edits else None,
        record=address(request, "costs_record"),
        remove=address(request, "costs_remove"),
        header={
            "title": _("Costs"),
            "lead": _("What marketing and sales cost: a customer won costs their share of it."),
        },
    )
    found.status_code = 422 if form and form.errors else found.status_code
    return found


@require_POST
@needs(Action.EDIT_SCORING)
def costs_record(request: HttpRequest) -> HttpResponseBase:
    """Record a cost, or those of a file."""
    form = CostForm(request.POST, request.FILES)
    if not form.is_valid():
        return again(request, form)
    try:
        kept = record_costs(costs=asked(form.cleaned_data), by=request.member)
    except (InputError, ConflictError) as error:
        form.add_error(None, str(error))
        return again(request, form)
    messages.success(request, _("Costs recorded: %(count)d.") % {"count": len(kept)})
    return redirect(address(request, "costs"))


def again(request: HttpRequest, form: CostForm) -> HttpResponse:
    """Show the page with what is wrong."""
    shown: HttpResponse = costs(request, request.member.workspace.slug, form=form)
    return shown


def asked(said: dict[str, Any]) -> list[Cost]:
    """The costs of a form: of its file, else the one it says."""
    file = said.get("file")
    if file is None:
        return [Cost(said["kind"], said["starts_on"], said["ends_on"], said["amount"])]
    with TemporaryDirectory() as folder:
        path = Path(folder) / Path(file.name).name
        path.write_bytes(file.read())
        return read_costs(path)


@require_POST
@needs(Action.EDIT_SCORING)
def costs_remove(request: HttpRequest) -> HttpResponse:
    """Remove the costs that were ticked."""
    ticked = [each for each in request.POST.getlist("cost") if each.isdecimal()]
    known = AcquisitionCost.objects.filter(pk__in=[each for each in ticked if len(each) < DIGITS])
    with transaction.atomic():
        for each in known:
            remove_cost(cost=each, by=request.member)
    messages.success(request, _("What was ticked is removed."))
    return redirect(address(request, "costs"))
