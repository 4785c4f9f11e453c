"""Long work in the background: begun by a person, watched, cancelled, and never lost silently."""

from __future__ import annotations

import math
import os
import socket
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.tasks import task
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django_scopes import get_scope, scope, scopes_disabled

from maillage import audit
from maillage.core.territories.solver import Progress
from maillage.domain.territories.lifecycle import visible_scenarios
from maillage.errors import CancelledError, ConflictError, MaillageError
from maillage.models import Job, Membership, Scenario, Workspace
from maillage.permissions import Action, may, require
from maillage.texts import _

RUNNERS = {
    "design": "maillage.domain.territories.running.design",
    "frontier": "maillage.domain.territories.running.sweep",
    "rules": "maillage.domain.territories.rules.applying.apply_in_background",
    "gifts": "maillage.domain.accounts.giving.give_in_background",
    "duplicates": "maillage.domain.accounts.duplicates.finding.look_in_background",
    "addresses": "maillage.domain.accounts.proposals.finding.look_in_background",
    "sites": "maillage.domain.accounts.proposals.finding.look_in_background",
    "publication": "maillage.domain.territories.publishing.background.publish_in_background",
    "look": "maillage.interfaces.uploads.background.look_in_background",
    "import": "maillage.interfaces.uploads.background.import_in_background",
    "undo": "maillage.domain.imports.undo.undo_in_background",
}
"""What runs each kind of work: takes the job and a :class:`Watcher`, gives its result."""

STOPPED_BY = {
    "rules": Action.EDIT_RULES,
    "gifts": Action.EDIT_ACCOUNTS,
    "duplicates": Action.EDIT_ACCOUNTS,
    "addresses": Action.EDIT_ACCOUNTS,
    "sites": Action.EDIT_ACCOUNTS,
    "publication": Action.PUBLISH,
    "look": Action.IMPORT,
    "import": Action.IMPORT,
    "undo": Action.IMPORT,
}
"""Who may watch and stop work that is no design: those who may begin it."""

SIDE_BY_SIDE = {"look"}
"""Work that changes nothing: several people may begin it at a time, each for themselves."""

MANY = 2_000
"""Accounts above which a change of owners is work for the background."""

BEAT = 0.4
"""Seconds between two looks at the database while work goes on."""

SILENCE = timedelta(minutes=15)
"""Silence after which work on another machine is taken for lost."""

ACTIVE = (Job.State.QUEUED, Job.State.RUNNING)

type Runner = Callable[[Job, Watcher], dict[str, Any]]


class Watcher:
    """Tells those who watch how far a job is, and the job whether it is to stop.

    ``told`` is called as well, by who waits for the job in the same process.
    """

    def __init__(self, job: Job, told: Callable[[Progress], None] | None = None) -> None:
        self.job = job
        self.told = told
        self.beat = 0.0
        self.began = time.monotonic()
        self.stopped = False

    def __call__(self, progress: Progress) -> None:
        """Note how far it is, a few times a second at most."""
        if self.told is not None:
            self.told(progress)
        now = time.monotonic()
        if now - self.beat < BEAT and progress.share < 1.0:
            return
        self.beat = now
        Job.objects.filter(pk=self.job.pk).update(
            progress=as_values(progress), seen_at=timezone.now()
        )
        self.stopped = Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists()

    def at(self, stage: str, share: float) -> None:
        """Note a stage of work that has no engine of its own, before its transaction begins.

        Raises
        ------
        CancelledError
            If somebody asked to stop.
        """
        self.beat = 0.0
        self(Progress(stage, share, time.monotonic() - self.began))
        if self.stopped:
            raise CancelledError(_("Stopped: nothing was changed."))

    def cancelled(self) -> bool:
        """Whether somebody asked to stop, as of the last look."""
        return self.stopped


def as_values(progress: Progress) -> dict[str, Any]:
    """Progress as plain values; what is not known is None."""
    found = {
        "stage": progress.stage,
        "share": progress.share,
        "seconds": progress.seconds,
        "seconds_left": progress.seconds_left,
        "value": progress.objective,
        "violation": progress.violation,
        "bound": progress.bound,
        "gap": progress.gap,
    }
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in found.items()
    }


def begin_job(
    *,
    kind: str,
    scenario: Scenario | None = None,
    by: Membership,
    options: dict[str, Any] | None = None,
    said: dict[str, Any] | None = None,
) -> Job:
    """Put a piece of work into the queue: on a scenario, or on all accounts.

    ``said`` is what the log says of it, where that is not its ``options``. The same work on all
    accounts, asked for again before it is over, is the one that is under way.

    Raises
    ------
    ConflictError
        If other work on the same is waiting or running already.
    """
    wanted = options or {}
    try:
        with transaction.atomic():
            going = [] if scenario else under_way(kind)
            for same in going:
                if same.options == wanted:
                    return same
            if going and kind not in SIDE_BY_SIDE:
                raise going_on(busy_with(kind))
            job = Job.objects.create(kind=kind, scenario=scenario, by=by, options=wanted)
            audit.record(
                verb="job.begun", subject=job, by=by,
                after={"kind": kind, "scenario": job.scenario_id,
                       "options": wanted if said is None else said},
            )  # fmt: skip
            run_job.enqueue(job.pk)
    except IntegrityError as error:
        text = _("Work on the scenario %(name)s is going on already.")
        raise going_on(text % {"name": scenario}) from error
    return job


