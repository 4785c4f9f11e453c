"""The opportunities of the workspace in time, for the science that counts them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from maillage.core.plans.expecting import Team, team_on
from maillage.core.plans.pursuits import Pursuit
from maillage.domain.accounts.remembering import held
from maillage.models import Opportunity, Outcome, StageEntry

COLUMNS = (
    "pk", "opened_on", "closed_on", "outcome", "amount", "stage", "source",
    "account__segment", "rep__external_id",
)  # fmt: skip


def team_known(on: date) -> Team:
    """All opportunities as they were known on a day, and how they end; read until one changes."""
    return held("opportunities of a team", on, lambda: team_on(pursuits(), on))


def pursuits() -> list[Pursuit]:
    """Read all opportunities whose day of opening is known; reps are named by their id."""
    entries: dict[int, list[tuple[str, date]]] = defaultdict(list)
    for pk, stage, day in StageEntry.objects.values_list("opportunity_id", "stage", "entered_on"):
        entries[pk].append((stage, day))
    return [
        Pursuit(
            opened_on=opened,
            closed_on=closed,
            won=outcome == Outcome.WON,
            amount=amount,
            stage=stage,
            entries=tuple(entries[pk]),
            source=source,
            segment=segment or "",
            rep=rep,
        )
        for pk, opened, closed, outcome, amount, stage, source, segment, rep in (
            Opportunity.objects.filter(opened_on__isnull=False)
            .order_by("opened_on", "pk")
            .values_list(*COLUMNS)
        )
    ]
