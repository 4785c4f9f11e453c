"""The two steps of an import: plan it, apply it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from django.db import DatabaseError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from maillage import audit
from maillage.core.geography.lookup import Gazetteer
from maillage.domain.imports.accounts import plan_accounts, write_accounts
from maillage.domain.imports.batch import Batch, Kind, Progress
from maillage.domain.imports.enrichment.writing import write_enrichment
from maillage.domain.imports.merged import follow_merges
from maillage.domain.imports.opportunities import plan_opportunities, write_opportunities
from maillage.domain.imports.owners import plan_owners, write_ownerships
from maillage.domain.imports.plan import ImportPlan
from maillage.domain.imports.reps import headcount, plan_reps, write_reps
from maillage.domain.imports.signals import plan_signals, write_signals
from maillage.domain.imports.touches import plan_touches, write_touches
from maillage.domain.imports.traces import Watch
from maillage.domain.reviews.detecting import note_headcount, watch_potential
from maillage.domain.statistics import MANY, analyse
from maillage.errors import InputError, MaillageError, RowError, WorkspaceError
from maillage.models import (
    Account,
    ImportRun,
    Membership,
    Opportunity,
    Ownership,
    Rep,
    StageEntry,
    Touch,
)
from maillage.reference import gazetteer as shipped_gazetteer

DISK_FULL = ("disk is full", "no space left on device", "could not extend file")
PLANNERS: dict[Kind, Callable[[Batch, date, Gazetteer], ImportPlan]] = {
    Kind.ACCOUNTS: plan_accounts,
    Kind.REPS: plan_reps,
    Kind.OWNERS: plan_owners,
    Kind.TOUCHES: plan_touches,
    Kind.SIGNALS: plan_signals,
    Kind.OPPORTUNITIES: plan_opportunities,
}
WRITERS: dict[Kind, Callable[[ImportPlan], Iterator[int]]] = {
    Kind.ACCOUNTS: write_accounts,
    Kind.REPS: write_reps,
    Kind.TOUCHES: write_touches,
    Kind.SIGNALS: write_signals,
    Kind.OPPORTUNITIES: write_opportunities,
    Kind.ENRICHMENT: write_enrichment,
}


def plan_import(
    *, batch: Batch, starts_on: date | None = None, gazetteer: Gazetteer | None = None
) -> ImportPlan:
    """Say what importing a file would change, and change nothing.

    An absent column and an empty cell leave the stored value as it is. ``starts_on`` is the day
    from which new owners answer for their accounts where the file gives none (today by default).
    """
    planner = PLANNERS[batch.kind]
    plan = planner(follow_merges(batch), starts_on or localdate(), gazetteer or shipped_gazetteer())
    plan.findings.problems.sort(key=lambda problem: problem.row)
    return plan


def apply_import(
    *,
    plan: ImportPlan,
    by: str | Membership = "",
    keep_good_rows: bool = False,
    progress: Progress | None = None,
) -> ImportRun:
    """Carry out a plan, whole or not at all, and record it.

    Raises
    ------
    RowError
        If rows are refused and ``keep_good_rows`` is not set; nothing is written.
    InputError
        If the database refuses the data; nothing is written.
    WorkspaceError
        If the disk of the database is full; nothing is written.
    """
    if plan.rejected and not keep_good_rows:
        raise RowError(plan.batch.file, plan.findings.problems)
    try:
        with transaction.atomic():
            plan.run = record(plan, by)
            watches = watched(plan)
            write(plan, progress)
            keep_steps(plan.run, watches)
            note_events(plan, by)
    except DatabaseError as error:
        raise not_written(plan.batch.file, " ".join(str(error).split())) from error
    if len(plan.written) >= MANY:
        analyse(Account, Ownership, Touch, Opportunity)
    return plan.run


def not_written(file: str, reason: str) -> MaillageError:
    """Build the error for an import the database did not take, by what the database says."""
    if any(sign in reason.lower() for sign in DISK_FULL):
        return WorkspaceError(
            _("%(file)s was not imported: the disk of the database is full.") % {"file": file},
            remedy=_("Nothing was written; free some space, then import again."),
        )
    return InputError(
        _("%(file)s was not imported, the database refused it: %(reason)s.")
        % {"file": file, "reason": reason},
        remedy=_("Nothing was written; plan the import again."),
    )


def write(plan: ImportPlan, progress: Progress | None) -> None:
    """Write the rows, then the ownerships, telling how far it is."""
    done, total = 0, max(len(plan.written), 1)
    if plan.kind in WRITERS:
        for count in WRITERS[plan.kind](plan):
            done += count
            if progress:
                progress("write", done / total)
    for count in write_ownerships(plan.ownership) if plan.ownership else ():
        if progress and plan.kind is Kind.OWNERS:
            done += count
            progress("write", min(done / total, 1.0))


def watched(plan: ImportPlan) -> list[Watch]:
    """Look at the rows that will be written, to know what became of them."""
    found = []
    if plan.kind in (Kind.ACCOUNTS, Kind.REPS):
        model = Account if plan.kind is Kind.ACCOUNTS else Rep
        found.append(Watch(model, "external_id", plan.written["external_id"].tolist()))
    if plan.ownership is not None:
        opened, corrected = plan.ownership.opened, plan.ownership.corrected
        found += [
            Watch(Ownership, "pk", corrected["ownership"].tolist(), added_first=False),
            Watch(Ownership, "account__external_id", opened["account"].tolist(), added_first=False),
        ]
    if plan.kind is Kind.TOUCHES:
        found.append(Watch(Touch, "account__external_id", plan.written["account"].tolist()))
    if plan.kind is Kind.OPPORTUNITIES and plan.entries is not None:
        ids = [*plan.written["external_id"], *plan.entries["external_id"]]
        found += [
            Watch(Opportunity, "external_id", ids),
            Watch(StageEntry, "opportunity__external_id", ids),
        ]
    return found


def keep_steps(run: ImportRun, watches: list[Watch]) -> None:
    """Keep what became of the rows, so that all of it can be taken back."""
    if watches:
        run.steps = [step for watch in watches for step in watch.steps()]
        run.save(update_fields=["steps"])


def note_events(plan: ImportPlan, by: str | Membership) -> None:
    """Have what calls for a review reviewed: people who came or left, potential that moved."""
    if plan.kind is Kind.REPS:
        note_headcount(found=headcount(plan), by=by, on=localdate())
    elif plan.kind is Kind.ACCOUNTS:
        watch_potential(by=by, on=localdate())


def record(plan: ImportPlan, by: str | Membership) -> ImportRun:
    """Remember what was taken in, from which file, read how, by whom."""
    counts = {
        "created": plan.created,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "rejected": plan.rejected,
    }
    run = ImportRun.objects.create(
        kind=plan.kind.value,
        file_name=plan.batch.file[:255],
        sha256=plan.batch.sha256,
        mapping=plan.batch.columns,
        **counts,
    )
    after = {"kind": run.kind, "file": run.file_name, **counts}
    audit.record(verb="import", subject=run, by=by, after=after)
    return run
