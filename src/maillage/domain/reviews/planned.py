"""When the plan of a rep asks to be reviewed: so many weeks after it was accepted (K-07, X-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from maillage.domain.reviews.dates import months_after
from maillage.models import Cadence, PlanVersion


@dataclass(frozen=True, slots=True)
class Planned:
    """From when the plan of a rep holds, and the days between two reviews of it."""

    since: date
    days: int


def planned_reviews(on: date, rules: Cadence) -> dict[int, Planned]:
    """What the plans in force on a day say, by the key of the rep."""
    accepted = PlanVersion.objects.filter(
        number=F("plan__in_force"), plan__starts_on__gt=months_after(on, -12)
    )
    rows = accepted.order_by("plan__starts_on").values_list(
        "plan__rep", "plan__starts_on", "accepted_at", "content__review_weeks"
    )
    return {
        rep: Planned(max(starts_on, timezone.localdate(at)), days_between(weeks, rules))
        for rep, starts_on, at, weeks in rows
        if max(starts_on, timezone.localdate(at)) <= on
    }


def days_between(weeks: Any, rules: Cadence) -> int:
    """Days between two reviews: a plan's weeks, else what the workspace says."""
    return int(weeks) * 7 if weeks else rules.plan_days
