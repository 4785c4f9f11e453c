"""Wins worth telling: found in opportunities, each once, with what makes it one (N-03)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from maillage.core.reviews.indicators.records import WON, YEAR_DAYS, between
from maillage.domain.plans.belonging import belonging, leading_segments, named_in, pursued
from maillage.domain.reviews.indicators.reading import Everything, everything
from maillage.domain.reviews.objectives import plans_on
from maillage.models import Account, Membership, Opportunity, PlanVersion, Rep, TopAccount
from maillage.permissions import reads_letter
from maillage.texts import _, number

PRIORITY, REVIVED, PLANNED, TARGET = "priority", "revived", "planned", "target"


@dataclass(frozen=True, slots=True)
class Win:
    """A deal that was won, and the kinds of win it is."""

    deal: Opportunity
    kinds: tuple[str, ...]

    @property
    def said(self) -> str:
        """The win in words."""
        names = [str(self.deal.account or self.deal), self.deal.rep.name]
        amount = [] if self.deal.amount is None else [number(self.deal.amount)]
        return " · ".join([*names, *amount, *(kind_words()[kind] for kind in self.kinds)])


def kind_words() -> dict[str, str]:
    """Name the kinds of wins."""
    return {
        PRIORITY: _("a priority account"),
        REVIVED: _("active again after a year without a sale"),
        PLANNED: _("as planned"),
        TARGET: _("the objective of the year is reached"),
    }


def wins(*, since: date, on: date, reps: list[Rep] | None = None) -> list[Win]:
    """Find the wins after a day up to another, the latest first; of some reps, or of all.

    A sale to one of the 20 % richest accounts, or to one that the rep's accepted plan puts first;
    to a customer again after 365 days without one, as planned where the rep named the account among
    their best; one the plan counted on; and the one that reaches the objective of a plan in force.
    """
    found = everything(on)
    won = found.deals[found.deals["outcome"] == WON].sort_values("closed", kind="stable")
    own = won if reps is None else won[won["rep"].isin([rep.pk for rep in reps])]
    new = between(own, "closed", since + timedelta(days=1), on)
    plans = plans_on(on)
    kinds = kinds_of(found, won, promised(plans, new))
    told = {int(row.Index): list(kinds(row)) for row in new.itertuples()}
    for key in reached(own, plans, on):
        if key in told:
            told[key].append(TARGET)
    deals = Opportunity.objects.filter(pk__among=[key for key, named in told.items() if named])
    rows = deals.select_related("account", "rep").order_by("-closed_on", "-pk")
    return [Win(each, tuple(told[each.pk])) for each in rows]


@dataclass(frozen=True, slots=True)
class Promised:
    """Pairs of rep and account: put first by the rep's plan, and counted on by it."""

    first: frozenset[tuple[int, int]]
    counted_on: frozenset[tuple[int, int]]


def promised(plans: Mapping[int, PlanVersion], new: pd.DataFrame) -> Promised:
    """What plans say of the accounts of new deals: named, in a gold segment, or pursued."""
    first, counted_on = set(), set()
    for rep, deals in new.dropna(subset=["account"]).groupby("rep"):
        if rep not in plans:
            continue
        content = plans[rep].content
        accounts = Account.objects.filter(pk__in=[int(key) for key in deals["account"]])
        leads = leading_segments(content)
        places = belonging(content, accounts)
        named = set(accounts.filter(named_in(content)).values_list("pk", flat=True))
        first |= {(rep, key) for key in named}
        first |= {(rep, key) for key, segment in places.items() if segment in leads}
        counted_on |= {(rep, each["account"]) for each in pursued(content)}
    return Promised(frozenset(first), frozenset(counted_on))


def kinds_of(found: Everything, won: pd.DataFrame, plans: Promised) -> Any:
    """Tell what makes a deal a win."""
    richest = set(found.accounts.index[found.accounts["priority"]])
    before = won.groupby("account")["closed"].shift()
    gaps = (won["closed"] - before).dt.days.to_dict()
    best = set(TopAccount.objects.values_list("top__rep", "account", "top__year"))

    def kinds(row: Any) -> Iterator[str]:
        pair = (row.rep, row.account)
        revived = gaps[row.Index] > YEAR_DAYS
        if row.account in richest or pair in plans.first:
            yield PRIORITY
        if revived:
            yield REVIVED
        if pair in plans.counted_on or (revived and (*pair, row.closed.year) in best):
            yield PLANNED

    return kinds


def reached(won: pd.DataFrame, plans: Mapping[int, PlanVersion], on: date) -> Iterator[int]:
    """The keys of the deals with which reps reached the objective of their plan in force."""
    for rep, deals in won.groupby("rep"):
        version = plans.get(rep)
        if version is None:
            continue
        mine = between(deals, "closed", version.plan.starts_on, on)
        sums = mine["amount"].fillna(0.0).cumsum()
        over = sums.index[sums >= float(version.content["objective"])]
        if len(over):
            yield int(over[0])


def wins_shown_to(member: Membership | None, *, days: int, on: date) -> list[Win]:
    """The wins of the last days of the reps a member may read of."""
    reps = Rep.objects.all()
    seen = [rep for rep in reps if member is None or reads_letter(member, rep)]
    return wins(since=on - timedelta(days=days), on=on, reps=seen)


def row_of(win: Win) -> dict[str, Any]:
    """A win as plain values."""
    deal = win.deal
    return {
        "opportunity": deal.external_id,
        "on": deal.closed_on,
        "rep": deal.rep.external_id,
        "account": deal.account.external_id if deal.account else None,
        "amount": deal.amount,
        "kinds": list(win.kinds),
        "said": win.said,
    }
