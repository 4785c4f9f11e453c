"""A scenario of Vermont and New Hampshire, brought before the committee and past it."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from maillage.domain.people.members import add_member
from maillage.domain.territories.editing.moves import move_units
from maillage.domain.territories.lifecycle import move_on
from maillage.domain.territories.publishing.approval import approve_scenario, submit_scenario
from maillage.models import Account, Membership, Ownership, Scenario, Stage
from tests.domain.territories.today import ADDISON, today

ROLES = ("director", "operations", "finance")


def soon(days: int = 30) -> date:
    """A day to come."""
    return timezone.localdate() + timedelta(days=days)


def person(role: str = "director", **given) -> Membership:
    """Let somebody in who signs in nowhere: no password is computed."""
    number = Membership.objects.count()
    named = {"name": f"{role.title()} {number}"} | given
    return add_member(email=f"{role}{number}@example.com", role=role, **named)


def committee() -> list[Membership]:
    """One person for each body."""
    return [person(role) for role in ROLES]


def consulted(by: Membership, *, moved: tuple[str, ...] = (ADDISON,), to: int = 2) -> Scenario:
    """Begin with today, move counties to the second territory, and ask the reps."""
    scenario = today(by, on=timezone.localdate())
    if moved:
        move_units(scenario=scenario, units=moved, territory=to, revision=0, by=by)
        scenario.refresh_from_db()
    return move_on(scenario=scenario, to=Stage.CONSULTATION, by=by)


def approved_for(day: date, by: Membership, **given) -> Scenario:
    """A scenario approved by three bodies for a day."""
    scenario = consulted(by, **given)
    return approved_by_all(scenario, day, by)


def approved_by_all(scenario: Scenario, day: date, by: Membership) -> Scenario:
    """Have a scenario approved by three new people."""
    submit_scenario(scenario=scenario, effective_on=day, by=by)
    for person in committee():
        approve_scenario(scenario=scenario, by=person)
    scenario.refresh_from_db()
    return scenario


def timeline(account: Account) -> list[tuple]:
    """All ownerships of an account, in order."""
    rows = account.ownerships.order_by("starts_on", "pk")
    return list(rows.values_list("rep__external_id", "starts_on", "ends_on", "locked"))


def everything() -> list[tuple]:
    """All ownerships there are, without their keys."""
    fields = ("account_id", "rep_id", "starts_on", "ends_on", "locked", "reason")
    return sorted(map(str, Ownership.objects.values_list(*fields)))
