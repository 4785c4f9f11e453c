"""The three standing questions of a coaching meeting, each answered by a query (G-06)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from django.db.models import Case, F, Q, When
from scipy.stats import binomtest

from maillage.domain.accounts.holdings import accounts_at, owned, owned_by
from maillage.models import Account, Opportunity, Outcome, Rep, Touch

PRIORITY: Final = 20
CHANCE: Final = 0.05
APART: Final = 0.1
"""A difference of shares from which the pipeline is not what the plan says."""

PLACE: Final = ("account", "account__segment")

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
    priority: int = PRIORITY, weeks: int = 6, named: Collection[int] = (),
    leading: Collection[int] = (), belongs: Mapping[int, str] | None = None,
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
    named
        Accounts, by key, that a plan names: they come first.
    leading
        Accounts of the segments that come first in a plan: they stand before the others.
    belongs
        The segment of the plan each account, by key, is in; its own segment where left out.
    """
    places = belongs or {}
    still = Opportunity.objects.filter(outcome=Outcome.OPEN, opened_on__lte=on)
    touched = Touch.objects.filter(occurred_on__gt=on - timedelta(weeks=weeks), occurred_on__lte=on)
    if rep is not None:
        still, touched = still.filter(rep=rep), touched.filter(rep=rep)
    by_source, by_segment = Counter[str](), Counter[str]()
    for source, account, segment, amount in still.values_list("source", *PLACE, "amount"):
        by_source[source] += amount or 0.0
        by_segment[places.get(account) or segment or ""] += amount or 0.0
    contacts = Counter(
        places.get(account) or segment or "" for account, segment in touched.values_list(*PLACE)
    )
    quiet = not_contacted(on=on, rep=rep, priority=priority, named=named, leading=leading)
    return Answers(
        on.replace(day=1),
        priority,
        tuple(quiet),
        shares(by_source, sources or {}),
        shares(by_segment, sales or {}),
        shares(contacts, time or {}, counted=True),
        weeks,
    )


def not_contacted(
    *, on: date, rep: Rep | None, priority: int = PRIORITY, named: Collection[int] = (),
    leading: Collection[int] = (),
) -> Sequence[Account]:  # fmt: skip
    """List the accounts that come first and that nobody contacted since the month began."""
    first = on.replace(day=1)
    chosen = first_accounts(on=on, rep=rep, priority=priority, named=named, leading=leading)
    keys = [each.pk for each in chosen]
    late = Q(last_touch__isnull=True) | Q(last_touch__lt=first)
    largest = F("potential").desc(nulls_last=True)
    return list(accounts_at(on).filter(pk__in=keys).filter(late).order_by(largest, "pk"))


def first_accounts(
    *, on: date, rep: Rep | None, priority: int, named: Collection[int] = (),
    leading: Collection[int] = (),
) -> list[Account]:  # fmt: skip
    """The accounts that a plan names, then those with the largest potential, of a rep or anybody.

    All that are named, and no more others than make ``priority`` together.
    """
    held = accounts_at(on).filter(owned_by(rep.pk, on) if rep else owned(on))
    chosen = list(held.filter(pk__in=named)) if named else []
    known = held.filter(potential__isnull=False).exclude(pk__in=[each.pk for each in chosen])
    room = max(priority - len(chosen), 0)
    order = [F("potential").desc(), "pk"]
    if leading:
        order.insert(0, Case(When(pk__in=leading, then=0), default=1))
    return [*chosen, *known.order_by(*order)[:room]]


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
