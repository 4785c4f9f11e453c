"""The engine at work: begun, watched live, and stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST
from django_scopes import scope

from maillage.domain.jobs import STOPPED_BY, cancel_job, jobs_seen
from maillage.domain.territories.lifecycle import scenario_seen
from maillage.domain.territories.running import run_design, run_frontier
from maillage.errors import InputError
from maillage.interfaces.exporters.wording import number, percent
from maillage.interfaces.forms.scenarios import RunForm, SweepForm
from maillage.models import Job, Membership, Scenario
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs

SECONDS = 0.5
PART = "maillage/scenarios/job.html"
FILES = {"look", "import"}


@require_POST
@needs(Action.EDIT_SCENARIOS)
def run(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the engine design a scenario."""
    form = RunForm(request.POST)
    check(form)
    begin(request, scenario_seen(pk=pk, member=request.member), form.cleaned_data)
    return redirect(address(request, "scenario", pk=pk))


def begin(request: HttpRequest, scenario: Scenario, given: dict[str, Any]) -> None:
    """Let the engine design a scenario as a form says; without a seed, as it was seeded before."""
    before = scenario.request.get("seed", 0)
    run_design(
        scenario=scenario,
        by=request.member,
        improve=given["improve"],
        effort=float(given["effort"]),
        seed=before if given["seed"] is None else given["seed"],
        prove=given["prove"],
        keep_locks=given["keep_locks"],
        keep_edits=given["keep_edits"],
    )


@require_POST
@needs(Action.EDIT_SCENARIOS)
def sweep(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let the engine sweep the frontier of a scenario."""
    form = SweepForm(request.POST)
    check(form)
    run_frontier(
        scenario=scenario_seen(pk=pk, member=request.member),
        by=request.member,
        points=form.cleaned_data["points"],
        effort=float(form.cleaned_data["effort"]),
    )
    return redirect(address(request, "scenario", pk=pk))


def check(form: RunForm | SweepForm) -> None:
    """Refuse what the form cannot read.

    Raises
    ------
    InputError
        With its first objection.
    """
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        raise InputError(f"{form.fields[field].label}: {errors[0]}")


@require_POST
@needs(Action.EDIT_SCENARIOS)
def cancel(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stop a piece of work."""
    job = seen(request, pk)
    cancel_job(job=job, by=request.member)
    if request.headers.get("HX-Request"):
        job.refresh_from_db()
        return render(request, PART, {"job": shown(job, request.member)})
    if job.kind in STOPPED_BY:
        return redirect(address(request, "job", pk=job.pk))
    return redirect(address(request, "scenario", pk=job.scenario_id))


@needs(Action.VIEW)
def events(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Tell live how far a piece of work is, until it is over."""
    job = seen(request, pk)
    answer = StreamingHttpResponse(
        told(job.pk, request.member, translation.get_language() or "en"),
        content_type="text/event-stream",
    )
    answer["Cache-Control"] = "no-cache"
    answer["X-Accel-Buffering"] = "no"
    return answer


async def told(pk: int, member: Membership, language: str) -> AsyncIterator[str]:
    """Give an event whenever something changed; the last one is called ``over``."""
    last = ""
    while True:
        active, part = await sync_to_async(looked_at)(pk, member, language)
        if part != last:
            yield event(part)
            last = part
        if not active:
            yield "event: over\ndata: over\n\n"
            return
        await asyncio.sleep(SECONDS)


def looked_at(pk: int, member: Membership, language: str) -> tuple[bool, str]:
    """Look at a piece of work: whether it goes on, and what is shown of it."""
    with scope(workspace=member.workspace), translation.override(language):
        job = Job.objects.select_related("scenario").get(pk=pk)
        found = shown(job, member) | {"changed": revision_of(job)}
        return job.active, render_to_string(PART + "#inside", {"job": found})


def revision_of(job: Job) -> int | None:
    """The revision a design left its scenario at, None where it left it as it was."""
    changed = job.state == Job.State.DONE and job.kind == "design"
    if not changed or job.result.get("copied") or job.scenario is None:
        return None
    return int(job.scenario.revision)


def event(text: str) -> str:
    """Lay a text out as a server-sent event."""
    lines = "".join(f"data: {line}\n" for line in text.splitlines() if line.strip())
    return f"{lines}\n"


def seen(request: HttpRequest, pk: int) -> Job:
    """Find a piece of work the member may see."""
    return get_object_or_404(jobs_seen(member=request.member), pk=pk)


def shown(job: Job, member: Membership) -> dict[str, Any]:
    """What a page shows of a piece of work."""
    slug = member.workspace.slug
    return {
        "pk": job.pk,
        "kind": kind_word(job.kind),
        "state": job.get_state_display(),
        "active": job.active,
        "good": job.state == Job.State.DONE,
        "bad": job.state in {Job.State.FAILED, Job.State.INTERRUPTED},
        "share": job.progress.get("share", 0.0) if job.progress else None,
        "detail": detail(job),
        "message": job.message,
        "workspace": slug,
        "url": leads_to(job, slug),
        "file": job.kind == "look" or (job.kind in FILES and job.state != Job.State.DONE),
        "designs": job.kind not in STOPPED_BY,
        "copied": job.result.get("copied", False),
    }


def leads_to(job: Job, slug: str) -> str:
    """The address of what came of a piece of work; before, of what it works on."""
    for name in ("transfer", "publication"):
        if name in job.result:
            return reverse(name, kwargs={"workspace": slug, "pk": job.result[name]})
    if job.kind == "undo":
        return reverse("import_run", kwargs={"workspace": slug, "pk": job.options["run"]})
    if job.kind in FILES:
        return reverse("upload", kwargs={"workspace": slug, "pk": job.options["upload"]})
    if job.kind in {"duplicates", "addresses", "sites"} and job.state == Job.State.DONE:
        return reverse(job.kind, kwargs={"workspace": slug})
    scenario = job.result.get("scenario") or job.scenario_id
    if scenario is None:
        return reverse("job", kwargs={"workspace": slug, "pk": job.pk})
    return reverse("scenario", kwargs={"workspace": slug, "pk": scenario})


def kind_word(kind: str) -> str:
    """What a kind of work is called."""
    return {
        "design": _("Design"),
        "frontier": _("Frontier"),
        "rules": _("Apply the rules"),
        "gifts": _("Give the selected accounts"),
        "publication": _("Publication"),
        "duplicates": _("Compare all accounts"),
        "addresses": _("Check all addresses"),
        "sites": _("Look for parents and sites"),
        "look": _("Look at a file"),
        "import": _("Import a file"),
        "undo": _("Take a file back"),
    }.get(kind, kind)


def detail(job: Job) -> str:
    """Stage, seconds, and how near to the best possible a running piece of work is."""
    progress = job.progress
    if not progress:
        return ""
    stages = {
        "preparing": _("preparing"),
        "compiling": _("compiling, once after an installation"),
        "searching": _("searching"),
        "proving": _("proving"),
        "reading": _("reading"),
        "comparing": _("comparing"),
        "writing": _("writing"),
        "finished": _("finished"),
    }
    parts = [
        stages.get(progress["stage"], progress["stage"]),
        _("%(seconds)s s") % {"seconds": number(progress["seconds"], 0)},
    ]
    if progress.get("gap") is not None:
        parts.append(_("at most %(gap)s from the best") % {"gap": percent(progress["gap"], 1)})
    return " · ".join(parts)
