"""Plans and writes who answers for which account, from when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from maillage.core.geography.lookup import Gazetteer
from maillage.domain.imports.batch import Batch
from maillage.domain.imports.merge import accepted, check_keys, refuse_empty
from maillage.domain.imports.ownerships import plan_ownerships, wanted_owners
from maillage.domain.imports.people import resolve_accounts, resolve_reps
from maillage.domain.imports.plan import ImportPlan, OwnershipPlan
from maillage.domain.imports.stored import account_keys, chunks
from maillage.models import Ownership

WRITTEN_AT_ONCE = 5_000


def plan_owners(batch: Batch, starts_on: date, gazetteer: Gazetteer) -> ImportPlan:  # noqa: ARG001
    """Compare the rows of a file with the owners of today."""
    batch.rows["account"] = resolve_accounts(batch, batch.rows["account"], "account")
    check_keys(batch, "account")
    reps = resolve_reps(batch, batch.rows["owner"], "owner")
    refuse_empty(batch, "owner")
    rows = accepted(batch, batch.rows)
    reps = reps.loc[reps.index.intersection(rows.index)]
    ownership, changes = plan_ownerships(
        batch, wanted_owners(rows, rows["account"], reps, starts_on)
    )
    opened, corrected = ownership.opened.index, ownership.corrected.index
    is_new = pd.Series(True, index=opened.difference(ownership.closed.index))
    updated = len(ownership.closed) + len(corrected)
    kept = len(accepted(batch, rows))
    return ImportPlan(
        batch=batch,
        written=ownership.opened,
        is_new=is_new.reindex(opened, fill_value=False),
        changes=changes,
        created=len(is_new),
        updated=updated,
        unchanged=kept - len(is_new) - updated,
        starts_on=starts_on,
        ownership=ownership,
    )


def write_ownerships(plan: OwnershipPlan) -> Iterator[int]:
    """Close, correct and open ownerships, in this order; yield how many are done."""
    for day, closed in plan.closed.groupby("ends_on"):
        for piece in chunks(closed["ownership"].tolist()):
            Ownership.objects.filter(pk__in=piece).update(ends_on=day)
    for piece in chunks(plan.corrected.to_dict("records"), WRITTEN_AT_ONCE):
        correct(piece)
        yield len(piece)
    keys = account_keys(plan.opened["account"].tolist())
    for piece in chunks(plan.opened.to_dict("records"), WRITTEN_AT_ONCE):
        Ownership.objects.bulk_create(
            [
                Ownership(
                    account_id=keys[record["account"]],
                    rep_id=record["rep"],
                    starts_on=record["starts_on"],
                    ends_on=record["ends_on"],
                    locked=record["locked"],
                    reason=record["reason"],
                )
                for record in piece
            ]
        )
        yield len(piece)


def correct(records: list[dict[str, object]]) -> None:
    """Write the corrected state of some ownerships."""
    Ownership.objects.bulk_update(
        [
            Ownership(
                pk=record["ownership"],
                rep_id=record["rep"],
                starts_on=record["starts_on"],
                locked=record["locked"],
                reason=record["reason"],
            )
            for record in records
        ],
        ["rep", "starts_on", "locked", "reason"],
        batch_size=500,
    )
