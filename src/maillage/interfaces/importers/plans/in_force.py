"""The accepted plan of a rep as it stands: what it says, and what was reached until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from maillage.core.plans.examining import Examination, examine
from maillage.core.plans.objectives import QUARTER
from maillage.domain.accounts.holdings import held_by
from maillage.domain.opportunities.actuals import Actuals, actuals
from maillage.domain.plans.belonging import belonging, leading_segments, named_in
from maillage.domain.plans.queries import plan_followed_by
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.interfaces.importers.plans.stored import stored_plan
from maillage.interfaces.importers.plans.tracking import (
    expects,
    planned_shares,
    tracked,
    weighed,
    year_of,
)
from maillage.models import Account, Membership, Opportunity, PlanVersion, Rep


@dataclass(frozen=True)
class InForce:
    """A version that was accepted, on a day of its year."""

    version: PlanVersion
    agreed: WrittenPlan
    on: date

    @property
    def rep(self) -> Rep:
        """Whose plan it is."""
        return self.version.plan.rep

    @cached_property
    def year(self) -> tuple[date, date]:
        """The first day of its year, and the first after it."""
        return year_of(self.agreed)

    @cached_property
    def reached(self) -> Actuals:
        """What was reached until the day."""
        return actuals(on=self.on, since=self.year[0], rep=self.rep)

    @cached_property
    def written(self) -> WrittenPlan:
        """The plan with what was reached; as it was accepted while it expects nothing yet."""
        return tracked(self.agreed, self.reached) if expects(self.agreed, self.on) else self.agreed

    @cached_property
    def examined(self) -> Examination:
        """What it comes to now: its conversions learn from what was won and lost."""
        return examine(weighed(self.written).read())

    @cached_property
    def passed(self) -> float:
        """The share of the year, with its seasons, that is over."""
        return 1 - self.agreed.read().year.effective(on=self.on)

    def quarters(self) -> list[tuple[date, date, float]]:
        """The first day of each quarter, the first after it, and what it is to bring."""
        months = self.agreed.read().year.months()[::QUARTER]
        amounts = [each.amount / 100 for each in self.examined.seven.objectives.milestones]
        return list(zip(months, months[1:], amounts, strict=False))

    def quarter(self) -> tuple[date, date, float]:
        """The quarter of the plan the day is in, and what it is to bring."""
        return next(each for each in reversed(self.quarters()) if each[0] <= self.on)

    def objective_of(self, since: date, until: date) -> float | None:
        """What it says of a period: its year, or one of its quarters."""
        if (since, until) == self.year:
            return float(self.agreed.objective)
        found = {(first, after): amount for first, after, amount in self.quarters()}
        return found.get((since, until))

    def shares(self) -> dict[str, Any]:
        """What the three questions ask of it (G-06): shares, accounts it names, its segments."""
        content = self.version.content
        deals = Opportunity.objects.filter(rep=self.rep, account__isnull=False).values("account")
        held = held_by(self.rep, self.on).values("pk")
        places = belonging(content, Account.objects.filter(Q(pk__in=held) | Q(pk__in=deals)))
        leads = leading_segments(content)
        return planned_shares(self.agreed) | {
            "named": set(Account.objects.filter(named_in(content)).values_list("pk", flat=True)),
            "leading": {account for account, segment in places.items() if segment in leads},
            "belongs": places,
        }


def in_force(*, rep: Rep | None, on: date, member: Membership | None) -> InForce | None:
    """The accepted plan of a rep on a day of its year, for who may read it."""
    version = plan_followed_by(member, rep, on)
    if version is None:
        return None
    found = InForce(version, stored_plan(version.content), on)
    since, until = found.year
    return found if since <= on < until else None
