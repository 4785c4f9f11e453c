"""A filled calculator read back: what a person wrote on its yellow cells (M-03)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, load_workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from maillage.core.plans.year import Per
from maillage.errors import FileError
from maillage.interfaces.importers.archives import scan_archive
from maillage.interfaces.importers.plans.calculator_rest import taken_in
from maillage.interfaces.importers.plans.files import Place, in_words, validated
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.texts import _, quoted

SETTINGS: Final = (
    "objective", "currency", "starts_on", "worked_weeks", "weekly_hours", "confidence",
    "began_on", "ramp_months", "name",
)  # fmt: skip
SOURCE, STAGE, MONTH, SEGMENT = "source", "stage", "month", "segment"
UNITS: Final = {
    "en": {Per.WEEK: "week", Per.MONTH: "month", Per.QUARTER: "quarter", Per.YEAR: "year"},
    "fr": {Per.WEEK: "semaine", Per.MONTH: "mois", Per.QUARTER: "trimestre", Per.YEAR: "an"},
}
"""How often, in the words of the workbook; those of each language are read in any."""
KNOWN_UNITS: Final = {word: per.value for words in UNITS.values() for per, word in words.items()}
TRACKED: Final = 5
"""Columns of a source on the sheet of the months."""


@dataclass(slots=True)
class Found:
    """What the cells say, and where each value stands."""

    written: dict[str, Any] = field(default_factory=dict)
    places: dict[Place, str] = field(default_factory=dict)

    def put(self, into: dict[str, Any], place: Place, cell: str, value: Any) -> None:
        """Keep a value that is there."""
        if value not in ("", None):
            into[str(place[-1])] = value.date() if isinstance(value, datetime) else value
        self.places[place] = cell


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet: its name, number from 0, and cells."""

    sheet: str
    number: int
    cells: list[Any]

    def value(self, column: int) -> Any:
        """The value of a cell, "" where there is none."""
        return self.cells[column] if column < len(self.cells) else ""

    def cell(self, column: int) -> str:
        """The address of a cell."""
        return f"{self.sheet}!{xl_rowcol_to_cell(self.number, column)}"


def read_calculator(path: Path) -> WrittenPlan:
    """Read a plan from a filled calculator.

    Formulas are not read: what they give is computed anew.

    Raises
    ------
    FileError
        If it is no workbook, or none that Maillage wrote.
    ParameterError
        If a value cannot be; the message names the file, the cell, the value and why.
    """
    found = Found()
    sources: list[dict[str, Any]] = []
    segments: list[dict[str, Any]] = []
    months: list[Row] = []
    rest: list[Row] = []
    for row in rows_of(path):
        code = row.value(0)
        if code in SETTINGS:
            found.put(found.written, (code,), row.cell(2), row.value(2))
        elif code == SOURCE:
            sources.append(source_of(found, row, len(sources)))
        elif code == STAGE and sources:
            add_stage(found, row, sources[-1], len(sources) - 1)
        elif code == SEGMENT:
            segments.append(segment_of(found, row, len(segments)))
        elif code == MONTH:
            months.append(row)
        elif code:
            rest.append(row)
    if not sources or "objective" not in found.written:
        raise FileError(
            _("%(file)s is no calculator of Maillage.") % {"file": quoted(path.name)},
            remedy=_("Fill in one that Maillage wrote, and keep its hidden first column."),
        )
    found.written |= {"sources": sources, "segments": segments}
    taken_in(found, rest)
    track(found, months, [each for each in sources if "stages" in each])
    return validated(
        found.written, lambda place: f"{path.name}, {found.places.get(place, in_words(place))}"
    )


def rows_of(path: Path) -> Iterator[Row]:
    """All rows of a workbook that is safe to open."""
    try:
        scan_archive(path)
        book = load_workbook(str(path))
        for name in book.sheet_names:
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for number, row in enumerate(cells):
                yield Row(name, number, row)
    except (CalamineError, OSError) as error:
        raise FileError(
            _("%(file)s cannot be read: %(reason)s.")
            % {"file": quoted(path.name), "reason": str(error).rstrip(".")}
        ) from error


