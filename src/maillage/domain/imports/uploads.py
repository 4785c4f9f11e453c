"""Files that were sent: kept between the look at them and their import, each imported once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from maillage.domain.jobs import begin_job
from maillage.errors import ConflictError, FileError
from maillage.models import Event, ImportRun, Job, Membership, Upload
from maillage.texts import _

MEGABYTE: Final = 1024 * 1024
LARGEST: Final = 50 * MEGABYTE
KEPT_FOR: Final = timedelta(days=1)
KEPT_AT_ONCE: Final = 5
ASIDE: Final = 512 * 1024
"""Bytes above which a file is looked at and imported in the background."""

LOOK, IMPORT = "look", "import"


class Work(Protocol):
    """What importing a file would do, as of a moment.

    ``digest`` is another one where it would do anything else.
    """

    @property
    def digest(self) -> str:
        """What tells it from importing anything else."""

    @property
    def counts(self) -> str:
        """How many rows it would create, change, leave alone and refuse, in words."""

    def apply(self, *, by: Membership, keep_good_rows: bool) -> ImportRun | dict[str, int]:
        """Do it: all of it, or nothing."""


type Planner = Callable[[], Work]


def check_length(name: str, size: int) -> None:
    """Refuse a file that is empty or too large.

    Raises
    ------
    FileError
        If it is.
    """
    if size == 0:
        raise FileError(_("%(file)s is empty.") % {"file": name}, remedy=_("Export it again."))
    if size > LARGEST:
        raise FileError(
            _("%(file)s holds %(size)d MB; the limit is %(limit)d MB.")
            % {"file": name, "size": -(-size // MEGABYTE), "limit": LARGEST // MEGABYTE},
            remedy=_("Split it into several files, or leave out the columns not needed."),
        )


@transaction.atomic
def keep_upload(
    *, kind: str, file_name: str, content: bytes, terms: dict[str, Any], by: Membership
) -> Upload:
    """Keep a file for a day; of the files a member has not imported, only the newest few stay.

    Raises
    ------
    FileError
        If it is empty or too large.
    """
    check_length(file_name, len(content))
    waiting = uploads_of(member=by).filter(imported_at=None).values_list("pk", flat=True)
    Upload.objects.filter(pk__in=list(waiting[KEPT_AT_ONCE - 1 :])).delete()
    made: Upload = Upload.objects.create(
        kind=kind,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
        terms=terms,
        by=by,
        expires_at=timezone.now() + KEPT_FOR,
    )
    return made


def uploads_of(*, member: Membership) -> QuerySet[Upload]:
    """The files a member sent and that are kept still, without their content."""
    found: QuerySet[Upload] = Upload.objects.filter(by=member, expires_at__gt=timezone.now())
    return found.defer("content").select_related("run")


def content_of(upload: Upload) -> bytes:
    """Read the content of a file.

    Raises
    ------
    ConflictError
        If it is kept no more.
    """
    rows = Upload.objects.filter(pk=upload.pk, imported_at=None)
    found = rows.values_list("content", flat=True).first()
    if found is None:
        raise gone()
    return bytes(found)


def gone() -> ConflictError:
    """Say that a file is kept no more, as it was imported, thrown away, or a day old."""
    return ConflictError(_("This file is not kept any more."), remedy=_("Send it again."))


def keep_look(*, upload: Upload, terms: dict[str, Any], look: dict[str, Any]) -> None:
    """Keep how a file is read, and what was seen of it; without a look, it is still to come.

    Raises
    ------
    ConflictError
        If the file is kept no more.
    """
    rows = Upload.objects.filter(pk=upload.pk, imported_at=None)
    if not rows.update(terms=terms, look=look):
        raise gone()
    upload.terms, upload.look = terms, look


def forget_upload(*, upload: Upload) -> None:
    """Throw a file away, imported or not; what was imported stays."""
    Upload.objects.filter(pk=upload.pk).delete()


def forget_old_uploads(*, now: datetime) -> int:
    """Throw the files of a day ago away, in all workspaces; give their number."""
    old = Upload._base_manager.filter(expires_at__lte=now)
    return old.delete()[0] if old.exists() else 0


def is_large(upload: Upload) -> bool:
    """Whether a file is work for the background."""
    return bool(upload.size > ASIDE)


def begin_looking(*, upload: Upload, by: Membership) -> Job:
    """Look at a large file in the background."""
    return begin_job(kind=LOOK, by=by, options={"upload": upload.pk})


def begin_importing(*, upload: Upload, seen: str, keep_good_rows: bool, by: Membership) -> Job:
    """Import a large file in the background.

    Raises
    ------
    ConflictError
        If another import is going on.
    """
    options = {"upload": upload.pk, "seen": seen, "keep_good_rows": keep_good_rows}
    return begin_job(kind=IMPORT, by=by, options=options)


def work_on(upload: Upload) -> Job | None:
    """The work on a file that waits or runs."""
    active = Job.objects.filter(
        kind__in=(LOOK, IMPORT), state__in=(Job.State.QUEUED, Job.State.RUNNING)
    )
    found: Job | None = active.filter(options__upload=upload.pk).first()
    return found


def take_in(
    *,
    upload: Upload,
    plan: Planner,
    seen: str,
    keep_good_rows: bool = False,
    by: Membership,
    then: Callable[[Upload], object] = lambda _upload: None,
) -> Upload:
    """Import a file once, if that does what was seen; ``then`` is done in the same transaction.

    What it would do is planned before the transaction begins, and once more within it where
    anything was changed meanwhile.

    Raises
    ------
    ConflictError
        If it would do something else than what was seen; nothing is written.
    RowError
        If rows are wrong and ``keep_good_rows`` is not set; nothing is written.
    """
    if upload.imported_at:
        return upload
    before = last_change()
    work = as_seen(plan(), seen, upload)
    with transaction.atomic():
        found = Upload.objects.select_for_update().defer("content").filter(pk=upload.pk).first()
        if found is None:
            raise gone()
        if found.imported_at:
            return found
        if last_change() != before:
            work = as_seen(plan(), seen, upload)
        close(found, work.apply(by=by, keep_good_rows=keep_good_rows))
        then(found)
    return found


def as_seen(work: Work, seen: str, upload: Upload) -> Work:
    """Give work back that is what was seen.

    Raises
    ------
    ConflictError
        If it is not.
    """
    if work.digest != seen:
        raise otherwise(upload, work.counts)
    return work


def otherwise(upload: Upload, counts: str) -> ConflictError:
    """Say that importing a file would not do what was seen."""
    return ConflictError(
        _("Importing %(file)s would do something else now than when you looked: %(counts)s.")
        % {"file": upload.file_name, "counts": counts},
        remedy=_("Nothing was imported; look at it again."),
    )


def as_seen_before(*, upload: Upload, seen: str) -> None:
    """Refuse to begin an import of what was not seen last.

    Raises
    ------
    ConflictError
        If something else was.
    """
    if upload.look.get("digest") != seen:
        raise ConflictError(
            _("%(file)s was looked at again since.") % {"file": upload.file_name},
            remedy=_("Nothing was imported; look at it again."),
        )


def last_change() -> int:
    """The newest entry of the log."""
    return Event.objects.aggregate(newest=Max("pk"))["newest"] or 0


def close(upload: Upload, made: ImportRun | dict[str, int]) -> None:
    """Note what became of a file; its content is needed no more."""
    if isinstance(made, ImportRun):
        upload.run = made
    else:
        upload.result = made
    upload.imported_at, upload.content = timezone.now(), b""
    upload.save(update_fields=["run", "result", "imported_at", "content"])
