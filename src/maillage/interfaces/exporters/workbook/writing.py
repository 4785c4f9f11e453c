"""Puts the sheets of the workbook together."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import override
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.checks import (
    COLOURS,
    check_sentence,
    check_subjects,
    check_title,
)
from maillage.interfaces.exporters.columns import (
    Column,
    Kind,
    account_columns,
    move_columns,
    rep_columns,
    territory_columns,
    unit_columns,
)
from maillage.interfaces.exporters.counting import with_county_names
from maillage.interfaces.exporters.findings import numbers, texts
from maillage.interfaces.exporters.labels import severity_label
from maillage.interfaces.exporters.wording import clean
from maillage.interfaces.exporters.workbook.styles import Styles
from maillage.interfaces.exporters.workbook.summary import SummarySheet
from maillage.interfaces.exporters.workbook.tables import (
    set_printing,
    write_headings,
    write_table,
    write_value,
)

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
TABS = ("#1f3a5f", "#2f7d6b", "#8a6d3b", "#7a5195", "#b55a30", "#3f7fb5", "#5b6878")


def write_workbook(
    outcome: DesignOutcome,
    path: Path,
    *,
    language: str,
    picture: bytes | None = None,
    picture_width: int = 1400,
) -> None:
    """Write the outcome as an Excel workbook: no macro, no link, texts that stay texts.

    Parameters
    ----------
    outcome
        What the design run found.
    path
        The file to write, replaced when it exists.
    language
        ``en`` or ``fr``: sheet names, headings, sentences.
    picture, picture_width
        The map as PNG, shown on the summary, and its width in pixels.
    """
    with override(language), Workbook(str(path), OPTIONS) as book:
        _describe(book, outcome)
        book.set_size(2400, 1500)
        styles = Styles(book)
        sheets = _add_sheets(book, outcome, letter=language == "en")
        SummarySheet(sheets[0], styles).write(outcome, picture, picture_width)
        _write_tables(sheets[1:6], outcome, styles)
        _write_checks(sheets[6], outcome, styles)
        sheets[0].activate()


def _describe(book: Workbook, outcome: DesignOutcome) -> None:
    book.set_properties(
        {
            "title": clean(outcome.title, 200),
            "subject": _("Territory design"),
            "author": "Maillage",
            "created": outcome.created_at,
            "comments": _("Generated data") if outcome.generated_data else "",
        }
    )


def _add_sheets(book: Workbook, outcome: DesignOutcome, *, letter: bool) -> list[Worksheet]:
    names = [
        _("Summary"),
        _("Territories"),
        _("Units"),
        _("Accounts"),
        _("Reps"),
        _("Moves"),
        _("Checks"),
    ]
    sheets = []
    for name, colour in zip(names, TABS, strict=True):
        sheet = book.add_worksheet(name)
        sheet.set_tab_color(colour)
        set_printing(sheet, outcome.title, letter=letter)
        if sheets:
            sheet.repeat_rows(0)
        sheets.append(sheet)
    return sheets


def _write_tables(sheets: Iterable[Worksheet], outcome: DesignOutcome, styles: Styles) -> None:
    colours = dict(
        zip(outcome.territories["number"], texts(outcome.territories, "colour"), strict=True)
    )
    reps = dict(zip(outcome.territories["number"], texts(outcome.territories, "rep"), strict=True))
    units = outcome.units.assign(rep=outcome.units["territory"].map(reps).fillna(""))
    tables: tuple[tuple[pd.DataFrame, list[Column], int], ...] = (
        (outcome.territories, territory_columns(outcome), 3),
        (units, unit_columns(outcome), 2),
        (with_county_names(outcome), account_columns(outcome), 2),
        (outcome.reps, rep_columns(), 2),
        (outcome.moves, move_columns(), 2),
    )
    for sheet, (table, columns, frozen) in zip(sheets, tables, strict=True):
        write_table(sheet, table, columns, styles=styles, colours=colours, frozen=frozen)
        _show_deviations(sheet, outcome, columns, table, styles)


def _show_deviations(
    sheet: Worksheet,
    outcome: DesignOutcome,
    columns: list[Column],
    table: pd.DataFrame,
    styles: Styles,
) -> None:
    rows = len(table)
    tolerances = {f"{item.name}_deviation": item.tolerance for item in outcome.measures}
    for index, column in enumerate(columns):
        if column.kind is not Kind.DEVIATION or rows == 0:
            continue
        largest = float(numbers(table, column.key).abs().max())
        letter, limit = xl_col_to_name(index), tolerances[column.key]
        beyond: dict[str, Any] = {
            "type": "formula",
            "criteria": f"=ABS({letter}2)>{limit + 5e-5:.6f}",
        }
        red = styles.get(font_color=COLOURS["failed"], bold=True)
        sheet.conditional_format(1, index, rows, index, {**beyond, "format": red})
        sheet.conditional_format(1, index, rows, index, _bars(max(limit, largest)))


def _bars(reach: float) -> dict[str, Any]:
    """Bars on the left half of the cell, so that none runs under the figure on its right."""
    reach = max(reach, 0.01)
    return {
        "type": "data_bar",
        "bar_color": "#9cc3e6",
        "bar_negative_color": "#f3c19d",
        "bar_solid": True,
        "bar_no_border": True,
        "min_type": "num",
        "min_value": -reach,
        "max_type": "num",
        "max_value": 3 * reach,
    }


def _write_checks(sheet: Worksheet, outcome: DesignOutcome, styles: Styles) -> None:
    columns = [
        Column("severity", _("Result")),
        Column("title", _("Check")),
        Column("found", _("What was found")),
        Column("count", _("Rows concerned"), Kind.COUNT),
        Column("subjects", _("Which")),
    ]
    write_headings(sheet, columns, styles=styles)
    for index, width in enumerate((14, 32, 72, 12, 60)):
        sheet.set_column(index, index, width)
    for row, check in enumerate(outcome.checks, start=1):
        pill = styles.pill(COLOURS[check.severity])
        sheet.write_string(row, 0, severity_label(check.severity), pill)
        wrapped = styles.text(text_wrap=True)
        values = [check_title(check), check_sentence(check), check.count, check_subjects(check, 20)]
        for column, value in enumerate(values, start=1):
            style = styles.number(Kind.COUNT) if column == 3 else wrapped
            write_value(sheet, (row, column), value, style, styles)
    sheet.autofilter(0, 0, max(len(outcome.checks), 1), len(columns) - 1)
    sheet.freeze_panes(1, 2)
