"""Plans and writes signals: what was seen of which account, when, and until when it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from maillage.core.accounts.signals import LIFETIMES, SignalKind
from maillage.core.geography.lookup import Gazetteer
from maillage.domain.accounts.signals import (
    Comparison,
    Seen,
    compared,
    rewrite,
    write_new,
    wrong_with,
)
from maillage.domain.imports.batch import Batch
from maillage.domain.imports.merge import accepted, refuse_empty
from maillage.domain.imports.people import resolve_accounts
from maillage.domain.imports.plan import CHANGE_COLUMNS, ImportPlan
from maillage.domain.imports.stored import account_keys, chunks

WRITTEN_AT_ONCE = 5_000


def plan_signals(batch: Batch, starts_on: date, gazetteer: Gazetteer) -> ImportPlan:  # noqa: ARG001
    """Find the signals the workspace does not know yet, and those told differently now."""
    for name in ("account", "name", "seen_on"):
        refuse_empty(batch, name)
    told = told_signals(batch)
    found = compared(told)
    batch.findings.assume(_("signals that stand in the file more than once"), found.twice)
    return ImportPlan(
        batch=batch,
        written=pd.DataFrame({"signal": found.new}, dtype=object),
        is_new=pd.Series(True, index=range(len(found.new))),
        changes=changes_of(found),
        created=len(found.new),
        updated=len(found.changed),
        unchanged=found.unchanged,
        starts_on=starts_on,
        signals=found,
    )


def told_signals(batch: Batch) -> list[Seen]:
    """Make signals of the accepted rows, refusing those that cannot be."""
    accounts = resolve_accounts(batch, batch.rows["account"], "account")
    rows = accepted(batch, batch.rows)
    keys = account_keys(accounts.reindex(rows.index).dropna().unique().tolist())
    note_lifetimes(batch, rows)
    today = localdate()
    told = []
    for row, cells in zip(rows.index, rows.to_dict("records"), strict=True):
        seen = seen_in(cells, keys[accounts[row]], batch.defaults)
        wrong = wrong_with(seen, today)
        if wrong is None:
            told.append(seen)
        else:
            batch.refuse(row, *wrong)
    return told


def seen_in(cells: dict[str, Any], account: int, defaults: dict[str, Any]) -> Seen:
    """Make the signal of one row."""
    known = defaults | {name: cell for name, cell in cells.items() if cell is not None}
    return Seen(
        account=account,
        kind=SignalKind(known.get("kind", SignalKind.INTENT)),
        name=known["name"],
        seen_on=known["seen_on"],
        source=known.get("source", ""),
        strength=known.get("strength"),
        expires_on=known.get("expires_on"),
    )


def note_lifetimes(batch: Batch, rows: pd.DataFrame) -> None:
    """Say what was taken for the kind, and until when signals count, where the file does not."""
    silent = len(rows) if "kind" not in rows else int(rows["kind"].isna().sum())
    if "kind" not in batch.defaults:
        batch.findings.assume(_("no kind given: read as intent"), silent)
    silent = len(rows) if "expires_on" not in rows else int(rows["expires_on"].isna().sum())
    days = {kind: lifetime.days for kind, lifetime in LIFETIMES.items()}
    batch.findings.assume(
        _("no end given: intent counts %(intent)d days, a technology %(technology)d")
        % {"intent": days[SignalKind.INTENT], "technology": days[SignalKind.TECHNOLOGY]},
        silent,
    )


def changes_of(found: Comparison) -> pd.DataFrame:
    """List what is told differently from what is stored."""
    rows = [
        (None, f"{row.account_id} {row.name}", name, before, after)
        for row, seen in found.changed
        for name, before, after in (
            ("strength", row.strength, seen.strength),
            ("expires_on", row.expires_on, seen.until),
        )
        if before != after
    ]
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS), dtype=object)


def write_signals(plan: ImportPlan) -> Iterator[int]:
    """Write the new signals and what is told differently; yield how many are done."""
    if plan.signals is None:
        return
    for piece in chunks(plan.signals.new, WRITTEN_AT_ONCE):
        write_new(piece, plan.run)
        yield len(piece)
    if plan.run is not None and plan.signals.changed:
        plan.run.steps = rewrite(plan.signals.changed)
        plan.run.save(update_fields=["steps"])
