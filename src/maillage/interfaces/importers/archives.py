"""Looks into a workbook's zip archive before any library unpacks it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from maillage.errors import FileError
from maillage.interfaces.importers.files import MEGABYTE

UNPACKED_LIMIT = 1024 * MEGABYTE
RATIO_LIMIT = 200
CELL_LIMIT = 20_000_000
ROW_BYTES_LIMIT = 16 * MEGABYTE
SHEET = re.compile(r"^/?xl/worksheets/[^/]+\.xml$", re.IGNORECASE)
CELL_TAG = rb"<(?:\w+:)?c\b"
FORMULA = re.compile(CELL_TAG + rb'(?:[^>]*?\br="([A-Z]+\d+)")?[^>]*>\s*<(?:\w+:)?f[\s>/]')
CONTENT = re.compile(rb"<(?:\w+:)?(?:v|is)[\s>]")
COLUMN = re.compile(rb'\br="([A-Z]{1,3})\d')
ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d{1,7})"')
ROW_TAG = re.compile(rb"<(?:\w+:)?row\b")
CELL = re.compile(CELL_TAG)


@dataclass(slots=True)
class SheetScan:
    """What a worksheet's XML shows: any content, its first formula, how far its cells reach."""

    filled: bool = False
    formula: str = ""
    rows: int = 0
    columns: int = 0


def scan_archive(path: Path) -> dict[str, SheetScan]:
    """Unpack every member block by block, within limits, and describe the worksheets by name.

    Headers that announce less than they hold end in the archive's own checksum error.

    Raises
    ------
    FileError
        If the archive is damaged, not an XLSX workbook, or unpacks to too much.
    """
    with opened(path) as archive:
        members = archive.infolist()
        check_members(path, members)
        return {
            member.filename.lstrip("/"): scan
            for member in members
            if (scan := scan_member(archive, member)) is not None
        }


def check_archive(path: Path) -> None:
    """Look at what an archive announces, without unpacking any of it.

    Raises
    ------
    FileError
        If it is damaged, not an XLSX workbook, or announces too much.
    """
    with opened(path) as archive:
        check_members(path, archive.infolist())


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive; one that is damaged is refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileError(
            _("%(file)s is a damaged workbook: %(reason)s.")
            % {"file": path.name, "reason": str(error).rstrip(".")},
            remedy=_("Open it in your spreadsheet and save it again as XLSX."),
        ) from error


def check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuse archives that are no workbook or that announce an absurd size."""
    names = {member.filename.lstrip("/") for member in members}
    if "xl/workbook.xml" not in names:
        raise FileError(
            _("%(file)s is not an XLSX workbook.") % {"file": path.name},
            remedy=_("Save it as XLSX or CSV UTF-8."),
        )
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if unpacked > UNPACKED_LIMIT or (
        unpacked > MEGABYTE and unpacked > RATIO_LIMIT * min(packed, path.stat().st_size)
    ):
        raise FileError(
            _("%(file)s would unpack to %(unpacked)d MB, %(ratio)d times its size: refused.")
            % {
                "file": path.name,
                "unpacked": unpacked // MEGABYTE,
                "ratio": unpacked // path.stat().st_size,
            },
            remedy=_("Save the data as CSV UTF-8."),
        )


def scan_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> SheetScan | None:
    """Read one member to its end; describe it if it is a worksheet."""
    with archive.open(member) as stream:
        blocks = iter(lambda: stream.read(4 * MEGABYTE), b"")
        if SHEET.match(member.filename):
            return scan_sheet(blocks)
        for _block in blocks:
            pass
    return None


def scan_sheet(blocks: Iterator[bytes]) -> SheetScan:
    """Look for formulas and for the farthest row and column."""
    scan, carry = SheetScan(), b""
    for block in blocks:
        text = carry + block
        end = text.rfind(b"row>") + len(b"row>")
        if end < len(b"row>"):
            end = len(text) if len(text) > ROW_BYTES_LIMIT else 0
        describe(text[:end], scan)
        carry = text[end:]
    describe(carry, scan)
    return scan


def describe(text: bytes, scan: SheetScan) -> None:
    """Add what one piece of XML, made of whole rows, shows."""
    scan.filled = scan.filled or CONTENT.search(text) is not None
    if not scan.formula and (found := FORMULA.search(text)):
        scan.formula = (found.group(1) or b"?").decode()
    scan.rows = max(scan.rows, max(map(int, ROW.findall(text)), default=0))
    scan.columns = max(
        scan.columns,
        max(map(column_number, set(COLUMN.findall(text))), default=0),
        max((len(CELL.findall(row)) for row in ROW_TAG.split(text)), default=0),
    )


def column_number(letters: bytes) -> int:
    """Translate ``AB`` into 28."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
