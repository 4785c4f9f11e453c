"""Score models: versions, the editor with its live trial, what differs, activation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.core.leads.scoring.model import Model
from maillage.domain.leads.differences import differences
from maillage.domain.leads.score_models import (
    PRESETS,
    activate_model,
    change_model,
    draft_model,
    models,
    state_of,
    withdraw_model,
    written_of,
)
from maillage.domain.leads.term_words import part_word
from maillage.domain.leads.terms import model_at, model_of
from maillage.domain.leads.trying import try_model
from maillage.domain.leads.written import WrittenModel
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.leads.toml import TOML, as_toml
from maillage.interfaces.forms.leads.models import ActivationForm, ScoreModelForm
from maillage.interfaces.lists import score_models as lists
from maillage.interfaces.lists.differences import different
from maillage.models import ScoreModel
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.taking import taken
from maillage.web.terms import changed_rows, show_terms
from maillage.web.views.leads.predicting import predictors_shown


def crumbs(request: HttpRequest) -> list[dict[str, str]]:
    """The way back to the versions."""
    return [{"label": _("Score model"), "url": address(request, "score_models")}]


def called(row: ScoreModel) -> str:
    """Name a version."""
    return _("Version %(number)d") % {"number": row.version}


@needs(Action.VIEW)
def score_models(request: HttpRequest) -> HttpResponse:
    """List the versions."""
    edits = may(request.member, Action.EDIT_SCORING)
    new = {"label": _("New version"), "icon": "plus", "kind": "primary",
           "url": address(request, "score_model_new")}  # fmt: skip
    return show_list(
        request,
        lists.versions(lambda row: address(request, "score_model", pk=row.pk), timezone.now()),
        models(),
        "maillage/leads/score_models.html",
        predictors=predictors_shown(request),
        header={
            "title": _("Score model"),
            "lead": _("How leads are scored: agreed on by both teams, in versions."),
            "actions": [new] if edits else [],
        },
    )


@needs(Action.VIEW)
def score_model(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version: what it says, what differs, and for a draft what it would change."""
    found = get_object_or_404(models(), pk=pk)
    if request.GET.get("format") == "toml":
        content = as_toml(written_of(found)).encode()
        return attached(content, TOML, f"score-model-{found.version}.toml")
    now = timezone.now()
    state = state_of(found, now)
    other = other_asked(request, found)
    edits = may(request.member, Action.EDIT_SCORING)
    context = {
        "version": found,
        "badge": lists.state(found, now),
        "model": part_word(found.content["name"]),
        "tables": [lists.thresholds(found), lists.rules(found)],
        "others": [each.version for each in models() if each.pk != found.pk],
        "other": other,
        "different": different(
            differences(other.content, found.content), called(other), called(found)
        ) if other else None,
        "trial": trial(request, model_of(found)) if state == "draft" else None,
        "drafted": edits and state == "draft",
        "activation": ActivationForm(),
        "header": {
            "title": called(found),
            "lead": found.note,
            "crumbs": crumbs(request),
            "actions": actions(request, found, edits=edits, draft=state == "draft"),
        },
    }  # fmt: skip
    return render(request, "maillage/leads/score_model.html", context)


def other_asked(request: HttpRequest, found: ScoreModel) -> ScoreModel | None:
    """The version this one is compared with: the one asked for, else the one before."""
    asked = request.GET.get("other", "")
    if asked.isdecimal() and len(asked) < 9:
        return models().filter(version=int(asked)).first()
    return models().filter(version__lt=found.version).first()


def actions(
    request: HttpRequest, found: ScoreModel, *, edits: bool, draft: bool
) -> list[dict[str, str]]:
    """What may be done with a version."""
    said = [{"label": "TOML", "icon": "download", "url": "?format=toml"}]
    again = f"{address(request, 'score_model_new')}?from={found.version}"
    if edits:
        said.append({"label": _("New version from this one"), "icon": "copy", "url": again})
    if edits and draft:
        there = address(request, "score_model_edit", pk=found.pk)
        said.append({"label": _("Change"), "icon": "pencil", "url": there})
    return said


