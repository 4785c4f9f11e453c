"""What became of the leads first heard of in a period, step by step (E-06, X-13)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from maillage.core.leads.metrics.rates import Rate
from maillage.domain.leads.alignment.heard import Told, first_heard, told_of
from maillage.domain.leads.alignment.periods import Period, leads_in
from maillage.domain.leads.alignment.reading import Records
from maillage.domain.reviews.indicators.parts import Part
from maillage.models import LeadLife, Outcome
from maillage.texts import _

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who reached it, and of those who did not go on, who is lost and who still may.

    ``rows`` are the keys of the leads that reached it, ``lost`` and ``waiting`` of those of them
    that did not reach the next one. ``reasons`` are why the lost ones were refused, or the sale was
    lost, the most frequent first.
    """

    key: str
    rows: tuple[int, ...]
    of_first: Rate
    of_previous: Rate
    lost: tuple[int, ...]
    waiting: tuple[int, ...]
    reasons: tuple[tuple[str, int], ...]


def step_words() -> dict[str, str]:
    """Give what the steps are called."""
    return {
        "raw": _("heard of"),
        "mql": _("became MQL"),
        "accepted": _("accepted by sales"),
        "sql": _("became SQL"),
        "opportunity": _("became an opportunity"),
        "won": _("won as a customer"),
    }


def funnel(records: Records, period: Period) -> list[Step]:
    """Follow the leads that were first heard of in a period until now."""
    cohort = heard_in(records, period)
    reached = {
        "raw": pd.Series(data=True, index=cohort.index, dtype=bool),
        "mql": cohort["mql_at"].notna(),
        "accepted": cohort["accepted_at"].notna(),
        "sql": cohort["sql_at"].notna(),
        "opportunity": cohort["opportunity_at"].notna() | cohort["opportunity"].notna(),
        "won": cohort["opportunity__outcome"] == Outcome.WON,
    }
    later = pd.Series(data=False, index=cohort.index, dtype=bool)
    for key in reversed(reached):
        reached[key] = later = reached[key] | later
    names = list(reached)
    return [step(cohort, reached, place) for place in range(len(names))]


def heard_in(records: Records, period: Period) -> pd.DataFrame:
    """The leads that were first heard of in a period."""
    rows = leads_in(records.part, records.now.date()).filter(last_event_at__gte=period.begins)
    ends = min(period.ends, records.now)
    keys = [pk for pk, at in first_heard(rows).items() if period.begins <= at < ends]
    return records.leads.loc[records.leads.index.isin(keys)]


def step(cohort: pd.DataFrame, reached: dict[str, pd.Series], place: int) -> Step:
    """Count one step."""
    names = list(reached)
    here = reached[names[place]]
    after = reached[names[place + 1]] if place + 1 < len(names) else here
    before = reached[names[max(0, place - 1)]]
    stopped = cohort[here & ~after]
    refused = stopped["life"] == LeadLife.REJECTED
    missed = stopped["opportunity__outcome"] == Outcome.LOST
    gone = refused | missed
    why = stopped["rejected_why"].where(refused, stopped["opportunity__lost_reason"])[gone]
    return Step(
        names[place],
        keys(cohort[here]),
        Rate(int(here.sum()), len(cohort)),
        Rate(int(here.sum()), int(before.sum())),
        keys(stopped[gone]),
        keys(stopped[~gone]),
        most_common(each for each in why if each),
    )


def keys(table: pd.DataFrame) -> tuple[int, ...]:
    """The keys of rows."""
    return tuple(int(key) for key in table.index)


def most_common(words: object) -> tuple[tuple[str, int], ...]:
    """Count words, the most frequent first."""
    return tuple(Counter(words).most_common(SHOWN))


@dataclass(frozen=True, slots=True)
class Heard:
    """What sales tells marketing in a period: why leads are refused, and how good they are."""

    refused: tuple[tuple[str, int], ...]
    quality: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    asked: Rate


def heard_from_sales(part: Part, period: Period, now: datetime) -> Heard:
    """Give reasons of refusal (E-06) and the quality of leads as sales sees it (E-04).

    Of a lead that was told of more than once, its last word in the period counts. ``asked`` says of
    how many leads that were handed over in the period sales told anything.
    """
    rows = leads_in(part, now.date())
    lately = rows.filter(last_event_at__gte=period.begins)
    told = told_of(
        lately, begins=period.begins, ends=min(period.ends, now), kinds=("rejected", "feedback")
    )
    last: dict[tuple[int, str], Told] = {(each.lead, each.kind): each for each in told}
    refused = [words(each, "reason") for each in last.values() if each.kind == "rejected"]
    feedback = [each for each in last.values() if each.kind == "feedback"]
    handed = rows.filter(handed_over_at__gte=period.begins, handed_over_at__lt=period.ends)
    return Heard(
        most_common(filter(None, refused)),
        most_common(filter(None, (words(each, "quality") for each in feedback))),
        tuple(filter(None, (words(each, "note") for each in feedback)))[:SHOWN],
        Rate(handed.exclude(feedback_at=None).count(), handed.count()),
    )


def words(each: Told, name: str) -> str:
    """A text an event carries; a number is written down."""
    found = each.carried.get(name)
    return "" if found is None else str(found)[:200]
