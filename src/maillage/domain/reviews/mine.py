"""What a rep sees of their own first: plan and pace, week, best accounts, wins, review, pay."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from maillage.core.reviews.indicators.records import WON, between
from maillage.domain.plans.queries import plan_in_force
from maillage.domain.reviews.dates import months_after
from maillage.domain.reviews.indicators.reading import everything
from maillage.domain.reviews.pay.earning import earned, plain
from maillage.domain.reviews.pay.schemes import scheme_in_force
from maillage.domain.reviews.top_accounts import computed_for, named_by
from maillage.domain.reviews.wins import row_of as win_row
from maillage.domain.reviews.wins import wins
from maillage.models import Rep, Review

WIN_DAYS = 90
SHOWN = 5


def own_data(rep: Rep, on: date) -> dict[str, Any]:
    """What concerns a rep on a day; what is not known is None."""
    named = named_by(rep, on.year)
    best = named or computed_for(rep, on)
    stored = scheme_in_force(on)
    pay = plain(earned(rep=rep, stored=stored, on=on).statement) if stored else None
    return {
        "rep": rep.external_id,
        "name": rep.name,
        "plan": plan_data(rep, on),
        "week": week_data(rep, on),
        "accounts_named": bool(named),
        "accounts": [
            {"key": each.pk, "account": each.external_id, "name": each.name, "reason": each.reason}
            for each in best[:SHOWN]
        ],
        "wins": [
            win_row(each) for each in wins(since=on - timedelta(days=WIN_DAYS), on=on, reps=[rep])
        ][:SHOWN],
        "next_review": next_review(rep, on),
        "pay": pay,
    }


def plan_data(rep: Rep, on: date) -> dict[str, Any] | None:
    """The plan in force: what is sold, and the pace against an even year (X-09)."""
    version = plan_in_force(rep, on)
    if version is None:
        return None
    begins, objective = version.plan.starts_on, float(version.content["objective"])
    deals = everything(on).deals
    mine = deals[(deals["rep"] == rep.pk) & (deals["outcome"] == WON)]
    sold = float(between(mine, "closed", begins, on)["amount"].sum())
    elapsed = ((on - begins).days + 1) / (months_after(begins, 12) - begins).days
    return {
        "objective": objective,
        "sold": sold,
        "share": sold / objective,
        "pace": sold / objective / elapsed,
        "since": begins,
    }


def week_data(rep: Rep, on: date) -> dict[str, Any]:
    """What a rep did since Monday."""
    monday = on - timedelta(days=on.weekday())
    touches = everything(on).touches
    mine = between(touches[touches["rep"] == rep.pk], "day", monday, on)
    return {
        "since": monday,
        "contacts": len(mine),
        "accounts": int(mine["account"].nunique()),
        "kinds": {kind: int(count) for kind, count in mine["kind"].value_counts().items()},
    }


def next_review(rep: Rep, on: date) -> date | None:
    """The day of the next review of the rep, or of all."""
    rows = Review.objects.filter(held_on=None, due_on__gte=on)
    own = rows.filter(rep=rep).order_by("due_on").first()
    found = own or rows.filter(rep=None).order_by("due_on").first()
    return found.due_on if found else None
