"""What became of the opportunities that a plan counts on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Q

from maillage.models import Account, Opportunity, Outcome, Rep

type Stand = Literal["won", "open", "lost", "not_opened"]


@dataclass(frozen=True, slots=True)
class PlannedDeal:
    """An opportunity of a plan, its account where that is known, and what became of it."""

    name: str
    segment: str
    horizon: str
    amount: float
    account: Account | None
    stand: Stand


def planned_deals(
    content: Mapping[str, Any], *, rep: Rep, since: date, on: date
) -> list[PlannedDeal]:
    """Look up the opportunities of a plan from the first day of its year until a day.

    What is recorded at the account of a planned opportunity, or by its name, is meant: won where
    anything was, else open where anything is.
    """
    planned = content.get("opportunities", [])
    keys = {each["account"] for each in planned if each.get("account")}
    accounts = Account.objects.in_bulk(keys)
    meant = Q(account__in=keys) | Q(name__in=[each["name"] for each in planned])
    of_year = Q(closed_on=None) | Q(closed_on__gte=since, closed_on__lte=on)
    rows = Opportunity.objects.filter(meant, of_year, rep=rep).values_list(
        "account", "name", "outcome"
    )
    recorded = list(rows)
    return [
        PlannedDeal(
            each["name"],
            each["segment"],
            each["horizon"],
            float(each["amount"]),
            accounts.get(each.get("account")),
            stand_of(
                outcome
                for account, name, outcome in recorded
                if (account == each["account"] if each.get("account") else name == each["name"])
            ),
        )
        for each in planned
    ]


def stand_of(outcomes: Iterable[str]) -> Stand:
    """The best of what became of it."""
    found = set(outcomes)
    for outcome, stand in STANDS:
        if outcome in found:
            return stand
    return "not_opened"


STANDS: tuple[tuple[Outcome, Stand], ...] = (
    (Outcome.WON, "won"),
    (Outcome.OPEN, "open"),
    (Outcome.LOST, "lost"),
)
