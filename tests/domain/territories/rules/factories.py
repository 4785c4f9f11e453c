"""A small company for rules: three reps, and accounts with what rules look at."""

from __future__ import annotations

from datetime import date
from typing import Any

from maillage.domain.territories.rules.editing import save_rule
from maillage.models import Account, AssignmentRule, Ownership, Rep

DAY = date(2026, 6, 1)
START = date(2026, 1, 1)


def rep(name: str, **fields) -> Rep:
    return Rep.objects.create(external_id=name, name=name, **fields)


def account(name: str, owner: Rep | None = None, *, locked: bool = False, **fields) -> Account:
    made = Account.objects.create(external_id=name, name=name, **{"potential": 100.0} | fields)
    if owner:
        Ownership.objects.create(account=made, rep=owner, starts_on=START, locked=locked)
    return made


def rule(name: str, criteria: Any, to: Rep | None, **fields) -> AssignmentRule:
    given = {"starts_on": START, "by": "test", "rep": to} | fields
    return save_rule(name=name, criteria=criteria, **given)


def state(*codes: str) -> dict[str, Any]:
    return {"field": "state", "is": list(codes)}
