"""What a rep reached in a year until a day, as a plan counts it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from maillage.core.plans.pursuits import Pursuit
from maillage.domain.opportunities.following import MONTH
from maillage.domain.opportunities.history import team_known
from maillage.models import Rep, Touch


@dataclass(frozen=True, slots=True)
class Reached:
    """Opportunities of a source: those there were in the year, opened in it, ended in it, sold."""

    done: int
    opened: int
    resolved: int
    won: int
    sold: float


@dataclass(frozen=True, slots=True)
class Actuals:
    """What was reached until a day: by source, touches by kind, and what is open.

    ``win_rate`` and ``months`` are the share won and the median time to it, the team's.
    """

    on: date
    sources: dict[str, Reached]
    touches: dict[str, int]
    worth: float
    win_rate: float | None
    months: float

    @property
    def sold(self) -> float:
        """Sales of all sources."""
        return sum(each.sold for each in self.sources.values())


def actuals(*, on: date, since: date, rep: Rep | None = None) -> Actuals:
    """Count what was reached from the first day of a year until a day."""
    team = team_known(on)
    curve = team.habits.whole
    own = [each for each in team.known if rep is None or each.rep == rep.external_id]
    touched = Touch.objects.filter(occurred_on__gte=since, occurred_on__lte=on)
    if rep is not None:
        touched = touched.filter(rep=rep)
    names = sorted({each.source for each in own})
    return Actuals(
        on,
        {name: reached_by([e for e in own if e.source == name], since) for name in names},
        dict(Counter(kind.casefold() for kind in touched.values_list("kind", flat=True))),
        sum(each.amount or 0.0 for each in own if each.open),
        curve.share or None,
        max(curve.lag, 1.0) / MONTH,
    )


def reached_by(own: Sequence[Pursuit], since: date) -> Reached:
    """Count the opportunities of a source; those that are open wait for their end."""
    ended = [each for each in own if each.closed_on and each.closed_on >= since]
    won = [each for each in ended if each.won]
    return Reached(
        len(ended) + sum(each.open for each in own),
        sum(each.opened_on >= since for each in own),
        len(ended),
        len(won),
        sum(each.amount or 0.0 for each in won),
    )
