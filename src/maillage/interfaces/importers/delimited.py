"""Reads the rows of a text table: separator found, quotes honoured, any line ending."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from maillage.errors import FileError
from maillage.interfaces.importers.files import SIZE_LIMIT

SEPARATORS = ",;\t|"
SAMPLE_ROWS = 30
Row = tuple[int, list[str]]


def delimited_rows(path: Path, encoding: str) -> Iterator[Row]:
    """Yield ``(row number, cells)`` as a spreadsheet would number them, blank rows left out."""
    separator, skipped = find_separator(path, encoding)
    for number, cells in records(path, encoding, separator):
        if number > skipped and any(cells):
            yield number, cells


def find_separator(path: Path, encoding: str) -> tuple[str, int]:
    """Return the separator, and how many leading rows only announce it (``sep=;``)."""
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        announced = stream.readline(20).strip().strip('"')
    if announced.lower().startswith("sep=") and len(announced) == 5:
        return announced[4], 1
    return max(SEPARATORS, key=lambda separator: regularity(path, encoding, separator)), 0


def regularity(path: Path, encoding: str, separator: str) -> float:
    """Rate a separator: how many columns it makes, times the share of rows that agree."""
    sample = islice(records(path, encoding, separator), SAMPLE_ROWS)
    widths = Counter(len(cells) for _number, cells in sample if any(cells))
    if not widths:
        return 0.0
    width, rows = max(widths.items(), key=lambda item: (item[0] - 1) * item[1])
    return (width - 1) * rows / widths.total()


def records(path: Path, encoding: str, separator: str) -> Iterator[Row]:
    """Yield every record of the file, blank ones too."""
    try:
        with path.open(encoding=encoding, newline="") as stream, long_cells():
            yield from enumerate(csv.reader(stream, delimiter=separator), start=1)
    except (UnicodeError, csv.Error) as error:
        raise FileError(
            _("%(file)s cannot be read as text: %(reason)s.")
            % {"file": path.name, "reason": error},
            remedy=_("Save it as “CSV UTF-8” from your spreadsheet or CRM."),
        ) from error


@contextmanager
def long_cells() -> Iterator[None]:
    """Let the reader return cells of any length, so that the error can name row and column."""
    before = csv.field_size_limit(SIZE_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)
