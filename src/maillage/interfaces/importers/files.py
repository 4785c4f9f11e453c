"""What can be known of a file before reading it: its place, its size, what it really is."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from django.utils.translation import gettext as _

from maillage.errors import FileError

MEGABYTE = 1024 * 1024
SIZE_LIMIT = 500 * MEGABYTE
ZIP_SIGNATURE = b"PK\x03\x04"
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
BINARY_SIGNATURES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"SQLite format 3", b"PAR1")


class FileFormat(Enum):
    """The two kinds of table that can be read."""

    TEXT = "text"
    WORKBOOK = "workbook"


def recognise(path: Path) -> FileFormat:
    """Tell a text table from a workbook by its content, whatever its name says.

    Raises
    ------
    FileError
        If there is nothing to read, too much of it, or something that is not a table.
    """
    check_size(path)
    start = first_bytes(path)
    if start.startswith(ZIP_SIGNATURE):
        return FileFormat.WORKBOOK
    if start.startswith(OLE_SIGNATURE):
        raise old_workbook(path)
    if start.startswith(BINARY_SIGNATURES):
        raise FileError(
            _("%(file)s is not a table.") % {"file": path.name},
            remedy=_("Export the data as CSV or XLSX."),
        )
    if start.lstrip().lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")):
        raise FileError(
            _("%(file)s is a web page, whatever its name says.") % {"file": path.name},
            remedy=_("Open it in a spreadsheet and save it as CSV UTF-8 or XLSX."),
        )
    return FileFormat.TEXT


def check_size(path: Path) -> None:
    """Refuse what is missing, not a file, empty, or over the limit, without opening it."""
    name = {"file": path.name or str(path)}
    if path.is_dir():
        raise FileError(
            _("%(file)s is a folder.") % name, remedy=_("Name one CSV or XLSX file in it.")
        )
    if not path.is_file():
        raise FileError(
            _("There is no file %(path)s.") % {"path": path}, remedy=_("Check its name and folder.")
        )
    size = path.stat().st_size
    if size == 0:
        raise FileError(_("%(file)s is empty.") % name, remedy=_("Export it again."))
    if size > SIZE_LIMIT:
        raise FileError(
            _("%(file)s holds %(size)d MB; the limit is %(limit)d MB.")
            % {**name, "size": size // MEGABYTE, "limit": SIZE_LIMIT // MEGABYTE},
            remedy=_("Split it into several files, or leave out the columns not needed."),
        )


def first_bytes(path: Path) -> bytes:
    """Read enough to recognise a signature."""
    try:
        with path.open("rb") as stream:
            return stream.read(4096)
    except OSError as error:
        raise FileError(
            _("%(file)s cannot be opened: %(reason)s.")
            % {"file": path.name, "reason": error.strerror},
            remedy=_("Check who may read it, and that no other program holds it open."),
        ) from error


def old_workbook(path: Path) -> FileError:
    """Build the error for the binary container shared by old and password-protected workbooks."""
    name = {"file": path.name}
    if ENCRYPTED_STREAM in path.read_bytes():
        return FileError(
            _("%(file)s is protected by a password.") % name,
            remedy=_("Save a copy without the password."),
        )
    return FileError(
        _("%(file)s is a workbook of the old XLS format.") % name,
        remedy=_("Save it as XLSX or CSV UTF-8."),
    )
