"""Plans of reps in every state, with the people around them."""

from __future__ import annotations

from datetime import date
from typing import Any

from maillage.domain.plans.deciding import accept_plan, discuss_plan, propose_plan
from maillage.domain.plans.writing import create_plan
from maillage.interfaces.importers.plans.files import EXAMPLE, plan_from
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.interfaces.importers.plans.stored import stored_plan
from maillage.models import Membership, PlanState, Rep, RepPlan
from tests.domain.territories.publishing.committee import person

FUNNEL = {
    "name": "New clients",
    "share": "0.4",
    "stages": ["meeting", "sale"],
    "conversions": [{"rate": 0.25}],
    "deal": {"mean": 20_000},
    "planned": {"count": 8, "per": "month"},
}
SMALL = {
    "name": "Plan 2027",
    "objective": "1200000.00",
    "currency": "EUR",
    "starts_on": "2027-01-01",
    "sources": [{"name": "Existing clients", "share": "0.6"}, FUNNEL],
}


def small(**changed: Any) -> WrittenPlan:
    """A plan of two sources; Élise's new clients, with odds."""
    return stored_plan(SMALL | changed)


def elise() -> WrittenPlan:
    """The example that is shipped."""
    return plan_from(EXAMPLE.read_bytes(), name=EXAMPLE.name)


class People:
    """A rep with those around them, one of each role."""

    def __init__(self) -> None:
        self.rep = Rep.objects.create(external_id="R1", name="Élise", manager="Max Man")
        self.other = Rep.objects.create(external_id="R2", name="Bob", manager="Nora Not")
        self.all: dict[str, Membership] = {
            "rep": person("rep", rep=self.rep),
            "another rep": person("rep", rep=self.other),
            "manager": person("manager", name="Max Man"),
            "another manager": person("manager", name="Nora Not"),
        } | {
            role: person(role)
            for role in (
                "director", "operations", "marketing", "partner_manager", "finance", "reader",
            )
        }  # fmt: skip

    def __getitem__(self, name: str) -> Membership:
        return self.all[name]

    def plan(self, state: str = PlanState.DRAFT, **changed: Any) -> RepPlan:
        """The rep's plan in a state."""
        plan = create_plan(rep=self.rep, written=small(**changed), by=self["rep"])
        if state == PlanState.DRAFT:
            return plan
        plan = propose_plan(plan=plan, seen=1, by=self["rep"])
        if state == PlanState.DISCUSSED:
            return discuss_plan(plan=plan, seen=1, reason="Too little.", by=self["manager"])
        if state == PlanState.ACCEPTED:
            return accept_plan(
                plan=plan, seen=1, read=stored_plan, by=self["manager"], on=date(2026, 12, 1)
            )
        return plan
