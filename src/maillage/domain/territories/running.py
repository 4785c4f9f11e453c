"""The engine on a scenario, in the background: a new design, or a sweep of the frontier."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from django.db import transaction

from maillage.core.arrays import IntArray
from maillage.core.territories import Alignment, frontier
from maillage.domain.jobs import Watcher, begin_job
from maillage.domain.territories.constraints import locks
from maillage.domain.territories.design import bounded, effort, parameters, renumber, search
from maillage.domain.territories.editing.bench import Bench, bench_of
from maillage.domain.territories.editing.changes import Payload, change
from maillage.domain.territories.editing.problem import check_homes, plan_problem
from maillage.domain.territories.framing import Frame
from maillage.domain.territories.lifecycle import check_editable
from maillage.domain.territories.people import match_reps
from maillage.domain.territories.request import DesignRequest
from maillage.domain.territories.starting import colours_of, copy_scenario
from maillage.domain.territories.stored_request import request_from
from maillage.domain.territories.tables import territory_names
from maillage.errors import ConflictError, InputError
from maillage.models import Job, Membership, Scenario
from maillage.texts import _, percent

MOST_POINTS = 12


def run_design(
    *,
    scenario: Scenario,
    by: Membership,
    improve: bool = False,
    effort: float = 1.0,
    seed: int = 0,
    prove: bool = False,
    keep_locks: bool = True,
    keep_edits: bool = False,
) -> Job:
    """Let the engine design a scenario anew in the background, or ``improve`` it as it is.

    Locked units stay, or without ``keep_locks`` are unlocked; with ``keep_edits`` what people
    assigned by hand stays too. Territories keep their reps where any has one, else reps are
    matched.

    Raises
    ------
    ConflictError
        If work on it is going on already, or its stage forbids changes.
    ParameterError
        If effort or seed is out of range.
    """
    check_editable(scenario)
    options = {
        "improve": improve, "effort": effort, "seed": seed, "prove": prove,
        "keep_locks": keep_locks, "keep_edits": keep_edits,
    }  # fmt: skip
    asked_of(scenario, options)
    return begin_job(kind="design", scenario=scenario, by=by, options=options)


def run_frontier(
    *, scenario: Scenario, by: Membership, points: int = 6, effort: float = 1.0, seed: int = 0
) -> Job:
    """Let the engine plan at several limits on disruption; each plan becomes a scenario.

    Raises
    ------
    InputError
        If no territory has a rep, so that nothing can be disrupted, or there are too many points.
    ConflictError
        If work on it is going on already.
    """
    if not scenario.territories.filter(rep__isnull=False).exists():
        raise InputError(
            _("No territory of %(name)s has a rep.") % {"name": scenario.name},
            remedy=_("Begin from today's ownership, or give the territories reps."),
        )
    if not 2 <= points <= MOST_POINTS:
        raise InputError(
            _("%(count)s plans are asked for.") % {"count": str(points)[:20]},
            remedy=_("Ask for 2 to %(most)s.") % {"most": MOST_POINTS},
        )
    options = {"points": points, "effort": effort, "seed": seed}
    asked_of(scenario, options)
    return begin_job(kind="frontier", scenario=scenario, by=by, options=options)


def asked_of(scenario: Scenario, options: dict[str, Any]) -> DesignRequest:
    """What is asked of a run: the scenario's request, with the options of the run."""
    chosen = {name: options[name] for name in ("effort", "seed", "prove") if name in options}
    return request_from({**scenario.request, **chosen})


def design(job: Job, watcher: Watcher) -> dict[str, Any]:
    """Design the scenario of a job, and write it there.

    Where somebody changed the scenario meanwhile, the plan becomes a copy and nothing is lost.
    """
    scenario = Scenario.objects.get(pk=job.scenario_id)
    request = asked_of(scenario, job.options)
    bench = bench_of(scenario)
    frame = framed(bench, request, kept_places(scenario, bench, job.options))
    improves = job.options.get("improve") and len(np.unique(bench.labels)) == len(bench.posts)
    start = bench.labels if improves and not bench.spare else None
    alignment = search(frame=frame, progress=watcher, cancelled=watcher.cancelled, start=start)
    if request.prove:
        alignment = bounded(
            frame=frame, alignment=alignment, progress=watcher, cancelled=watcher.cancelled
        )
    named_anew = not any(bench.reps) and not frame.problem.locks and start is None
    if named_anew:
        alignment = renumber(frame, alignment)
    payload = drawn_from(bench, frame, alignment, named_anew=named_anew)
    if start is None:
        rename(scenario, bench, alignment, payload["territories"])
    if not job.options.get("keep_locks", True):
        payload["locks"] = unlocked(bench)
    kept = kept_in(scenario, job, payload)
    keep_figures(kept, alignment, frame)
    return {
        "scenario": kept.pk,
        "copied": kept.pk != scenario.pk,
        "violations": list(alignment.violations)[:20],
        "gap": alignment.gap if np.isfinite(alignment.gap) else None,
        "seconds": alignment.seconds,
    }


