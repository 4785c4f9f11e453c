"""The figures of a part and a period: values with intervals, targets, and twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from maillage.core.leads.metrics.rates import Change, Verdict
from maillage.domain.leads.alignment.comparing import changes_between
from maillage.domain.leads.alignment.definitions import Aim, aims, definitions
from maillage.domain.leads.alignment.measures import MEASURES, Reading, Readings
from maillage.domain.leads.alignment.periods import Period, months_until
from maillage.domain.leads.alignment.reading import Records, records
from maillage.domain.reviews.indicators.definitions import Definition
from maillage.domain.reviews.indicators.parts import Part
from maillage.errors import NotFoundError
from maillage.texts import _, quoted

MONTHS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A figure of both teams.

    ``months`` are in order, the last one that of the period's end; ``series`` is the first reading
    in each. ``change`` compares with the period before, where that is what is aimed at.
    """

    definition: Definition
    aim: Aim
    readings: Readings
    change: Change | None
    months: tuple[Period, ...]
    series: tuple[float | None, ...]

    @property
    def main(self) -> Reading:
        """The reading that the target is about."""
        return self.readings[0]

    @property
    def verdict(self) -> Verdict:
        """Whether the target is reached, as far as that can be told."""
        if self.change is not None:
            return self.change.verdict
        return against(self.main, self.aim)


def against(reading: Reading, aim: Aim) -> Verdict:
    """Hold a figure against its target: reached or missed where the whole interval is."""
    low, high = reading.interval
    if aim.at_least == 1 and reading.value is not None:
        return Verdict.REACHED if reading.value == 1 else Verdict.MISSED
    if low is None or high is None:
        return Verdict.OPEN
    if aim.at_least is not None:
        reached, missed = low >= aim.at_least, high < aim.at_least
    else:
        bound = aim.less_than or 0.0
        reached, missed = high < bound, low >= bound
    return Verdict.REACHED if reached else Verdict.MISSED if missed else Verdict.OPEN


def figures(*, part: Part, period: Period, now: datetime, months: int = MONTHS) -> list[Figure]:
    """Count all figures of a part in a period, and month by month up to it."""
    return figures_of(read(part, period, now, months), period, months)


def figures_of(found: Records, period: Period, months: int) -> list[Figure]:
    """Count all figures of what was read."""
    every = months_until(min(period.until, found.now.date()), months)
    changes = changes_between(found, period.before, period)
    aimed = aims()
    return [
        Figure(
            definition,
            aimed[key],
            MEASURES[key](found, period),
            changes.get(key),
            tuple(every),
            tuple(MEASURES[key](found, month)[0].value for month in every),
        )
        for key, definition in definitions().items()
    ]


def read(part: Part, period: Period, now: datetime, months: int) -> Records:
    """Read what figures of a period, the one before and some months are counted from."""
    first = months_until(min(period.until, now.date()), months)[0]
    return records(part, since=min(period.before.since, first.since), now=now)


def figure(
    key: str, *, part: Part, period: Period, now: datetime
) -> tuple[Definition, Readings, Records]:
    """Count one figure, for the rows behind it.

    Raises
    ------
    NotFoundError
        If there is none of that name.
    """
    definition = definitions().get(key)
    if definition is None:
        raise NotFoundError(
            _("There is no figure %(key)s of marketing and sales.") % {"key": quoted(key[:80])},
            remedy=_("Use one of: %(choices)s.") % {"choices": ", ".join(MEASURES)},
        )
    found = records(part, since=period.since, now=now)
    return definition, MEASURES[key](found, period), found
