"""The prospecting calculator: a workbook whose formulas give the figures of a plan (M-03).

Each row begins, in a hidden column, with what it is, so that a filled workbook can be read back
whatever rows were inserted; see :mod:`maillage.interfaces.importers.plans.calculator`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from maillage.core.plans.conversion import overall
from maillage.core.plans.examining import Examination, Step
from maillage.core.plans.year import MONTHS, Per
from maillage.interfaces.exporters.plans.calculator_rest import INPUT, RestWriter
from maillage.interfaces.exporters.plans.tracking import Tracked, write_tracking
from maillage.interfaces.exporters.wording import clean
from maillage.interfaces.exporters.workbook.styles import Styles
from maillage.interfaces.importers.plans.calculator import (
    MONTH,
    SEGMENT,
    SETTINGS,
    SOURCE,
    STAGE,
    TRACKED,
    UNITS,
)
from maillage.interfaces.importers.plans.schema import WrittenPlan, WrittenSource
from maillage.texts import _, language

OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
GENERAL, DAY = "General", "yyyy-mm-dd"
MONEY, PERCENT, COUNT, FEW = "#,##0.00", "0.0%", "#,##0", "#,##0.0"
PAPER: Final = {"en": 1, "fr": 9}
"""Letter and A4, as Excel numbers them."""
FIRST_SOURCE: Final = 13
"""Row, from 0, of the first source on the first sheet."""
WIDTHS: Final = (13, 13, 12, 10, 11, 18, 12, 9, 9, 11, 8, 10, 9, 10, 13, 13, 12)
"""Of the columns of the first sheet from its third on: narrow, so that it prints large enough."""


def calculator(plan: WrittenPlan, found: Examination) -> bytes:
    """Write the workbook of a plan, in the reader's language.

    Parameters
    ----------
    plan
        The plan as written.
    found
        The same, examined: its figures are the values the formulas show until they are calculated.
    """
    stream = BytesIO()
    with Workbook(stream, OPTIONS) as book:
        book.set_properties({"title": clean(plan.name), "author": "Maillage"})
        book.set_calc_mode("auto")
        sheets = [book.add_worksheet(name) for name in names()]
        for sheet in sheets:
            sheet.hide_gridlines(2)
            sheet.set_landscape()
            sheet.set_paper(PAPER[language()])
            sheet.set_margins(0.4, 0.4, 0.5, 0.5)
            sheet.fit_to_pages(1, 0)
            sheet.center_horizontally()
            sheet.set_footer(f"&L{clean(plan.name, 80).replace('&', '&&')} · &A&R&P / &N")
            sheet.set_column(0, 0, 8, None, {"hidden": True})
        write = Writer(book, plan, found)
        write.calculator(sheets[0])
        write.months(sheets[1], sheets[0].get_name())
        write.time(sheets[2], sheets[0].get_name())
        write.tracking(sheets[3], sheets[0].get_name(), sheets[1].get_name())
        RestWriter(sheets[4], write.styles, plan).write()
        for sheet in sheets:
            sheet.print_area(0, 1, sheet.dim_rowmax, sheet.dim_colmax)
    return stream.getvalue()


def names() -> tuple[str, ...]:
    """What the sheets are called."""
    return _("Calculator"), _("Months"), _("Time"), _("Tracking"), _("The rest")


def expected_of(step: Step, planned: float) -> float:
    """What a planned number of activities of a source sells on average."""
    if step.need is None:
        return 0.0
    source = step.need.source
    return planned * step.need.in_time * overall(source.conversions) * source.deals.mean


class Writer:
    """Writes the three sheets."""

    def __init__(self, book: Workbook, plan: WrittenPlan, found: Examination) -> None:
        self.styles = Styles(book)
        self.plan = plan
        self.found = found
        self.rows: dict[str, int] = {}
        """The first row of each source."""

    def shape(self, number: str = "General", *, given: bool = False) -> Format:
        """The format of a number; what a person fills in stands on yellow."""
        properties: dict[str, Any] = {"num_format": number, "align": "right"}
        return self.styles.cell(**properties, **({"bg_color": INPUT} if given else {}))

    def text(self, sheet: Worksheet, row: int, column: int, said: str, *, given: bool) -> None:
        """Write a text that stays a text."""
        shown = self.styles.text(**({"bg_color": INPUT} if given else {}))
        sheet.write_string(row, column, clean(said), shown)

    def heads(
        self, sheet: Worksheet, row: int, names: Sequence[str], first: int = 1, *, texts: int = 0
    ) -> None:
        """Write the headings of a table; the first ones stand over texts, the rest over numbers."""
        for place, name in enumerate(names):
            align = "left" if place < texts else "right"
            sheet.write_string(row, first + place, name, self.styles.header(align))
        sheet.set_row(row, 48)

    def calculator(self, sheet: Worksheet) -> None:
        """What is to be done, from the objective."""
        sheet.set_column(1, 1, 25)
        for place, width in enumerate(WIDTHS, 2):
            sheet.set_column(place, place, width)
        sheet.repeat_rows(FIRST_SOURCE - 1)
        hint = _("Yellow cells are yours; the others are calculated.")
        sheet.write_string(0, 1, clean(self.plan.name), self.styles.get(bold=True, font_size=16))
        sheet.write_string(1, 1, hint, self.styles.get())
        self.settings(sheet)
        self.heads(
            sheet,
            FIRST_SOURCE - 1,
            [
                _("Source"), _("Share"), _("Target"), _("Mean deal"), _("Variation of deals"),
                _("Weeks to the signature"), _("Stage"), _("Conversion to the next"),
                _("Counted on"), _("Needed per year"), _("Per worked week"), _("Planned"),
                _("Per (unit)"), _("Planned per year"), _("Closes in the year"),
                _("Expected sales"), _("Beyond the target"), _("Odds when written"),
            ],
            texts=1,
        )  # fmt: skip
        sheet.set_row(FIRST_SOURCE - 1, 62)
        row = FIRST_SOURCE
        for step, written in zip(self.found.steps, self.plan.sources, strict=True):
            self.rows[written.name] = row
            row = self.source(sheet, row, step, written)
        self.total(sheet, row)
        sheet.freeze_panes(FIRST_SOURCE, 2)

    def settings(self, sheet: Worksheet) -> None:
        """The objective, the year, the confidence, the rep."""
        plan = self.plan
        given: tuple[tuple[str, Any, str], ...] = (
            (_("Objective"), float(plan.objective), MONEY),
            (_("Currency"), plan.currency, GENERAL),
            (_("First day of the year"), plan.starts_on, DAY),
            (_("Worked weeks"), plan.worked_weeks, FEW),
            (_("Hours of selling per week"), plan.weekly_hours, FEW),
            (_("Confidence"), plan.confidence, "0%"),
            (_("The rep began on"), plan.began_on, DAY),
            (_("Months to full strength"), plan.ramp_months, FEW),
            (_("Name of the plan"), plan.name, GENERAL),
        )
        for row, (key, (label, value, shape)) in enumerate(zip(SETTINGS, given, strict=True), 2):
            sheet.write_string(row, 0, key)
            self.text(sheet, row, 1, label, given=False)
            self.fill(sheet, row, 2, value, shape)

    def fill(self, sheet: Worksheet, row: int, column: int, value: Any, shape: str) -> None:
        """Write what a person may change; nothing where it is not known."""
        given = self.shape(shape, given=True)
        if isinstance(value, date):
            sheet.write_datetime(row, column, datetime.combine(value, time()), given)
        elif isinstance(value, str):
            self.text(sheet, row, column, value, given=True)
        elif value is None:
            sheet.write_blank(row, column, None, given)
        else:
            sheet.write_number(row, column, float(value), given)

    def source(self, sheet: Worksheet, row: int, step: Step, written: WrittenSource) -> int:
        """A source and its stages; gives the row after them."""
        sheet.write_string(row, 0, SOURCE)
        self.text(sheet, row, 1, written.name, given=True)
        self.fill(sheet, row, 2, written.share, PERCENT)
        target = step.target / 100
        sheet.write_formula(row, 3, f"=$C$3*C{row + 1}", self.shape(MONEY), target)
        if step.need is None or written.deal is None:
            return row + 1
        self.fill(sheet, row, 4, written.deal.mean, MONEY)
        self.fill(sheet, row, 5, written.deal.cv, PERCENT)
        self.fill(sheet, row, 6, written.lag_weeks, FEW)
        last = row + len(step.need.volumes) - 1
        for place, volume in enumerate(step.need.volumes):
            here = row + place
            if place:
                sheet.write_string(here, 0, STAGE)
            self.text(sheet, here, 7, volume.stage, given=True)
            needed = f"=D{row + 1}/E{row + 1}/P{row + 1}"
            if here < last:
                self.fill(sheet, here, 8, written.conversions[place].rate, PERCENT)
                self.fill(sheet, here, 9, written.conversions[place].trials, COUNT)
                needed = f"=K{here + 2}/I{here + 1}"
            sheet.write_formula(here, 10, needed, self.shape(FEW), volume.yearly)
            sheet.write_formula(here, 11, f"=K{here + 1}/$C$6", self.shape(MONEY), volume.weekly)
        self.planned(sheet, (row, last), step, written)
        return last + 1

    def planned(
        self, sheet: Worksheet, rows: tuple[int, int], step: Step, written: WrittenSource
    ) -> None:
        """The planned activity of a source, and what it is expected to bring."""
        row, last = rows
        here = row + 1
        often = written.planned
        self.fill(sheet, row, 12, often.count if often else None, FEW)
        units = UNITS[language()]
        self.text(sheet, row, 13, units[often.per if often else Per.WEEK], given=True)
        choices = {"validate": "list", "source": [*units.values()]}
        sheet.data_validation(row, 13, row, 13, choices)
        week, month, quarter, _year = units.values()
        times = f'IF(N{here}="{week}",$C$6,IF(N{here}="{month}",12,IF(N{here}="{quarter}",4,1)))'
        planned = often.read().yearly(self.plan.worked_weeks) if often else 0.0
        sheet.write_formula(row, 14, f"=M{here}*{times}", self.shape(FEW), planned)
        sheet.write_number(row, 15, step.need.in_time if step.need else 0, self.shape(PERCENT))
        expected = expected_of(step, planned)
        worth = f"=O{here}*P{here}*PRODUCT(I{here}:I{last})*E{here}"
        sheet.write_formula(row, 16, worth, self.shape(MONEY), expected)
        beyond = expected - step.target / 100
        sheet.write_formula(row, 17, f"=Q{here}-D{here}", self.shape(MONEY), beyond)
        if step.chance:
            sheet.write_number(row, 18, step.chance.probability, self.shape(PERCENT))

    def total(self, sheet: Worksheet, row: int) -> None:
        """Whether the shares make a whole, and what is expected in all."""
        first = FIRST_SOURCE + 1
        self.text(sheet, row, 1, _("In all"), given=False)
        sheet.write_formula(row, 2, f"=SUM(C{first}:C{row})", self.shape(PERCENT), 1.0)
        target = sum(step.target for step in self.found.steps) / 100
        sheet.write_formula(row, 3, f"=SUM(D{first}:D{row})", self.shape(MONEY), target)
        expected = sum(
            expected_of(step, step.chance.planned) for step in self.found.steps if step.chance
        )
        sheet.write_formula(row, 16, f"=SUM(Q{first}:Q{row})", self.shape(MONEY), expected)
        said = _("The shares do not make 100 %.").replace('"', "")
        check = f'=IF(ABS(C{row + 1}-1)<0.0000001,"","{said}")'
        warning = self.styles.get(bold=True, font_color="#b3261e")
        sheet.write_formula(row + 1, 1, check, warning, "")

    def months(self, sheet: Worksheet, first: str) -> None:
        """What each month is to bring, and brought."""
        sheet.set_column(1, 2, 12)
        sheet.set_column(3, 80, 11)
        sheet.write_string(
            0, 1, _("Write what was done, won, lost and sold each month."), self.styles.get()
        )
        funnels = [
            each
            for step, each in zip(self.found.steps, self.plan.sources, strict=True)
            if step.need
        ]
        self.heads(sheet, 3, [_("Month"), _("Season")])
        for place, written in enumerate(funnels):
            left = 3 + place * TRACKED
            sheet.write_string(1, left, clean(written.name), self.styles.get(bold=True))
            self.heads(sheet, 3, [_("Planned"), _("Done"), _("Won"), _("Lost"), _("Sold")], left)
        right = 3 + len(funnels) * TRACKED
        self.heads(
            sheet, 3,
            [_("Other sales"), _("Sold"), _("Sold so far"), _("Expected by then"), _("Pace index")],
            right,
        )  # fmt: skip
        weights = self.plan.seasonality
        for place, month in enumerate(self.plan.read().year.months()[:MONTHS]):
            row = 4 + place
            sheet.write_string(row, 0, MONTH)
            sheet.write_datetime(row, 1, datetime.combine(month, time()), self.shape("mmm yyyy"))
            sheet.write_number(row, 2, weights[place], self.shape(FEW, given=True))
            share = f"C{row + 1}/SUM($C$5:$C$16)*'{first}'!"
            for number, written in enumerate(funnels):
                self.month_of(sheet, (row, 3 + number * TRACKED), written, share)
            self.sums(sheet, row, right, len(funnels), first)
        sheet.freeze_panes(4, 3)

    def month_of(self, sheet: Worksheet, corner: tuple[int, int], written: Any, share: str) -> None:
        """What one source is to do in one month; the rest is for a person to fill in."""
        row, left = corner
        planned = f"={share}$O${self.rows[written.name] + 1}"
        weights = self.plan.seasonality
        yearly = written.planned.read().yearly(self.plan.worked_weeks) if written.planned else 0.0
        value = yearly * weights[row - 4] / sum(weights)
        sheet.write_formula(row, left, planned, self.shape(FEW), value)
        for place in range(1, TRACKED):
            shape = MONEY if place == TRACKED - 1 else COUNT
            sheet.write_blank(row, left + place, None, self.shape(shape, given=True))

    def sums(self, sheet: Worksheet, row: int, right: int, funnels: int, first: str) -> None:
        """What was sold in all, until this month, beside what the objective expects by then."""
        sheet.write_blank(row, right, None, self.shape(MONEY, given=True))
        sold = [xl_rowcol_to_cell(row, 3 + place * TRACKED + 4) for place in range(funnels)]
        parts = "+".join([*sold, xl_rowcol_to_cell(row, right)])
        sheet.write_formula(row, right + 1, f"={parts}", self.shape(MONEY), 0)
        top = xl_rowcol_to_cell(4, right + 1, row_abs=True)
        so_far = f"=SUM({top}:{xl_rowcol_to_cell(row, right + 1)})"
        sheet.write_formula(row, right + 2, so_far, self.shape(MONEY), 0)
        weights = self.plan.seasonality
        passed = sum(weights[: row - 3]) / sum(weights)
        expected = f"='{first}'!$C$3*SUM($C$5:C{row + 1})/SUM($C$5:$C$16)"
        value = float(self.plan.objective) * passed
        sheet.write_formula(row, right + 3, expected, self.shape(MONEY), value)
        pace = (
            f"=IF({xl_rowcol_to_cell(row, right + 3)}=0,0,"
            f"{xl_rowcol_to_cell(row, right + 2)}/{xl_rowcol_to_cell(row, right + 3)})"
        )
        sheet.write_formula(row, right + 4, pace, self.shape("0.00"), 0)

    def tracking(self, sheet: Worksheet, first: str, months: str) -> None:
        """What was done against the plan, month by month."""
        weights = [each / sum(self.plan.seasonality) for each in self.plan.seasonality]
        tracked = []
        pairs = zip(self.found.steps, self.plan.sources, strict=True)
        funnels = [each for step, each in pairs if step.need]
        for place, written in enumerate(funnels):
            planned, done = (xl_col_to_name(3 + place * TRACKED + more) for more in (0, 1))
            often = written.planned
            yearly = often.read().yearly(self.plan.worked_weeks) if often else 0.0
            cell = f"'{months}'!{done}{{row}}"
            tracked.append(Tracked(
                written.name, f"='{months}'!{planned}{{row}}", f'=IF({cell}="","",{cell})',
                tuple(yearly * each for each in weights), self.shape(FEW),
            ))  # fmt: skip
        sold = f"'{months}'!{xl_col_to_name(3 + len(funnels) * TRACKED + 1)}{{row}}"
        objective = float(self.plan.objective)
        season = f"'{months}'!C{{row}}/SUM('{months}'!$C$5:$C$16)"
        tracked.append(Tracked(
            _("Sales"), f"='{first}'!$C$3*{season}", f'=IF({sold}=0,"",{sold})',
            tuple(objective * each for each in weights), self.shape(MONEY),
        ))  # fmt: skip
        write_tracking(sheet, self.styles, self.plan.read().year.months()[:MONTHS], tracked)

    def time(self, sheet: Worksheet, first: str) -> None:
        """Shares of sales and of time, and what a percent of time returns (X-03)."""
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 8, 15)
        self.heads(
            sheet, 1,
            [_("Segment"), _("Accounts"), _("Share of sales"), _("Share of time"), _("Sales"),
             _("Per account"), _("Per percent of time"), _("Hours per week")],
            texts=1,
        )  # fmt: skip
        objective = float(self.plan.objective)
        for place, each in enumerate(self.plan.segments):
            row, here = 2 + place, 3 + place
            sheet.write_string(row, 0, SEGMENT)
            self.text(sheet, row, 1, each.name, given=True)
            sheet.write_number(row, 2, each.accounts, self.shape(COUNT, given=True))
            sheet.write_number(row, 3, float(each.sales), self.shape(PERCENT, given=True))
            sheet.write_number(row, 4, float(each.time), self.shape(PERCENT, given=True))
            sales, spent = float(each.sales) * objective, float(each.time)
            hours = spent * (self.plan.weekly_hours or 0)
            for column, formula, value in (
                (5, f"='{first}'!$C$3*D{here}", sales),
                (
                    6,
                    f"=IF(C{here}=0,0,F{here}/C{here})",
                    sales / each.accounts if each.accounts else 0,
                ),
                (7, f"=IF(E{here}=0,0,F{here}/(E{here}*100))", sales / spent / 100 if spent else 0),
                (8, f"=E{here}*'{first}'!$C$7", hours),
            ):
                sheet.write_formula(row, column, formula, self.shape(MONEY), value)
