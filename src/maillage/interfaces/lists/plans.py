"""The list of plans."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from maillage.core.plans.examining import pace_of
from maillage.core.plans.year import EVEN, SalesYear
from maillage.errors import ParameterError
from maillage.interfaces.exporters.wording import number, percent
from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import Layer, PlanState, RepPlan, Review
from maillage.texts import _

GOOD, FAIR = 0.65, 0.35
BADGES = {
    PlanState.DRAFT: "", PlanState.PROPOSED: "accent", PlanState.DISCUSSED: "warn",
    PlanState.ACCEPTED: "good",
}  # fmt: skip


def with_reviews(plans: QuerySet[RepPlan]) -> QuerySet[RepPlan]:
    """Add ``review_on``: the day of the next review of the rep's plan, None where none is due."""
    due = Review._base_manager.filter(
        rep=OuterRef("rep"), layer=Layer.PLAN, held_on=None, workspace=OuterRef("workspace")
    ).order_by("due_on")
    return plans.annotate(review_on=Subquery(due.values("due_on")[:1]))


def plans(link: Callable[[Any], str], years: Iterable[int], empty: dict[str, Any]) -> Listing:
    """Plans of reps, of :func:`with_reviews`."""
    return Listing(
        name="plans",
        caption=_("Sales plans"),
        order="-year",
        search=("rep__name__icontains", "rep__external_id__icontains", "name__icontains"),
        placeholder=_("Rep or plan"),
        empty=empty,
        columns=[
            Column("rep", _("Rep"), lambda row: row.rep.name, ("rep__name",), link=link),
            Column("year", _("Year"), lambda row: str(row.starts_on.year),
                   ("starts_on", "rep__name")),
            Column("state", _("State"), lambda row: row.get_state_display(), ("state",),
                   show=state),
            Column("objective", _("Objective"), lambda row: float(row.objective), ("objective",),
                   number=True),
            Column("currency", _("Currency"), lambda row: row.currency, ("currency",)),
            Column("odds", _("Odds of the weakest source"), lambda row: row.odds, ("odds",),
                   show=odds, number=True),
            Column("pace", _("Pace index"), pace, show=pace_cell, number=True,
                   hint=_("Sold / what the objective expects by that day")),
            Column("findings", _("To look at"), lambda row: row.findings, ("findings",),
                   number=True),
            Column("review", _("Next review"), lambda row: row.review_on, ("review_on",)),
            Column("version", _("Version"), lambda row: row.version, ("version",), number=True),
        ],
        filters=[
            Filter("state", _("State"), [("", _("All")), *PlanState.choices],
                   lambda chosen: Q(state=chosen)),
            Filter("year", _("Year"),
                   [("", _("All")), *((str(year), str(year)) for year in years)],
                   lambda chosen: Q(starts_on__year=int(chosen))),
        ],
    )  # fmt: skip


def state(row: RepPlan) -> Cell:
    """How far a plan is, as a badge."""
    return Cell(row.get_state_display(), badge=BADGES[PlanState(row.state)])


def odds(row: RepPlan) -> Cell:
    """The odds of its weakest source, as a bar."""
    if row.odds is None:
        return Cell("–", number=True)
    meter = "" if row.odds >= GOOD else "warn" if row.odds >= FAIR else "bad"
    return Cell(percent(row.odds, 0), share=row.odds, meter=meter, number=True)


def pace(row: RepPlan) -> float | None:
    """What was sold over what the objective expects by then; None where nothing says."""
    sold = row.content.get("sold")
    if not sold:
        return None
    seasons = tuple(row.content.get("seasonality") or EVEN)
    year = SalesYear(row.starts_on, row.content.get("worked_weeks") or 45.0, seasons)
    try:
        day, objective = date.fromisoformat(sold["on"]), float(row.objective)
        return pace_of(year, day, float(sold["amount"]), objective)
    except ParameterError:
        return None


def pace_cell(row: RepPlan) -> Cell:
    """The pace with two decimals."""
    return Cell(number(pace(row), 2), number=True)
