"""Looking for addresses to be repaired and sites without a parent, and keeping what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from django.db import transaction
from django.db.models import Q, QuerySet
from django_scopes import get_scope

from maillage import audit, reference
from maillage.core.accounts import addresses
from maillage.core.accounts.addresses import propose_repairs
from maillage.core.accounts.duplicates.evidence import FIELDS
from maillage.core.accounts.duplicates.records import COLUMNS
from maillage.core.accounts.sites import suggest_sites
from maillage.domain.accounts.duplicates.finding import Stage
from maillage.domain.jobs import MANY, Watcher, begin_job, conclude
from maillage.models import Account, Job, Membership, Proposal, ProposalState, ProposedField
from maillage.permissions import Action, require

ADDRESSES, SITES = "addresses", "sites"
SURE = 0.95
"""From this confidence on many may be applied at once."""

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a search found: accounts looked at, proposals, and the sure ones of them."""

    accounts: int
    proposals: int
    sure: int


@dataclass(frozen=True, slots=True)
class Search:
    """How many accounts were looked at, and what was proposed, not stored yet."""

    kind: str
    accounts: int
    proposals: list[Proposal]


def look_for_proposals(*, kind: str, by: Membership) -> Proposed | Job:
    """Look for what can be proposed; where accounts are many, in the background.

    Raises
    ------
    PermissionDeniedError
        If the member may not change accounts.
    """
    require(by, Action.EDIT_ACCOUNTS)
    if Account.objects.count() > MANY:
        return begin_job(kind=kind, by=by)
    return store(searched(kind), by=by)


def look_in_background(job: Job, watcher: Watcher) -> dict[str, Any]:
    """Look for it, and store what was found unless somebody stops it."""
    found = searched(job.kind, watcher.at)
    with transaction.atomic():
        result = asdict(store(found, by=job.by))
        conclude(job, result)
    return result


def searched(kind: str, stage: Stage = lambda _name, _share: None) -> Search:
    """Look at all accounts."""
    stage("reading", 0.1)
    look = {ADDRESSES: searched_addresses, SITES: searched_sites}[kind]
    accounts, proposals = look(lambda: stage("comparing", 0.3))
    stage("writing", 0.9)
    return Search(kind, accounts, proposals)


def searched_addresses(looking: Callable[[], None]) -> tuple[int, list[Proposal]]:
    """Look for addresses that should have been typed otherwise."""
    table = accounts_with(addresses.FIELDS)
    looking()
    found = propose_repairs(table, reference.places())
    keys = table["pk"].tolist()
    return len(table), [
        Proposal(
            account_id=keys[row["row"]],
            field=row["field"],
            before=row["before"],
            after=row["after"],
            grounds={"repairs": list(row["repairs"])},
            confidence=row["confidence"],
        )
        for row in found.to_dict("records")
    ]


def searched_sites(looking: Callable[[], None]) -> tuple[int, list[Proposal]]:
    """Look for accounts that are sites of another."""
    table = accounts_with((*COLUMNS, "external_id", "parent_id", "employees"))
    place = pd.Series(np.arange(len(table)), index=table["pk"])
    table["parent"] = table["parent_id"].map(place).fillna(-1).astype(np.int64)
    table["employees"] = table["employees"].astype(np.float64)
    looking()
    found = suggest_sites(table)
    keys, ids = table["pk"].tolist(), table["external_id"].tolist()
    return len(table), [
        Proposal(
            account_id=keys[row["site"]],
            field=ProposedField.PARENT,
            before="",
            after=ids[row["parent"]],
            grounds={field: int(row[field]) for field in FIELDS},
            confidence=row["grade"],
        )
        for row in found.to_dict("records")
    ]


def accounts_with(fields: tuple[str, ...]) -> pd.DataFrame:
    """All accounts with their keys and some fields."""
    rows = list(Account.objects.order_by("pk").values_list("pk", *fields))
    return pd.DataFrame(rows, columns=["pk", *fields], dtype=object)


@transaction.atomic
def store(search: Search, *, by: str | Membership) -> Proposed:
    """Replace the open proposals of a kind; what was refused is not proposed again."""
    known = of_kind(search.kind)
    refused = set(
        known.filter(state=ProposalState.REFUSED).values_list("account_id", "field", "after")
    )
    there = set(Account.objects.values_list("pk", flat=True))
    known.filter(state=ProposalState.OPEN).delete()
    rows = [
        row
        for row in search.proposals
        if row.account_id in there and (row.account_id, row.field, row.after) not in refused
    ]
    Proposal.objects.bulk_create(rows, batch_size=AT_ONCE)
    found = Proposed(search.accounts, len(rows), sum(row.confidence >= SURE for row in rows))
    audit.record(
        verb=f"{search.kind}.found", subject=get_scope()["workspace"], by=by, after=asdict(found)
    )
    return found


def of_kind(kind: str) -> QuerySet[Proposal]:
    """Proposals about addresses, or about parents of sites."""
    about = Q(field=ProposedField.PARENT)
    found: QuerySet[Proposal] = Proposal.objects.filter(about if kind == SITES else ~about)
    return found


def proposals_to_review(*, kind: str, least: float = 0.0) -> QuerySet[Proposal]:
    """Open proposals of a kind with their accounts, the surest first."""
    found = of_kind(kind).filter(state=ProposalState.OPEN, confidence__gte=least)
    return found.select_related("account")


def parts(proposals: QuerySet[Proposal]) -> Iterator[list[Proposal]]:
    """Give proposals in parts that are applied in one transaction each."""
    keys = list(proposals.values_list("pk", flat=True))
    for begin in range(0, len(keys), AT_ONCE):
        yield list(Proposal.objects.filter(pk__in=keys[begin : begin + AT_ONCE]))
