"""A file as it is sent: its name made harmless, looked into before any of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile

from maillage.domain.imports.uploads import check_length, content_of, keep_upload
from maillage.interfaces.importers.archives import check_archive
from maillage.interfaces.importers.files import FileFormat, recognise
from maillage.models import Membership, Upload

LONGEST_NAME: Final = 120
LONGEST_ENDING: Final = 10


def accept(*, sent: UploadedFile, kind: str, terms: dict[str, Any], by: Membership) -> Upload:
    """Keep a file that was sent, once its first bytes are those of a table.

    Raises
    ------
    FileError
        If it is empty, too large, or no table; nothing is kept.
    """
    name = harmless(sent.name or "")
    check_length(name, sent.size or 0)
    content = sent.read()
    with laid_out(name, content) as path:
        if recognise(path) is FileFormat.WORKBOOK:
            check_archive(path)
    return keep_upload(kind=kind, file_name=name, content=content, terms=terms, by=by)


def harmless(name: str) -> str:
    """Make a name that any file may have: of one place, of signs that can be seen, and short."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(sign for sign in last if sign.isprintable()).strip(" .")
    path = PurePosixPath(seen or "file")
    ending = path.suffix[:LONGEST_ENDING]
    return path.stem[: LONGEST_NAME // 2] + ending


@contextmanager
def laid_out(name: str, content: bytes) -> Iterator[Path]:
    """Lay content out as a file of a name, as long as somebody reads it."""
    with TemporaryDirectory(prefix="maillage-") as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        yield path


@contextmanager
def opened(upload: Upload) -> Iterator[Path]:
    """Lay a file out that is kept.

    Raises
    ------
    ConflictError
        If it is kept no more.
    """
    with laid_out(upload.file_name, content_of(upload)) as path:
        yield path
