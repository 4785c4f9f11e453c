"""Writes what a supplier told: accounts, signals, and for each value who told it, when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import batched

from maillage.domain.accounts.duplicates.images import image, step_between
from maillage.domain.accounts.signals import compared, rewrite, write_new
from maillage.domain.imports.accounts import write_accounts
from maillage.domain.imports.enrichment.matching import SUPPLIER_ID
from maillage.domain.imports.enrichment.planning import Enrichment
from maillage.domain.imports.enrichment.telling import HELD, with_keys
from maillage.domain.imports.plan import ImportPlan
from maillage.models import Account, AccountFact, ImportRun

AT_ONCE = 2_000


def write_enrichment(plan: ImportPlan) -> Iterator[int]:
    """Write accounts, then signals and facts; yield how many rows are done."""
    run, told = plan.run, plan.enrichment
    if run is None or told is None:
        return
    ids = plan.written["external_id"].tolist()
    before = {name: image(row) for name, row in by_id(ids).items()}
    yield from write_accounts(plan)
    after = by_id(ids)
    steps = [step_between(before.get(name), after[name]) for name in ids]
    found = compared(with_keys(told.signals))
    write_new(found.new, run)
    run.steps = [*filter(None, steps), *rewrite(found.changed)]
    run.save(update_fields=["steps"])
    write_facts(plan, told, run)


def by_id(ids: Sequence[str]) -> dict[str, Account]:
    """Read accounts by their ids."""
    return {
        row.external_id: row
        for some in batched(ids, AT_ONCE, strict=False)
        for row in Account.objects.filter(external_id__in=some)
    }


def write_facts(plan: ImportPlan, told: Enrichment, run: ImportRun) -> None:
    """Keep who told each value that was taken, and what the supplier calls the account."""
    taken = [
        (key, name, value)
        for key, name, value in plan.changes[["key", "field", "after"]].itertuples(index=False)
        if name in HELD
    ]
    new = plan.written[plan.is_new]
    taken += [
        (row["external_id"], name, row[name])
        for row in new.to_dict("records")
        for name in HELD
        if row[name] not in (None, "", [])
    ]
    taken += [(account, SUPPLIER_ID, value) for account, value in told.supplier_ids.items()]
    keys = {name: row.pk for name, row in by_id(sorted({key for key, *_more in taken})).items()}
    AccountFact.objects.bulk_create(
        (
            AccountFact(
                account_id=keys[key],
                field=name,
                value=value,
                source=told.terms.source,
                seen_on=told.terms.seen_on,
                run=run,
            )
            for key, name, value in taken
            if key in keys
        ),
        batch_size=AT_ONCE,
    )
