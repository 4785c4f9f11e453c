"""The objectives of reps, as the plans in force say them."""

from __future__ import annotations

from datetime import date

from django.db.models import F, QuerySet

from maillage.domain.plans.queries import plan_in_force
from maillage.domain.reviews.dates import months_after
from maillage.models import PlanVersion, Rep


def objective_of(rep: Rep, on: date) -> float | None:
    """The sales a rep's accepted plan is to bring in the year of a day, None without one."""
    version = plan_in_force(rep, on)
    return None if version is None else float(version.content["objective"])


def objectives_on(on: date) -> dict[int, tuple[float, date]]:
    """The same of all reps, by their keys: the objective, and since when it counts."""
    rows = versions_in_force(on).values_list("plan__rep", "content__objective", "plan__starts_on")
    return {rep: (float(objective), since) for rep, objective, since in rows}


def plans_on(on: date) -> dict[int, PlanVersion]:
    """The plans in force on a day, by the keys of their reps."""
    return {each.plan.rep_id: each for each in versions_in_force(on).select_related("plan")}


def versions_in_force(on: date) -> QuerySet[PlanVersion]:
    """The versions that were accepted last for the year of a day; of a rep, the latest last."""
    found: QuerySet[PlanVersion] = PlanVersion.objects.filter(
        number=F("plan__in_force"),
        plan__starts_on__lte=on,
        plan__starts_on__gt=months_after(on, -12),
    )
    return found.order_by("plan__starts_on")
