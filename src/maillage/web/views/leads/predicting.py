"""The predictive score on the page of score models: learnt, judged, switched on and off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.domain.leads.predicting import activate, learn_predictor, predictors, switch_off
from maillage.errors import InputError
from maillage.interfaces.forms.leads.predictors import PredictorForm
from maillage.interfaces.lists import predictors as lists
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs


def predictors_shown(request: HttpRequest) -> dict[str, Any]:
    """All versions with the table of the one in use, else the latest, for score_models.html."""
    rows = list(predictors())
    shown = next((each for each in rows if each.active), rows[0] if rows else None)
    return {
        "versions": [
            {"row": each, "fields": lists.fields(each), "judged": lists.judged(each)}
            for each in rows
        ],
        "calibration": lists.calibration(shown) if shown else None,
        "form": PredictorForm() if may(request.member, Action.EDIT_SCORING) else None,
    }


@require_POST
@needs(Action.EDIT_SCORING)
def predictor_learn(request: HttpRequest) -> HttpResponse:
    """Learn a version from the stored leads."""
    form = PredictorForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(text for said in form.errors.values() for text in said))
        return back(request)
    try:
        made = learn_predictor(
            by=request.member,
            fields=form.asked(),
            method=form.cleaned_data["method"],
            now=timezone.now(),
        )
    except InputError as error:
        messages.error(request, str(error))
    else:
        text = _("Version %(number)d is learnt: %(judged)s. It is off.")
        messages.success(request, text % {"number": made.version, "judged": lists.judged(made)})
    return back(request)


@require_POST
@needs(Action.EDIT_SCORING)
def predictor_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a version on."""
    done = activate(predictor=get_object_or_404(predictors(), pk=pk), by=request.member)
    messages.success(
        request, _("Version %(number)d predicts open leads.") % {"number": done.version}
    )
    return back(request)


@require_POST
@needs(Action.EDIT_SCORING)
def predictor_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a version off."""
    done = switch_off(predictor=get_object_or_404(predictors(), pk=pk), by=request.member)
    messages.success(request, _("Version %(number)d is off.") % {"number": done.version})
    return back(request)


def back(request: HttpRequest) -> HttpResponse:
    """Go back to the page of score models."""
    return redirect(address(request, "score_models") + "#predictor")
