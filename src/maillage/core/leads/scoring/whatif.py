"""What another version of a score model would have said of the same leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from maillage.core.leads.scoring.many import Scores, Table, score_many
from maillage.core.leads.scoring.model import Model


@dataclass(frozen=True, slots=True)
class Change:
    """A lead that another version would have put elsewhere: band and stage, before and after."""

    lead: str
    before: tuple[str, str]
    after: tuple[str, str]
    points: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions over the same leads.

    Parameters
    ----------
    leads
        How many.
    bands, stages
        How many leads go from which to which, those that stay among them.
    changes
        The leads that change band or stage, in the order of the table.
    """

    leads: int
    bands: dict[tuple[str, str], int]
    stages: dict[tuple[str, str], int]
    changes: tuple[Change, ...]


def compare(old: Model, new: Model, table: Table) -> Comparison:
    """Score the same leads by two versions, and say who changes band or stage."""
    first, second = score_many(old, table), score_many(new, table)
    before, after = places(old, first), places(new, second)
    gained = (second.total - first.total).tolist()
    changes = [
        Change(lead, one, other, points)
        for lead, one, other, points in zip(table.ids, before, after, gained, strict=True)
        if one != other
    ]
    return Comparison(
        len(table.ids),
        moves([each[0] for each in before], [each[0] for each in after]),
        moves([each[1] for each in before], [each[1] for each in after]),
        tuple(changes),
    )


def moves(before: Sequence[str], after: Sequence[str]) -> dict[tuple[str, str], int]:
    """Count how many go from which to which."""
    return dict(sorted(Counter(zip(before, after, strict=True)).items()))


def places(model: Model, found: Scores) -> list[tuple[str, str]]:
    """Give band and stage of each lead."""
    names = [*(each.id for each in model.stages), ""]
    return [
        (band, names[stage])
        for band, stage in zip(found.band.tolist(), found.stage.tolist(), strict=True)
    ]
