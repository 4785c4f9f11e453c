"""What a rep has earned this year by the scheme in force, and would earn otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd

from maillage.core.plans.amounts import exactly
from maillage.core.reviews.indicators.records import WON, between
from maillage.core.reviews.pay.scheme import CENTS, Kind, PayMeasure, PayScheme
from maillage.core.reviews.pay.statement import (
    Attained,
    Statement,
    at_level,
    counted_sales,
    statement,
)
from maillage.domain.reviews.indicators.parts import segment_part
from maillage.domain.reviews.indicators.reading import (
    Everything,
    accounts_of,
    everything,
    owners_on,
)
from maillage.domain.reviews.objectives import objectives_on
from maillage.domain.reviews.pay.schemes import scheme_of
from maillage.errors import InputError
from maillage.models import (
    Layer,
    Membership,
    Rep,
    Review,
    TopList,
)
from maillage.models import PayScheme as StoredScheme
from maillage.permissions import sees_book
from maillage.texts import _

LEVELS = (0.8, 1.0, 1.2)
MOST_DEALS = 100
LARGEST_DEAL = 10**9


@dataclass(frozen=True, slots=True)
class Earned:
    """What a rep earns by a scheme: so far, with more deals, and at levels of all targets."""

    rep: Rep
    stored: StoredScheme
    objective: float | None
    statement: Statement
    with_deals: Statement | None
    levels: tuple[tuple[float, Statement], ...]


@dataclass(frozen=True, eq=False, slots=True)
class YearSoFar:
    """What variable pay counts from the first day of a year to a day, by the keys of reps.

    ``won`` are the account and the amount of each deal; ``covered`` how many of their priority
    accounts were contacted, and how many they have; ``reviews`` which of those due were held in
    time.
    """

    on: date
    recorded: frozenset[str]
    objectives: Mapping[int, float]
    won: Mapping[int, Sequence[tuple[float, float]]]
    covered: Mapping[int, tuple[int, int]]
    named: frozenset[int]
    reviews: Mapping[int, Sequence[bool]]


def year_so_far(on: date) -> YearSoFar:
    """Read it for all reps at once."""
    found, since = everything(on), on.replace(month=1, day=1)
    closed = between(found.deals[found.deals["outcome"] == WON], "closed", since, on)
    worth = closed.dropna(subset=["amount"])
    won: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for rep, account, amount in zip(worth["rep"], worth["account"], worth["amount"], strict=True):
        won[rep].append((account, amount))
    due = Review.objects.filter(layer=Layer.PLAN, due_on__gte=since, due_on__lt=on)
    reviews: defaultdict[int, list[bool]] = defaultdict(list)
    for rep, due_on, held_on in due.values_list("rep", "due_on", "held_on"):
        reviews[rep].append(held_on is not None and held_on <= due_on)
    return YearSoFar(
        on,
        found.recorded,
        {rep: objective for rep, (objective, _since) in objectives_on(on).items()},
        won,
        covered_by(found, since, on),
        frozenset(TopList.objects.filter(year=on.year).values_list("rep", flat=True)),
        reviews,
    )


def covered_by(found: Everything, since: date, on: date) -> dict[int, tuple[int, int]]:
    """How many priority accounts of each rep were contacted, and how many they have."""
    first = found.accounts.index[found.accounts["priority"]]
    owner = owners_on(found.owners, on).reindex(first).dropna()
    touched = between(found.touches, "day", since, on)["account"].unique()
    counted = owner.index.isin(touched)
    marks = pd.Series(counted, owner.astype("int64").to_numpy())
    sums = marks.groupby(level=0).agg(["sum", "count"])
    return {int(rep): (int(contacted), int(all_)) for rep, contacted, all_ in sums.itertuples()}


def earned(*, rep: Rep, stored: StoredScheme, on: date, deals: Sequence[float] = ()) -> Earned:
    """Compute what a rep earns in the year of a day.

    Parameters
    ----------
    deals
        Amounts of deals that may still be won: simulated on top of what was.
    """
    check_deals(deals)
    [found] = earned_by(reps=[rep], stored=stored, on=on)
    if not deals:
        return found
    scheme = scheme_of(stored)
    more = statement(scheme, attained(scheme, rep, year_so_far(on), deals))
    return replace(found, with_deals=more)


def earned_by(*, reps: Sequence[Rep], stored: StoredScheme | None, on: date) -> list[Earned]:
    """Compute what each of some reps earns in the year of a day; without a scheme, nobody does."""
    if stored is None:
        return []
    scheme, year = scheme_of(stored), year_so_far(on)
    levels = tuple((level, at_level(scheme, level)) for level in LEVELS)
    return [
        Earned(
            rep,
            stored,
            year.objectives.get(rep.pk),
            statement(scheme, attained(scheme, rep, year, ())),
            None,
            levels,
        )
        for rep in reps
    ]


def check_deals(deals: Sequence[float]) -> None:
    """Refuse deals that are no amounts.

    Raises
    ------
    InputError
        If there are too many, or one is negative, too large or no number.
    """
    if len(deals) > MOST_DEALS or not all(0 <= each <= LARGEST_DEAL for each in deals):
        raise InputError(
            _("These deals cannot be simulated."),
            remedy=_("Give at most %(most)d amounts of 0 or more.") % {"most": MOST_DEALS},
        )


def attained(
    scheme: PayScheme, rep: Rep, year: YearSoFar, more: Sequence[float]
) -> dict[str, Attained]:
    """What each measure came to since the year began."""
    return {
        each.name: ATTAINED[each.kind](scheme, each, rep, year, more) for each in scheme.measures
    }


def sales(
    scheme: PayScheme, measure: PayMeasure, rep: Rep, year: YearSoFar, more: Sequence[float]
) -> Attained:
    """Sales of the year, against the target or the rep's objective."""
    target = measure.target
    if target is None:
        objective = year.objectives.get(rep.pk)
        target = None if objective is None else exactly(objective)
    if "deals" not in year.recorded and not more:
        return Attained(None, target)
    amounts = [amount for _account, amount in year.won.get(rep.pk, ())]
    counted, cut = counted_sales(scheme, [*amounts, *more])
    return Attained(counted, target, cut)


