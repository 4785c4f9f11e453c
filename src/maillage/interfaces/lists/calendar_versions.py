"""The versions of a business calendar, and calendars that were given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from maillage.domain.leads.calendar_versions import CalendarVersion
from maillage.domain.leads.term_words import calendar_word
from maillage.interfaces.exporters.wording import DASH
from maillage.interfaces.lists.calendars import governs
from maillage.interfaces.lists.columns import Cell
from maillage.interfaces.lists.differences import change_words
from maillage.models import BusinessCalendar
from maillage.texts import _

Link = Callable[[BusinessCalendar], str]


def versions(found: Sequence[CalendarVersion], link: Link) -> dict[str, Any]:
    """Show the versions of a calendar, the latest first, for components/table.html."""
    return {
        "id": "versions",
        "caption": _("Versions of this calendar"),
        "columns": [
            {"label": _("Version")},
            {"label": _("In force from")},
            {"label": _("Author")},
            {"label": _("What changed")},
        ],
        "rows": [
            {"key": str(each.row.version),
             "cells": [Cell(str(each.row.version), url="" if each.given_up else link(each.row)),
                       Cell(begins(each)), Cell(str(each.row.by or DASH)), Cell(changed(each))]}
            for each in found
        ],
    }  # fmt: skip


def begins(each: CalendarVersion) -> str:
    """Say from when a version holds; the company's first has always held."""
    always = each.first and not each.row.by
    return _("always") if always else moment_text(each.row.created_at)


def changed(each: CalendarVersion) -> str:
    """Say what a version changed."""
    if each.given_up:
        return _("given up: governs nothing any more")
    if each.first:
        return _("first version")
    return " · ".join(map(change_words, each.changes)) or _("nothing changed")


def ended(rows: Sequence[BusinessCalendar], link: Link) -> dict[str, Any]:
    """Show calendars that were given up, for components/table.html; nothing where none was."""
    if not rows:
        return {}
    return {
        "id": "ended",
        "caption": _("Calendars that were given up"),
        "columns": [
            {"label": _("Calendar")},
            {"label": _("Governed")},
            {"label": _("Given up on")},
            {"label": _("By")},
        ],
        "rows": [
            {"key": row.key,
             "cells": [Cell(calendar_word(row), url=link(row)), Cell(governs(row)),
                       Cell(moment_text(row.created_at)), Cell(str(row.by or DASH))]}
            for row in rows
        ],
    }  # fmt: skip


def moment_text(at: datetime) -> str:
    """Write an instant."""
    return str(date_format(localtime(at), "SHORT_DATETIME_FORMAT"))
