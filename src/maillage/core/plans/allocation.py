"""Time allocated by its return (K-05).

Sales of a segment grow with the time it gets at a constant elasticity, from what the plan expects
of its planned time: S(t) = S₀ (t / t₀)^e, as in the sizing models of sales forces; the elasticity
of personal selling is 0.34 on average (Albers, Mantrala and Sridhar, Journal of Marketing Research
47, 2010). Time goes, piece by piece, where the next piece returns most, which is best for concave
responses (Lodish, "CALLPLAN", Management Science 18, 1971). What it is worth is an order of
magnitude.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from maillage.core.plans.findings import Segment
from maillage.errors import ParameterError
from maillage.texts import _

LOW, BASE, HIGH = 0.25, 0.34, 0.50
"""Elasticities of sales to selling time."""
CHOICE: Final = 2
"""Segments there are at least to choose between."""
PIECES: Final = 100
"""Pieces of the time: a percent each."""


@dataclass(frozen=True, slots=True)
class Response:
    """What a share of the time sells.

    Parameters
    ----------
    sales
        With the planned share.
    planned
        That share, above 0.
    ceiling
        What it cannot exceed; None where unknown.
    """

    sales: float
    planned: float
    ceiling: float | None = None

    def at(self, share: float, elasticity: float = BASE) -> float:
        """The sales with a share of the time."""
        sold = self.sales * math.pow(share / self.planned, elasticity)
        return sold if self.ceiling is None else min(sold, max(self.ceiling, self.sales))


@dataclass(frozen=True, slots=True)
class Allocated:
    """A segment: its planned and recommended share of time, and what both sell at the base."""

    segment: str
    planned: float
    recommended: float
    sales: float
    expected: float


@dataclass(frozen=True, slots=True)
class Allocation:
    """A recommended allocation of time, and what it is worth against the planned one.

    ``low``, ``base`` and ``high`` are the share of sales gained at each elasticity.
    """

    rows: tuple[Allocated, ...]
    low: float
    base: float
    high: float


def allocation_of(segments: Sequence[Segment], objective: float) -> Allocation | None:
    """Recommend how to allocate time.

    A segment without planned time or sales keeps what it has: nothing tells how it responds.

    Parameters
    ----------
    objective
        In the currency of the plan; a segment is to bring its share of it.

    Returns
    -------
    Allocation or None
        None where there are less than two segments to choose between, or nothing to sell.
    """
    known = [each for each in segments if each.time > 0 and each.sales > 0]
    if len(known) < CHOICE or not objective:
        return None
    responses = [Response(each.sales * objective, each.time, each.potential) for each in known]
    planned = [each.time for each in known]
    piece = sum(planned) / PIECES
    shares = [count * piece for count in allocate(responses, sum(planned))]
    if sold(responses, shares, BASE) <= sold(responses, planned, BASE):
        shares = planned
    rows = {
        each.name: Allocated(each.name, each.time, share, response.sales, response.at(share))
        for each, share, response in zip(known, shares, responses, strict=True)
    }
    low, base, high = (
        (sold(responses, shares, each) - sold(responses, planned, each)) / objective
        for each in (LOW, BASE, HIGH)
    )
    return Allocation(
        tuple(rows.get(each.name) or unchanged(each, objective) for each in segments),
        low, base, high,
    )  # fmt: skip


def unchanged(segment: Segment, objective: float) -> Allocated:
    """A segment that keeps what it has."""
    sales = segment.sales * objective
    return Allocated(segment.name, segment.time, segment.time, sales, sales)


def sold(responses: Sequence[Response], shares: Sequence[float], elasticity: float) -> float:
    """What an allocation sells."""
    return sum(
        response.at(share, elasticity) for response, share in zip(responses, shares, strict=True)
    )


def allocate(responses: Sequence[Response], time: float = 1.0, pieces: int = PIECES) -> list[int]:
    """Give each piece of the time to the segment that returns most for it.

    Parameters
    ----------
    responses
        Concave.
    time
        The share of the time that is given out.
    pieces
        Into how many equal pieces.

    Returns
    -------
    list of int
        Pieces per response; they sum to ``pieces``. Among equals, who is furthest below the plan
        comes first.
    """
    if not responses or pieces < 0:
        raise ParameterError(
            _("%(pieces)d pieces of time for %(count)d segments.")
            % {"pieces": pieces, "count": len(responses)}
        )
    piece = time / max(pieces, 1)

    def next_return(place: int, count: int) -> tuple[float, float, int]:
        response = responses[place]
        gain = response.at((count + 1) * piece) - response.at(count * piece)
        return -gain, count * piece - response.planned, place

    counts = [0] * len(responses)
    queue = [next_return(place, 0) for place in range(len(responses))]
    heapq.heapify(queue)
    for _piece in range(pieces):
        place = queue[0][2]
        counts[place] += 1
        heapq.heapreplace(queue, next_return(place, counts[place]))
    return counts
