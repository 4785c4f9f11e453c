"""Reads a CSV or XLSX file into a table of texts, whatever its encoding or separator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from maillage.domain.imports.batch import Progress
from maillage.errors import FileError
from maillage.interfaces.importers.delimited import Row, delimited_rows
from maillage.interfaces.importers.encodings import detect_encoding, fingerprint, given_encoding
from maillage.interfaces.importers.files import FileFormat, recognise
from maillage.interfaces.importers.workbooks import workbook_rows

CELL_LENGTH_LIMIT = 10_000
COLUMN_LIMIT = 500
HEADER_SEARCH = 10
HEADER_SHARE = 0.75
CHUNK_ROWS = 20_000
NUMBER = re.compile(r"[\s\d.,:/+€$£%-]+")


@dataclass(frozen=True, slots=True)
class Table:
    """A file's cells as text, one Arrow column per header, and the file's own row numbers.

    ``encoding`` is what people call the encoding of a text file, empty for UTF-8.
    """

    file: str
    sha256: str
    cells: pa.Table
    row_numbers: np.ndarray
    header_row: int
    sheet: str = ""
    encoding: str = ""

    @property
    def columns(self) -> list[str]:
        """The names in the header."""
        return self.cells.column_names


@dataclass(frozen=True, slots=True)
class Header:
    """The line that names the columns: its number, and each name with its position."""

    row: int
    names: dict[str, int]
    width: int


def read_table(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str = "",
    progress: Progress | None = None,
) -> Table:
    """Read a CSV or XLSX file as text, without interpreting anything.

    Without ``encoding`` it is found out from the bytes of a text file.

    Raises
    ------
    FileError
        If the file cannot be read whole and without doubt; the message says where and why.
    """
    if recognise(path) is FileFormat.WORKBOOK:
        sheet_name, rows = workbook_rows(path, sheet)
        digest, title = fingerprint(path), ""
    else:
        text = given_encoding(path, encoding) if encoding else detect_encoding(path)
        sheet_name, digest, title = "", text.sha256, text.title
        rows = delimited_rows(path, text.encoding)
    first = list(islice(rows, HEADER_SEARCH))
    header = find_header(path.name, first)
    body = chain((row for row in first if row[0] > header.row), rows)
    numbers, cells = collect(path.name, header, body, progress)
    return Table(path.name, digest, cells, numbers, header.row, sheet_name, title)


def find_header(file: str, rows: list[Row]) -> Header:
    """Take the first line that names nearly as many columns as any of the first ones.

    Raises
    ------
    FileError
        If there is no such line, or it names too many columns, or one of them twice.
    """
    named = [sum(is_name(cell) for cell in cells) for _number, cells in rows]
    if not any(named):
        raise FileError(
            _("%(file)s has no header line.") % {"file": file},
            remedy=_("Put the names of the columns in the first row."),
        )
    best = next(place for place, n in enumerate(named) if n >= HEADER_SHARE * max(named))
    number, cells = rows[best]
    stripped = [" ".join(cell.split()) for cell in cells]
    check_names(file, number, stripped)
    names = {name: place for place, name in enumerate(stripped) if name}
    return Header(number, names, len(cells))


def is_name(cell: str) -> bool:
    """Whether a cell could name a column: some text that is not a number or a date."""
    return bool(cell.strip()) and NUMBER.fullmatch(cell) is None


def check_names(file: str, row: int, names: list[str]) -> None:
    """Refuse a header with too many columns or with the same name twice."""
    if len(names) > COLUMN_LIMIT:
        raise FileError(
            _("%(file)s has %(columns)d columns; the limit is %(limit)d.")
            % {"file": file, "columns": len(names), "limit": COLUMN_LIMIT},
            remedy=_("Export only the columns needed."),
        )
    twice = [name for place, name in enumerate(names) if name and name in names[:place]]
    if twice:
        raise FileError(
            _("%(file)s, row %(row)d: two columns are called “%(column)s”.")
            % {"file": file, "row": row, "column": twice[0]},
            remedy=_("Rename or delete one of them."),
        )


def collect(
    file: str, header: Header, rows: Iterator[Row], progress: Progress | None
) -> tuple[np.ndarray, pa.Table]:
    """Gather the rows below the header, some thousands at a time."""
    numbers: list[np.ndarray] = []
    pieces: list[pa.Table] = []
    while chunk := list(islice(rows, CHUNK_ROWS)):
        numbers.append(np.array([number for number, _cells in chunk], dtype=np.int64))
        pieces.append(columns_of(file, header, chunk))
        check_lengths(file, pieces[-1], numbers[-1])
        if progress:
            progress("read", 0.0)
    if not pieces:
        raise FileError(
            _("%(file)s holds a header and no rows.") % {"file": file}, remedy=_("Export it again.")
        )
    return np.concatenate(numbers), pa.concat_tables(pieces)


def columns_of(file: str, header: Header, chunk: list[Row]) -> pa.Table:
    """Turn rows into columns; rows may be short, but not hold more than the header names."""
    width = header.width
    for number, cells in chunk:
        if len(cells) < width:
            cells.extend([""] * (width - len(cells)))
        elif any(cells[width:]):
            raise FileError(
                _("%(file)s, row %(row)d: %(cells)d cells where the header has %(columns)d.")
                % {"file": file, "row": number, "cells": len(cells), "columns": width},
                remedy=_("Put quotes around texts that contain the separator."),
            )
    columns = list(zip(*(cells[:width] for _number, cells in chunk), strict=True))
    return pa.table(
        {name: pa.array(columns[place], pa.string()) for name, place in header.names.items()}
    )


def check_lengths(file: str, piece: pa.Table, numbers: np.ndarray) -> None:
    """Refuse cells so long that a quotation mark must be missing somewhere."""
    for name, column in zip(piece.column_names, piece.columns, strict=True):
        lengths = pc.utf8_length(column)
        if (longest := pc.max(lengths).as_py()) <= CELL_LENGTH_LIMIT:
            continue
        row = int(numbers[pc.index(lengths, longest).as_py()])
        raise FileError(
            _("%(file)s, row %(row)d, %(column)s: %(length)d characters; the limit is %(limit)d.")
            % {
                "file": file,
                "row": row,
                "column": name,
                "length": longest,
                "limit": CELL_LENGTH_LIMIT,
            },
            remedy=_("Shorten the text, or look for a quotation mark that is never closed."),
        )
