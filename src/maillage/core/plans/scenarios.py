"""What if the year turns out 20 % better, or 30 % worse (K-08)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from maillage.core.plans.funnel import Chance, Need, together

CHANGES: Final = (0.2, -0.3)


@dataclass(frozen=True, slots=True)
class Part:
    """A funnel in a scenario.

    Parameters
    ----------
    planned
        Activities that the plan has in the year.
    needed
        Activities that reach the changed target on average.
    probability
        That the planned ones reach it.
    """

    name: str
    stage: str
    planned: float
    needed: float
    probability: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """A plan that is attained at more or less than its objective.

    Parameters
    ----------
    change
        0.2 is 20 % more.
    sales
        What is sold then, in the currency of the plan.
    parts
        What it takes in each funnel.
    low, median, high
        What the funnels sell if instead their activity changes by as much: passed in 9, 5 and 1
        years of 10.
    probability
        That the funnels then reach their target of the plan.
    """

    change: float
    sales: float
    parts: tuple[Part, ...]
    low: float
    median: float
    high: float
    probability: float


def scenarios(
    objective: float, needs: Sequence[Need], chances: Sequence[Chance]
) -> tuple[Scenario, ...]:
    """Look at a plan 20 % above and 30 % below its objective; none without planned funnels.

    Parameters
    ----------
    objective
        In the currency of the plan.
    """
    if not needs:
        return ()
    return tuple(scenario(change, objective, needs, chances) for change in CHANGES)


def scenario(
    change: float, objective: float, needs: Sequence[Need], chances: Sequence[Chance]
) -> Scenario:
    """Look at one change."""
    factor = 1 + change
    found = together(needs, [each.planned * factor for each in chances])
    target = sum(each.source.target for each in needs)
    return Scenario(
        change,
        objective * factor,
        tuple(part(factor, *each) for each in zip(needs, chances, strict=True)),
        found.quantile(0.1), found.quantile(0.5), found.quantile(0.9), found.at_least(target),
    )  # fmt: skip


def part(factor: float, need: Need, chance: Chance) -> Part:
    """Look at one funnel."""
    first = need.volumes[0]
    planned = together([need], [chance.planned])
    return Part(
        need.source.name, first.stage, chance.planned, first.yearly * factor,
        planned.at_least(need.source.target * factor),
    )  # fmt: skip
