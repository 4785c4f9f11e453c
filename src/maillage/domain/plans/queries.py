"""Which plans there are, for whom, in which state, and which one is in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, QuerySet

from maillage.domain.reviews.dates import months_after
from maillage.models import Membership, PlanState, PlanVersion, Rep, RepPlan
from maillage.permissions import Action, leads, may


def plans_shown_to(member: Membership | None) -> QuerySet[RepPlan]:
    """The plans a member may read: a rep their own, who sees drafts all of them.

    None is whoever holds the data, who reads all.
    """
    plans: QuerySet[RepPlan] = RepPlan.objects.select_related("rep", "workspace")
    if member is None or may(member, Action.VIEW_DRAFTS):
        return plans
    return plans.filter(rep=member.rep_id) if member.active and member.rep_id else plans.none()


def plans_of_mine(member: Membership) -> QuerySet[RepPlan]:
    """The plans of the rep a member is."""
    return plans_shown_to(member).filter(rep=member.rep_id)


def plans_led_by(member: Membership) -> QuerySet[RepPlan]:
    """The plans of the reps a member leads."""
    led = [rep.pk for rep in Rep.objects.all() if leads(member, rep)]
    return plans_shown_to(member).filter(rep__in=led)


def counts_by_state(plans: QuerySet[RepPlan]) -> dict[str, int]:
    """How many plans are in each state."""
    rows = plans.order_by().values_list("state").annotate(count=Count("pk"))
    counted = dict(rows.values_list("state", "count"))
    return {state: counted.get(state, 0) for state in PlanState.values}


def plan_in_force(rep: Rep, on: date) -> PlanVersion | None:
    """The version of a rep's plan that was accepted last for the year of a day."""
    plan = plans_of_year(on).filter(rep=rep, in_force__isnull=False).first()
    return plan.versions.get(number=plan.in_force) if plan else None


def plan_followed_by(member: Membership | None, rep: Rep | None, on: date) -> PlanVersion | None:
    """The version in force of a rep's plan, for who may read it; None is whoever holds the data."""
    if rep is None or not plans_shown_to(member).filter(rep=rep).exists():
        return None
    return plan_in_force(rep, on)


def reps_without_plan(reps: Iterable[Rep], on: date) -> list[Rep]:
    """Those who have no plan for the year of a day, in no state."""
    planned = set(plans_of_year(on).values_list("rep", flat=True))
    return [rep for rep in reps if rep.pk not in planned]


def plans_not_in_force(member: Membership | None, on: date) -> QuerySet[RepPlan]:
    """The plans for the year of a day that a member may read and of which nothing was accepted."""
    return (
        plans_of_year(on, plans_shown_to(member))
        .filter(in_force__isnull=True, rep__active=True)
        .order_by("rep__name", "rep__external_id")
    )


def plans_of_year(on: date, plans: QuerySet[RepPlan] | None = None) -> QuerySet[RepPlan]:
    """The plans, all where none are given, for the year of a day."""
    found: QuerySet[RepPlan] = RepPlan.objects.all() if plans is None else plans
    return found.filter(starts_on__lte=on, starts_on__gt=months_after(on, -12))
