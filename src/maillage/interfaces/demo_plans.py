"""The plans of the demonstration: one in each state, the accepted one that of Élise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django_scopes import get_scope

from maillage.domain.accounts.holdings import held_by
from maillage.domain.plans.beginning import begun_plan
from maillage.domain.plans.deciding import accept_plan, discuss_plan, propose_plan
from maillage.domain.plans.notes import add_note
from maillage.domain.plans.writing import create_plan
from maillage.interfaces.importers.plans.files import example, read_plan
from maillage.interfaces.importers.plans.stored import stored_plan
from maillage.models import Membership, PlanState, Rep, RepPlan
from maillage.texts import _

LEAST = Decimal(100_000)
"""The objective of a rep who sold nothing yet."""


@transaction.atomic
def plan_demonstration(*, addresses: Mapping[str, str], on: date) -> int:
    """Write the plans of the demonstration's rep and of three others, once; returns how many.

    Parameters
    ----------
    addresses
        The e-mail addresses of the demonstration's people, by role.
    """
    people = Membership.objects.filter(workspace=get_scope()["workspace"])
    rep, manager = (
        people.filter(user__email=addresses[role]).select_related("rep", "user").first()
        for role in ("rep", "manager")
    )
    if RepPlan.objects.exists() or rep is None or manager is None or rep.rep is None:
        return 0
    led = Rep.objects.filter(active=True, membership=None, manager=str(manager))
    states = (PlanState.ACCEPTED, PlanState.DISCUSSED, PlanState.DRAFT)
    plan = begun(rep.rep, on, by=rep)
    propose_plan(plan=plan, seen=plan.version, by=rep)
    for other, state in zip(led.order_by("external_id"), states, strict=False):
        decided(other, state, on, by=manager)
    return RepPlan.objects.count()


def begun(rep: Rep, on: date, *, by: Membership) -> RepPlan:
    """A first plan for the year of a day; the objective is what the rep's accounts buy today."""
    sold = held_by(rep, on).aggregate(sold=Sum("revenue"))["sold"] or 0.0
    objective = max(LEAST, Decimal(round(sold, -4)))
    content = begun_plan(rep=rep, starts_on=date(on.year, 1, 1), objective=objective)
    return create_plan(rep=rep, written=stored_plan(content), by=by)


def decided(rep: Rep, state: PlanState, on: date, *, by: Membership) -> None:
    """A plan of a rep who was not let in, as far as a state."""
    if state is PlanState.ACCEPTED:
        plan = create_plan(rep=rep, written=read_plan(example()), by=by)
    else:
        plan = begun(rep, on, by=by)
    if state is PlanState.DRAFT:
        return
    propose_plan(plan=plan, seen=plan.version, by=by)
    if state is PlanState.DISCUSSED:
        reason = _("Two deals a month from eight meetings is a coin flip: plan more, or say why.")
        discuss_plan(plan=plan, seen=plan.version, reason=reason, by=by)
        return
    accept_plan(plan=plan, seen=plan.version, read=stored_plan, by=by)
    add_note(
        plan=plan, kind="coaching", by=by,
        text=_("Bronze returns more for its time than gold: try a day a week of it."),
    )  # fmt: skip
