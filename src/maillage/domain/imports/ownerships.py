"""Plans owners in time: at any date an account has one accountable owner (B-01)."""

from __future__ import annotations

from datetime import date

import pandas as pd
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from maillage.domain.imports.batch import Batch
from maillage.domain.imports.plan import CHANGE_COLUMNS, OwnershipPlan
from maillage.domain.imports.stored import stored_rows
from maillage.models import Ownership

OPENED = ("account", "rep", "starts_on", "locked", "reason")
STORED = ("pk", "account__external_id", "rep_id", "rep__name", "starts_on", "locked", "reason")


def plan_ownerships(batch: Batch, wanted: pd.DataFrame) -> tuple[OwnershipPlan, pd.DataFrame]:
    """Compare wanted owners with today's; return what to do and the changes it makes.

    ``wanted`` has the columns of ``OPENED``, ``None`` where the file says nothing. An account that
    already has the wanted owner keeps its start date; one whose owner changes on the day the
    present ownership starts is corrected, not closed.
    """
    lined_up = with_present_owner(wanted)
    has_owner = lined_up["pk"].notna()
    differs = has_owner & (lined_up["rep"] != lined_up["rep_id"])
    refused = refuse_overlaps(batch, lined_up, differs)
    usable = ~lined_up.index.isin(refused)
    same_day = differs & (lined_up["starts_on"] == lined_up["present_start"])
    amended = has_owner & ~differs & amendments(lined_up)
    corrected = lined_up[usable & (amended | same_day)]
    opened = lined_up[usable & (~has_owner | (differs & ~same_day))]
    closed = opened[opened["pk"].notna()]
    plan = OwnershipPlan(
        opened=with_blanks(opened[list(OPENED)]),
        closed=pd.DataFrame({"ownership": closed["pk"], "ends_on": closed["starts_on"]}),
        corrected=corrections(corrected),
    )
    return plan, owner_changes(pd.concat([closed, corrected[differs.loc[corrected.index]]]))


def with_present_owner(wanted: pd.DataFrame) -> pd.DataFrame:
    """Add each account's open ownership and the end of its last closed one."""
    accounts = wanted["account"].unique().tolist()
    present = Ownership.objects.filter(ends_on__isnull=True)
    names = ["pk", "account", "rep_id", "present", "present_start", "was_locked", "was_reason"]
    found = stored_rows(present, "account__external_id", accounts, STORED)
    found.columns = names
    past = Ownership.objects.filter(ends_on__isnull=False).values("account__external_id")
    ends = stored_rows(
        past.annotate(last=Max("ends_on")),
        "account__external_id",
        accounts,
        ["account__external_id", "last"],
    )
    ends.columns = ["account", "last_end"]
    joined = wanted.merge(found, on="account", how="left").merge(ends, on="account", how="left")
    joined.index = wanted.index
    return joined.astype(object).where(joined.notna(), None)


def refuse_overlaps(batch: Batch, lined_up: pd.DataFrame, differs: pd.Series) -> set[int]:
    """Refuse owners who would start before the present or a former owner."""
    refused: set[int] = set()
    has_history = lined_up["present_start"].notna() | lined_up["last_end"].notna()
    changing = differs | lined_up["pk"].isna()
    for row, found in lined_up[has_history & changing].iterrows():
        limits = [day for day in (found["present_start"], found["last_end"]) if day is not None]
        if limits and found["starts_on"] < max(limits):
            day = date_format(max(limits), "Y-m-d")
            refused.add(row)
            batch.refuse(
                row,
                "starts_on",
                found["starts_on"].isoformat(),
                _("the account has another owner until after this date."),
                _("Start on %(day)s or later.") % {"day": day},
            )
    return refused


def amendments(lined_up: pd.DataFrame) -> pd.Series:
    """Tell the rows that change the lock or the reason of an unchanged owner."""
    locked = lined_up["locked"].notna() & (lined_up["locked"] != lined_up["was_locked"])
    reason = lined_up["reason"].notna() & (lined_up["reason"] != lined_up["was_reason"])
    return locked | reason


def corrections(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the complete new state of ownerships that are corrected."""
    return pd.DataFrame(
        {
            "ownership": rows["pk"],
            "rep": rows["rep"],
            "locked": rows["locked"].where(rows["locked"].notna(), rows["was_locked"]),
            "reason": rows["reason"].where(rows["reason"].notna(), rows["was_reason"]),
        },
        index=rows.index,
    )


def with_blanks(opened: pd.DataFrame) -> pd.DataFrame:
    """Fill in what the file does not say about a new ownership."""
    locked = [bool(value) for value in opened["locked"]]
    reason = [value or "" for value in opened["reason"]]
    return opened.assign(locked=locked, reason=reason)


def owner_changes(rows: pd.DataFrame) -> pd.DataFrame:
    """List the accounts that change owner."""
    columns = (
        rows.index,
        rows["account"].to_numpy(),
        "owner",
        rows["present"].to_numpy(),
        rows["owner_text"].to_numpy(),
    )
    return pd.DataFrame(dict(zip(CHANGE_COLUMNS, columns, strict=True)), dtype=object)


def wanted_owners(
    rows: pd.DataFrame, accounts: pd.Series, reps: pd.Series, starts_on: date
) -> pd.DataFrame:
    """Bring the rows that name an owner into the shape :func:`plan_ownerships` compares."""
    chosen = rows.loc[accounts.index.intersection(reps.index)]
    blank = pd.Series(None, index=chosen.index, dtype=object)
    starts = chosen.get("starts_on", blank)
    return pd.DataFrame(
        {
            "account": accounts.loc[chosen.index],
            "rep": reps.loc[chosen.index],
            "owner_text": chosen["owner"],
            "starts_on": starts.where(starts.notna(), starts_on),
            "locked": chosen.get("locked", blank),
            "reason": chosen.get("reason", blank),
        },
        index=chosen.index,
        dtype=object,
    )
