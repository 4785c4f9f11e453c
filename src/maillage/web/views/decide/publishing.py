"""Putting an approved scenario into force, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from maillage.domain.territories.lifecycle import scenario_seen
from maillage.domain.territories.publishing.approval import last_publication, submission_of
from maillage.domain.territories.publishing.background import begin_publishing
from maillage.domain.territories.publishing.letters import send_letters
from maillage.domain.territories.publishing.plan import Later
from maillage.domain.territories.publishing.preview import Preview, preview_publication
from maillage.domain.territories.publishing.published import published
from maillage.domain.territories.publishing.rollback import roll_back_publication
from maillage.errors import ConflictError
from maillage.interfaces.exporters.wording import compact, number
from maillage.interfaces.forms.decisions import PublishForm
from maillage.interfaces.lists import Cell
from maillage.interfaces.lists import decisions as lists
from maillage.interfaces.lists.columns import written
from maillage.models import Job, Letter, Publication, Scenario, Stage, Submission
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.views.scenarios.figures import revision_sent

SHOWN = 200


@needs(Action.PUBLISH)
def publish(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what publishing a scenario changes, and do it."""
    scenario = scenario_seen(pk=pk, member=request.member)
    submission = submission_of(scenario)
    if submission is None or scenario.status != Stage.APPROVED:
        raise ConflictError(
            _("The scenario %(name)s is not approved.") % {"name": scenario.name},
            remedy=_("Only what the steering committee approved is published."),
        )
    preview = preview_publication(scenario=scenario, effective_on=submission.effective_on)
    form = PublishForm(request.POST or None) if preview.planned else None
    if request.method == "POST" and (form is None or form.is_valid()):
        done = begin_publishing(
            scenario=scenario,
            effective_on=submission.effective_on,
            by=request.member,
            later=Later(form.cleaned_data["later"]) if form else None,
            revision=revision_sent(request),
        )
        if isinstance(done, Job):
            return redirect(address(request, "job", pk=done.pk))
        messages.success(request, _("Published: the letters are on their way."))
        return redirect(address(request, "publication", pk=done.pk))
    context = of_preview(request, scenario, submission, preview) | {"form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "maillage/decide/publish.html", context, status=status)


def of_preview(
    request: HttpRequest, scenario: Scenario, submission: Submission, preview: Preview
) -> dict[str, Any]:
    """What the page before a publication shows."""
    before = last_publication()
    return {
        "scenario": scenario,
        "submission": submission,
        "before": before,
        "tiles": tiles(request, scenario, preview),
        "reps": reps_table(preview),
        "planned": planned_table(request, preview) if preview.planned else None,
        "header": {
            "title": _("Publish %(scenario)s") % {"scenario": scenario.name},
            "crumbs": [
                {"label": scenario.name, "url": address(request, "approval", pk=scenario.pk)}
            ],
        },
    }


def tiles(request: HttpRequest, scenario: Scenario, preview: Preview) -> list[dict[str, Any]]:
    """The figures of a publication to be."""
    found = preview.figures
    moves = address(request, "scenario_moves", pk=scenario.pk)
    return [
        {"label": _("Accounts that change owner"), "figure": number(found["owner_changes"]),
         "url": moves},
        {"label": _("Their potential"), "figure": compact(found["potential"]), "url": moves},
        {"label": _("Owned by nobody until then"), "figure": number(found["from_nobody"])},
        {"label": _("Stay where no rep is proposed"), "figure": number(preview.kept)},
        {"label": _("Nobody answers for"), "figure": number(preview.unassigned),
         "state": "warn" if preview.unassigned else "good",
         "note": _("in no staffed territory") if preview.unassigned else _("every account has an"
                                                                            " owner")},
    ]  # fmt: skip


def reps_table(preview: Preview) -> dict[str, Any]:
    """What each rep gains and loses."""
    heads = [_("Rep"), _("Gains"), _("Gives")]
    return {
        "id": "reps",
        "caption": _("Reps"),
        "columns": [{"label": head, "number": place > 0} for place, head in enumerate(heads)],
        "rows": [
            {
                "key": each.rep,
                "cells": [
                    Cell(each.rep),
                    Cell(number(each.gained), number=True),
                    Cell(number(each.lost), number=True),
                ],
            }
            for each in preview.reps
        ],
        "empty": {"icon": "check", "title": _("No account changes owner.")},
    }


def planned_table(request: HttpRequest, preview: Preview) -> dict[str, Any]:
    """The changes planned for later that contradict the scenario."""
    heads = [_("Account"), _("On"), _("Planned for"), _("The scenario says")]
    return {
        "id": "planned",
        "caption": _("Planned for later"),
        "columns": [{"label": head} for head in heads],
        "rows": [
            {
                "key": str(each.account),
                "cells": [
                    Cell(each.name, url=address(request, "account", pk=each.account)),
                    Cell(written(each.on)),
                    Cell(each.rep or _("nobody")),
                    Cell(each.proposed),
                ],
            }
            for each in preview.planned[:SHOWN]
        ],
    }


@needs(Action.VIEW)
def publications(request: HttpRequest) -> HttpResponse:
    """List what was put into force."""
    listing = lists.publications(lambda row: address(request, "publication", pk=row.pk))
    header = {
        "title": _("Publications"),
        "lead": _("Which scenario has been in force since when, and what it changed."),
    }
    return show_list(request, listing, published(), "maillage/list.html", header=header)


@needs(Action.VIEW_DRAFTS)
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a publication: what it changed, and its letters."""
    found = get_object_or_404(published(), pk=pk)
    listing = lists.published_accounts(
        lambda row: address(request, "account", pk=row.account_id),
        rolled_back=found.rolled_back_at is not None,
    )
    publishes = may(request.member, Action.PUBLISH)
    return show_list(
        request,
        listing,
        found.accounts.select_related("account", "from_rep", "to_rep"),
        "maillage/decide/publication.html",
        publication=found,
        left=found.accounts.filter(restored=False).count() if found.rolled_back_at else 0,
        badge=lists.force(found),
        rolls_back=publishes and found.last == found.pk,
        letters=[(each, lists.LETTERS.get(each.state, "")) for each in letters(found)],
        sends=publishes and found.letters.filter(state=Letter.State.FAILED).exists(),
        header={
            "title": found.scenario.name,
            "lead": _("in force from %(day)s") % {"day": written(found.effective_on)},
            "crumbs": [{"label": _("Publications"), "url": address(request, "publications")}],
        },
    )


def letters(found: Publication) -> QuerySet[Letter]:
    """The letters of a publication."""
    rows: QuerySet[Letter] = found.letters.select_related("rep")
    return rows


@require_POST
@needs(Action.PUBLISH)
def roll_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a publication back."""
    found = get_object_or_404(Publication.objects.all(), pk=pk)
    done = roll_back_publication(publication=found, by=request.member)
    messages.success(
        request,
        _("%(restored)s accounts were given back; %(left)s that somebody changed since stay.")
        % {"restored": number(done.restored), "left": number(done.left)},
    )
    return redirect(address(request, "publication", pk=pk))


@require_POST
@needs(Action.PUBLISH)
def letters_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the letters again that could not be sent."""
    found = get_object_or_404(Publication.objects.all(), pk=pk)
    send_letters.enqueue(found.pk)
    messages.success(request, _("The letters are tried again."))
    return redirect(address(request, "publication", pk=pk))
