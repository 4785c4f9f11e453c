"""The rows of a market file as text, block by block, so that large files stay out of memory."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
from django.utils.translation import gettext as _
from pyarrow import csv as arrow_csv

from maillage.errors import CellProblem, FileError, RowError
from maillage.interfaces.importers.market.json_tables import JSON, json_table
from maillage.interfaces.importers.market.layouts import Recognised
from maillage.interfaces.importers.market.sources import MeteredStream, Source

BLOCK_BYTES = 4 << 20


def text_batches(
    stream: MeteredStream, source: Source, recognised: Recognised
) -> Iterator[tuple[pd.DataFrame, int]]:
    """Read the columns that matter as text, block by block, with the row number of each block."""
    if recognised.separator == JSON:
        parts = {column: part for part, column in recognised.columns.items()}
        yield json_table(stream, source.name)[1][list(parts)].rename(columns=parts), 2
    else:
        yield from delimited_batches(stream, source, recognised)


def delimited_batches(
    stream: MeteredStream, source: Source, recognised: Recognised
) -> Iterator[tuple[pd.DataFrame, int]]:
    """Read a table with a separator."""
    wrong: list[CellProblem] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        if recognised.layout.footnotes and row.actual_columns == 1:
            return "skip"
        wrong.append(wrong_length(row))
        return "error"

    parts = {column: part for part, column in recognised.columns.items()}
    first_row = recognised.header_lines + 1
    try:
        for batch in arrow_csv.open_csv(
            stream,
            read_options=arrow_csv.ReadOptions(
                use_threads=False,
                block_size=BLOCK_BYTES,
                skip_rows=recognised.header_lines,
                column_names=recognised.header,
                encoding="latin-1",
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=recognised.separator, invalid_row_handler=note
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=list(parts),
                column_types=dict.fromkeys(parts, pa.string()),
                strings_can_be_null=False,
            ),
        ):
            yield batch.to_pandas().rename(columns=parts), first_row
            first_row += batch.num_rows
    except pa.ArrowInvalid as error:
        raise unreadable(error, wrong, source) from error


def wrong_length(row: arrow_csv.InvalidRow) -> CellProblem:
    """Describe a row with too few or too many columns."""
    return CellProblem(
        row.number or 0,
        _("the whole row"),
        row.text,
        _("%(seen)s columns instead of %(expected)s.")
        % {"seen": row.actual_columns, "expected": row.expected_columns},
        _("The file may be cut off or edited: download it again."),
    )


def unreadable(
    error: pa.ArrowInvalid, wrong: list[CellProblem], source: Source
) -> FileError | RowError:
    """Build the error for a table that is no longer a table at some row."""
    if wrong:
        return RowError(source.name, wrong)
    return FileError(
        _("%(file)s cannot be read as a table: %(error)s.")
        % {"file": source.name, "error": str(error).rstrip(".")},
        remedy=_("A quote may be left open: download the file again."),
    )