def source_of(found: Found, row: Row, number: int) -> dict[str, Any]:
    """A source: its share, its deals, its first stage and planned activity."""
    source: dict[str, Any] = {}
    here: Place = ("sources", number)
    found.put(source, (*here, "name"), row.cell(1), row.value(1))
    found.put(source, (*here, "share"), row.cell(2), row.value(2))
    deal: dict[str, Any] = {}
    found.put(deal, (*here, "deal", "mean"), row.cell(4), row.value(4))
    found.put(deal, (*here, "deal", "cv"), row.cell(5), row.value(5))
    if deal:
        source["deal"] = deal
        found.put(source, (*here, "lag_weeks"), row.cell(6), row.value(6))
        add_stage(found, row, source, number)
    planned: dict[str, Any] = {}
    found.put(planned, (*here, "planned", "count"), row.cell(12), row.value(12))
    if planned:
        often = row.value(13)
        unit = KNOWN_UNITS.get(often.strip().lower(), often) if isinstance(often, str) else often
        found.put(planned, (*here, "planned", "per"), row.cell(13), unit)
        source["planned"] = planned
    return source


def add_stage(found: Found, row: Row, source: dict[str, Any], number: int) -> None:
    """A stage, and the conversion to the next one; an empty row is none."""
    if row.value(7) == "":
        return
    stages = source.setdefault("stages", [])
    conversions = source.setdefault("conversions", [])
    found.places["sources", number, "stages", len(stages)] = row.cell(7)
    stages.append(row.value(7))
    if row.value(8) != "":
        here: Place = ("sources", number, "conversions", len(conversions))
        rate: dict[str, Any] = {}
        found.put(rate, (*here, "rate"), row.cell(8), row.value(8))
        found.put(rate, (*here, "trials"), row.cell(9), row.value(9))
        conversions.append(rate)


def segment_of(found: Found, row: Row, number: int) -> dict[str, Any]:
    """A segment."""
    segment: dict[str, Any] = {}
    for column, name in enumerate(("name", "accounts", "sales", "time"), start=1):
        found.put(segment, ("segments", number, name), row.cell(column), row.value(column))
    return segment


def track(found: Found, months: list[Row], funnels: list[dict[str, Any]]) -> None:
    """What was reached, until the end of the last month that says something."""
    found.written["seasonality"] = [row.value(2) for row in months] or [1] * 12
    for place, row in enumerate(months):
        found.places["seasonality", place] = row.cell(2)
    filled = [row for row in months if any(numbers(row, 3 + len(funnels) * TRACKED + 1))]
    if not filled:
        return
    until = day_after(filled[-1], months)
    sold = 0.0
    for place, source in enumerate(funnels):
        done, won, lost, brought = (
            sum(value_of(row, 3 + place * TRACKED + column) for row in filled)
            for column in range(1, TRACKED)
        )
        sold += brought
        if done or won or lost or brought:
            source["so_far"] = {
                "on": until, "done": int(done), "resolved": int(won + lost), "won": int(won),
                "sold": brought,
            }  # fmt: skip
    sold += sum(value_of(row, 3 + len(funnels) * TRACKED) for row in filled)
    found.written["sold"] = {"on": until, "amount": sold}


def numbers(row: Row, end: int) -> Iterator[float]:
    """What a person wrote in a month; the planned activity of each source is no such thing."""
    return (
        value_of(row, column)
        for column in range(3, end)
        if (column - 3) % TRACKED or column == end - 1
    )


def value_of(row: Row, column: int) -> float:
    """A number of a month, 0 where none is written.

    Raises
    ------
    FileError
        If it is no number, or below 0.
    """
    value = row.value(column)
    if value == "":
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise FileError(
            _("%(cell)s = %(value)s: it is no number of 0 or more.")
            % {"cell": row.cell(column), "value": quoted(str(value)[:60])},
            remedy=_("Write how many, or how much; leave what is not known empty."),
        )
    return float(value)


def day_after(row: Row, months: list[Row]) -> date:
    """The first day of the month after a row; the last day of the year after its last month."""
    days = [each.value(1) for each in months]
    place = months.index(row)
    found = days[place + 1] if place + 1 < len(days) else days[-1]
    if not isinstance(found, date):
        raise FileError(_("%(cell)s is no month.") % {"cell": row.cell(1)})
    day = found.date() if isinstance(found, datetime) else found
    return day if place + 1 < len(days) else day.replace(day=28)
