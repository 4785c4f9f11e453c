"""A list as a file: CSV or a workbook, with every cell that could be a formula made harmless."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from maillage.interfaces.exporters.safety import neutralised
from maillage.interfaces.exporters.wording import clean

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"csv": CSV, "xlsx": XLSX}
LONGEST_SHEET_NAME = 31
LONGEST_CELL = 32_767
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "remove_timezone": True,
    "default_date_format": "yyyy-mm-dd",
}
NOT_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def as_file(rows: Iterable[list[Any]], kind: str, title: str) -> bytes:
    """Write rows, the labels first, as ``csv`` or ``xlsx``."""
    return csv_file(rows) if kind == "csv" else workbook(rows, title)


def csv_file(rows: Iterable[list[Any]]) -> bytes:
    """Write rows as CSV (RFC 4180), in UTF-8 with the mark that makes Excel see it."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([plain(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def plain(value: Any) -> Any:
    """Write a value as CSV holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, int | float) else neutralised(clean(str(value)))


def workbook(rows: Iterable[list[Any]], title: str) -> bytes:
    """Write rows as a workbook of one sheet, with a fixed first line that filters."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        name = title.translate(NOT_IN_SHEET_NAMES).strip()[:LONGEST_SHEET_NAME] or "Maillage"
        sheet = book.add_worksheet(name)
        sheet.set_row(0, None, book.add_format({"bold": True, "bottom": 1}))
        last, width = 0, 0
        for number, row in enumerate(rows):
            last, width = number, len(row)
            for place, value in enumerate(row):
                put(sheet, number, place, value)
        sheet.freeze_panes(1, 0)
        if width:
            sheet.autofilter(0, 0, last, width - 1)
            sheet.set_column(0, width - 1, 18)
    return stream.getvalue()


def put(sheet: Any, row: int, column: int, value: Any) -> None:
    """Write one value into a sheet, as what it is; what is not known stays empty."""
    if value is None or value == "" or (isinstance(value, float) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write_string(row, column, clean(str(value))[:LONGEST_CELL])
