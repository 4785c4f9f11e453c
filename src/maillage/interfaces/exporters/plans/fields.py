"""The matrices of a plan as four fields with names, as Word and PowerPoint draw them (X-07)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from maillage.core.plans.examining import Examination
from maillage.core.plans.matrices import Level, Tier, Worth, middle_of, worth_of
from maillage.core.plans.seven import Placed
from maillage.interfaces.exporters.plans.answers import tier_name
from maillage.interfaces.exporters.plans.charts import (
    Matrix,
    effort_matrix,
    segmentation_matrix,
)
from maillage.interfaces.exporters.wording import clean
from maillage.interfaces.importers.plans.schema import WrittenPlan

FIELD_OF_WORTH: Final = {
    Worth.QUICK_WIN: 0, Worth.MAJOR_PROJECT: 1, Worth.FILL_IN: 2, Worth.DROP: 3,
}  # fmt: skip
type Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """A matrix as four fields between two axes, and the names in each, row by row."""

    matrix: Matrix
    names: tuple[Names, Names, Names, Names]


def matrices(plan: WrittenPlan | None, found: Examination | None) -> tuple[Fields, Fields]:
    """Potential and probability sort accounts, potential and effort sort the work (X-07)."""
    first: tuple[list[str], ...] = ([], [], [], [])
    second: tuple[list[str], ...] = ([], [], [], [])
    if plan is not None and found is not None:
        for placed in found.seven.segments:
            where = field_of(plan, placed)
            if where is not None:
                first[where].append(tiered(placed))
        for name, worth in work_of(plan, found):
            if worth is not None:
                second[FIELD_OF_WORTH[worth]].append(clean(name))
    return filled(segmentation_matrix(), first), filled(effort_matrix(), second)


def filled(matrix: Matrix, names: tuple[list[str], ...]) -> Fields:
    """A matrix with the names in its fields, from high and left to low and right."""
    one, two, three, four = (tuple(each) for each in names)
    return Fields(matrix, (one, two, three, four))


def field_of(plan: WrittenPlan, placed: Placed) -> int | None:
    """The field of a segment: bronze is down unless its potential is high, right what is probable.

    Up stand gold and silver; how much of either a tier needs is written with the plan.
    """
    probability = placed.segment.probability
    if placed.potential is None or probability is None:
        return None
    high = plan.potential_bounds.read().level(placed.potential) is Level.HIGH
    likely = plan.probability_bounds.read().level(probability) is Level.HIGH
    down = placed.tier is Tier.BRONZE and not high
    return 2 * down + likely


def tiered(placed: Placed) -> str:
    """The name of a segment with its tier, where the name does not say it."""
    name = clean(placed.segment.name)
    tier = tier_name(placed.tier) if placed.tier else ""
    return name if tier in {"", name.casefold()} else f"{name} ({tier})"


def work_of(plan: WrittenPlan, found: Examination) -> list[tuple[str, Worth | None]]:
    """The opportunities and what they are worth; the segments where no opportunity has its hours.

    What is at the middle counts as much potential and little effort.
    """
    known = [each for each in plan.opportunities if each.effort_hours is not None]
    if not known:
        return [(each.segment.name, each.worth) for each in found.seven.segments]
    middle = middle_of((each.amount, each.effort_hours) for each in known)
    return [(each.name, worth_of(each.amount, each.effort_hours, middle)) for each in known]
