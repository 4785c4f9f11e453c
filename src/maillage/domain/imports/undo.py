"""Some imports are taken back exactly, while nothing built on them."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from maillage import audit
from maillage.domain.accounts.duplicates.images import CREATED, take_back
from maillage.domain.imports.batch import Kind
from maillage.errors import ConflictError
from maillage.models import Account, AccountFact, ImportRun, Membership, Signal
from maillage.texts import _

UNDONE = (Kind.ENRICHMENT.value, Kind.SIGNALS.value, Kind.OPPORTUNITIES.value)
"""The kinds of files whose import can be taken back."""

OWN = {"signals", "facts"}


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
    Signal.objects.filter(run=found).delete()
    AccountFact.objects.filter(run=found).delete()
    try:
        take_back(found.steps)
    except ConflictError as error:
        raise ConflictError(
            _("What this file changed has been changed since."),
            remedy=_("Undo later imports first; correct single accounts by importing them."),
        ) from error
    found.undone_at = timezone.now()
    found.save(update_fields=["undone_at"])
    after = {"kind": found.kind, "file": found.file_name}
    audit.record(verb="import.undone", subject=found, by=by, after=after)
    return found


def refuse(run: ImportRun) -> None:
    """Refuse what cannot be undone."""
    if run.undone_at is not None:
        raise ConflictError(_("This import is undone already."))
    if run.kind not in UNDONE:
        raise ConflictError(
            _("Imports of this kind are not taken back."),
            remedy=_("Import the file that was right before."),
        )
    created = [
        step["key"]
        for step in run.steps
        if step["what"] == CREATED and step["table"] == Account._meta.model_name
    ]
    used = next((each for each in Account.objects.filter(pk__in=created) if in_use(each)), None)
    if used is not None:
        raise ConflictError(
            _("The account %(account)s, which this file added, is in use since.")
            % {"account": used},
            remedy=_("Keep the import, or remove what points to the account first."),
        )


def in_use(account: Account) -> bool:
    """Whether anything but what suppliers told points to an account."""
    for relation in Account._meta.related_objects:
        name = relation.get_accessor_name()
        if name in OWN:
            continue
        rows = relation.related_model._base_manager
        if rows.filter(**{relation.field.name: account.pk}).exists():
            return True
    return False
