"""What names an account by its id, in scenarios and what is said of them, follows a merge too."""

from __future__ import annotations

from typing import Any

from maillage.domain.accounts.duplicates.carrying import Union
from maillage.models import Challenge, Change, Comment, Scenario, UnitAssignment
from maillage.models.consultation import ChallengeState

ACCOUNT = "account"
NAMED = "exceptions"


def carry_names(union: Union) -> None:
    """Name the account that stays wherever the one that goes is named."""
    carry_exceptions(union)
    carry_units(union)
    carry_remarks(union)


def carry_exceptions(union: Union) -> None:
    """Accounts given by name in scenarios, in their branches and in their history."""
    old = union.gone.external_id
    for row in Scenario.objects.order_by("pk"):
        given = {
            name: renamed(getattr(row, name), union) for name in (NAMED,) if old in row.exceptions
        }
        if old in row.fork.get(NAMED, {}):
            given["fork"] = row.fork | {NAMED: renamed(row.fork[NAMED], union)}
        union.recorder.change(row, **given)
    changes = Change.objects.filter(payload__exceptions__isnull=False)
    for row in changes.order_by("pk"):
        if old in row.payload[NAMED]:
            payload = row.payload | {NAMED: renamed(row.payload[NAMED], union)}
            union.recorder.change(row, payload=payload)


def renamed(given: dict[str, Any], union: Union) -> dict[str, Any]:
    """What was given to the account that goes belongs to the one that stays, unless it has own."""
    old, new = union.gone.external_id, union.kept.external_id
    rest = {account: value for account, value in given.items() if account != old}
    return {new: given[old]} | rest


def carry_units(union: Union) -> None:
    """Basic units of scenarios whose units are accounts."""
    old, new = union.gone.external_id, union.kept.external_id
    units = UnitAssignment.objects.filter(scenario__unit_level=ACCOUNT)
    known = set(units.filter(unit=new).values_list("scenario_id", flat=True))
    for row in units.filter(unit=old).order_by("pk"):
        if row.scenario_id in known:
            union.recorder.delete(row)
        else:
            union.recorder.change(row, unit=new)


def carry_remarks(union: Union) -> None:
    """Comments and challenges; of two open ones of a rep, one is withdrawn."""
    old, new = union.gone.external_id, union.kept.external_id
    for row in Comment.objects.filter(subject=ACCOUNT, reference=old).order_by("pk"):
        union.recorder.change(row, reference=new)
    challenges = Challenge.objects.filter(subject=ACCOUNT)
    is_open = challenges.filter(reference=new, state=ChallengeState.OPEN)
    waiting = set(is_open.values_list("scenario_id", "rep_id"))
    for row in challenges.filter(reference=old).order_by("pk"):
        twice = row.state == ChallengeState.OPEN and (row.scenario_id, row.rep_id) in waiting
        state = ChallengeState.WITHDRAWN if twice else row.state
        union.recorder.change(row, reference=new, state=state)
