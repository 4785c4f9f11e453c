"""What publishing a scenario would do, before anybody does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from maillage.core.territories.account_rules import Rule
from maillage.domain.territories.owners import settle_accounts
from maillage.domain.territories.publishing.plan import (
    Later,
    Planned,
    moves,
    planned_later,
)
from maillage.domain.territories.publishing.publish import figures
from maillage.models import Account, Rep, Scenario


@dataclass(frozen=True, slots=True)
class RepChange:
    """How many accounts a rep gains and loses."""

    rep: str
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change planned for later that contradicts the scenario, with names."""

    account: int
    name: str
    on: date
    rep: str
    proposed: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The figures of a publication, by rep, with what is planned for later.

    ``kept`` accounts stay with their owner because the scenario has no rep for them; nobody
    answers for those that are ``unassigned``.
    """

    figures: dict[str, Any]
    reps: tuple[RepChange, ...]
    planned: tuple[PlannedChange, ...]
    kept: int
    unassigned: int


def preview_publication(*, scenario: Scenario, effective_on: date) -> Preview:
    """Work out what publishing a scenario for a day would change; nothing is written."""
    settle_accounts(scenario=scenario)
    found = figures(list(moves(scenario, effective_on, Later.KEEP)))
    names = dict(Rep.objects.values_list("pk", "name"))
    keys = {*found["gained"], *found["lost"]}
    return Preview(
        figures=found,
        reps=tuple(
            RepChange(names[int(key)], found["gained"].get(key, 0), found["lost"].get(key, 0))
            for key in sorted(keys, key=lambda key: names[int(key)])
        ),
        planned=tuple(named(planned_later(scenario, effective_on), names)),
        kept=scenario.accounts.filter(rule=Rule.KEPT.value).count(),
        unassigned=scenario.accounts.filter(rule=Rule.UNASSIGNED.value).count(),
    )


def named(planned: list[Planned], names: dict[int, str]) -> list[PlannedChange]:
    """Planned changes with the names of accounts and reps."""
    accounts = Account.objects.in_bulk({each.account for each in planned})
    return [
        PlannedChange(
            account=each.account,
            name=accounts[each.account].name,
            on=each.on,
            rep=names[each.rep] if each.rep else "",
            proposed=names[each.proposed],
        )
        for each in planned
    ]
