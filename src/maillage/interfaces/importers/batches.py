"""Reads a whole file: table, columns, values; what comes out is ready to be planned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _

from maillage.domain.imports.batch import Batch, Findings, Kind, Progress
from maillage.errors import MappingError
from maillage.interfaces.importers.fields import Field
from maillage.interfaces.importers.footers import without_footer
from maillage.interfaces.importers.mapping import Mapping, Why, fields_of, map_columns
from maillage.interfaces.importers.overrides import Overrides, read_overrides
from maillage.interfaces.importers.readings import Assumed, Options, Wrong
from maillage.interfaces.importers.tables import Table, read_table


def read_file(
    path: Path,
    *,
    kind: Kind,
    mapping_file: Path | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> tuple[Table, Mapping, Batch]:
    """Read a file of accounts, reps, owners or touches and convert its cells.

    Wrong cells do not stop the reading: they are listed in the batch's findings.

    Raises
    ------
    FileError, MappingError
        If the file cannot be read at all or its columns are not understood.
    """
    overrides = read_overrides(mapping_file) if mapping_file else Overrides()
    table = read_table(path, sheet=sheet, encoding=overrides.encoding, progress=progress)
    mapping = map_columns(kind=kind, file=table.file, columns=table.columns, overrides=overrides)
    return table, mapping, convert(table, mapping, overrides, progress)


def convert(
    table: Table, mapping: Mapping, overrides: Overrides, progress: Progress | None = None
) -> Batch:
    """Turn the mapped columns of a table into values."""
    known = fields_of(mapping.kind, table.columns, mapping.sources)
    fields = {field.name: field for field in known}
    findings = Findings()
    identifier = next(field.name for field in known if field.required)
    table, footer = without_footer(table, mapping.sources[identifier])
    findings.assume(
        _("lines below the table left out: %(lines)s")
        % {"lines": " / ".join(filter(None, footer))},
        len(footer),
    )
    if doubtful := company_revenue_of(mapping):
        findings.assume(doubtful, table.cells.num_rows)
    columns = {}
    for place, (target, source) in enumerate(mapping.sources.items()):
        if progress:
            progress("convert", place / len(mapping.columns))
        columns[target] = read_column(table, fields[target], source, overrides, findings)
    return Batch(
        kind=mapping.kind,
        file=table.file,
        sha256=table.sha256,
        columns=mapping.sources,
        rows=with_full_names(pd.DataFrame(columns, index=table.row_numbers, dtype=object)),
        defaults=read_defaults(fields, overrides),
        findings=findings,
    )


def company_revenue_of(mapping: Mapping) -> str:
    """Say which column was taken for the company's revenue where it could be sales with it."""
    for column in mapping.columns if mapping.kind is Kind.ACCOUNTS else ():
        if column.target == "company_revenue" and column.why is not Why.GIVEN:
            return _(
                "%(column)s read as the company's revenue; where it holds your sales with it, say"
                " `columns: {revenue: %(column)s}` in a mapping file"
            ) % {"column": column.source}
    return ""


def read_column(
    table: Table, field: Field, source: str, overrides: Overrides, findings: Findings
) -> np.ndarray:
    """Convert each different text of a column once, then spread the values over the rows."""
    encoded = table.cells.column(source).combine_chunks().dictionary_encode()
    texts = [text.strip() for text in encoded.dictionary.to_pylist()]
    codes = encoded.indices.to_numpy()
    options = Options(overrides.decimal, overrides.date, overrides.values.get(field.name, {}))
    reader = field.reader([text for text in texts if text], options)
    found = [reader(text) if text else None for text in texts]
    wrong = np.array([isinstance(value, Wrong) for value in found], dtype=bool)
    for place in np.flatnonzero(wrong[codes]):
        cell = found[codes[place]]
        row = int(table.row_numbers[place])
        findings.reject(row, source, texts[codes[place]], cell.message, cell.remedy)
    for cell, count in zip(found, np.bincount(codes, minlength=len(found)), strict=True):
        if isinstance(cell, Assumed):
            findings.assume(f"{source}: {cell.note}", int(count))
    values = np.empty(len(texts), dtype=object)
    values[:] = [plain(cell) for cell in found]
    return values[codes]


def plain(cell: Any) -> Any:
    """Return the value of a cell, without what was said about it."""
    if isinstance(cell, Wrong):
        return None
    return cell.value if isinstance(cell, Assumed) else cell


def read_defaults(fields: dict[str, Field], overrides: Overrides) -> dict[str, Any]:
    """Read the mapping file's defaults as if they stood in the file."""
    found = {}
    for name, text in overrides.defaults.items():
        cell = fields[name].reader([text], Options())(text)
        if isinstance(cell, Wrong):
            raise MappingError(
                _("The mapping file's default for %(field)s cannot be used: %(reason)s")
                % {"field": name, "reason": cell.message},
                remedy=cell.remedy,
            )
        found[name] = plain(cell)
    return found


def with_full_names(rows: pd.DataFrame) -> pd.DataFrame:
    """Join first and last names where a file keeps them apart."""
    if "first_name" not in rows:
        return rows
    first, last = rows.pop("first_name").fillna(""), rows["name"].fillna("")
    rows["name"] = (first + " " + last).str.strip().astype(object)
    rows.loc[rows["name"] == "", "name"] = None
    return rows
