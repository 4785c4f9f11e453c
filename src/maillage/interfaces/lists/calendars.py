"""Lists about business calendars: them, a month of one, and reps who share too little."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format

from maillage.domain.leads.calendars import COMPANY, calendars_now
from maillage.domain.leads.opening_hours import OpenDay, Shortage
from maillage.domain.leads.term_words import calendar_word, governing_word
from maillage.interfaces.exporters.wording import DASH, number
from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import BusinessCalendar
from maillage.texts import _

Link = Callable[[Any], str]
WEEK = 7


def calendars(link: Link) -> Listing:
    """The calendars in their latest versions."""
    return Listing(
        name="calendars",
        caption=_("Business calendars"),
        order="name",
        search=("name__icontains", "rep__name__icontains", "country__iexact", "state__iexact"),
        placeholder=_("Name, rep, country or state"),
        columns=[
            Column("name", _("Calendar"), calendar_word, ("name",), link=link),
            Column("of", _("Governs"), governs, ("country", "state", "rep__name")),
            Column("zone", _("Time zone"), lambda row: row.content["zone"]),
            Column("hours", _("Hours of the week"), hours),
            Column("holidays", _("Holidays"), holidays),
            Column("special", _("Special days"), lambda row: len(row.content["special"]),
                   number=True),
            Column("version", _("Version"), lambda row: row.version, ("version",), number=True),
            Column("key", _("Id"), lambda row: row.key, ("key",)),
        ],
        filters=[
            Filter("of", _("Governs"),
                   [("", _("All")), ("rep", _("a rep")), ("place", _("a place"))],
                   lambda chosen: Q(rep__isnull=chosen != "rep")),
        ],
    )  # fmt: skip


def governs(row: BusinessCalendar) -> str:
    """Say whose time a calendar is."""
    if row.rep:
        return str(row.rep)
    if row.key == COMPANY:
        return _("the company, and where no other does")
    return ", ".join(each for each in (row.country, row.state) if each)


def hours(row: BusinessCalendar) -> str:
    """Write the hours of a week."""
    return "; ".join(
        f"{days_text(each['days'])} {each['opens']}–{each['closes']}"
        for each in row.content["weekly"]
    )


def days_text(days: Sequence[int]) -> str:
    """Name days of the week, those that follow one another as a span."""
    ordered = sorted(days)
    together = len(ordered) > 2 and ordered == list(range(ordered[0], ordered[-1] + 1))
    if together:
        return f"{WEEKDAYS[ordered[0]]}–{WEEKDAYS[ordered[-1]]}"
    return ", ".join(str(WEEKDAYS[day]) for day in ordered)


def holidays(row: BusinessCalendar) -> str:
    """Name whose holidays are not worked."""
    content = row.content
    return "-".join(each for each in (content["country"], content["state"]) if each) or DASH


def month(days: Sequence[OpenDay]) -> dict[str, Any]:
    """Show a month by its weeks, for components/table.html."""
    before = days[0].day.weekday()
    cells = [Cell(DASH)] * before + [day_cell(each) for each in days]
    cells += [Cell(DASH)] * (-len(cells) % WEEK)
    return {
        "id": "month",
        "caption": date_format(days[0].day, "YEAR_MONTH_FORMAT"),
        "columns": [{"label": str(WEEKDAYS[day])} for day in range(WEEK)],
        "rows": [
            {"key": str(first), "cells": cells[first : first + WEEK]}
            for first in range(0, len(cells), WEEK)
        ],
    }


def day_cell(each: OpenDay) -> Cell:
    """Show a day: when it is open, or why it is not."""
    spans = ", ".join(f"{opens}–{closes}" for opens, closes in each.spans)
    said = [spans or _("not worked"), each.name]
    text = " · ".join(filter(None, [str(each.day.day), *said]))
    return Cell(text, badge="warn" if each.name else "" if not spans else None)


def shortages(found: Sequence[Shortage]) -> dict[str, Any]:
    """Show reps who share too little with where they sell, for components/table.html."""
    rows = calendars_now().rows
    return {
        "id": "shortages",
        "caption": _("Reps who share less than an hour a day with where they sell"),
        "columns": [
            {"label": _("Rep")},
            {"label": _("Calendar that governs")},
            {"label": _("Minutes in common on a usual day"), "number": True},
        ],
        "rows": [
            {"key": f"{each.rep.pk}-{each.calendar.id}",
             "cells": [Cell(str(each.rep)), Cell(governing_word(each.calendar.id, rows)),
                       Cell(number(each.shared.usual), badge="bad", number=True)]}
            for each in found
        ],
    }  # fmt: skip
