"""What another score model would have said of the stored leads, before it is activated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from maillage.core.leads.happenings import Lead as Told
from maillage.core.leads.metrics.rates import Rate
from maillage.core.leads.scoring.many import score_many, table_of
from maillage.core.leads.scoring.model import Model
from maillage.core.leads.scoring.score import Score, score
from maillage.core.leads.scoring.whatif import Comparison, compare
from maillage.domain.leads.events import own_source
from maillage.domain.leads.reading import heard
from maillage.models import Lead, LeadLife

QUARTER: Final = timedelta(days=91)
EXAMPLES: Final = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """What a rule gives a lead before and after."""

    rule: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Example:
    """A lead that changes band or stage, with the rules by which it does."""

    lead: Lead
    before: Score
    after: Score
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """Two models over the leads of a period.

    Parameters
    ----------
    since, until
        The period in which something was told of the leads; they are scored at its end.
    comparison
        Who changes band or stage.
    before, after
        How many leads are at a stage or beyond it, by stage.
    converted_before, converted_after
        By band, how many of the leads whose outcome is known became an SQL or an opportunity; the
        others were refused.
    examples
        Leads that change, those with the largest difference first.
    """

    since: datetime
    until: datetime
    comparison: Comparison
    before: dict[str, int]
    after: dict[str, int]
    converted_before: dict[str, Rate]
    converted_after: dict[str, Rate]
    examples: tuple[Example, ...]


def try_model(*, old: Model, new: Model, now: datetime, since: datetime | None = None) -> Trial:
    """Score the leads of the last quarter by two models (D-08)."""
    begins = since or now - QUARTER
    rows = Lead.objects.filter(last_event_at__range=(begins, now), merged_into=None)
    told = [each.story for each in heard(rows.values_list("pk", flat=True), own_source())]
    table = table_of(told, now)
    found = compare(old, new, table)
    outcomes = outcomes_of(rows)
    bands = (dict(zip(table.ids, score_many(each, table).band.tolist(), strict=True))
             for each in (old, new))  # fmt: skip
    converted = [converted_by(band, outcomes) for band in bands]
    return Trial(
        begins,
        now,
        found,
        at_least(old, (pair[0] for pair in repeated(found.stages))),
        at_least(new, (pair[1] for pair in repeated(found.stages))),
        *converted,
        examples_of(found, {each.id: each for each in told}, old, new, now),
    )


def repeated(moves: Mapping[tuple[str, str], int]) -> Iterable[tuple[str, str]]:
    """Give each pair as often as it was counted."""
    return Counter(moves).elements()


def at_least(model: Model, reached: Iterable[str]) -> dict[str, int]:
    """Count the leads that are at each stage or beyond."""
    counts = Counter(reached)
    order = [each.id for each in model.stages]
    return {stage: sum(counts[each] for each in order[place:]) for place, stage in enumerate(order)}


def outcomes_of(rows: Iterable[Lead]) -> dict[str, bool]:
    """Tell of the leads whose outcome is known whether they became an SQL."""
    found = {}
    for lead in rows:
        if lead.sql_at or lead.opportunity_at:
            found[str(lead.pk)] = True
        elif lead.life == LeadLife.REJECTED:
            found[str(lead.pk)] = False
    return found


def converted_by(bands: Mapping[str, str], outcomes: Mapping[str, bool]) -> dict[str, Rate]:
    """Count by band how many converted of those whose outcome is known."""
    won: Counter[str] = Counter()
    known: Counter[str] = Counter()
    for lead, converted in outcomes.items():
        known[bands[lead]] += 1
        won[bands[lead]] += converted
    return {band: Rate(won[band], known[band]) for band in sorted(known)}


def examples_of(
    found: Comparison, told: Mapping[str, Told], old: Model, new: Model, now: datetime
) -> tuple[Example, ...]:
    """Give leads that change, with reasons."""
    changes = sorted(found.changes, key=lambda each: (-abs(each.points), int(each.lead)))
    chosen = changes[:EXAMPLES]
    rows = Lead.objects.in_bulk([int(each.lead) for each in chosen])
    return tuple(
        example(rows[int(each.lead)], score(old, told[each.lead], now),
                score(new, told[each.lead], now))
        for each in chosen
    )  # fmt: skip


def example(lead: Lead, before: Score, after: Score) -> Example:
    """Say by which rules a lead changes."""
    sums = [points_by_rule(each) for each in (before, after)]
    rules = dict.fromkeys([*sums[0], *sums[1]])
    pairs = ((rule, sums[0].get(rule, 0.0), sums[1].get(rule, 0.0)) for rule in rules)
    return Example(
        lead, before, after, tuple(Difference(*each) for each in pairs if each[1] != each[2])
    )


def points_by_rule(found: Score) -> dict[str, float]:
    """Sum the points of each rule; those of a cap are called by what it caps."""
    sums: dict[str, float] = {}
    for each in found.reasons:
        name = each.rule if each.rule != "cap" else f"cap: {each.group or each.dimension}"
        sums[name] = sums.get(name, 0.0) + each.points
    return sums
