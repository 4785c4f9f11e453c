"""Some imports are taken back exactly, while nothing built on them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from maillage import audit
from maillage.domain.accounts.duplicates.images import CREATED, take_back
from maillage.domain.imports.batch import Kind
from maillage.domain.imports.traces import in_use, undo_traces
from maillage.domain.jobs import MANY, Watcher, begin_job, conclude
from maillage.errors import ConflictError
from maillage.models import Account, AccountFact, ImportRun, Job, Membership, Signal
from maillage.texts import _

TRACED = (
    Kind.ACCOUNTS.value, Kind.REPS.value, Kind.OWNERS.value, Kind.TOUCHES.value,
    Kind.OPPORTUNITIES.value,
)  # fmt: skip
"""The kinds of files that write many rows alike."""

UNDONE = (*TRACED, Kind.ENRICHMENT.value, Kind.SIGNALS.value)
"""The kinds of files whose import can be taken back."""


@transaction.atomic
def undo_import(*, run: ImportRun, by: str | Membership) -> ImportRun:
    """Take an import back: every value is what it was before the file.

    Raises
    ------
    ConflictError
        If it is undone already, of a kind that is not taken back, or what it wrote was changed
        or used since; nothing is undone then.
    """
    found: ImportRun = ImportRun.objects.select_for_update().get(pk=run.pk)
    refuse(found)
    if found.kind in TRACED and all("rows" in step for step in found.steps):
        undo_traces(found.steps)
    else:
        undo_steps(found)
    found.undone_at = timezone.now()
    found.save(update_fields=["undone_at"])
    after = {"kind": found.kind, "file": found.file_name}
    audit.record(verb="import.undone", subject=found, by=by, after=after)
    return found


def begin_undoing(*, run: ImportRun, by: Membership) -> ImportRun | Job:
    """Take an import back; in the background where it wrote many rows.

    Raises
    ------
    ConflictError
        As :func:`undo_import`, or if another file is being taken back.
    """
    if run.created + run.updated <= MANY:
        return undo_import(run=run, by=by)
    refuse(run)
    return begin_job(kind="undo", by=by, options={"run": run.pk})


def undo_in_background(job: Job, watcher: Watcher) -> dict[str, Any]:
    """Take an import back: all of it, or nothing where somebody stops it."""
    watcher.at("writing", 0.2)
    with transaction.atomic():
        run = undo_import(run=ImportRun.objects.get(pk=job.options["run"]), by=job.by)
        result = {"run": run.pk}
        conclude(job, result)
    return result


def undo_steps(run: ImportRun) -> None:
    """Take back what a file told one account after the other."""
    Signal.objects.filter(run=run).delete()
    AccountFact.objects.filter(run=run).delete()
    refuse_used(run)
    try:
        take_back(run.steps)
    except ConflictError as error:
        raise ConflictError(
            _("What this file changed has been changed since."),
            remedy=_("Undo later imports first; correct single accounts by importing them."),
        ) from error


def refuse(run: ImportRun) -> None:
    """Refuse what cannot be undone."""
    if run.undone_at is not None:
        raise ConflictError(_("This import is undone already."))
    if run.kind not in UNDONE:
        raise ConflictError(
            _("Imports of this kind are not taken back."),
            remedy=_("Import the file that was right before."),
        )
    if run.kind in TRACED and not run.steps and (run.created or run.updated):
        raise ConflictError(
            _("What this import changed was not kept yet when it was made."),
            remedy=_("Import the file that was right before."),
        )


def refuse_used(run: ImportRun) -> None:
    """Refuse to remove accounts that something else points to."""
    table = Account._meta.model_name
    created = [
        step["key"] for step in run.steps if step["what"] == CREATED and step["table"] == table
    ]
    used = in_use(Account, created, {(Account, "parent_id", key) for key in created})
    if used:
        raise ConflictError(
            _("The account %(account)s, which this file added, is in use since.")
            % {"account": Account.objects.get(pk=min(used))},
            remedy=_("Keep the import, or remove what points to the account first."),
        )
