"""Plans and writes touches: which rep had contact with which account, when and how."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd
from django.utils.translation import gettext as _

from maillage.core.geography.lookup import Gazetteer
from maillage.domain.imports.batch import Batch
from maillage.domain.imports.merge import accepted, refuse_empty
from maillage.domain.imports.people import resolve_accounts, resolve_reps
from maillage.domain.imports.plan import ImportPlan, no_changes
from maillage.domain.imports.stored import account_keys, chunks, stored_rows
from maillage.models import Touch

ONCE = ["account", "rep", "occurred_on", "kind"]
WRITTEN_AT_ONCE = 5_000


def plan_touches(batch: Batch, starts_on: date, gazetteer: Gazetteer) -> ImportPlan:  # noqa: ARG001
    """Find the touches the workspace does not know yet; the same touch counts once."""
    for name in ("account", "rep", "occurred_on"):
        refuse_empty(batch, name)
    touches = resolved(batch)
    distinct = touches[~touches.duplicated(ONCE)]
    batch.findings.assume(
        _("touches that stand in the file more than once"), len(touches) - len(distinct)
    )
    written = distinct[~is_stored(distinct)]
    return ImportPlan(
        batch=batch,
        written=written,
        is_new=pd.Series(True, index=written.index),
        changes=no_changes(),
        created=len(written),
        updated=0,
        unchanged=len(touches) - len(written),
        starts_on=starts_on,
    )


def resolved(batch: Batch) -> pd.DataFrame:
    """Return the accepted rows with identifiers of accounts and keys of reps."""
    accounts = resolve_accounts(batch, batch.rows["account"], "account")
    reps = resolve_reps(batch, batch.rows["rep"], "rep")
    rows = accepted(batch, batch.rows)
    kinds = rows["kind"].fillna("") if "kind" in rows else ""
    return pd.DataFrame(
        {
            "account": accounts.reindex(rows.index),
            "rep": reps.reindex(rows.index).astype(int),
            "occurred_on": rows["occurred_on"],
            "kind": kinds,
        },
        index=rows.index,
    )


def is_stored(touches: pd.DataFrame) -> pd.Series:
    """Tell which touches the workspace already holds."""
    accounts = touches["account"].unique().tolist()
    paths = ["account__external_id", "rep_id", "occurred_on", "kind"]
    known = stored_rows(Touch.objects.all(), "account__external_id", accounts, paths)
    stored = {*known.itertuples(index=False, name=None)}
    found = [row in stored for row in touches[ONCE].itertuples(index=False, name=None)]
    return pd.Series(found, index=touches.index, dtype=bool)


def write_touches(plan: ImportPlan) -> Iterator[int]:
    """Write the new touches; yield how many are done."""
    keys = account_keys(plan.written["account"].unique().tolist())
    for piece in chunks(plan.written.to_dict("records"), WRITTEN_AT_ONCE):
        Touch.objects.bulk_create(
            [
                Touch(
                    account_id=keys[record["account"]],
                    rep_id=record["rep"],
                    occurred_on=record["occurred_on"],
                    kind=record["kind"],
                )
                for record in piece
            ]
        )
        yield len(piece)
