"""The four questions that a plan answers (K-08)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from maillage.core.plans.findings import Finding
from maillage.core.plans.opportunities import Opportunity, in_order

if TYPE_CHECKING:
    from maillage.core.plans.examining import Indicator, Plan, Step
    from maillage.core.plans.seven import Placed, Seven


@dataclass(frozen=True, slots=True)
class Answers:
    """What a plan answers.

    Parameters
    ----------
    deals
        How many sales are needed on average, of the sources that have a funnel.
    without
        The sources that have none: how many sales they need is not known.
    shares
        Of each source, its name, share of the objective, and cents.
    first
        The segments, those that come first first; each names its accounts and sectors.
    best
        The opportunities of all segments, the best first.
    indicators, reviews
        How the plan is tracked, and when.
    adjust
        What is to be put right.
    """

    deals: float
    without: tuple[str, ...]
    shares: tuple[tuple[str, float, int], ...]
    first: tuple[Placed, ...]
    best: tuple[Opportunity, ...]
    indicators: tuple[Indicator, ...]
    reviews: tuple[date, ...]
    adjust: tuple[Finding, ...]


def answers_of(
    plan: Plan, steps: Sequence[Step], seven: Seven, findings: Sequence[Finding]
) -> Answers:
    """Answer the four questions from what was computed."""
    return Answers(
        sum(each.count for each in seven.deals if each.count is not None),
        tuple(each.source for each in seven.deals if each.count is None),
        tuple((each.stream.name, float(each.stream.share), each.target) for each in steps),
        seven.segments,
        tuple(in_order(plan.opportunities)),
        tuple(plan.indicators),
        seven.reviews,
        tuple(findings),
    )
