"""The objectives of reps, as the plans in force say them."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from maillage.domain.plans.queries import plan_in_force
from maillage.domain.reviews.dates import months_after
from maillage.models import PlanVersion, Rep


def objective_of(rep: Rep, on: date) -> float | None:
    """The sales a rep's accepted plan is to bring in the year of a day, None without one."""
    version = plan_in_force(rep, on)
    return None if version is None else float(version.content["objective"])


def objectives_on(on: date) -> dict[int, tuple[float, date]]:
    """The same of all reps, by their keys: the objective, and since when it counts."""
    accepted = PlanVersion.objects.filter(
        number=F("plan__in_force"),
        plan__starts_on__lte=on,
        plan__starts_on__gt=months_after(on, -12),
    )
    rows = accepted.order_by("plan__starts_on").values_list(
        "plan__rep", "content__objective", "plan__starts_on"
    )
    return {rep: (float(objective), since) for rep, objective, since in rows}
