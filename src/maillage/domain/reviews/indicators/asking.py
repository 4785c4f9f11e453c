"""What each indicator comes to in a month, and month by month before it."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from maillage.core.reviews.indicators.counting import COUNT, Counted
from maillage.core.reviews.indicators.records import Records
from maillage.domain.accounts.remembering import remembered
from maillage.domain.plans.targets import handed_down, target_of
from maillage.domain.reviews.indicators.definitions import Definition, definitions
from maillage.domain.reviews.indicators.parts import WORKSPACE, Part
from maillage.domain.reviews.indicators.reading import everything, records_of
from maillage.errors import NotFoundError, ParameterError
from maillage.models import Rep
from maillage.texts import _, quoted

MONTHS = 12
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Told:
    """An indicator with what it came to; ``months`` are first days, the last one asked for last."""

    definition: Definition
    counted: Counted
    months: tuple[date, ...]
    series: tuple[float | None, ...]

    @property
    def change(self) -> float | None:
        """The difference to the month before, None where one of both is not known."""
        now, before = self.series[-1], self.series[-2] if len(self.series) > 1 else None
        return None if now is None or before is None else now - before


def month_asked(asked: str, today: date) -> date:
    """Read a month as YYYY-MM; the one of today where nothing is asked.

    Raises
    ------
    ParameterError
        If it is no month, or one to come.
    """
    try:
        first = date.fromisoformat(f"{asked}-01") if asked else today.replace(day=1)
    except ValueError:
        first = date.max
    if not FIRST_YEAR <= first.year <= LAST_YEAR or first > today:
        raise ParameterError(
            _("%(month)s is no month that has begun.") % {"month": quoted(asked[:40])},
            remedy=_("Write it as 2026-09."),
        )
    return first


def months_before(first: date, count: int = MONTHS) -> tuple[date, ...]:
    """The first days of months up to one, in order."""
    number = first.year * 12 + first.month - 1
    return tuple(
        date(each // 12, each % 12 + 1, 1) for each in range(number - count + 1, number + 1)
    )


def window(first: date, today: date) -> tuple[date, date]:
    """First and last day of a month, or today where it is not over."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return first, min(last, today)


def records_in(part: Part, month: date, today: date) -> Records:
    """What indicators of a part are counted from in a month."""
    since, until = window(month, today)
    return records_of(everything(today), part, since, until, objective_in(part, until))


def objective_in(part: Part, on: date) -> tuple[float, date] | None:
    """What a part is to sell in the year of a day, and its first day.

    Of a rep as their accepted plan says, else, as of a territory and of all, what was handed down.
    """
    if part.kind == "rep":
        rep = Rep.objects.filter(pk=part.pk).first()
        found = target_of(rep, on) if rep else None
    elif part.kind == "territory":
        found = handed_down(on, territory=part.name)
    else:
        found = handed_down(on) if part.kind == WORKSPACE else None
    return (float(found.amount), found.since) if found else None


def indicators(*, part: Part, month: date, today: date, months: int = MONTHS) -> list[Told]:
    """Count all indicators of a part, in a month and in those before it."""
    firsts = months_before(month, months)
    records = records_in(part, month, today)
    earlier = values_before(part, firsts[:-1], today)
    told = []
    for key, definition in definitions().items():
        counted = COUNT[key](records)
        series = (*(values[key] for values in earlier), counted.value)
        told.append(Told(definition, counted, firsts, series))
    return told


def values_before(part: Part, firsts: Sequence[date], today: date) -> list[dict[str, float | None]]:
    """What indicators came to in months before, without the rows behind them; counted once."""
    since = [(first, objective_in(part, window(first, today)[1])) for first in firsts]
    asked = hashlib.sha256(repr((part.key, since)).encode()).hexdigest()

    def count() -> list[dict[str, float | None]]:
        every = [records_in(part, first, today) for first in firsts]
        return [{key: counted(each).value for key, counted in COUNT.items()} for each in every]

    return remembered(f"indicators-{asked}", today, count)


def indicator(key: str, *, part: Part, month: date, today: date) -> tuple[Definition, Counted]:
    """Count one indicator, for the rows behind it.

    Raises
    ------
    NotFoundError
        If there is none of that name.
    """
    definition = definitions().get(key)
    if definition is None:
        raise NotFoundError(
            _("There is no indicator %(key)s.") % {"key": quoted(key[:80])},
            remedy=_("Use one of: %(choices)s.") % {"choices": ", ".join(COUNT)},
        )
    return definition, COUNT[key](records_in(part, month, today))
