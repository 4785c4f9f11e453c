"""What is to be sold in a year: by the plan in force, else by the objective handed down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from django.db.models import Q

from maillage.domain.plans.objectives import year_of
from maillage.domain.plans.queries import plan_in_force
from maillage.domain.reviews.dates import months_after
from maillage.errors import InputError
from maillage.models import Objective, Rep
from maillage.texts import _

type Origin = Literal["plan", "handed_down"]


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be sold from a day to the one before ``until``, and who says so."""

    amount: Decimal
    since: date
    until: date
    origin: Origin
    currency: str = ""


def target_of(rep: Rep, on: date) -> Target | None:
    """What a rep is to sell: as their accepted plan says, else as was handed down to them."""
    version = plan_in_force(rep, on)
    if version is None:
        return handed_down(on, rep=rep)
    begins = version.plan.starts_on
    amount = Decimal(str(version.content["objective"]))
    return Target(amount, begins, months_after(begins, 12), "plan", version.plan.currency)


def handed_down(on: date, *, rep: Rep | None = None, territory: str = "") -> Target | None:
    """What a rep, a territory of a name, or the whole company was handed down for a day's year.

    What was assigned beyond the objective is not in it.
    """
    year = year_of(on)
    if year is None:
        return None
    amount = year.total
    if rep is not None or territory:
        named = Q(kind=Objective.Kind.TERRITORY, name__iexact=territory)
        parts = Objective.objects.filter(named if rep is None else Q(rep=rep), year=year)
        amount = sum(parts.values_list("objective", flat=True), Decimal(0))
    if not amount:
        return None
    until = months_after(year.starts_on, 12)
    return Target(amount, year.starts_on, until, "handed_down", year.currency)


def target_handed_down(rep: Rep, on: date) -> Target:
    """What a rep was handed down for the year of a day.

    Raises
    ------
    InputError
        If nothing was.
    """
    found = handed_down(on, rep=rep)
    if found is None:
        raise InputError(
            _("Nothing was handed down to %(rep)s for the year of %(day)s.")
            % {"rep": rep, "day": on.isoformat()},
            remedy=_("Give the objective of the plan."),
        )
    return found