def under_way(kind: str) -> list[Job]:
    """Work of a kind on all accounts that waits or runs; nobody begins another meanwhile."""
    Workspace.objects.select_for_update().get(pk=get_scope()["workspace"].pk)
    return list(Job.objects.filter(kind=kind, scenario=None, state__in=ACTIVE))


def busy_with(kind: str) -> str:
    """Say what is going on."""
    if kind in {"import", "undo"}:
        return _("Another file is being imported or taken back.")
    return _("Work on the owners of accounts is going on already.")


def going_on(text: str) -> ConflictError:
    """Say that other work has to end first."""
    return ConflictError(text, remedy=_("Wait for it, or cancel it."))


def conclude(job: Job, result: dict[str, Any]) -> None:
    """Write down that a job is done, in the transaction of the work itself.

    Whoever asks to stop afterwards comes too late; whoever asked before stops it here.

    Raises
    ------
    CancelledError
        If somebody asked to stop: the transaction is to be undone.
    """
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, cancel_requested=False)
    if not mine.update(state=Job.State.DONE, result=result, finished_at=timezone.now()):
        raise CancelledError(_("Stopped: nothing was changed."))


def jobs_seen(*, member: Membership | None) -> QuerySet[Job]:
    """The work a member may watch: on scenarios they see, and what they might have begun."""
    own = [kind for kind, action in STOPPED_BY.items() if may(member, action)]
    visible = Q(scenario__in=visible_scenarios(member=member)) & ~Q(kind__in=STOPPED_BY)
    found: QuerySet[Job] = Job.objects.filter(visible | Q(kind__in=own))
    return found


def cancel_job(*, job: Job, by: Membership) -> Job:
    """Ask a piece of work to stop; what waits stops at once.

    Raises
    ------
    PermissionDeniedError
        If the member might not have begun it.
    ConflictError
        If it is over.
    """
    require(by, STOPPED_BY.get(job.kind, Action.EDIT_SCENARIOS))
    with transaction.atomic():
        current = Job.objects.select_for_update().get(pk=job.pk)
        if not current.active:
            raise ConflictError(_("This work is over already."))
        current.cancel_requested = True
        if current.state == Job.State.QUEUED:
            current.state, current.finished_at = Job.State.CANCELLED, timezone.now()
        current.save(update_fields=["cancel_requested", "state", "finished_at"])
        audit.record(verb="job.cancelled", subject=current, by=by)
    return current


@task
def run_job(number: int) -> None:
    """Do a piece of work, in its workspace and in the language of whoever asked for it."""
    with scopes_disabled():
        job = Job.objects.select_related("workspace", "scenario", "by__user").get(pk=number)
    language = (job.by.user.language if job.by else "") or job.workspace.language
    with scope(workspace=job.workspace), translation.override(language):
        if claim(job):
            carry_out(job)


def claim(job: Job) -> bool:
    """Mark a job as running here; false where it was cancelled while it waited."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    return bool(
        waiting.update(state=Job.State.RUNNING, started_at=now, seen_at=now, worker=this_worker())
    )


def carry_out(job: Job, told: Callable[[Progress], None] | None = None) -> None:
    """Run a claimed job and write down how it ended; ``told`` hears how far it is."""
    runner: Runner = import_string(RUNNERS[job.kind])
    try:
        result = runner(job, Watcher(job, told))
    except CancelledError:
        end(job, Job.State.CANCELLED)
    except MaillageError as error:
        end(job, Job.State.FAILED, message=str(error))
    except BaseException:
        end(job, Job.State.FAILED, message=_("Something unexpected happened. Nothing was changed."))
        raise
    else:
        end(job, Job.State.DONE, result=result)


def end(job: Job, state: Job.State, *, message: str = "", result: Any = None) -> None:
    """Write down how a job ended; one that is done is done whole."""
    current = Job.objects.get(pk=job.pk)
    progress = {**current.progress, "share": 1.0} if state == Job.State.DONE else current.progress
    Job.objects.filter(pk=job.pk).update(
        state=state,
        message=message,
        result=result or {},
        progress=progress,
        finished_at=timezone.now(),
    )


def this_worker() -> str:
    """The host and process of this worker."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def mark_interrupted() -> int:
    """Mark the running jobs whose worker is gone, in all workspaces; returns how many."""
    with scopes_disabled():
        running = Job.objects.filter(state=Job.State.RUNNING)
        lost = [job.pk for job in running if is_lost(job)]
        return Job.objects.filter(pk__in=lost, state=Job.State.RUNNING).update(
            state=Job.State.INTERRUPTED, finished_at=timezone.now()
        )


def is_lost(job: Job) -> bool:
    """Whether nobody works on a running job any more."""
    host, _colon, process = job.worker.rpartition(":")
    if host == socket.gethostname()[:80] and process.isdecimal():
        return int(process) == os.getpid() or not alive(int(process))
    return job.seen_at is None or job.seen_at < timezone.now() - SILENCE


def alive(process: int) -> bool:
    """Whether a process of this machine exists."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
