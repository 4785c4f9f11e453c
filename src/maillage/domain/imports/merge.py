"""Puts the rows of a file over what is stored: what is new, what differs, what stays.

A column that is absent, and a cell that is empty, leave the stored value as it is: a partial export
never erases anything.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _

from maillage.domain.imports.batch import Batch
from maillage.domain.imports.plan import CHANGE_COLUMNS, ImportPlan, no_changes


def refuse_empty(batch: Batch, name: str) -> None:
    """Refuse rows that lack a value every row needs."""
    empty = batch.rows.index[batch.rows[name].isna()]
    for row in empty.difference(list(batch.findings.rows)):
        batch.refuse(row, name, "", _("empty."), _("Every row needs this value."))


def check_keys(batch: Batch, name: str = "external_id") -> None:
    """Refuse rows without an identifier, and all rows that share one."""
    refuse_empty(batch, name)
    keys = batch.rows[name]
    shared = keys[keys.notna() & keys.duplicated(keep=False)]
    rows_of = shared.index.to_series().groupby(shared.to_numpy()).agg(list)
    for row, value in shared.items():
        other = next(found for found in rows_of[value] if found != row)
        batch.refuse(
            row,
            name,
            value,
            _("also in row %(row)d.") % {"row": other},
            _("Keep one of the two rows."),
        )


def accepted(batch: Batch, rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows refused so far."""
    if not batch.findings.rows:
        return rows
    return rows[~rows.index.isin(list(batch.findings.rows))]


def overlay(
    rows: pd.DataFrame, before: pd.DataFrame, blanks: dict[str, Any], defaults: dict[str, Any]
) -> pd.DataFrame:
    """Return the complete state of every row: the file's value, else the stored one, else blank."""
    is_new = before["pk"].isna()
    complete = {}
    for name, blank in blanks.items():
        stored = before[name].to_numpy(object)
        fallback = np.empty(len(rows), dtype=object)
        fallback[:] = [defaults.get(name, blank)] * len(rows)
        kept = np.where(is_new.to_numpy(), fallback, stored)
        if name in rows:
            typed = rows[name].to_numpy(object)
            kept = np.where(rows[name].notna().to_numpy(), typed, kept)
        complete[name] = kept
    return pd.DataFrame(complete, index=rows.index, dtype=object)


def differences(before: pd.DataFrame, after: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    """List every field that differs between what is stored and what would be."""
    was = before[before["pk"].notna()]
    now = after.loc[was.index]
    pieces = []
    for name in after.columns:
        old, new = was[name].to_numpy(object), now[name].to_numpy(object)
        differ = np.flatnonzero([a != b for a, b in zip(old, new, strict=True)])
        if len(differ):
            rows = was.index[differ]
            columns = (rows, keys.loc[rows].to_numpy(), name, old[differ], new[differ])
            pieces.append(pd.DataFrame(dict(zip(CHANGE_COLUMNS, columns, strict=True))))
    return pd.concat(pieces, ignore_index=True) if pieces else no_changes()


def planned(
    batch: Batch,
    rows: pd.DataFrame,
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    starts_on: date,
    more_changes: pd.DataFrame | None = None,
) -> ImportPlan:
    """Sort the rows of a file into new, changed and unchanged ones."""
    changes = differences(before, after, rows["external_id"])
    if more_changes is not None and len(more_changes):
        changes = pd.concat([changes, more_changes], ignore_index=True)
    is_new = before["pk"].isna()
    changed = pd.Series(rows.index.isin(changes["row"]), index=rows.index)
    after.insert(0, "external_id", rows["external_id"])
    return ImportPlan(
        batch=batch,
        written=after[is_new | changed],
        is_new=is_new[is_new | changed],
        changes=changes,
        created=int(is_new.sum()),
        updated=int((changed & ~is_new).sum()),
        unchanged=int((~changed & ~is_new).sum()),
        starts_on=starts_on,
    )
