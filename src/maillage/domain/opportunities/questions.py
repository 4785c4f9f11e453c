"""The three standing questions of a coaching meeting, each answered by a query (G-06)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from django.db.models import F, Q, QuerySet
from scipy.stats import binomtest

from maillage.domain.accounts.holdings import accounts_at, owned, owned_by
from maillage.models import Account, Opportunity, Outcome, Rep, Touch

PRIORITY: Final = 20
CHANCE: Final = 0.05
APART: Final = 0.1
"""A difference of shares from which the pipeline is not what the plan says."""

Advice = Literal["more", "less", "as_planned", "not_planned"]


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A part of something: what is planned of it, None where nothing is, and what is there."""

    name: str
    planned: float | None
    actual: float
    number: float
    advice: Advice


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers: accounts nobody contacted this month, the pipeline, and the time."""

    month: date
    priority: int
    not_contacted: tuple[Account, ...]
    pipeline_by_source: tuple[ShareRow, ...]
    pipeline_by_segment: tuple[ShareRow, ...]
    time_by_segment: tuple[ShareRow, ...]
    weeks: int


def answer(
    *, on: date, rep: Rep | None = None, sources: Mapping[str, float] | None = None,
    sales: Mapping[str, float] | None = None, time: Mapping[str, float] | None = None,
    priority: int = PRIORITY, weeks: int = 6,
) -> Answers:  # fmt: skip
    """Answer the three questions.

    Parameters
    ----------
    rep
        Whose; of everybody where left out.
    sources, sales, time
        Shares of a plan: of sales by source, and of sales and time by segment.
    priority
        How many accounts come first: those with the largest potential.
    weeks
        The last weeks whose contacts tell where time went.
    """
    still = Opportunity.objects.filter(outcome=Outcome.OPEN, opened_on__lte=on)
    touched = Touch.objects.filter(occurred_on__gt=on - timedelta(weeks=weeks), occurred_on__lte=on)
    if rep is not None:
        still, touched = still.filter(rep=rep), touched.filter(rep=rep)
    worth = list(still.values_list("source", "account__segment", "amount"))
    by_source, by_segment = Counter[str](), Counter[str]()
    for source, segment, amount in worth:
        by_source[source] += amount or 0.0
        by_segment[segment or ""] += amount or 0.0
    contacts = Counter(touched.values_list("account__segment", flat=True))
    return Answers(
        on.replace(day=1),
        priority,
        tuple(not_contacted(on=on, rep=rep, priority=priority)),
        shares(by_source, sources or {}),
        shares(by_segment, sales or {}),
        shares(contacts, time or {}, counted=True),
        weeks,
    )


def not_contacted(*, on: date, rep: Rep | None, priority: int = PRIORITY) -> Sequence[Account]:
    """List the accounts that come first and that nobody contacted since the month began."""
    first = on.replace(day=1)
    keys = [each.pk for each in first_accounts(on=on, rep=rep, priority=priority)]
    late = Q(last_touch__isnull=True) | Q(last_touch__lt=first)
    return list(accounts_at(on).filter(pk__in=keys).filter(late).order_by("-potential", "pk"))


def first_accounts(*, on: date, rep: Rep | None, priority: int) -> QuerySet[Account]:
    """The accounts with the largest potential that a rep, or anybody, answers for."""
    held = accounts_at(on).filter(owned_by(rep.pk, on) if rep else owned(on))
    known = held.filter(potential__isnull=False)
    return known.order_by(F("potential").desc(), "pk")[:priority]


def shares(
    found: Mapping[str, float], planned: Mapping[str, float], *, counted: bool = False
) -> tuple[ShareRow, ...]:
    """Compare shares with the planned ones; names are compared without case.

    Counts are tested: a share that chance explains (two-sided binomial test, 5 %) is as planned.
    """
    folded = {name.casefold(): name for name in planned}
    merged = Counter[str]()
    for name, number in found.items():
        merged[folded.get(name.casefold(), name)] += number
    total = sum(merged.values())
    rows = []
    for name in [*planned, *sorted(merged.keys() - planned.keys())]:
        actual = merged[name] / total if total else 0.0
        wanted = planned.get(name)
        rows.append(
            ShareRow(
                name, wanted, actual, merged[name],
                advice_of(wanted, actual, int(total) if counted else None),
            )
        )  # fmt: skip
    return tuple(rows)


def advice_of(planned: float | None, actual: float, counted: int | None) -> Advice:
    """Say whether there should be more or less of a part."""
    if planned is None:
        return "not_planned"
    if counted is None:
        apart = abs(actual - planned) >= APART
    else:
        hits = round(actual * counted)
        apart = counted > 0 and binomtest(hits, counted, planned).pvalue < CHANCE
    if not apart:
        return "as_planned"
    return "more" if actual < planned else "less"