def kept_places(scenario: Scenario, bench: Bench, options: dict[str, Any]) -> IntArray:
    """(m,) places of the units that a run leaves where they are."""
    keeps = bench.locked if options.get("keep_locks", True) else np.zeros_like(bench.locked)
    kept = np.flatnonzero(keeps)
    if options.get("keep_edits"):
        hand = [bench.place[unit] for unit in moved_by_hand(scenario) if unit in bench.place]
        kept = np.union1d(kept, np.array(hand, dtype=np.intp))
    return kept[bench.labels[kept] >= 0].astype(np.int32)


def moved_by_hand(scenario: Scenario) -> set[str]:
    """The units that are where a person put them: the engine has not moved them since."""
    found: set[str] = set()
    steps = scenario.changes.filter(undone=False).order_by("number")
    for kind, payload in steps.values_list("kind", "payload"):
        units = payload.get("units", {})
        found -= units.keys()
        if kind != "design":
            found |= {unit for unit, (_before, after) in units.items() if after}
    return found


def unlocked(bench: Bench) -> dict[str, list[bool]]:
    """What unlocks every locked unit."""
    names = bench.ground.units["unit"].to_numpy(object)[bench.locked]
    return {unit: [True, False] for unit in names}


def framed(bench: Bench, request: DesignRequest, kept: IntArray | None = None) -> Frame:
    """State the problem of a run on a scenario: its reps, and ``kept``, or what is locked."""
    reps = bench.reps if any(bench.reps) else ("",) * len(bench.posts)
    check_homes(request=request, reps=reps)
    problem = plan_problem(ground=bench.ground, reps=reps, request=request)
    inside = bench.ground.accounts[bench.ground.inside]
    named = locks(
        request=request, accounts=inside, reps=bench.ground.reps, anchors=reps if any(reps) else ()
    )
    ids = problem.ids
    kept = np.flatnonzero(bench.locked) if kept is None else kept
    held = {ids[index]: int(bench.labels[index]) for index in kept}
    problem = dataclasses.replace(problem, locks={**named, **held})
    anchors = reps if any(reps) else ()
    ground = dataclasses.replace(bench.ground, request=request)
    return Frame.on(ground, anchors=anchors, problem=problem)


def drawn_from(bench: Bench, frame: Frame, alignment: Alignment, *, named_anew: bool) -> Payload:
    """What a plan changes of a scenario: units, and where they are new, names and reps."""
    numbers = np.array([post.number for post in bench.posts])
    units = bench.ground.units["unit"].tolist()
    everything = np.arange(len(units), dtype=np.int32)
    before, after = bench.numbers(everything), numbers[alignment.labels].tolist()
    pairs = zip(units, before, after, strict=True)
    payload: Payload = {"units": {unit: [old, new] for unit, old, new in pairs if old != new}}
    first = bool((bench.labels < 0).all()) or named_anew
    payload["territories"] = described(bench, frame, alignment, first=first)
    return payload


def rename(scenario: Scenario, bench: Bench, alignment: Alignment, found: Payload) -> None:
    """Call territories that were designed anew by where they are, save those a person named."""
    by_hand = named_by_hand(scenario)
    count = len(bench.posts)
    names = territory_names(ground=bench.ground, labels=alignment.labels, count=count)
    for post, name in zip(bench.posts, names, strict=True):
        number = str(post.number)
        if number not in by_hand and post.name != name:
            found.setdefault(number, {})["name"] = [post.name, name]


def named_by_hand(scenario: Scenario) -> set[str]:
    """The numbers of the territories a person called something."""
    steps = scenario.changes.filter(undone=False, kind__in=("rename", "merge"))
    return {
        number
        for payload in steps.values_list("payload", flat=True)
        for number, fields in payload.get("territories", {}).items()
        if "name" in fields
    }


