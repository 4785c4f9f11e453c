"""The objective of a rep, as the plan in force says it."""

from __future__ import annotations

from datetime import date

from maillage.domain.plans.queries import plan_in_force
from maillage.models import Rep


def objective_of(rep: Rep, on: date) -> float | None:
    """The sales a rep's accepted plan is to bring in the year of a day, None without one."""
    version = plan_in_force(rep, on)
    return None if version is None else float(version.content["objective"])
