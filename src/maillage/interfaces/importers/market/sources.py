"""Opening market files: plain, gzip or zip, within limits of size and expansion."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from django.utils.translation import gettext as _

from maillage.errors import FileError

MAX_BYTES = 1 << 30
MAX_RATIO = 100
RATIO_COUNTS_FROM = 16 << 20
HEAD_BYTES = 1 << 18
UNREADABLE = (
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Source:
    """One table inside one file: the file itself, or a member of a zip archive."""

    path: Path
    packing: str
    member: str = ""

    @property
    def name(self) -> str:
        """The name to show: that of the file, and that of the member."""
        return f"{self.path.name}/{self.member}" if self.member else self.path.name


class MeteredStream(io.RawIOBase):
    """Passes bytes on, hashes them, and stops when there are far more than the file promised."""

    def __init__(self, stream: BinaryIO, source: Source, file: IO[bytes]) -> None:
        self.stream = stream
        self.file = file
        self.source = source
        self.seen = 0
        self.digest = hashlib.sha256()
        self.packed = source.path.stat().st_size

    def readable(self) -> bool:
        """Say that this is a stream to read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer, then check the limits."""
        data = self.stream.read(len(buffer))
        buffer[: len(data)] = data
        self.digest.update(data)
        self.seen += len(data)
        self.check()
        return len(data)

    @property
    def share(self) -> float:
        """Share of the file, as it lies on disk, that was read."""
        return min(1.0, self.file.tell() / max(self.packed, 1))

    def check(self) -> None:
        """Refuse a stream that is too large, or that expands far too much."""
        expands = self.seen > max(RATIO_COUNTS_FROM, MAX_RATIO * self.packed)
        if self.seen > MAX_BYTES or (expands and self.source.packing != "plain"):
            raise too_large(self.source.name)


def sources_in(path: Path) -> list[Source]:
    """List the tables a file may hold.

    Raises
    ------
    FileError
        If the file is missing, empty, not a regular file, too large, damaged, or a workbook.
    """
    check_file(path)
    with path.open("rb") as stream:
        start = stream.read(4)
    if start.startswith(b"\x1f\x8b"):
        return [Source(path, "gzip")]
    if start.startswith(b"PK\x03\x04"):
        return members_of(path)
    return [Source(path, "plain")]


def check_file(path: Path) -> None:
    """Refuse what cannot be a market file, before opening it."""
    if not path.exists():
        raise FileError(
            _("There is no file %(file)s.") % {"file": path}, remedy=_("Check its name.")
        )
    if not path.is_file():
        raise FileError(
            _("%(file)s is not a file.") % {"file": path},
            remedy=_("Name one file of the Census Bureau."),
        )
    size = path.stat().st_size
    if size == 0:
        raise FileError(
            _("%(file)s is empty.") % {"file": path.name}, remedy=_("Download it again.")
        )
    if size > MAX_BYTES:
        raise too_large(path.name)


def members_of(path: Path) -> list[Source]:
    """List the tables of a zip archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
    except UNREADABLE as error:
        raise damaged(path.name, error) from error
    if any(each.filename == "[Content_Types].xml" for each in members):
        raise FileError(
            _("%(file)s is an Excel workbook.") % {"file": path.name},
            remedy=_("Give the CSV or text file as the Census Bureau publishes it."),
        )
    if any(each.file_size > MAX_BYTES for each in members):
        raise too_large(path.name)
    return [Source(path, "zip", each.filename) for each in members]


@contextmanager
def opened(source: Source) -> Iterator[MeteredStream]:
    """Open the bytes of a source, turning every failure to read into a `FileError`."""
    try:
        with source.path.open("rb") as file:
            if source.packing == "zip":
                with zipfile.ZipFile(file) as archive, archive.open(source.member) as stream:
                    yield MeteredStream(stream, source, file)  # type: ignore[arg-type]
            elif source.packing == "gzip":
                with gzip.open(file) as stream:
                    yield MeteredStream(stream, source, file)  # type: ignore[arg-type]
            else:
                yield MeteredStream(file, source, file)
    except UNREADABLE as error:
        raise damaged(source.name, error) from error


def head_of(source: Source) -> bytes:
    """Read the beginning of a source, refusing what is not text.

    Raises
    ------
    FileError
        If the file is damaged or holds zero bytes, as binary and UTF-16 files do.
    """
    with opened(source) as stream:
        head = io.BufferedReader(stream).read(HEAD_BYTES)
    if b"\0" in head:
        raise FileError(
            _("%(file)s is not a plain text table (binary, or UTF-16).") % {"file": source.name},
            remedy=_("Give the CSV or text file as published, or save it as CSV UTF-8."),
        )
    return head


def too_large(name: str) -> FileError:
    """Build the error for a file beyond the limits."""
    return FileError(
        _("%(file)s is too large, or expands too much (limit %(limit)s MB, %(ratio)s times).")
        % {"file": name, "limit": MAX_BYTES >> 20, "ratio": MAX_RATIO},
        remedy=_("County Business Patterns files stay under 250 MB: check what this file is."),
    )


def damaged(name: str, error: BaseException) -> FileError:
    """Build the error for a file that cannot be read to its end."""
    return FileError(
        _("%(file)s cannot be read: %(error)s.") % {"file": name, "error": error},
        remedy=_("It may be damaged, encrypted or protected: download it again."),
    )