def segment_sales(
    scheme: PayScheme, measure: PayMeasure, rep: Rep, year: YearSoFar, _more: Sequence[float]
) -> Attained:
    """Sales of the year to the accounts of a segment; simulated deals are of no segment."""
    part = segment_part(measure.segment)
    if part is None or "deals" not in year.recorded:
        return Attained(None, measure.target)
    inside = set(accounts_of(everything(year.on), part, year.on))
    amounts = [amount for account, amount in year.won.get(rep.pk, ()) if account in inside]
    counted, cut = counted_sales(scheme, amounts)
    return Attained(counted, measure.target, cut)


def coverage(
    _scheme: PayScheme, measure: PayMeasure, rep: Rep, year: YearSoFar, _more: Sequence[float]
) -> Attained:
    """Share of the rep's priority accounts contacted since the year began."""
    touched, count = year.covered.get(rep.pk, (0, 0))
    if not count or "touches" not in year.recorded:
        return Attained(None, measure.target)
    return Attained(Fraction(touched, count), measure.target)


def discipline(
    _scheme: PayScheme, measure: PayMeasure, rep: Rep, year: YearSoFar, _more: Sequence[float]
) -> Attained:
    """Share done of: a plan accepted, its reviews held in time, ten accounts named."""
    kept = [rep.pk in year.objectives, rep.pk in year.named, *year.reviews.get(rep.pk, ())]
    return Attained(Fraction(sum(kept), len(kept)), measure.target)


ATTAINED = {
    Kind.SALES: sales,
    Kind.SEGMENT: segment_sales,
    Kind.COVERAGE: coverage,
    Kind.DISCIPLINE: discipline,
}


def reps_paid(member: Membership | None) -> list[Rep]:
    """The reps whose pay a member may see: their own, or as one who leads or decides."""
    reps = Rep.objects.filter(active=True)
    return [rep for rep in reps if member is None or sees_book(member, rep)]


def row_of(found: Earned) -> dict[str, Any]:
    """What a rep earns, as plain values; amounts in the currency."""
    return {
        "rep": found.rep.external_id,
        "name": found.rep.name,
        "scheme": found.stored.number,
        "objective": found.objective,
        **plain(found.statement),
        "with_deals": plain(found.with_deals) if found.with_deals else None,
        "levels": [{"level": level, **plain(each)} for level, each in found.levels],
    }


def plain(found: Statement) -> dict[str, Any]:
    """A statement as plain values."""
    return {
        "base": found.base / CENTS,
        "variable": found.variable / CENTS,
        "total": found.total / CENTS,
        "capped": found.capped / CENTS,
        "complete": found.complete,
        "lines": [
            {
                "name": line.measure.name,
                "kind": line.measure.kind.value,
                "full": line.full / CENTS,
                "paid": None if line.paid is None else line.paid / CENTS,
                "reason": line.reason,
            }
            for line in found.lines
        ],
    }
