"""Sending, looking and importing as a door asks for it: at once, or in the background."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.timezone import localdate

from maillage.domain.imports.uploads import (
    as_seen_before,
    begin_importing,
    begin_looking,
    forget_upload,
    gone,
    is_large,
    keep_look,
    take_in,
)
from maillage.errors import ConflictError, FileError, MaillageError
from maillage.interfaces.uploads.accepting import accept, opened
from maillage.interfaces.uploads.looking import Stage, look_at
from maillage.interfaces.uploads.working import Terms, overrides_in, planner
from maillage.models import Job, Membership, Upload
from maillage.texts import language


def send(*, sent: UploadedFile, kind: str, terms: Terms, by: Membership) -> Upload | Job:
    """Take a file and look at it; a large one in the background.

    Raises
    ------
    InputError
        If it cannot be read, or its mapping file cannot; nothing is kept then.
    """
    overrides_in(terms)
    upload = accept(sent=sent, kind=kind, terms=complete(terms), by=by)
    try:
        return look(upload=upload, terms=upload.terms, by=by)
    except MaillageError:
        forget_upload(upload=upload)
        raise


def complete(terms: Terms) -> dict[str, Any]:
    """Fix the day on which owners begin to answer, so that tomorrow does the same as today."""
    kept = {name: value for name, value in terms.items() if value}
    return {"starts_on": localdate().isoformat()} | kept


def look(*, upload: Upload, terms: Terms, by: Membership) -> Upload | Job:
    """Look at a kept file, read as ``terms`` say; at a large one in the background.

    Raises
    ------
    InputError
        If it cannot be read so.
    ConflictError
        If it is kept no more.
    """
    overrides_in(terms)
    if is_large(upload):
        keep_look(upload=upload, terms=complete(terms), look={})
        return begin_looking(upload=upload, by=by)
    upload.terms = complete(terms)
    look_anew(upload)
    return upload


def look_anew(upload: Upload, stage: Stage = lambda _name, _share: None) -> None:
    """Look at a file, and keep what was seen."""
    keep_look(upload=upload, terms=upload.terms, look=look_at(upload, stage))


def in_my_language(upload: Upload) -> Upload:
    """Look at a small file once more where it was looked at in another language."""
    told = upload.look.get("language")
    if upload.imported_at is None and not is_large(upload) and told != language():
        look_anew(upload)
    return upload


def import_upload(
    *, upload: Upload, seen: str, keep_good_rows: bool, by: Membership
) -> Upload | Job:
    """Import a kept file as it was looked at; a large one in the background.

    Raises
    ------
    ConflictError
        If importing it would do something else by now: it is looked at anew.
    RowError
        If rows are wrong and ``keep_good_rows`` is not set.
    """
    if upload.imported_at:
        return upload
    if is_large(upload):
        as_seen_before(upload=upload, seen=seen)
        return begin_importing(upload=upload, seen=seen, keep_good_rows=keep_good_rows, by=by)
    return imported(upload, seen, keep_good_rows, by)


def imported(
    upload: Upload,
    seen: str,
    keep_good_rows: bool,
    by: Membership,
    *,
    stage: Stage = lambda _name, _share: None,
    then: Callable[[Upload], object] = lambda _upload: None,
) -> Upload:
    """Import a kept file now; where it would do something else, look at it anew."""
    try:
        with opened(upload) as path:
            stage("reading", 0.1)
            plan = planner(path, upload.kind, upload.terms)
            stage("comparing", 0.4)
            return take_in(
                upload=upload, plan=plan, seen=seen, keep_good_rows=keep_good_rows, by=by,
                then=then,
            )  # fmt: skip
    except ConflictError:
        now = kept_still(upload)
        if now.imported_at:
            return now
        look_anew(now)
        raise


def kept_still(upload: Upload) -> Upload:
    """Find a file as it is by now.

    Raises
    ------
    ConflictError
        If it is kept no more.
    """
    found = Upload.objects.defer("content").filter(pk=upload.pk).first()
    if found is None:
        raise gone()
    return found  # type: ignore[no-any-return]


def look_or_forget(upload: Upload, stage: Stage) -> None:
    """Look at a kept file; one that cannot be read at all is kept no more."""
    try:
        look_anew(upload, stage)
    except FileError:
        forget_upload(upload=upload)
        raise
