"""Leads, events and deals in files (CSV, XLSX)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from maillage.core.geography.zones import time_zone
from maillage.core.leads.conditions import Value
from maillage.core.leads.happenings import Fact, Happening, Lead
from maillage.core.leads.instants import instants_of, micros
from maillage.core.leads.metrics.deals import DealRows
from maillage.domain.imports.names import key
from maillage.errors import CellProblem, MappingError, RowError
from maillage.interfaces.importers.tables import Table, read_table
from maillage.interfaces.importers.words import NO, YES
from maillage.texts import _

LEAD: Final = ("lead", "lead id", "id", "record id", "prospect id", "identifiant", "mql id")
EVENT: Final = ("event", "kind", "type", "activity", "événement", "activité")
AT: Final = ("at", "date", "timestamp", "created at", "occurred at", "horodatage", "le")
SOURCE: Final = ("source", "origin", "origine")
OWN_ID: Final = ("event id", "uuid", "identifiant événement")
OPENED: Final = ("opened", "opened at", "created", "create date", "ouverte", "ouverture")
CLOSED: Final = ("closed", "closed at", "close date", "clôturée", "clôture")
WON: Final = ("won", "is won", "gagnée", "gagné")
WORTH: Final = ("amount", "value", "montant")
TOUCHES: Final = ("marketing touches", "touches", "contacts marketing")

type Row = tuple[int, dict[str, str]]


class Reader:
    """Reads the cells of a file; what is wrong is gathered, and told at once.

    Parameters
    ----------
    path
        The file.
    zone
        Where times without an offset to UTC are read.
    sheet
        The sheet of a workbook, where it has several.
    """

    def __init__(self, path: Path, zone: str, sheet: str | None = None) -> None:
        self.table: Table = read_table(path, sheet=sheet)
        self.place = time_zone(zone)
        self.problems: list[CellProblem] = []

    def column(self, names: tuple[str, ...]) -> str | None:
        """Find a column by one of its names, the first before the others."""
        by_key = {key(name): name for name in reversed(self.table.columns)}
        return next((by_key[key(name)] for name in names if key(name) in by_key), None)

    def needed(self, names: tuple[str, ...]) -> str:
        """Find a column that must be there.

        Raises
        ------
        MappingError
            If it is not.
        """
        found = self.column(names)
        if found is None:
            raise MappingError(
                _("%(file)s: no column was recognised as %(fields)s.")
                % {"file": self.table.file, "fields": names[0]},
                remedy=_("Name one of its columns: %(names)s.") % {"names": ", ".join(names)},
            )
        return found

    def rows(self) -> Iterator[Row]:
        """Give the rows with their numbers, their cells without blanks around."""
        columns = {name: self.table.cells[name].to_pylist() for name in self.table.columns}
        for place, number in enumerate(self.table.row_numbers.tolist()):
            yield number, {name: (cells[place] or "").strip() for name, cells in columns.items()}

    def read[T](
        self, row: Row, column: str, reader: Callable[[str], T], instead: T, remedy: str
    ) -> T:
        """Read a cell; one that is wrong is remembered, and gives something else."""
        number, cells = row
        try:
            return reader(cells[column])
        except (ValueError, OverflowError) as error:
            self.problems.append(
                CellProblem(number, column, cells[column], f"{error}.".capitalize(), remedy)
            )
            return instead

    def instant(self, row: Row, column: str) -> datetime:
        """Read an instant."""
        return self.read(
            row,
            column,
            self.moment,
            datetime(2000, 1, 1, tzinfo=UTC),
            _("Write it as 2026-03-06T16:50:00-05:00."),
        )

    def moment(self, text: str) -> datetime:
        """Read a moment, on the clock of the place unless it says otherwise."""
        try:
            found = datetime.fromisoformat(text)
        except ValueError as error:
            raise ValueError(_("it is no instant")) from error
        found = found if found.tzinfo else found.replace(tzinfo=self.place)
        if not FIRST <= micros(found) <= LAST:
            raise ValueError(_("the year is not between 1971 and 2099"))
        return found.astimezone(UTC)

    def done(self) -> None:
        """End reading.

        Raises
        ------
        RowError
            If cells are wrong.
        """
        if self.problems:
            raise RowError(self.table.file, self.problems)


FIRST: Final = micros(datetime(1971, 1, 2, tzinfo=UTC))
LAST: Final = micros(datetime(2099, 12, 31, tzinfo=UTC))


def filled(text: str) -> str:
    """Read a text that must be there."""
    if not text:
        raise ValueError(_("it is empty"))
    return text[:200]


def value_of(text: str) -> Value:
    """Read a value: yes and no, a number, a text; nothing where the cell is empty."""
    if not text:
        return None
    word = key(text)
    if word in YES or word in NO:
        return word in YES
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text
    is_code = text[0] == "0" and text[1:2].isdigit()
    return number if np.isfinite(number) and not is_code else text


def read_leads(
    path: Path, zone: str, now: datetime, sheet: str | None = None
) -> dict[str, list[Fact]]:
    """Read what is known of leads: a line for a lead, or several with their dates.

    Columns other than the lead, the date and the source are fields; an empty cell says nothing.
    Without a date something is known since ``now``.

    Raises
    ------
    MappingError, RowError
        If a column or cells cannot be read.
    """
    reader = Reader(path, zone, sheet)
    who, at, source = reader.needed(LEAD), reader.column(AT), reader.column(SOURCE)
    fields = [name for name in reader.table.columns if name not in {who, at}]
    found: dict[str, list[Fact]] = defaultdict(list)
    for row in reader.rows():
        cells = row[1]
        lead = reader.read(row, who, filled, "", _("Name the lead."))
        since = reader.instant(row, at) if at and cells[at] else now
        told = cells[source] if source else ""
        values = ((name, value_of(cells[name])) for name in fields)
        found[lead] += [
            Fact(field_name(name), value, since, told)
            for name, value in values
            if value is not None
        ]
    reader.done()
    return found


def field_name(name: str) -> str:
    """Give the name by which rules know a column: Budget confirmed is budget_confirmed."""
    return "_".join(name.lower().split())


def read_events(path: Path, zone: str, sheet: str | None = None) -> dict[str, list[Happening]]:
    """Read what happened to leads, one event a line; a line that comes twice counts once.

    Columns other than the lead, the event, the date, the source and the event's own id are what
    the event carries.

    Raises
    ------
    MappingError, RowError
        If a column or cells cannot be read.
    """
    reader = Reader(path, zone, sheet)
    who, kind, at = (reader.needed(names) for names in (LEAD, EVENT, AT))
    source, own = reader.column(SOURCE), reader.column(OWN_ID)
    extra = [name for name in reader.table.columns if name not in {who, kind, at, source, own}]
    found: dict[str, list[Happening]] = defaultdict(list)
    for row in reader.rows():
        cells = row[1]
        lead = reader.read(row, who, filled, "", _("Name the lead."))
        what = reader.read(row, kind, filled, "", _("Name the kind of event."))
        moment = reader.instant(row, at)
        carried = {field_name(name): value_of(cells[name]) for name in extra if cells[name]}
        name = cells[own] if own and cells[own] else f"{what} {moment.isoformat()} {carried}"
        told = Happening(name, field_name(what), moment, carried, cells[source] if source else "")
        found[lead].append(told)
    reader.done()
    return found


def joined(
    facts: Mapping[str, list[Fact]], happenings: Mapping[str, list[Happening]]
) -> list[Lead]:
    """Put together what is known of leads and what happened to them."""
    names = sorted({*facts, *happenings})
    return [Lead(name, facts.get(name, ()), happenings.get(name, ())) for name in names]


def read_deals(path: Path, zone: str) -> DealRows:
    """Read deals, one a line; without a date of closing a deal is open.

    Raises
    ------
    MappingError, RowError
        If a column or cells cannot be read.
    """
    reader = Reader(path, zone)
    opened, closed, won, worth = (reader.needed(each) for each in (OPENED, CLOSED, WON, WORTH))
    touches = reader.column(TOUCHES)
    columns: dict[str, list[Any]] = defaultdict(list)
    for row in reader.rows():
        cells = row[1]
        begins = reader.instant(row, opened)
        ends = reader.instant(row, closed) if cells[closed] else None
        if ends and ends < begins:
            remedy = _("Check both dates.")
            problem = CellProblem(row[0], closed, cells[closed], _("Before the opening."), remedy)
            reader.problems.append(problem)
        columns["opened"].append(begins)
        columns["closed"].append(ends)
        columns["won"].append(value_of(cells[won]) is True)
        columns["worth"].append(
            reader.read(row, worth, amount, 0.0, _("Enter the amount, 0 or more."))
        )
        columns["touches"].append(
            reader.read(row, touches, count, 0, _("Enter a whole number.")) if touches else 0
        )
    reader.done()
    ends = columns["closed"]
    return DealRows(
        instants_of(columns["opened"]),
        np.array([each and each.replace(tzinfo=None) for each in ends], dtype="datetime64[us]"),
        np.array(columns["won"], dtype=bool),
        np.array(columns["worth"], dtype=float),
        np.array(columns["touches"], dtype=np.int32),
    )


def amount(text: str) -> float:
    """Read an amount; nothing is 0."""
    try:
        found = float((text or "0").replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError as error:
        raise ValueError(_("it is no amount")) from error
    if not 0 <= found <= 1e15:
        raise ValueError(_("it is no amount"))
    return found


def count(text: str) -> int:
    """Read a count; nothing is 0."""
    if not (text or "0").isdecimal() or len(text) > 9:
        raise ValueError(_("it is no whole number"))
    return int(text or "0")