def described(bench: Bench, frame: Frame, alignment: Alignment, *, first: bool) -> Payload:
    """Names, colours and reps that a plan gives the territories."""
    count, labels = len(bench.posts), alignment.labels
    wanted: dict[str, list[str]] = {}
    if first:
        wanted["name"] = territory_names(ground=bench.ground, labels=labels, count=count)
        wanted["colour"] = colours_of(ground=bench.ground, labels=labels, count=count)
    if not any(bench.reps):
        territory = bench.ground.units.set_index("unit").assign(number=labels + 1)["number"]
        reps, _findings = match_reps(frame=frame, alignment=alignment, territory=territory)
        wanted["rep"] = list(reps)
    found: dict[str, dict[str, list[str]]] = {}
    for place, post in enumerate(bench.posts):
        for field, values in wanted.items():
            before = getattr(post, field)
            if before != values[place]:
                found.setdefault(str(post.number), {})[field] = [before, values[place]]
    return found


def kept_in(scenario: Scenario, job: Job, payload: Payload) -> Scenario:
    """Write a plan into its scenario, or into a copy where that is no longer what it was."""
    try:
        change(
            scenario=scenario, revision=scenario.revision, by=job.by, kind="design",
            drawn=lambda _bench: payload,
        )  # fmt: skip
    except ConflictError:
        name = _("%(name)s, designed") % {"name": scenario.name}
        return written_anew(scenario, job.by, name, payload)
    return scenario


def written_anew(
    scenario: Scenario, by: Membership | None, name: str, payload: Payload
) -> Scenario:
    """Copy a scenario and change the copy to a plan drawn from an earlier state of it."""
    with transaction.atomic():
        made = copy_scenario(scenario=scenario, by=by, name=name)
        bench = bench_of(made)
        current = dict(
            zip(
                bench.place, bench.numbers(np.arange(len(bench.place), dtype=np.int32)), strict=True
            )
        )
        units = {unit: pair[1] for unit, pair in payload["units"].items()}
        again = {
            **payload,
            "units": {
                unit: [current[unit], number]
                for unit, number in units.items()
                if unit in current and current[unit] != number
            },
        }
        change(
            scenario=made, revision=made.revision, by=by, kind="design", drawn=lambda _bench: again
        )
    return made


def keep_figures(scenario: Scenario, alignment: Alignment, frame: Frame) -> None:
    """Keep what is known of a design: how long it took, how near to the best it is."""
    current = Scenario.objects.get(pk=scenario.pk)
    found = {
        "seconds": alignment.seconds,
        "seed": alignment.seed,
        "value": alignment.value,
        "gap": alignment.gap if np.isfinite(alignment.gap) else None,
        "bound": alignment.bound if np.isfinite(alignment.bound) else None,
    }
    current.statistics = {**current.statistics, "design": found}
    current.parameters = parameters(frame)
    current.save(update_fields=["statistics", "parameters"])


def sweep(job: Job, watcher: Watcher) -> dict[str, Any]:
    """Sweep the frontier of a scenario; each plan that no other beats becomes a scenario."""
    scenario = Scenario.objects.get(pk=job.scenario_id)
    request = asked_of(scenario, job.options)
    bench = bench_of(scenario)
    frame = framed(bench, dataclasses.replace(request, disruption_cap=None))
    found = frontier(
        frame.problem,
        points=job.options["points"],
        parameters=effort(frame),
        seed=request.seed,
        progress=watcher,
        cancelled=watcher.cancelled,
    )
    points = []
    for point in found.points:
        name = _("%(name)s, %(share)s changes owner") % {
            "name": scenario.name, "share": percent(point.disruption)
        }  # fmt: skip
        payload = {"units": pairs_to(bench, point.alignment.labels)}
        made = written_anew(scenario, job.by, name, payload)
        points.append(
            {
                "scenario": made.pk,
                "name": made.name,
                "disruption": point.disruption,
                "mean_km": point.mean_km,
                "tolerance": point.tolerance,
                "largest_deviation": point.largest_deviation,
                "knee": point is found.knee,
            }
        )
    return {"points": points, "dominated": found.dominated, "infeasible": found.infeasible}


def pairs_to(bench: Bench, labels: IntArray) -> dict[str, list[int]]:
    """The units that differ between a scenario and a plan of its territories."""
    changed = np.flatnonzero(labels != bench.labels).astype(np.int32)
    names = bench.ground.units["unit"].to_numpy(object)[changed]
    after = [bench.posts[label].number for label in labels[changed]]
    pairs = zip(names, bench.numbers(changed), after, strict=True)
    return {unit: [old, new] for unit, old, new in pairs}
