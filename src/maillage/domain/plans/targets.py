"""What is to be sold in a year: by the plan in force, else by the objective handed down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Sum

from maillage.domain.plans.queries import plan_in_force
from maillage.domain.reviews.dates import months_after
from maillage.models import Objective, ObjectiveYear, Rep

type Origin = Literal["plan", "handed_down"]


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be sold from a day to the one before ``until``, and who says so."""

    amount: float
    since: date
    until: date
    origin: Origin


def target_of(rep: Rep, on: date) -> Target | None:
    """What a rep is to sell: as their accepted plan says, else as was handed down to them."""
    version = plan_in_force(rep, on)
    if version is None:
        return handed_down(on, rep=rep)
    begins = version.plan.starts_on
    amount = float(version.content["objective"])
    return Target(amount, begins, months_after(begins, 12), "plan")


def handed_down(on: date, *, rep: Rep | None = None, name: str = "") -> Target | None:
    """What a rep, the part of a name, or the whole company was handed down for the year of a day.

    What was assigned beyond the objective is not in it.
    """
    years = ObjectiveYear.objects.filter(starts_on__lte=on, starts_on__gt=months_after(on, -12))
    year = years.first()
    if year is None:
        return None
    amount = year.total
    if rep is not None or name:
        which = {"rep": rep} if rep is not None else {"name__iexact": name, "rep": None}
        parts = Objective.objects.filter(year=year, **which)
        amount = parts.aggregate(sum=Sum("objective"))["sum"]
    if not amount:
        return None
    return Target(float(amount), year.starts_on, months_after(year.starts_on, 12), "handed_down")
