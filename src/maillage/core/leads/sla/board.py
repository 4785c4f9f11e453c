"""What is owed to whom: every promise of many leads at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from maillage.core.leads.clock import Clock
from maillage.core.leads.happenings import Lead, each_once
from maillage.core.leads.metrics.rates import Rate
from maillage.core.leads.sla.events import State, Status, fold, promised
from maillage.core.leads.sla.policies import Policy, applying


@dataclass(frozen=True, slots=True)
class Owed:
    """One promise to a lead, and where it stands."""

    lead: str
    policy: Policy
    state: State


def board(
    leads: Sequence[Lead], policies: Sequence[Policy], clock: Clock, now: datetime
) -> list[Owed]:
    """Give the promises that began, those of a lead in the order of the policies."""
    found: list[Owed] = []
    for lead in leads:
        values = {name: fact.value for name, fact in lead.known(now).items()}
        told = each_once(lead.happenings)
        for policy in applying(policies, values):
            state = fold(promised(policy, told, clock.calendar), policy, clock, now)
            if state.status is not Status.WAITING:
                found.append(Owed(lead.id, policy, state))
    return found


def kept(owed: Sequence[Owed], policy: str) -> Rate:
    """Count the promises of a policy that were kept, of those that are fulfilled or late (E-08)."""
    decided = [
        each.state
        for each in owed
        if each.policy.id == policy
        and (each.state.breached or each.state.status is Status.FULFILLED)
    ]
    return Rate(sum(not state.breached for state in decided), len(decided))
