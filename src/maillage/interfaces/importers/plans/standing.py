"""Where a rep, or everybody, stands against the accepted plan, or what was handed down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from maillage.domain.opportunities.following import Followed, follow
from maillage.domain.opportunities.questions import Answers, answer
from maillage.domain.plans.targets import Target, handed_down
from maillage.domain.reviews.dates import months_after
from maillage.interfaces.importers.plans.in_force import InForce, in_force
from maillage.models import Membership, Rep
from maillage.permissions import Action, may

type Origin = Literal["plan", "handed_down", "asked"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands, the plan in force and who says what is to be sold.

    ``plan`` is None without an accepted one that the reader may see, ``origin`` without any
    objective of the period.
    """

    followed: Followed
    plan: InForce | None
    origin: Origin | None


def standing(
    *, rep: Rep | None, on: date, member: Membership | None, since: date | None = None,
    until: date | None = None, quarter: bool = False, objective: float | None = None,
    otherwise: float | None = None, opened_weekly: float | None = None,
) -> Standing:  # fmt: skip
    """Say where a rep, or everybody, stands in the year of the plan, or the quarter a day is in.

    Parameters
    ----------
    since, until
        Another period: its first day, and the first after it.
    objective
        What is to be sold, in place of what the plan or the objectives say.
    otherwise
        What is to be sold where neither says.

    Raises
    ------
    InputError
        If the day is not in the period.
    """
    plan = in_force(rep=rep, on=on, member=member)
    target = None if plan else target_shown(member, rep, on)
    first, after = period_of(plan, target, on, quarter=quarter)
    first, after = since or first, until or after
    said, origin = said_of(plan, target, first, after)
    if objective or (otherwise and said is None):
        said, origin = objective or otherwise, "asked"
    found = follow(
        on=on, since=first, until=after, rep=rep, objective=said, opened_weekly=opened_weekly
    )
    return Standing(found, plan, origin)


def said_of(
    plan: InForce | None, target: Target | None, since: date, until: date
) -> tuple[float | None, Origin | None]:
    """What is to be sold in a period, and who says so."""
    if plan is not None:
        said = plan.objective_of(since, until)
        return said, "plan" if said else None
    if target is not None and (target.since, target.until) == (since, until):
        return float(target.amount), "handed_down"
    return None, None


def target_shown(member: Membership | None, rep: Rep | None, on: date) -> Target | None:
    """What was handed down, for who may read it: a rep their own."""
    own = member is not None and rep is not None and member.rep_id == rep.pk
    if member is None or own or may(member, Action.VIEW_DRAFTS):
        return handed_down(on, rep=rep)
    return None


def period_of(
    plan: InForce | None, target: Target | None, on: date, *, quarter: bool
) -> tuple[date, date]:
    """The year or quarter of the plan a day is in, else that of the objectives or the calendar."""
    if plan:
        return plan.quarter()[:2] if quarter else plan.year
    if quarter:
        first = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
        return first, months_after(first, 3)
    if target:
        return target.since, target.until
    return date(on.year, 1, 1), date(on.year + 1, 1, 1)


def answered(
    *, rep: Rep | None, on: date, member: Membership | None, weeks: int = 6
) -> tuple[Answers, InForce | None]:
    """Answer the three questions against the accepted plan where there is one (G-06)."""
    plan = in_force(rep=rep, on=on, member=member)
    return answer(on=on, rep=rep, weeks=weeks, **plan.shares() if plan else {}), plan
