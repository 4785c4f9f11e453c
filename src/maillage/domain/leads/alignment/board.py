"""All that both teams look at, of a part and a period, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from maillage.domain.leads.alignment.figures import MONTHS, Figure, figures_of, read
from maillage.domain.leads.alignment.funnel import Heard, Step, funnel, heard_from_sales
from maillage.domain.leads.alignment.periods import Period
from maillage.domain.leads.alignment.promises import Side, both_sides
from maillage.domain.reviews.indicators.parts import Part


@dataclass(frozen=True, slots=True)
class Board:
    """The figures, the promises in both directions, the funnel, and what sales tells marketing."""

    part: Part
    period: Period
    figures: list[Figure]
    sides: list[Side]
    funnel: list[Step]
    heard: Heard


def board(*, part: Part, period: Period, now: datetime, months: int = MONTHS) -> Board:
    """Look at a part and a period as it is known at an instant."""
    found = read(part, period, now, months)
    return Board(
        part,
        period,
        figures_of(found, period, months),
        both_sides(part=part, period=period, now=now),
        funnel(found, period),
        heard_from_sales(part, period, now),
    )
