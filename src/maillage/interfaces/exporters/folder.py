"""The folder the outputs go to: whether they may be written there, and why they cannot be."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

from maillage.errors import FileError
from maillage.texts import _

GENERATOR = "maillage"
OUTPUTS = (
    "report.pdf",
    "workbook.xlsx",
    "letters.pdf",
    "map.png",
    "map.svg",
    "assignment.geojson",
    "units.csv",
    "accounts.csv",
    "outcome.json",
)


def check_folder(directory: Path, *, force: bool = False) -> None:
    """Refuse a folder that cannot be written to, or whose files are not Maillage's own.

    Parameters
    ----------
    directory
        The folder, which need not exist.
    force
        Whether files that others wrote may be overwritten.

    Raises
    ------
    FileError
        When it is a file or lies below one, has too long a name, is read-only, or holds files
        named like the outputs that another program, or the person, wrote.
    """
    try:
        nearest = nearest_that_exists(directory)
        names = {each.name for each in nearest.iterdir()} if nearest == directory else set()
    except OSError as error:
        raise unwritable(directory, error) from error
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise unwritable(directory, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))
    for name in OUTPUTS:
        if name in names and (directory / name).is_dir():
            raise FileError(
                _("%(file)s is a folder.") % {"file": directory / name}, remedy=_("Move it away.")
            )
    in_the_way = [name for name in OUTPUTS if name in names]
    if in_the_way and not force and not made_by_maillage(directory):
        raise FileError(
            _("%(folder)s holds files that Maillage did not write: %(files)s.")
            % {"folder": directory, "files": ", ".join(in_the_way)},
            remedy=_("Name another folder, or add --force to overwrite them."),
        )


def nearest_that_exists(directory: Path) -> Path:
    """The folder itself, or the one above it that is there already.

    Raises
    ------
    FileError
        When that is a file.
    OSError
        When the name cannot be looked up.
    """
    for place in (directory, *directory.absolute().parents):
        try:
            place.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        if place.is_dir():
            return place
        raise FileError(
            _("%(folder)s is a file, not a folder.") % {"folder": place}, remedy=_("Name a folder.")
        )
    return directory


def made_by_maillage(directory: Path) -> bool:
    """Whether the outcome in a folder says that Maillage wrote it."""
    try:
        outcome = json.loads((directory / "outcome.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    generator = outcome.get("generator") if isinstance(outcome, dict) else None
    return isinstance(generator, str) and generator.split(" ")[0] == GENERATOR


def unwritable(directory: Path, error: Exception) -> FileError:
    """Build the error for a folder that cannot be written to, with what would help."""
    number = error.errno if isinstance(error, OSError) else None
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    remedies = {
        errno.ENOSPC: _("Free space on the disk, or name a folder on another one."),
        errno.EDQUOT: _("Free space on the disk, or name a folder on another one."),
        errno.ENAMETOOLONG: _("Give the folder a shorter name."),
        errno.EACCES: _("Make it writable, or name another folder."),
        errno.EROFS: _("Name a folder on a disk that can be written to."),
    }
    usual = _("Close its files in other programs, or name another folder.")
    return FileError(
        _("%(folder)s cannot be written to (%(reason)s).")
        % {"folder": shortened(str(directory)), "reason": reason},
        remedy=remedies.get(number or 0, usual),
    )


def shortened(name: str) -> str:
    """A name as it is repeated in a message, cut where it is long."""
    return name if len(name) <= 200 else f"{name[:199]}…"
