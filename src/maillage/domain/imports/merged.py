"""Rows of accounts that were merged into others: the source may name them for years."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from django.utils.translation import gettext as _

from maillage.domain.imports.batch import Batch, Kind
from maillage.domain.imports.stored import account_keys
from maillage.models import Merge

NAMING = {
    Kind.ACCOUNTS: ("external_id", "parent"),
    Kind.OWNERS: ("account",),
    Kind.TOUCHES: ("account",),
    Kind.SIGNALS: ("account",),
    Kind.OPPORTUNITIES: ("account",),
    Kind.ENRICHMENT: ("external_id",),
    Kind.REPS: (),
}
"""The columns that name accounts."""


def follow_merges(batch: Batch) -> Batch:
    """Take the account that was kept where the file names one that was merged into it.

    What the file says of the merged account itself is left alone, and so is its owner where the
    file has the owner of the kept one too.
    """
    names = [name for name in NAMING[batch.kind] if name in batch.rows]
    kept = kept_for({*batch.rows[names].to_numpy().ravel()}) if names else {}
    if not kept:
        return batch
    rows = batch.rows.copy()
    left = pd.Series(False, index=rows.index)
    if batch.kind is Kind.ACCOUNTS:
        left = rows["external_id"].isin(kept)
    if batch.kind is Kind.OWNERS:
        left = rows["account"].isin(kept) & rows["account"].map(kept).isin(rows["account"])
    rows = rows[~left]
    batch.findings.assume(_("rows of accounts merged into others, left out"), int(left.sum()))
    for name in names:
        merged = rows[name].isin(kept)
        batch.findings.assume(
            _("accounts merged into others: the account that was kept is taken"),
            int(merged.sum()),
        )
        rows[name] = rows[name].where(~merged, rows[name].map(kept))
    return replace(batch, rows=rows)


def kept_for(codes: set[str]) -> dict[str, str]:
    """The account each of some that are gone lives on in, merge after merge."""
    merges = Merge.objects.filter(undone_at=None).order_by("at", "pk")
    into = dict(merges.values_list("gone_code", "kept_code"))
    gone = sorted(codes & into.keys())
    present = account_keys(gone)
    found = {}
    for code in gone:
        if code in present:
            continue
        target, seen = into[code], {code}
        while target in into and target not in seen and not account_keys([target]):
            seen.add(target)
            target = into[target]
        found[code] = target
    return found
