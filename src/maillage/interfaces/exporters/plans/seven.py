"""The seven steps of an examined plan in plain rows; amounts in the plan's currency."""

from __future__ import annotations

import math
from typing import Any

from maillage.core.plans.allocation import Allocation
from maillage.core.plans.examining import Examination
from maillage.core.plans.objectives import Objectives
from maillage.core.plans.opportunities import Chosen, Opportunity
from maillage.core.plans.scenarios import Scenario
from maillage.core.plans.seven import Placed
from maillage.core.plans.week import Week, clock
from maillage.interfaces.exporters.plans.answers import (
    questions,
    said_of_benefit,
    said_of_check,
)

type Row = dict[str, Any]


def seven_rows(found: Examination) -> Row:
    """All figures of the seven steps."""
    seven = found.seven
    return {
        "objectives": objective_rows(seven.objectives),
        "segments": [segment_row(each) for each in seven.segments],
        "opportunities": [chosen_row(each) for each in seven.opportunities],
        "allocation": allocation_row(seven.allocation) if seven.allocation else None,
        "week": week_row(seven.week) if seven.week else None,
        "indicators": [
            {
                "name": each.name, "target": each.target, "unit": each.unit,
                "per": each.per.value if each.per else None,
            }
            for each in found.answers.indicators
        ],
        "reviews": [each.isoformat() for each in seven.reviews],
        "scenarios": [scenario_row(each) for each in seven.scenarios],
        "questions": [
            {"question": question, "answer": answer}
            for question, answer in questions(found.answers)
        ],
        "checks": [
            {
                "error": each.error.value, "state": each.state.value, "figure": each.figure,
                "text": said_of_check(each),
            }
            for each in found.checks
        ],
        "benefits": [
            {
                "benefit": each.benefit.value, "figure": each.figure, "about": each.about,
                "text": said_of_benefit(each),
            }
            for each in found.goods
        ],
    }  # fmt: skip


def objective_rows(found: Objectives) -> Row:
    """The objective and its parts; per quarter, what each product is to bring."""
    return {
        "total": found.total / 100,
        "milestones": [
            {
                "on": each.on.isoformat(),
                "amount": each.amount / 100,
                "cumulated": each.cumulated / 100,
            }
            for each in found.milestones
        ],
        "products": parts(found.products),
        "segments": parts(found.segments),
        "table": [[cents / 100 for cents in row] for row in found.table],
    }


def parts(cents: dict[str, int]) -> list[Row]:
    """Names and amounts."""
    return [{"name": name, "amount": amount / 100} for name, amount in cents.items()]


def segment_row(placed: Placed) -> Row:
    """A segment in both matrices."""
    segment = placed.segment
    return {
        "name": segment.name,
        "accounts": segment.accounts,
        "sales": segment.sales,
        "time": segment.time,
        "amount_each": placed.each,
        "potential": segment.potential,
        "potential_each": placed.potential,
        "probability": segment.probability,
        "effort_hours": segment.effort_hours,
        "expected": placed.expected,
        "hourly": finite(placed.hourly),
        "tier": placed.tier.value if placed.tier else None,
        "worth": placed.worth.value if placed.worth else None,
        "priorities": list(segment.priorities),
    }


def finite(value: float | None) -> float | None:
    """A number that programs can read: what takes no hour has no return for one."""
    return value if value is not None and math.isfinite(value) else None


def chosen_row(chosen: Chosen) -> Row:
    """The opportunities of a segment, the best first."""
    return {
        "segment": chosen.segment,
        "amount": chosen.amount,
        "expected": chosen.expected,
        "quick_wins": [opportunity_row(each) for each in chosen.quick_wins],
        "projects": [opportunity_row(each) for each in chosen.projects],
    }


def opportunity_row(each: Opportunity) -> Row:
    """An opportunity."""
    return {
        "name": each.name,
        "amount": each.amount,
        "probability": each.probability,
        "effort_hours": each.effort_hours,
        "expected": each.expected,
        "hourly": finite(each.hourly),
        "account": each.account,
    }


def allocation_row(found: Allocation) -> Row:
    """The recommended allocation of time, and the share of sales it is worth."""
    return {
        "rows": [
            {
                "segment": each.segment, "planned": each.planned,
                "recommended": each.recommended, "sales": each.sales, "expected": each.expected,
            }
            for each in found.rows
        ],
        "low": found.low,
        "base": found.base,
        "high": found.high,
    }  # fmt: skip


def week_row(week: Week) -> Row:
    """The blocks of a week, in hours."""
    return {
        "hours": week.minutes / 60,
        "unplaced_hours": week.unplaced / 60,
        "blocks": [
            {
                "segment": each.segment, "weekday": each.weekday, "starts": clock(each.starts),
                "hours": each.minutes / 60,
            }
            for each in week.blocks
        ],
    }  # fmt: skip


def scenario_row(found: Scenario) -> Row:
    """More or less than the objective."""
    return {
        "change": found.change,
        "sales": found.sales,
        "parts": [
            {
                "source": each.name, "stage": each.stage, "planned": each.planned,
                "needed": each.needed, "probability": each.probability,
            }
            for each in found.parts
        ],
        "low": found.low,
        "median": found.median,
        "high": found.high,
        "probability": found.probability,
    }  # fmt: skip
