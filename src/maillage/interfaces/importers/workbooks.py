"""Reads the rows of an XLSX workbook: one sheet, values only."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, load_workbook

from maillage.errors import FileError
from maillage.interfaces.importers.archives import CELL_LIMIT, SheetScan, scan_archive
from maillage.interfaces.importers.delimited import Row

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
EMPTY = SheetScan()


def workbook_rows(path: Path, sheet: str | None) -> tuple[str, Iterator[Row]]:
    """Return the name of the sheet read, and its rows as ``(row number, cells)``."""
    scans = scan_archive(path)
    try:
        found = {name: scans.get(part, EMPTY) for name, part in sheet_parts(path).items()}
        name = choose_sheet(path, found, sheet)
        check_sheet(path, name, found[name])
        rows = load_workbook(str(path)).get_sheet_by_name(name)
    except (CalamineError, ET.ParseError, KeyError) as error:
        raise damaged(path, error) from error
    return name, sheet_rows(rows)


def filled_sheets(path: Path) -> list[str]:
    """Name the sheets of a workbook with something in them.

    Raises
    ------
    FileError
        If it is damaged, or no workbook.
    """
    scans = scan_archive(path)
    try:
        return [name for name, part in sheet_parts(path).items() if scans.get(part, EMPTY).filled]
    except (ET.ParseError, KeyError) as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: Exception) -> FileError:
    """Build the error for a workbook that cannot be opened."""
    return FileError(
        _("%(file)s is a damaged workbook: %(reason)s.")
        % {"file": path.name, "reason": str(error).rstrip(".")},
        remedy=_("Open it in your spreadsheet and save it again as XLSX."),
    )


def check_sheet(path: Path, name: str, scan: SheetScan) -> None:
    """Refuse formulas, and cells strewn so far apart that the sheet would not fit in memory."""
    place = {"file": path.name, "sheet": name}
    if scan.formula:
        raise FileError(
            _("%(file)s, sheet %(sheet)s: cell %(cell)s holds a formula.")
            % {**place, "cell": scan.formula},
            remedy=_("Copy the sheet and paste it as values, then save."),
        )
    if scan.rows * scan.columns > CELL_LIMIT:
        raise FileError(
            _("%(file)s, sheet %(sheet)s: it spreads over %(rows)d rows and %(columns)d columns.")
            % {**place, "rows": scan.rows, "columns": scan.columns},
            remedy=_("Delete the stray cells below and beside the table, or save it as CSV UTF-8."),
        )


def sheet_parts(path: Path) -> dict[str, str]:
    """Map each sheet's name to the member of the archive that holds it."""
    with zipfile.ZipFile(path) as archive:
        relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        workbook = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    targets = {
        relation.get("Id"): re.sub(r"^/?(xl/)?", "xl/", relation.get("Target", ""))
        for relation in relations
    }
    return {
        element.get("name", ""): targets.get(
            element.get(RELATION) or element.get(STRICT_RELATION), ""
        )
        for element in workbook.iter()
        if element.tag.endswith("}sheet")
    }


def choose_sheet(path: Path, sheets: dict[str, SheetScan], sheet: str | None) -> str:
    """Take the named sheet, or the only one with something in it."""
    name = {"file": path.name}
    if sheet is not None and sheet not in sheets:
        raise FileError(
            _("%(file)s has no sheet %(sheet)s.") % {**name, "sheet": sheet},
            remedy=_("Choose one of: %(sheets)s.") % {"sheets": ", ".join(sheets)},
        )
    filled = [sheet] if sheet else [found for found, scan in sheets.items() if scan.filled]
    if not filled:
        raise FileError(_("%(file)s is empty.") % name, remedy=_("Export it again."))
    if len(filled) > 1:
        raise FileError(
            _("%(file)s has several sheets: %(sheets)s.") % {**name, "sheets": ", ".join(filled)},
            remedy=_("Name one with --sheet."),
        )
    return filled[0]


def sheet_rows(sheet: CalamineSheet) -> Iterator[Row]:
    """Yield the rows with something in them, every value as text."""
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [text_of(value) for value in values]
        if any(cells):
            yield number, cells


def text_of(value: Any) -> str:
    """Write a cell's value the way a CSV export would."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
