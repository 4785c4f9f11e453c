"""Who covers what, asked of the database: the counts behind the first page, and their rows.

The same definitions as the detectors of :mod:`maillage.core.territories.coverage`, in SQL, so that
a hundred thousand accounts are counted while a page waits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from maillage.core.territories.coverage import RATIO_LIMIT
from maillage.domain.accounts.coverage import STALE_DAYS
from maillage.domain.accounts.queries import WINDOW_DAYS
from maillage.domain.accounts.remembering import remembered
from maillage.models import Account, Ownership, Rep, Touch


def in_force(on: date) -> Q:
    """Ownerships that hold on a day."""
    return Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))


def of_account(on: date) -> QuerySet[Ownership]:
    """The ownership of the account of the outer query on a day, the latest first."""
    held = Ownership._base_manager.filter(in_force(on), account=OuterRef("pk"))
    return held.order_by("-starts_on", "-pk")


def accounts_at(on: date) -> QuerySet[Account]:
    """Accounts with their owner and touches on a day.

    Adds ``owner_id``, ``owner_name``, ``owner_active``, ``owned_since``, ``owned_because``,
    ``named`` (a named account), ``last_touch`` and ``touching`` (different reps within the window).
    """
    held = of_account(on)
    touched = Touch._base_manager.filter(account=OuterRef("pk"), occurred_on__lte=on).order_by()
    recent = touched.filter(occurred_on__gt=on - timedelta(days=WINDOW_DAYS))
    return Account.objects.annotate(
        owner_id=Subquery(held.values("rep")[:1]),
        owner_name=Subquery(held.values("rep__name")[:1]),
        owner_active=Subquery(held.values("rep__active")[:1]),
        owned_since=Subquery(held.values("starts_on")[:1]),
        owned_because=Subquery(held.values("reason")[:1]),
        named=Subquery(held.values("locked")[:1]),
        last_touch=Subquery(touched.order_by("-occurred_on").values("occurred_on")[:1]),
        touching=Coalesce(
            Subquery(
                recent.values("account").annotate(reps=Count("rep", distinct=True)).values("reps")
            ),
            Value(0),
        ),
    )


def owned(on: date) -> Q:
    """Accounts that somebody who is still here answers for."""
    held = Ownership._base_manager.filter(in_force(on), account=OuterRef("pk"), rep__active=True)
    return Q(Exists(held))


def owned_by(rep: int, on: date) -> Q:
    """Accounts with their owner on a day (:func:`accounts_at`) that a rep answers for."""
    held = Ownership._base_manager.filter(in_force(on), rep=rep)
    # found by the index of the rep first: the owner of every account takes seconds to look up
    return Q(pk__in=held.values("account")) & Q(owner_id=rep)


def held_by(rep: Rep, on: date) -> QuerySet[Account]:
    """The accounts a rep answers for on a day."""
    # by the index of the rep alone: looked up in their workspace too, they take minutes in tables
    # that PostgreSQL has not analysed yet
    held = Ownership._base_manager.filter(in_force(on), rep=rep)
    found: QuerySet[Account] = Account.objects.filter(pk__in=held.values("account"))
    return found


def approached(on: date, *, days: int | None = None) -> Q:
    """Accounts that were touched up to a day, or within the days before it."""
    touched = Touch._base_manager.filter(account=OuterRef("pk"), occurred_on__lte=on)
    if days is not None:
        touched = touched.filter(occurred_on__gt=on - timedelta(days=days))
    return Q(Exists(touched))


def touched_by_two(on: date) -> Q:
    """Accounts that two reps or more called on within the window (A-04a)."""
    recent = Touch._base_manager.filter(
        occurred_on__lte=on, occurred_on__gt=on - timedelta(days=WINDOW_DAYS)
    )
    several = (
        recent.order_by()
        .values("account")
        .annotate(reps=Count("rep", distinct=True))
        .filter(reps__gt=1)
    )
    return Q(pk__in=several.values("account"))


FINDINGS: dict[str, Callable[[date], Q]] = {
    "owned": owned,
    "no_owner": lambda on: ~owned(on),
    "never_approached": lambda on: ~approached(on),
    "double_contact": touched_by_two,
    "stale": lambda on: approached(on) & ~approached(on, days=STALE_DAYS),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """How many accounts a finding concerns, and the potential they hold."""

    code: str
    accounts: int
    potential: float


def figures(*, on: date) -> dict[str, Figure]:
    """Count all accounts and those of each finding on a day, with their potential."""
    return remembered("figures", on, lambda: counted(on))


def counted(on: date) -> dict[str, Figure]:
    """Count the findings of a day in the database."""
    found = {"all": Account.objects.all()}
    found |= {code: Account.objects.filter(condition(on)) for code, condition in FINDINGS.items()}
    return {
        code: Figure(code, **rows.aggregate(accounts=Count("pk"), potential=total("potential")))
        for code, rows in found.items()
    }


HOLES = ("never_approached", "double_contact", "stale")
"""What can be amiss with an account that somebody owns."""


def figures_of(*, rep: Rep, on: date) -> dict[str, Figure]:
    """Count the accounts a rep holds on a day, and what is amiss among them."""
    own = held_by(rep, on)
    found = {"all": own} | {code: own.filter(FINDINGS[code](on)) for code in HOLES}
    return {
        code: Figure(code, **rows.aggregate(accounts=Count("pk"), potential=total("potential")))
        for code, rows in found.items()
    }


def total(name: str) -> Coalesce:
    """Sum a figure that may be unknown."""
    return Coalesce(Sum(name), Value(0.0))


def books(*, on: date) -> QuerySet[Rep]:
    """Reps with what they hold on a day.

    Adds ``accounts``, ``potential`` and ``revenue``; former reps only where they still hold some.
    """
    held = remembered("books", on, lambda: held_by_rep(on))
    sums = {
        name: Case(
            *(When(pk=rep, then=Value(amounts[place])) for rep, amounts in held.items()),
            default=Value(kind()),
            output_field=IntegerField() if kind is int else FloatField(),
        )
        for place, (name, kind) in enumerate(SUMS.items())
    }
    return Rep.objects.annotate(**sums).filter(Q(active=True) | Q(pk__in=[*held])).order_by("name")


SUMS: dict[str, type] = {"accounts": int, "potential": float, "revenue": float}


def held_by_rep(on: date) -> dict[int, list[Any]]:
    """Count what each rep who holds accounts on a day holds: one pass over the owners."""
    rows = (
        Ownership.objects.filter(in_force(on))
        .order_by()
        .values_list("rep")
        .annotate(
            held=Count("pk"), worth=total("account__potential"), sales=total("account__revenue")
        )
    )
    return {rep: amounts for rep, *amounts in rows}


@dataclass(frozen=True, slots=True)
class Spread:
    """The richest and the poorest book (A-14); ``ratio`` is None where one rep or none is here."""

    ratio: float | None
    richest: str
    poorest: str
    limit: float = RATIO_LIMIT

    @property
    def unequal(self) -> bool:
        """Whether the ratio calls for a new cut."""
        return self.ratio is not None and self.ratio >= self.limit


def spread_of(reps: list[Any]) -> Spread:
    """Compare the books of active reps; the ratio is infinite where the poorest holds nothing."""
    active = sorted((rep for rep in reps if rep.active), key=lambda rep: rep.potential)
    if len(active) < 2:
        return Spread(None, "", "")
    low, high = active[0], active[-1]
    if low.potential > 0:
        ratio = high.potential / low.potential
    else:
        ratio = float("inf") if high.potential > 0 else 1.0
    return Spread(ratio, high.name, low.name)


def by_zone(*, on: date) -> list[tuple[str, int | None, int, float]]:
    """(county, owner or None, accounts, potential) of every pair that holds accounts on a day."""
    return remembered("zones", on, lambda: zones_counted(on))


def zones_counted(on: date) -> list[tuple[str, int | None, int, float]]:
    """Count the accounts of every county and owner in the database."""
    held = of_account(on).filter(rep__active=True)
    rows = (
        Account.objects.exclude(county="")
        .annotate(holder=Subquery(held.values("rep")[:1]))
        .values("county", "holder")
        .annotate(accounts=Count("pk"), worth=total("potential"))
        .order_by("county", F("worth").desc())
    )
    return [tuple(row) for row in rows.values_list("county", "holder", "accounts", "worth")]
