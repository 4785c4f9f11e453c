"""How far the parts of a company are: what each holds, what its plans say, what it sold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Sum

from maillage.domain.plans.objectives import nodes_of
from maillage.domain.reviews.dates import months_after
from maillage.models import Objective, ObjectiveYear, Opportunity, Outcome, PlanVersion


@dataclass(slots=True)
class Attained:
    """A part of the company on a day.

    Parameters
    ----------
    depth
        How many parts it is within.
    share
        Of what the part it is in holds; None of the company.
    handed
        What its parts hold together; None without any.
    planned
        What the accepted plans of its reps are to bring; None without any.
    sold
        What its reps won since the year began; of the company, all that was won.
    """

    node: Objective
    depth: int
    share: float | None
    handed: Decimal | None = None
    planned: float | None = None
    sold: float = 0.0

    @property
    def attainment(self) -> float | None:
        """Sold / objective; what was assigned beyond it does not count."""
        return self.sold / float(self.node.objective) if self.node.objective else None


def attained(*, year: ObjectiveYear, on: date) -> list[Attained]:
    """The parts of a year until a day, each before what is in it, the largest first.

    A rep who holds several parts brings to each what it is of all they hold.
    """
    nodes = list(nodes_of(year))
    rows = [Attained(node, depth, share) for node, depth, share in walked(nodes)]
    sold, planned, parts = sold_by_rep(year, on), planned_by_rep(year), parts_by_rep(nodes)
    for row in rows:
        rep = row.node.rep_id
        if rep is not None:
            row.sold = sold.get(rep, 0.0) * parts[row.node.pk]
            row.planned = planned[rep] * parts[row.node.pk] if rep in planned else None
    summed(rows)
    if rows:
        rows[0].sold = sum(sold.values())
    return rows


def walked(nodes: Iterable[Objective]) -> Iterator[tuple[Objective, int, float | None]]:
    """Each part before those in it, the largest first; how deep it is, and its share."""
    below: dict[int | None, list[Objective]] = defaultdict(list)
    for each in nodes:
        below[each.parent_id].append(each)
    waiting: list[tuple[Objective, int, float | None]] = [(each, 0, None) for each in below[None]]
    while waiting:
        node, depth, share = waiting.pop()
        yield node, depth, share
        whole = float(node.objective)
        parts = sorted(below[node.pk], key=lambda part: (part.objective, -part.pk))
        waiting.extend(
            (each, depth + 1, float(each.objective) / whole if whole else None) for each in parts
        )


def summed(rows: list[Attained]) -> None:
    """Add what parts hold, plan and sold to the part they are in, from the leaves up."""
    by_key = {row.node.pk: row for row in rows}
    for row in reversed(rows):
        above = by_key.get(row.node.parent_id)
        if above is None:
            continue
        above.handed = (above.handed or Decimal(0)) + row.node.objective
        above.sold += row.sold
        if row.planned is not None:
            above.planned = (above.planned or 0.0) + row.planned


def sold_by_rep(year: ObjectiveYear, on: date) -> dict[int, float]:
    """What each rep won in the year until a day, by their keys."""
    last = min(on, months_after(year.starts_on, 12) - timedelta(days=1))
    won = Opportunity.objects.filter(
        outcome=Outcome.WON, closed_on__gte=year.starts_on, closed_on__lte=last
    )
    sums = won.order_by().values_list("rep").annotate(sum=Sum("amount"))
    return {rep: amount or 0.0 for rep, amount in sums}


def planned_by_rep(year: ObjectiveYear) -> dict[int, float]:
    """The objectives of the accepted plans of a year, by the keys of their reps."""
    accepted = PlanVersion.objects.filter(
        number=F("plan__in_force"), plan__starts_on=year.starts_on
    ).values_list("plan__rep", "content__objective")
    return {rep: float(objective) for rep, objective in accepted}


def parts_by_rep(nodes: Iterable[Objective]) -> dict[int, float]:
    """What each part of a rep is of all they hold, by its key."""
    held: dict[int, list[Objective]] = defaultdict(list)
    for each in nodes:
        if each.rep_id is not None:
            held[each.rep_id].append(each)
    found = {}
    for parts in held.values():
        whole = sum(each.objective for each in parts)
        for each in parts:
            found[each.pk] = float(each.objective / whole) if whole else 1 / len(parts)
    return found
