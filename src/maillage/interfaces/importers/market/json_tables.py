"""Answers of the Census Bureau and of the Bureau of Economic Analysis, as a table."""

from __future__ import annotations

import io
import json
from typing import Any

import pandas as pd
from django.utils.translation import gettext as _

from maillage.errors import CellProblem, FileError, RowError
from maillage.interfaces.importers.market.sources import MeteredStream

JSON = "json"
AREAS = (
    ("county", "0500000US", ("state", "county")),
    ("congressional district", "5000000US", ("state", "congressional district")),
    (
        "metropolitan statistical area/micropolitan statistical area",
        "3100000US",
        ("metropolitan statistical area/micropolitan statistical area",),
    ),
    ("combined statistical area", "3300000US", ("combined statistical area",)),
    ("zip code", "8610000US", ("zip code",)),
    ("zipcode", "8610000US", ("zipcode",)),
    ("state", "0400000US", ("state",)),
    ("division", "0300000US", ("division",)),
    ("region", "0200000US", ("region",)),
    ("us", "0100000US", ()),
)


def is_json(head: bytes) -> bool:
    """Tell whether a file begins like an answer in JSON."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"[", b"{"}


def json_table(stream: MeteredStream, name: str) -> tuple[list[str], pd.DataFrame]:
    """Read a whole answer: the names of its columns, and its rows as text.

    Raises
    ------
    FileError
        If it is not JSON, or not a list of rows.
    RowError
        If a row has too few or too many cells.
    """
    try:
        answer = json.loads(io.BufferedReader(stream).read())
    except ValueError as error:
        raise not_an_answer(name, str(error)) from error
    if isinstance(answer, dict) and "BEAAPI" in answer:
        answer = accounts_table(answer["BEAAPI"], name)
    if not is_table(answer):
        raise not_an_answer(name, _("it is not a list of rows"))
    header = [str(each).strip().lower() for each in answer[0]]
    check_lengths(answer, name)
    rows = [["" if cell is None else str(cell) for cell in row] for row in answer[1:]]
    table = pd.DataFrame(rows, columns=header, dtype="str")
    return with_area(table.loc[:, ~table.columns.duplicated()])


def accounts_table(answer: Any, name: str) -> list[list[Any]]:
    """Lay out an answer of the Bureau of Economic Analysis as rows, names first.

    Raises
    ------
    FileError
        If it is a refusal, which is quoted, or holds no data.
    """
    results = answer.get("Results", answer) if isinstance(answer, dict) else {}
    results = results[0] if isinstance(results, list) and results else results
    data = results.get("Data") if isinstance(results, dict) else None
    if not isinstance(data, list) or not all(isinstance(each, dict) for each in data) or not data:
        error = results.get("Error", results) if isinstance(results, dict) else results
        raise not_an_answer(name, json.dumps(error, ensure_ascii=False)[:300])
    names = list(data[0])
    return [names, *([each.get(column) for column in names] for each in data)]


def is_table(answer: Any) -> bool:
    """Tell whether an answer is a list of rows, the first with names."""
    return (
        isinstance(answer, list) and bool(answer) and all(isinstance(row, list) for row in answer)
    )


def check_lengths(rows: list[list[Any]], name: str) -> None:
    """Refuse rows that are longer or shorter than the header."""
    wrong = [
        CellProblem(
            number,
            _("the whole row"),
            json.dumps(row, ensure_ascii=False)[:200],
            _("%(seen)s columns instead of %(expected)s.")
            % {"seen": len(row), "expected": len(rows[0])},
            _("The file may be cut off or edited: download it again."),
        )
        for number, row in enumerate(rows, 1)
        if len(row) != len(rows[0])
    ]
    if wrong:
        raise RowError(name, wrong[:100])


def with_area(table: pd.DataFrame) -> tuple[list[str], pd.DataFrame]:
    """Add the identifier of the area, where the answer names it in columns of its own."""
    if "geo_id" not in table:
        for column, start, parts in AREAS:
            if column in table:
                codes = table[list(parts)].agg("".join, axis=1) if parts else ""
                table = table.assign(geo_id=start + codes)
                break
    return [str(each) for each in table.columns], table


def not_an_answer(name: str, reason: str) -> FileError:
    """Build the error for what is not an answer of an office."""
    return FileError(
        _("%(file)s is not an answer of the Census Bureau or the BEA: %(reason)s.")
        % {"file": name, "reason": reason},
        remedy=_("Ask again, with a key; an answer is a JSON list of rows, names first."),
    )
