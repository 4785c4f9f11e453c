"""What a list shows of each row, and by what its reader may narrow it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from maillage.interfaces.exporters.wording import DASH, number
from maillage.texts import _


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a page.

    ``swatch`` a colour · ``badge`` its state · ``share`` (0 to 1) drawn as a bar, with ``meter``
    its state · ``number`` whether it stands to the right.
    """

    text: str
    url: str = ""
    swatch: str = ""
    badge: str | None = None
    share: float | None = None
    meter: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``value`` gives what is exported and, written for its reader, what is shown; ``link`` where the
    cell leads. ``order`` are the fields a reader sorts by (none: not sortable). Where ``show`` is
    given it makes the whole cell of the page.
    """

    name: str
    label: str
    value: Callable[[Any], Any]
    order: tuple[str, ...] = ()
    link: Callable[[Any], str] | None = None
    show: Callable[[Any], Cell] | None = None
    number: bool = False
    decimals: int = 0
    hint: str = ""

    def cell(self, row: Any) -> Cell:
        """Make the cell of a row for a page."""
        if self.show is not None:
            return self.show(row)
        text = written(self.value(row), self.decimals)
        return Cell(text, url=self.link(row) if self.link else "", number=self.number)


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice by which a list is narrowed; ``condition`` turns a chosen value into a query."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    condition: Callable[[str], Q]


def written(value: Any, decimals: int = 0) -> str:
    """Write a value in the reader's language; what is not known is a dash."""
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, dt.date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, int | float):
        return number(value, decimals if isinstance(value, float) else 0)
    return str(value)
