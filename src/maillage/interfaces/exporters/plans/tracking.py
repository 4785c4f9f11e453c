"""The tracking sheet of the calculator: planned and done, month by month, and the pace (M-03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from maillage.core.plans.findings import BEHIND
from maillage.core.plans.year import MONTHS
from maillage.interfaces.exporters.wording import clean
from maillage.interfaces.exporters.workbook.styles import Styles
from maillage.texts import _

TOP: Final = 4
"""Row, from 0, of the first month, here and on the sheet of the months."""
COLUMNS: Final = 6
"""Of what is tracked: planned, done, both so far, the gap, the pace."""
GREEN, AMBER, RED = "#d7efe3", "#fff1c9", "#f8d7d3"


@dataclass(frozen=True, slots=True)
class Tracked:
    """What is tracked: formulas of a month, with ``{row}`` for its row, and the planned values."""

    name: str
    planned: str
    done: str
    values: tuple[float, ...]
    shape: Format


def write_tracking(
    sheet: Worksheet, styles: Styles, months: list[date], tracked: list[Tracked]
) -> None:
    """Write the sheet; months after the last one that was filled in stay empty."""
    sheet.write_string(
        0, 1, _("What was done against the plan; fill in the months on the sheet before."),
        styles.get(),
    )  # fmt: skip
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 80, 11)
    sheet.write_string(TOP - 1, 1, _("Month"), styles.header("left"))
    sheet.set_row(TOP - 1, 48)
    for place, month in enumerate(months):
        shape = styles.cell(num_format="mmm yyyy", align="right")
        sheet.write_datetime(TOP + place, 1, datetime.combine(month, time()), shape)
    for number, each in enumerate(tracked):
        block(sheet, styles, 2 + number * COLUMNS, each)
    sheet.freeze_panes(TOP, 2)


def block(sheet: Worksheet, styles: Styles, left: int, each: Tracked) -> None:
    """The columns of one thing that is tracked."""
    heads = [
        _("Planned"), _("Done"), _("Planned so far"), _("Done so far"), _("Gap"), _("Pace index"),
    ]  # fmt: skip
    sheet.write_string(TOP - 2, left, clean(each.name), styles.get(bold=True))
    for place, head in enumerate(heads):
        sheet.write_string(TOP - 1, left + place, head, styles.header("right"))
    planned, done, both, reached = (xl_col_to_name(left + place) for place in range(4))
    pace = styles.cell(num_format="0.00", align="right")
    total = 0.0
    for place in range(MONTHS):
        row, first = TOP + place + 1, TOP + 1
        total += each.values[place]
        over = f"COUNT(${done}{row}:${done}${TOP + MONTHS})=0"
        formulas = (
            (each.planned.format(row=row), each.shape, each.values[place]),
            (each.done.format(row=row), each.shape, ""),
            (f"=SUM({planned}${first}:{planned}{row})", each.shape, total),
            (f'=IF({over},"",SUM({done}${first}:{done}{row}))', each.shape, ""),
            (f'=IF({over},"",{reached}{row}-{both}{row})', each.shape, ""),
            (f'=IF({over},"",IF({both}{row}=0,"",{reached}{row}/{both}{row}))', pace, ""),
        )
        for column, (formula, shape, value) in enumerate(formulas):
            sheet.write_formula(row - 1, left + column, formula, shape, value)
    colours(sheet, styles, left + COLUMNS - 1)


def colours(sheet: Worksheet, styles: Styles, column: int) -> None:
    """Colour the pace: behind, a little behind, on its way."""
    last = TOP + MONTHS - 1
    top = f"{xl_col_to_name(column)}{TOP + 1}"
    for test, colour in (
        (f"AND(ISNUMBER({top}),{top}<{BEHIND})", RED),
        (f"AND(ISNUMBER({top}),{top}<1)", AMBER),
        (f"AND(ISNUMBER({top}),{top}>=1)", GREEN),
    ):
        shade = styles.get(bg_color=colour)
        rule = {"type": "formula", "criteria": f"={test}", "format": shade, "stop_if_true": True}
        sheet.conditional_format(TOP, column, last, column, rule)
