"""Sheets that hold one table: headings, filters, frozen panes, widths, print set-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from maillage.interfaces.exporters.columns import Column, Kind
from maillage.interfaces.exporters.labels import reason_label, rule_label
from maillage.interfaces.exporters.safety import looks_like_a_formula
from maillage.interfaces.exporters.wording import clean, known, spoken
from maillage.interfaces.exporters.workbook.styles import Styles

NARROWEST, WIDEST, WIDTH_WITH_BARS = 8, 44, 20
SAMPLED_ROWS = 500
HEADER_HEIGHT = 32
TEXTS = frozenset({Kind.TEXT, Kind.FLAG, Kind.RULE, Kind.REASON})


def write_table(
    sheet: Worksheet,
    table: pd.DataFrame,
    columns: Sequence[Column],
    *,
    styles: Styles,
    colours: Mapping[int, str],
    frozen: int = 2,
) -> None:
    """Write a data frame under headings that can be filtered."""
    write_headings(sheet, columns, styles=styles)
    values = [_column_values(table, column) for column in columns]
    _set_widths(sheet, columns, values)
    styled = [
        _column_format(column, cells, styles) for column, cells in zip(columns, values, strict=True)
    ]
    swatches = {number: styles.swatch(colour) for number, colour in colours.items()}
    for row in range(len(table)):
        for index, column in enumerate(columns):
            value = values[index][row]
            style = styled[index]
            if column.kind is Kind.TERRITORY:
                style, value = swatches.get(value, style), value if value in swatches else None
            write_value(sheet, (row + 1, index), value, style, styles)
    sheet.autofilter(0, 0, max(len(table), 1), len(columns) - 1)
    sheet.freeze_panes(1, frozen)


def write_headings(sheet: Worksheet, columns: Sequence[Column], *, styles: Styles) -> None:
    """Write the row of headings."""
    sheet.set_row(0, HEADER_HEIGHT)
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.heading, styles.header(_alignment(column.kind)))


def write_value(
    sheet: Worksheet, place: tuple[int, int], value: Any, style: Format, styles: Styles
) -> None:
    """Write a number as a number and a text as a text, whatever it begins with."""
    row, column = place
    if known(value):
        sheet.write_number(row, column, float(value), style)
    elif isinstance(value, str) and value:
        safe = styles.text(quote_prefix=True) if looks_like_a_formula(value) else style
        sheet.write_string(row, column, value, safe)
    else:
        sheet.write_blank(row, column, None, style)


def set_printing(sheet: Worksheet, title: str, *, letter: bool) -> None:
    """Landscape, one page wide, headings repeated, page numbers below."""
    sheet.set_landscape()
    sheet.set_paper(1 if letter else 9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8{clean(title, 80).replace('&', '&&')}&C&8&A&R&8&P / &N")


def _alignment(kind: Kind) -> str:
    if kind is Kind.TERRITORY:
        return "center"
    return "left" if kind in TEXTS else "right"


def _column_values(table: pd.DataFrame, column: Column) -> list[Any]:
    if column.key not in table:
        return [None] * len(table)
    values = table[column.key].tolist()
    if column.kind is Kind.FLAG:
        return [spoken(bool(value)) if value is True else "" for value in values]
    if column.kind is Kind.RULE:
        return [rule_label(clean(value)) for value in values]
    if column.kind is Kind.REASON:
        return [reason_label(clean(value)) for value in values]
    return [
        value if known(value) and column.kind is not Kind.TEXT else clean(value) for value in values
    ]


def _column_format(column: Column, values: Sequence[Any], styles: Styles) -> Format:
    if column.kind in TEXTS:
        return styles.text()
    largest = max((abs(value) for value in values if known(value)), default=0)
    fractional = any(known(value) and not float(value).is_integer() for value in values)
    small = column.kind is Kind.AMOUNT and fractional and largest < 100
    return styles.number(column.kind, small=small)


def _set_widths(sheet: Worksheet, columns: Sequence[Column], values: Sequence[list[Any]]) -> None:
    for index, (column, cells) in enumerate(zip(columns, values, strict=True)):
        longest_word = max((len(word) for word in column.heading.split()), default=0)
        heading = max(longest_word + 4, len(column.heading) // 2 + 4)
        widest = max((_shown_width(cell) for cell in cells[:SAMPLED_ROWS]), default=0)
        narrowest = WIDTH_WITH_BARS if column.kind is Kind.DEVIATION else NARROWEST
        sheet.set_column(index, index, min(max(heading, widest + 3, narrowest), WIDEST))


def _shown_width(value: Any) -> int:
    if known(value):
        return len(f"{value:,.0f}") + 1
    return len(value) if isinstance(value, str) else 0