def trial(request: HttpRequest, new: Model) -> dict[str, Any]:
    """Try a model on the leads of the last quarter, for leads/trial.html."""
    now = timezone.now()
    found = try_model(old=model_at(now)[1], new=new, now=now)
    return {
        "tiles": lists.counts(found),
        "tables": [
            lists.moves(found.comparison, "stages"),
            lists.moves(found.comparison, "bands"),
            lists.examples(found, lambda lead: address(request, "lead", pk=lead.pk)),
            lists.converted(found),
        ],
    }


@needs(Action.EDIT_SCORING)
def score_model_new(request: HttpRequest) -> HttpResponseBase:
    """Write a version, from a preset or from another version."""
    form = ScoreModelForm(begun(request), data=request.POST or None)
    if request.method == "POST" and not changed_rows(request) and form.valid():
        made = draft_model(written=form.written, note=form.note, by=request.member)
        messages.success(request, _("Saved. Nothing counts before the version is activated."))
        return redirect(address(request, "score_model", pk=made.pk))
    return show_editor(request, form, _("New version"), address(request, "score_models"))


def begun(request: HttpRequest) -> WrittenModel:
    """What a new version begins with: a preset, a version, else the one in force."""
    asked = request.GET.get("from", "")
    if asked in PRESETS:
        return WrittenModel.of(PRESETS[asked])
    row = models().filter(version=int(asked)).first() if asked.isdecimal() else None
    return written_of(row or model_at(timezone.now())[0])


@needs(Action.EDIT_SCORING)
def score_model_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change a draft."""
    found = get_object_or_404(models(), pk=pk)
    form = ScoreModelForm(written_of(found), found.note, request.POST or None)
    if request.method == "POST" and not changed_rows(request) and form.valid():
        change_model(model=found, written=form.written, note=form.note, by=request.member)
        messages.success(request, _("Saved."))
        return redirect(address(request, "score_model", pk=pk))
    return show_editor(request, form, called(found), address(request, "score_model", pk=pk))


def show_editor(request: HttpRequest, form: ScoreModelForm, title: str, back: str) -> HttpResponse:
    """Show the form, with what it would change beside it."""
    return show_terms(
        request,
        form,
        back=back,
        header={"title": title, "crumbs": crumbs(request)},
        template="maillage/leads/score_model_form.html",
        presets={name: part_word(name) for name in PRESETS},
        check=address(request, "score_model_check"),
    )


@require_POST
@needs(Action.EDIT_SCORING)
def score_model_check(request: HttpRequest) -> HttpResponse:
    """Say what is wrong with what is typed, else what it would change; nothing is kept."""
    form = ScoreModelForm(written_of(models()[0]), data=request.POST)
    found = trial(request, form.written.read()) if form.valid() and form.written else None
    context = {"trial": found, "problems": form.problems}
    return render(request, "maillage/leads/trial.html", context)


@require_POST
@needs(Action.EDIT_SCORING)
def score_model_activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a draft into force."""
    found = get_object_or_404(models(), pk=pk)
    form = ActivationForm(request.POST)
    if taken(form, activate_model, model=found, by=request.member, now=timezone.now()):
        messages.success(request, _("The version is activated; it does not change any more."))
    else:
        messages.error(request, said(form))
    return redirect(address(request, "score_model", pk=pk))


def said(form: forms.Form) -> str:
    """Say all that is wrong with a form."""
    return " ".join(text for texts in form.errors.values() for text in texts)


@require_POST
@needs(Action.EDIT_SCORING)
def score_model_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a draft."""
    withdraw_model(model=get_object_or_404(models(), pk=pk), by=request.member)
    messages.success(request, _("The version is withdrawn."))
    return redirect(address(request, "score_models"))
