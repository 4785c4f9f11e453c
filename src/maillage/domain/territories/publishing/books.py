"""What a rep gains, loses and keeps: by a scenario, or by what was published of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum

from maillage.domain.accounts.holdings import in_force
from maillage.domain.territories.publishing.plan import PUBLISHED
from maillage.models import (
    AccountAssignment,
    Ownership,
    Publication,
    PublishedAccount,
    Rep,
    Scenario,
    Territory,
)

FIELDS = ("account_id", "account__external_id", "account__name", "account__city", "account__state",
          "account__potential")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """An account that changes owner; ``other`` is the rep on the other side, "" for nobody."""

    account: int
    external_id: str
    name: str
    city: str
    state: str
    potential: float | None
    other: str
    reason: str


@dataclass(frozen=True, slots=True)
class Book:
    """What becomes of a rep's accounts: those that come and go, the richest first."""

    rep: Rep
    territories: tuple[str, ...]
    gained: tuple[Line, ...]
    lost: tuple[Line, ...]
    kept: int
    potential: float

    @property
    def accounts(self) -> int:
        """How many the rep has afterwards."""
        return self.kept + len(self.gained)


def future_book(*, scenario: Scenario, rep: Rep, on: date) -> Book:
    """What a scenario whose accounts are settled would change for a rep on a day.

    Accounts the scenario gives nobody stay with whom they are, as publishing leaves them.
    """
    rows = with_owner(scenario, on)
    gained = rows.filter(rep=rep).exclude(owner=rep.pk)
    lost = rows.filter(owner=rep.pk).exclude(rep=rep)
    held = Ownership.objects.filter(in_force(on), rep=rep)
    before = held.aggregate(worth=Sum("account__potential"))["worth"] or 0.0
    coming, going = (
        tuple(lines(gained, "owner_name")),
        tuple(lines(lost, "rep__name")),
    )
    return Book(
        rep=rep,
        territories=names_of(scenario, rep),
        gained=coming,
        lost=going,
        kept=held.count() - len(going),
        potential=before + worth(coming) - worth(going),
    )


def with_owner(scenario: Scenario, on: date) -> QuerySet[AccountAssignment]:
    """What a scenario gives to somebody, with ``owner`` and ``owner_name`` on a day."""
    held = Ownership._base_manager.filter(in_force(on), account=OuterRef("account"))
    held = held.order_by("-starts_on", "-pk")
    rows = AccountAssignment.objects.filter(
        scenario=scenario, rule__in=PUBLISHED, rep__isnull=False
    )
    return rows.annotate(
        owner=Subquery(held.values("rep")[:1]), owner_name=Subquery(held.values("rep__name")[:1])
    )


def lines(rows: QuerySet[Any], other: str) -> Iterable[Line]:
    """The accounts of rows, the richest first, with the name of the rep on the other side."""
    ordered = rows.order_by(F("account__potential").desc(nulls_last=True), "account_id")
    for *fields, name, reason in ordered.values_list(*FIELDS, other, "reason"):
        yield Line(*fields, name or "", reason)


def published_book(*, publication: Publication, rep: Rep) -> Book:
    """What a publication changed for a rep."""
    rows = PublishedAccount.objects.filter(publication=publication).exclude(from_rep=F("to_rep"))
    gained = tuple(lines(rows.filter(to_rep=rep), "from_rep__name"))
    lost = tuple(lines(rows.filter(from_rep=rep), "to_rep__name"))
    held = Ownership.objects.filter(in_force(publication.effective_on), rep=rep)
    found = held.aggregate(worth=Sum("account__potential"))["worth"] or 0.0
    return Book(
        rep=rep,
        territories=names_of(publication.scenario, rep),
        gained=gained,
        lost=lost,
        kept=held.count() - len(gained),
        potential=found,
    )


def worth(found: Iterable[Line]) -> float:
    """The potential of some accounts."""
    return sum(each.potential or 0.0 for each in found)


def names_of(scenario: Scenario, rep: Rep) -> tuple[str, ...]:
    """The territories of a rep in a scenario."""
    held = Territory.objects.filter(scenario=scenario, rep=rep).order_by("number")
    return tuple(held.values_list("name", flat=True))


def concerned(publication: Publication) -> QuerySet[Rep]:
    """The reps a publication says something to: those who get, give, or have a territory."""
    changed = PublishedAccount.objects.filter(publication=publication).exclude(from_rep=F("to_rep"))
    return Rep.objects.filter(
        Q(pk__in=changed.values("to_rep"))
        | Q(pk__in=changed.exclude(from_rep=None).values("from_rep"))
        | Q(territories__scenario=publication.scenario)
    ).distinct()
