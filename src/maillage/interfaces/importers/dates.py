"""Dates as people write them; day-month order is decided once for the whole column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from maillage.domain.imports.names import key
from maillage.interfaces.importers.readings import Assumed, CellReader, Options, Wrong

ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
NUMERIC = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T, ].*)?")
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
DAY_NAME_YEAR = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?[\s-]+([^\W\d]+)\.?,?[\s-]+(\d{4})")
NAME_DAY_YEAR = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
MONTH_NAMES = (
    "jan january janv janvier",
    "feb february fevr fev fevrier",
    "mar march mars",
    "apr april avr avril",
    "may mai",
    "jun june juin",
    "jul july juil juillet",
    "aug august aout",
    "sep sept september septembre",
    "oct october octobre",
    "nov november novembre",
    "dec december decembre",
)
MONTHS = {
    name: number for number, names in enumerate(MONTH_NAMES, start=1) for name in names.split()
}
FIRST_YEAR, LAST_YEAR = 1900, 2100
DAY_FIRST, MONTH_FIRST, UNDECIDED, MIXED = "dm", "md", "?", "mixed"


def dates(texts: Sequence[str], options: Options) -> CellReader:
    """Read a column of dates, by the format of the mapping file if it gives one."""
    if options.date:
        return lambda text: by_format(text, options.date)
    order = day_order(texts)
    return lambda text: parse(text, order)


def by_format(text: str, pattern: str) -> object:
    """Read one date as the mapping file says."""
    try:
        return in_range(datetime.strptime(text, pattern).date())  # noqa: DTZ007 - a date has no zone
    except ValueError:
        return Wrong(
            _("not a date written as %(format)s.") % {"format": pattern},
            _("Correct the cell or `date` in the mapping file."),
        )


def day_order(texts: Sequence[str]) -> str:
    """See from all dates of a column whether the day or the month is written first."""
    found = [
        match for text in texts if (match := NUMERIC.fullmatch(text)) and match.group(2) != "."
    ]
    day_first = any(int(match.group(1)) > 12 for match in found)
    month_first = any(int(match.group(3)) > 12 for match in found)
    if day_first and month_first:
        return MIXED
    return DAY_FIRST if day_first else MONTH_FIRST if month_first else UNDECIDED


def parse(text: str, order: str) -> object:
    """Read one date of a column whose day-month order is known, or not."""
    if match := ISO.fullmatch(text) or COMPACT.fullmatch(text):
        return build(match.group(1), match.group(2), match.group(3))
    if match := NUMERIC.fullmatch(text):
        first, sign, second, year = match.groups()
        return numeric(first, second, year, DAY_FIRST if sign == "." else order)
    if match := DAY_NAME_YEAR.fullmatch(text):
        return build(match.group(3), str(MONTHS.get(key(match.group(2)), 0)), match.group(1))
    if match := NAME_DAY_YEAR.fullmatch(text):
        return build(match.group(3), str(MONTHS.get(key(match.group(1)), 0)), match.group(2))
    return not_a_date()


def numeric(first: str, second: str, year: str, order: str) -> object:
    """Read day and month in the column's order; refuse to guess where nothing shows it."""
    if first == second:
        return build(year, second, first)
    if order == UNDECIDED:
        return Wrong(
            _("day and month could be swapped, and no date of the column tells."),
            _('Say which in the mapping file: `date: "%d/%m/%Y"` or `date: "%m/%d/%Y"`.'),
        )
    if order == MIXED:
        return Wrong(
            _("the column holds dates with the day first and others with the month first."),
            _("Write all of them as YYYY-MM-DD."),
        )
    value = build(year, second, first) if order == DAY_FIRST else build(year, first, second)
    note = (
        _("dates read with the day first")
        if order == DAY_FIRST
        else _("dates read with the month first")
    )
    return Assumed(value, note) if isinstance(value, date) else value


def build(year: str, month: str, day: str) -> object:
    """Make a date; two-digit years are of this century."""
    try:
        return in_range(date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day)))
    except ValueError:
        return not_a_date()


def in_range(value: date) -> object:
    """Refuse years nobody means."""
    if FIRST_YEAR <= value.year <= LAST_YEAR:
        return value
    return Wrong(
        _("the year is not between %(first)d and %(last)d.")
        % {"first": FIRST_YEAR, "last": LAST_YEAR},
        _("Correct the date."),
    )


def not_a_date() -> Wrong:
    """Build the answer for what is not a date."""
    return Wrong(_("not a date."), _("Write it as YYYY-MM-DD."))
