"""Reads what indicators are counted from, once, and cuts out parts of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from django.utils import timezone

from maillage.core.reviews.indicators.records import PROPOSALS, REPLIES, VISITS, Records
from maillage.domain.accounts.remembering import held
from maillage.domain.accounts.segments.placing import accounts_in
from maillage.domain.reviews.indicators.parts import WORKSPACE, Part
from maillage.domain.reviews.points import PRIORITY_SHARE
from maillage.models import (
    Account,
    AccountAssignment,
    Lead,
    Opportunity,
    Ownership,
    Segmentation,
    StageEntry,
    Touch,
)

LOOK_BACK_DAYS = 2 * 366


@dataclass(frozen=True, eq=False)
class Everything:
    """All that is recorded of a workspace up to a day, as :class:`Records` has it.

    ``owners``: ``account`` · ``rep`` · ``starts`` · ``ends`` (NaT: none).
    """

    accounts: pd.DataFrame
    owners: pd.DataFrame
    touches: pd.DataFrame
    deals: pd.DataFrame
    entries: pd.DataFrame
    recorded: frozenset[str]


def everything(on: date) -> Everything:
    """Give all that is recorded up to a day; nobody may change the tables."""
    return held("what indicators count", on, lambda: read(on))


def read(on: date) -> Everything:
    """Read it, in six queries."""
    accounts = table(Account.objects.order_by("pk"), ["pk", "potential", "visits_per_year"])
    accounts = accounts.set_index("pk").astype("float64")
    accounts.columns = ["potential", "visits"]
    accounts["priority"] = richest(accounts["potential"])
    owners = table(Ownership.objects.order_by("starts_on", "pk"),
                   ["account_id", "rep_id", "starts_on", "ends_on"])  # fmt: skip
    since = on - timedelta(days=LOOK_BACK_DAYS)
    touched = Touch.objects.filter(occurred_on__gte=since, occurred_on__lte=on).order_by("pk")
    touches = table(touched, ["account_id", "rep_id", "occurred_on", "kind"])
    deals = table(
        Opportunity.objects.order_by("pk"),
        ["pk", "account_id", "rep_id", "amount", "opened_on", "closed_on", "outcome", "source"],
    ).set_index("pk")
    deals["qualified"] = deals.index.map(qualified_on())
    entries = table(StageEntry.objects.order_by("pk"), ["opportunity_id", "stage", "entered_on"])
    owners.columns = ["account", "rep", "starts", "ends"]
    touches.columns = ["account", "rep", "day", "kind"]
    deals.columns = [
        "account", "rep", "amount", "opened", "closed", "outcome", "source", "qualified",
    ]  # fmt: skip
    entries.columns = ["deal", "stage", "day"]
    owners, touches = dated(owners, "starts", "ends"), dated(touches, "day")
    deals, entries = dated(deals, "opened", "closed", "qualified"), dated(entries, "day")
    deals = deals.astype({"account": "float64", "amount": "float64"})
    entries["stage"] = entries["stage"].astype(str).str.casefold()
    touches["kind"] = touches["kind"].astype(str).str.casefold()
    return Everything(
        accounts, owners, touches, deals, entries, recorded(accounts, touches, deals, entries)
    )


def qualified_on() -> dict[int, date]:
    """The day on which the lead of each opportunity that came of one was an MQL first."""
    leads = Lead.objects.filter(opportunity__isnull=False, mql_at__isnull=False, merged_into=None)
    found: dict[int, date] = {}
    for deal, at in leads.order_by("-mql_at").values_list("opportunity_id", "mql_at"):
        found[deal] = timezone.localdate(at)
    return found


def table(rows: Any, columns: list[str]) -> pd.DataFrame:
    """Lay rows of the database out in columns."""
    return pd.DataFrame.from_records(list(rows.values_list(*columns)), columns=columns)


def dated(found: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Make columns days."""
    for column in columns:
        found[column] = pd.to_datetime(found[column]).astype("datetime64[s]")
    return found


def richest(potential: pd.Series) -> pd.Series:
    """Mark the priority accounts: the richest of those with a potential, the first where equal."""
    known = potential[potential > 0].sort_values(ascending=False, kind="stable")
    first = known.index[: max(1, round(PRIORITY_SHARE * len(known)))]
    return pd.Series(potential.index.isin(first), index=potential.index, dtype=bool)


def recorded(
    accounts: pd.DataFrame, touches: pd.DataFrame, deals: pd.DataFrame, entries: pd.DataFrame
) -> frozenset[str]:
    """Say what is recorded at all."""
    kinds = set(touches["kind"])
    known = {
        "touches": len(touches) > 0,
        "visits": bool(kinds & set(VISITS)),
        "replies": bool(kinds & set(REPLIES)),
        "planned": bool((accounts["visits"] > 0).any()),
        "deals": len(deals) > 0,
        "proposals": bool(entries["stage"].str.contains(PROPOSALS).any()),
        "potential": bool((accounts["potential"] > 0).any()),
        "leads": bool(deals["qualified"].notna().any()),
    }
    return frozenset(name for name, there in known.items() if there)


def owners_on(owners: pd.DataFrame, day: date) -> pd.Series:
    """The owner of each account that has one on a day: keys of reps by key of the account."""
    at = pd.Timestamp(day)
    now = owners[(owners["starts"] <= at) & (owners["ends"].isna() | (owners["ends"] > at))]
    return now.drop_duplicates("account", keep="last").set_index("account")["rep"]


def records_of(
    found: Everything,
    part: Part,
    since: date,
    until: date,
    objective: tuple[float, date] | None = None,
) -> Records:
    """Cut out what indicators of a part are counted from in a window."""
    accounts, touches, deals, entries = found.accounts, found.touches, found.deals, found.entries
    if part.kind != WORKSPACE:
        inside = accounts_of(found, part, until)
        deals = deals_of(found, part, inside)
        accounts, touches = accounts[accounts.index.isin(inside)], touches_of(touches, inside)
        entries = entries[entries["deal"].isin(deals.index)]
    return Records(
        accounts=accounts,
        touches=touches,
        deals=deals,
        entries=entries,
        since=since,
        until=until,
        recorded=found.recorded,
        objective=objective[0] if objective else None,
        plan_since=objective[1] if objective else None,
    )


def accounts_of(found: Everything, part: Part, on: date) -> Any:
    """The keys of the accounts of a part on a day."""
    if part.kind == "rep":
        owners = owners_on(found.owners, on)
        return owners.index[owners == part.pk]
    if part.kind == "territory":
        inside = AccountAssignment.objects.filter(territory_id=part.pk)
        return np.array(list(inside.values_list("account_id", flat=True)), dtype="int64")
    if part.kind == "segment":
        segmentation = Segmentation.objects.get(pk=part.pk)
        return held(f"segment {part.key}", on, lambda: accounts_in(segmentation, part.place, on))
    return found.accounts.index


def deals_of(found: Everything, part: Part, inside: Any) -> pd.DataFrame:
    """The deals of a part: of a rep those they answer for, else those of its accounts."""
    deals = found.deals
    if part.kind == "rep":
        return deals[deals["rep"] == part.pk]
    if part.kind == "channel":
        return deals[deals["source"] == part.place]
    return deals[deals["account"].isin(inside)]


def touches_of(touches: pd.DataFrame, inside: Any) -> pd.DataFrame:
    """The contacts with some accounts."""
    return touches[touches["account"].isin(inside)]
