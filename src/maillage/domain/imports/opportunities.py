"""Plans and writes opportunities: what is new, what moved on, and the stages entered since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import batched
from typing import Any, Final

import pandas as pd
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.core.geography.lookup import Gazetteer
from maillage.domain.imports.batch import Batch
from maillage.domain.imports.merge import accepted, check_keys, overlay, planned
from maillage.domain.imports.people import resolve_accounts, resolve_reps
from maillage.domain.imports.plan import CHANGE_COLUMNS, ImportPlan
from maillage.domain.imports.stored import account_keys, existing, stored_rows
from maillage.models import Opportunity, Outcome, Rep, StageEntry

ENTERED: Final = "stage: "
"""What the name of a field that dates the entry into a stage begins with."""
ENTRY: Final = ["external_id", "stage", "entered_on"]
BLANKS: dict[str, Any] = {
    "account": None,
    "rep": None,
    "name": "",
    "product": "",
    "source": "",
    "amount": None,
    "stage": "",
    "opened_on": None,
    "expected_on": None,
    "closed_on": None,
    "outcome": Outcome.OPEN.value,
    "lost_reason": "",
}
STORED = {name: name for name in BLANKS} | {
    "account": "account__external_id",
    "rep": "rep__external_id",
}
AT_ONCE = 2_000


def plan_opportunities(batch: Batch, starts_on: date, gazetteer: Gazetteer) -> ImportPlan:  # noqa: ARG001
    """Compare a file with the opportunities of the workspace.

    ``starts_on`` is the day the file shows: an opportunity whose stage has no day of its own
    entered it then.
    """
    check_keys(batch)
    rows = accepted(batch, resolved(batch))
    before = existing(Opportunity.objects.all(), rows["external_id"], STORED)
    after = settled(overlay(rows, before, BLANKS, batch.defaults))
    refuse_wrong(batch, after)
    rows, after = accepted(batch, rows), accepted(batch, after)
    before = before.loc[rows.index]
    note_unknown(batch, after)
    entries = entered(batch, rows, before, after, starts_on)
    told = pd.DataFrame(
        [
            (row, entry["external_id"], ENTERED + entry["stage"], None, entry["entered_on"])
            for row, entry in zip(entries.index, entries.to_dict("records"), strict=True)
            if before["pk"][row] is not None
        ],
        columns=list(CHANGE_COLUMNS),
        dtype=object,
    )
    plan = planned(batch, rows, before, after, starts_on=starts_on, more_changes=told)
    plan.entries = entries
    return plan


def resolved(batch: Batch) -> pd.DataFrame:
    """Give the rows with accounts and reps by identifier, and dates of closing where they belong.

    CRMs call the day an open opportunity is expected to close its close date as well.
    """
    rows = batch.rows.copy()
    for name in ("account", "rep"):
        if name not in rows:
            rows[name] = None
        if name in batch.defaults:
            rows[name] = rows[name].fillna(batch.defaults[name])
    if rows["account"].notna().any():
        rows["account"] = resolve_accounts(batch, rows["account"], "account").reindex(rows.index)
    known = dict(Rep.objects.values_list("pk", "external_id"))
    reps = resolve_reps(batch, rows["rep"], "rep")
    rows["rep"] = reps.map(known).reindex(rows.index)
    return tidy(batch, rows.astype(object).where(rows.notna(), None))


def tidy(batch: Batch, rows: pd.DataFrame) -> pd.DataFrame:
    """Tell days of closing from expected ones, and stages from outcomes of the same column."""
    if "outcome" not in rows:
        return rows
    still = rows["outcome"] == Outcome.OPEN.value
    if "closed_on" in rows:
        given = rows["closed_on"].notna() & still
        if "expected_on" not in rows:
            rows["expected_on"] = None
        batch.findings.assume(
            _("open, so the close date is read as the day expected"), int(given.sum())
        )
        expected = rows["expected_on"].where(rows["expected_on"].notna(), rows["closed_on"])
        rows["expected_on"] = expected.where(given, rows["expected_on"])
        rows.loc[still, "closed_on"] = None
    if "stage" in rows and batch.column("stage") == batch.column("outcome"):
        rows.loc[~still, "stage"] = None
    return rows


def settled(after: pd.DataFrame) -> pd.DataFrame:
    """Leave no day of closing on what is open, and no reason of loss on what is not lost."""
    after.loc[after["outcome"] == Outcome.OPEN.value, "closed_on"] = None
    after.loc[after["outcome"] != Outcome.LOST.value, "lost_reason"] = ""
    return after


def refuse_wrong(batch: Batch, after: pd.DataFrame) -> None:
    """Refuse opportunities that cannot be."""
    today = timezone.localdate()
    for row, found in zip(after.index, after.to_dict("records"), strict=True):
        if row not in batch.findings.rows and (wrong := wrong_with(found, today)):
            name, message, remedy = wrong
            batch.refuse(row, name, found[name], message, remedy)


def wrong_with(found: dict[str, Any], today: date) -> tuple[str, str, str] | None:
    """Say which field of an opportunity cannot be, why, and what to do; None where all can."""
    opened = found["opened_on"]
    if found["rep"] is None:
        return "rep", _("empty."), _("Name the rep, or say `defaults: {rep: …}` in a mapping file.")
    if opened is not None and opened > today:
        return "opened_on", _("is still to come."), _("Give the day it was opened.")
    return (
        None if found["outcome"] == Outcome.OPEN else wrong_end(opened, found["closed_on"], today)
    )


def wrong_end(opened: date | None, closed: date | None, today: date) -> tuple[str, str, str] | None:
    """Say what is wrong with the day on which an opportunity was won or lost, if anything is."""
    if closed is None:
        return "closed_on", _("empty."), _("Give the day on which it was won or lost.")
    if closed > today:
        return "closed_on", _("is still to come."), _("Give the day on which it was won or lost.")
    if opened is not None and closed < opened:
        return "closed_on", _("before it was opened."), _("Correct one of the two days.")
    return None


def note_unknown(batch: Batch, after: pd.DataFrame) -> None:
    """Say of how many opportunities what figures need is not known."""
    won = after["outcome"] == Outcome.WON.value
    assume = batch.findings.assume
    assume(_("no account: they count for the rep only"), int(after["account"].isna().sum()))
    assume(
        _("no day of opening: left out of conversions and lags"),
        int(after["opened_on"].isna().sum()),
    )
    assume(_("won without an amount: left out of sales"), int((won & after["amount"].isna()).sum()))


def entered(
    batch: Batch, rows: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, seen_on: date
) -> pd.DataFrame:
    """Find the stages entered that are not stored yet, one per row of the result."""
    dated = [name for name in rows if str(name).startswith(ENTERED)]
    told, assumed = [], 0
    was, now = before.to_dict("records"), after.to_dict("records")
    for row, cells, old, new in zip(rows.index, rows.to_dict("records"), was, now, strict=True):
        days = {name.removeprefix(ENTERED): cells[name] for name in dated if cells[name]}
        moved = new["stage"] and (old["pk"] is None or new["stage"] != old["stage"])
        if new["stage"] and cells.get("stage_on"):
            days[new["stage"]] = cells["stage_on"]
        elif moved and new["outcome"] == Outcome.OPEN and new["stage"] not in days:
            days[new["stage"]] = seen_on
            assumed += 1
        told += [(row, cells["external_id"], stage, day) for stage, day in days.items()]
    batch.findings.assume(
        _("no day of the stage: taken as entered on %(day)s") % {"day": seen_on}, assumed
    )
    found = pd.DataFrame(told, columns=["row", *ENTRY], dtype=object).set_index("row")
    paths = ["opportunity__external_id", "stage", "entered_on"]
    ids = found["external_id"].unique().tolist()
    known = stored_rows(StageEntry.objects.all(), paths[0], ids, paths)
    stored = {*known.itertuples(index=False, name=None)}
    new = [each not in stored for each in found[ENTRY].itertuples(index=False, name=None)]
    return found[pd.Series(new, index=found.index, dtype=bool)]


def write_opportunities(plan: ImportPlan) -> Iterator[int]:
    """Write what is new and what changed, then the stages entered."""
    if plan.run is None or plan.entries is None:
        return
    accounts = account_keys(plan.written["account"].dropna().unique().tolist())
    reps = dict(Rep.objects.values_list("external_id", "pk"))
    records = [
        (new, prepared(record, accounts, reps) | {"run_id": plan.run.pk})
        for new, record in zip(plan.is_new, plan.written.to_dict("records"), strict=True)
    ]
    for piece in batched(records, AT_ONCE, strict=False):
        Opportunity.objects.bulk_create(Opportunity(**each) for new, each in piece if new)
        change([each for new, each in piece if not new])
        yield len(piece)
    write_entries(plan.entries)


def prepared(
    record: dict[str, Any], accounts: dict[str, int], reps: dict[str, int]
) -> dict[str, Any]:
    """Give the columns of an opportunity."""
    return {name: value for name, value in record.items() if name not in ("account", "rep")} | {
        "account_id": accounts.get(record["account"]),
        "rep_id": reps[record["rep"]],
    }


def change(records: list[dict[str, Any]]) -> None:
    """Write what is told of known opportunities now."""
    told = {each["external_id"]: each for each in records}
    rows = list(Opportunity.objects.filter(external_id__in=list(told)))
    for row in rows:
        row.updated_at = timezone.now()
        for name, value in told[row.external_id].items():
            setattr(row, name, value)
    names = [*BLANKS, "run", "updated_at"]
    Opportunity.objects.bulk_update(rows, names, batch_size=200)


def write_entries(entries: pd.DataFrame) -> None:
    """Write the stages entered."""
    ids = entries["external_id"].unique().tolist()
    found = stored_rows(Opportunity.objects.all(), "external_id", ids, ["external_id", "pk"])
    keys = dict(zip(found["external_id"], found["pk"], strict=True))
    for piece in batched(entries.to_dict("records"), AT_ONCE, strict=False):
        StageEntry.objects.bulk_create(
            StageEntry(
                opportunity_id=keys[each["external_id"]],
                stage=each["stage"],
                entered_on=each["entered_on"],
            )
            for each in piece
        )
