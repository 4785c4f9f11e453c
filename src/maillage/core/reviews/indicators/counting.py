"""Each indicator counted: a numerator, a denominator, and the rows behind the numerator.

What nothing is recorded of is not known, which is never the same as 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from maillage.core.reviews.indicators.records import (
    OUTREACH,
    PROPOSALS,
    REPLIES,
    VISITS,
    Records,
)

REPLY_DAYS: Final = 14
MONTH_DAYS: Final = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Counted:
    """What an indicator came to.

    ``value`` is None where it is not known; ``whole`` is the denominator, None where there is none.
    ``accounts`` or ``deals`` are the keys of the rows behind it.
    """

    value: float | None = None
    part: float | None = None
    whole: float | None = None
    accounts: tuple[int, ...] = ()
    deals: tuple[int, ...] = ()


NOT_RECORDED: Final = Counted()


def share(part: float, whole: float, **rows: tuple[int, ...]) -> Counted:
    """A ratio, not known where the denominator is 0."""
    return Counted(part / whole if whole else None, float(part), float(whole), **rows)


def keys(found: pd.Series | pd.Index) -> tuple[int, ...]:
    """Keys in order, each once."""
    return tuple(np.unique(found.to_numpy(np.int64)).tolist())


def coverage(records: Records) -> Counted:
    """Accounts contacted in the window / accounts."""
    if "touches" not in records.recorded:
        return NOT_RECORDED
    reached = keys(records.touched["account"])
    return share(len(reached), len(records.accounts), accounts=reached)


def visit_frequency(records: Records) -> Counted:
    """Visits and meetings in the window / accounts / months of the window."""
    if "visits" not in records.recorded:
        return NOT_RECORDED
    found = records.touched
    visits = found[found["kind"].isin(VISITS)]
    months = len(records.accounts) * records.days / MONTH_DAYS
    return share(len(visits), months, accounts=keys(visits["account"]))


def response_rate(records: Records) -> Counted:
    """Calls and e-mails of the window answered within 14 days / calls and e-mails."""
    if "replies" not in records.recorded:
        return NOT_RECORDED
    found = records.touched
    asked = found[found["kind"].isin(OUTREACH)].reset_index(names="asked").sort_values("day")
    replies = records.touches[records.touches["kind"].isin(REPLIES)][["account", "day"]]
    answered = pd.merge_asof(
        asked, replies.assign(reply=replies["day"]).sort_values("day"), on="day", by="account",
        direction="forward", tolerance=pd.Timedelta(days=REPLY_DAYS),
    )  # fmt: skip
    heard = answered[answered["reply"].notna()]
    return share(len(heard), len(asked), accounts=keys(heard["account"]))


def revenue(records: Records) -> Counted:
    """Amounts of the deals won in the window."""
    return total(records, records.won())


def pipeline_value(records: Records) -> Counted:
    """Amounts of the deals open on the last day."""
    return total(records, records.open())


def total(records: Records, deals: pd.DataFrame) -> Counted:
    """Sum amounts; not known where there are deals and no amount is."""
    if "deals" not in records.recorded or (len(deals) and deals["amount"].isna().all()):
        return NOT_RECORDED
    amount = float(deals["amount"].sum())
    return Counted(amount, amount, deals=keys(deals.index))


def pipeline_count(records: Records) -> Counted:
    """Deals open on the last day."""
    if "deals" not in records.recorded:
        return NOT_RECORDED
    found = records.open()
    return Counted(float(len(found)), float(len(found)), deals=keys(found.index))


def contacted_planned(records: Records) -> Counted:
    """Accounts with planned visits contacted in the window / those that were to be contacted.

    An account with v visits a year is to be contacted in a window with min(1, v x days / 365).
    """
    if "planned" not in records.recorded or "touches" not in records.recorded:
        return NOT_RECORDED
    visits = records.accounts["visits"]
    planned = visits[visits > 0]
    due = float((planned * records.days / 365).clip(upper=1.0).sum())
    touched = records.touched["account"]
    reached = keys(touched[touched.isin(planned.index)])
    return share(len(reached), due, accounts=reached)


def proposals(records: Records) -> Counted:
    """Deals that entered a stage of proposal in the window."""
    if "proposals" not in records.recorded:
        return NOT_RECORDED
    last = pd.Timestamp(records.until)
    stages = records.entries["stage"]
    offers = [name for name in stages.unique() if re.search(PROPOSALS, name)]
    made = records.entries[stages.isin(offers)]
    first = made.groupby("deal")["day"].min()
    found = keys(first[(first >= pd.Timestamp(records.since)) & (first <= last)].index)
    return Counted(float(len(found)), float(len(found)), deals=found)


def conversion(records: Records) -> Counted:
    """Deals won / deals closed in the window."""
    if "deals" not in records.recorded:
        return NOT_RECORDED
    won = records.won()
    return share(len(won), len(records.closed()), deals=keys(won.index))


def follow_up(records: Records) -> Counted:
    """Contacts in the window with accounts that have an open deal / such accounts / months."""
    if not {"deals", "touches"} <= records.recorded:
        return NOT_RECORDED
    followed = keys(records.open()["account"].dropna())
    touched = records.touched
    made = touched[touched["account"].isin(followed)]
    return share(len(made), len(followed) * records.days / MONTH_DAYS, accounts=followed)


def attainment(records: Records) -> Counted:
    """Amounts won since the plan began / the objective of its year (X-09)."""
    if records.objective is None or records.plan_since is None:
        return NOT_RECORDED
    won = total(records, records.won(records.plan_since))
    if won.part is None:
        return NOT_RECORDED
    return share(won.part, records.objective, deals=won.deals)


def coverage_rate(records: Records) -> Counted:
    """Potential of the accounts contacted within 365 days / potential of all."""
    if not {"touches", "potential"} <= records.recorded:
        return NOT_RECORDED
    reached = keys(records.touched_in_year["account"])
    potential = records.accounts["potential"]
    held = potential.reindex(list(reached)).sum()
    return share(float(held), float(potential.sum()), accounts=reached)


def access_days(records: Records) -> Counted:
    """Median days from opening a deal with a priority account to the first contact from then on."""
    if not {"deals", "touches", "potential"} <= records.recorded:
        return NOT_RECORDED
    last = pd.Timestamp(records.until)
    opened = records.deals[records.deals["opened"].between(pd.Timestamp(records.since), last)]
    first = records.accounts.index[records.accounts["priority"]]
    opened = opened[opened["account"].isin(first)].reset_index(names="deal")
    opened = opened.astype({"account": "int64"}).sort_values("opened")
    touches = records.touched[["account", "day"]].sort_values("day")
    met = pd.merge_asof(opened, touches, left_on="opened", right_on="day", by="account",
                        direction="forward")  # fmt: skip
    waited = (met["day"] - met["opened"]).dt.days.dropna()
    if waited.empty:
        return Counted(None, None, float(len(opened)), deals=keys(opened["deal"]))
    middle = float(np.median(waited))
    return Counted(middle, middle, float(len(opened)), deals=keys(opened["deal"]))


def lead_conversion(records: Records) -> Counted:
    """Median days from the MQL to the opportunity opened in the window that came of it."""
    if "leads" not in records.recorded:
        return NOT_RECORDED
    last = pd.Timestamp(records.until)
    opened = records.deals[records.deals["opened"].between(pd.Timestamp(records.since), last)]
    opened = opened[opened["qualified"].notna()]
    took = (opened["opened"] - opened["qualified"]).dt.days.clip(lower=0)
    middle = float(np.median(took)) if len(took) else None
    return Counted(middle, middle, float(len(opened)), deals=keys(opened.index))


def overlaps(records: Records) -> Counted:
    """Accounts contacted by two reps or more within 365 days / accounts contacted."""
    if "touches" not in records.recorded:
        return NOT_RECORDED
    found = records.touched_in_year
    reps = found["rep"].to_numpy(np.int64)
    pairs = np.unique(found["account"].to_numpy(np.int64) * (reps.max(initial=0) + 1) + reps)
    accounts, several = np.unique(pairs // (reps.max(initial=0) + 1), return_counts=True)
    twice = tuple(accounts[several > 1].tolist())
    return share(len(twice), len(accounts), accounts=twice)


def for_potential(records: Records) -> Counted:
    """Amounts won within 365 days / potential of the accounts (J-05)."""
    if not {"deals", "potential"} <= records.recorded:
        return NOT_RECORDED
    won = total(records, records.won(records.year_since))
    if won.part is None:
        return NOT_RECORDED
    return share(won.part, float(records.accounts["potential"].sum()), deals=won.deals)


def not_recorded(_records: Records) -> Counted:
    """What nothing that is imported today tells."""
    return NOT_RECORDED


COUNT: Final[dict[str, Callable[[Records], Counted]]] = {
    "coverage": coverage,
    "travel_time": not_recorded,
    "visit_frequency": visit_frequency,
    "response_rate": response_rate,
    "revenue": revenue,
    "cost_per_visit": not_recorded,
    "nps": not_recorded,
    "lead_conversion": lead_conversion,
    "contacted_planned": contacted_planned,
    "proposals": proposals,
    "conversion": conversion,
    "pipeline_value": pipeline_value,
    "pipeline_count": pipeline_count,
    "follow_up": follow_up,
    "attainment": attainment,
    "coverage_rate": coverage_rate,
    "access_days": access_days,
    "overlaps": overlaps,
    "travel_cost": not_recorded,
    "customer_time": not_recorded,
    "for_potential": for_potential,
}
"""How each indicator is counted, by its key; the order is that of J-01 to J-05."""
