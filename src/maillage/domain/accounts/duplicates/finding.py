"""Looking for accounts that are there twice, and what is said of those found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_scopes import get_scope

from maillage import audit
from maillage.core.accounts.duplicates import REVIEW, SURE, find_duplicates
from maillage.core.accounts.duplicates.evidence import FIELDS
from maillage.core.accounts.duplicates.records import COLUMNS
from maillage.core.accounts.duplicates.splinking import refuse_missing
from maillage.domain.jobs import MANY, Watcher, begin_job, conclude
from maillage.errors import ConflictError
from maillage.models import Account, DuplicatePair, Job, Membership, PairState
from maillage.permissions import Action, require
from maillage.texts import _

KIND = "duplicates"
AT_ONCE = 500
type Stage = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: accounts looked at, pairs to be looked at, and the sure ones of them."""

    accounts: int
    pairs: int
    sure: int


def look_for_duplicates(*, by: Membership, splink: bool = False) -> Found | Job:
    """Look for accounts that are there twice; where there are many, in the background.

    ``splink`` asks Splink for a second opinion.

    Raises
    ------
    PermissionDeniedError
        If the member may not change accounts.
    ParameterError
        If Splink is asked for, and not installed.
    """
    require(by, Action.EDIT_ACCOUNTS)
    if splink:
        refuse_missing()
    if Account.objects.count() > MANY:
        return begin_job(kind=KIND, by=by, options={"splink": True} if splink else {})
    return store(searched(splink=splink), by=by)


def look_in_background(job: Job, watcher: Watcher) -> dict[str, Any]:
    """Look for them, and store what was found unless somebody stops it."""
    found = searched(watcher.at, splink=job.options.get("splink", False))
    with transaction.atomic():
        stored = store(found, by=job.by)
        result = {"accounts": stored.accounts, "pairs": stored.pairs, "sure": stored.sure}
        conclude(job, result)
    return result


@dataclass(frozen=True, eq=False)
class Search:
    """How many accounts were compared, and the pairs with the keys of their accounts."""

    accounts: int
    pairs: pd.DataFrame


def searched(stage: Stage = lambda _name, _share: None, *, splink: bool = False) -> Search:
    """Compare all accounts; ``stage`` is told what is done, and how far it is from 0 to 1."""
    stage("reading", 0.05)
    rows = list(Account.objects.order_by("pk").values_list("pk", *COLUMNS))
    table = pd.DataFrame(rows, columns=["pk", *COLUMNS])
    pairs = find_duplicates(
        table,
        least=REVIEW,
        splink=splink,
        progress=lambda share: stage("comparing", 0.1 + 0.7 * share),
    ).pairs
    stage("writing", 0.85)
    keys = table["pk"].to_numpy()
    return Search(
        len(table), pairs.assign(first=keys[pairs["first"]], second=keys[pairs["second"]])
    )


@transaction.atomic
def store(search: Search, *, by: str | Membership) -> Found:
    """Replace the open pairs; what was refused stays refused."""
    refused = set(
        DuplicatePair.objects.filter(state=PairState.REFUSED).values_list("first_id", "second_id")
    )
    there = set(Account.objects.values_list("pk", flat=True))
    DuplicatePair.objects.filter(state=PairState.OPEN).delete()
    rows = [
        DuplicatePair(
            first_id=row["first"],
            second_id=row["second"],
            grade=row["grade"],
            levels={field: int(row[field]) for field in FIELDS},
        )
        for row in search.pairs.to_dict("records")
        if (row["first"], row["second"]) not in refused and {row["first"], row["second"]} <= there
    ]
    DuplicatePair.objects.bulk_create(rows, batch_size=AT_ONCE)
    found = Found(search.accounts, len(rows), sum(row.grade >= SURE for row in rows))
    after = {"accounts": found.accounts, "pairs": found.pairs, "sure": found.sure}
    audit.record(verb="duplicates.found", subject=get_scope()["workspace"], by=by, after=after)
    return found


def surest(pairs: QuerySet[DuplicatePair]) -> QuerySet[DuplicatePair]:
    """Give the pairs that may be merged many at once."""
    return pairs.filter(grade__gte=SURE)


def pair_of(one: Account, other: Account) -> DuplicatePair | None:
    """Find the open pair of two accounts."""
    first, second = sorted((one.pk, other.pk))
    found: DuplicatePair | None = pairs_to_review().filter(first=first, second=second).first()
    return found


def pairs_to_review(*, least: float = 0.0) -> QuerySet[DuplicatePair]:
    """Open pairs with their accounts, the surest first."""
    found: QuerySet[DuplicatePair] = DuplicatePair.objects.filter(
        state=PairState.OPEN, grade__gte=least
    ).select_related("first", "second")
    return found


@transaction.atomic
def refuse_pair(*, pair: DuplicatePair, by: str | Membership) -> DuplicatePair:
    """Remember that two accounts are not one; no search asks about them again."""
    return decide(pair, PairState.OPEN, PairState.REFUSED, "duplicate.refused", by)


@transaction.atomic
def reopen_pair(*, pair: DuplicatePair, by: str | Membership) -> DuplicatePair:
    """Ask again about two accounts that were said not to be one."""
    return decide(pair, PairState.REFUSED, PairState.OPEN, "duplicate.reopened", by)


def decide(
    pair: DuplicatePair, before: PairState, after: PairState, verb: str, by: str | Membership
) -> DuplicatePair:
    """Write down what is said of a pair.

    Raises
    ------
    ConflictError
        If somebody said so already.
    """
    found = DuplicatePair.objects.select_for_update().filter(pk=pair.pk, state=before).first()
    if found is None:
        raise ConflictError(_("This pair was decided already."))
    found.state = after
    found.decided_by = str(by) if after == PairState.REFUSED else ""
    found.decided_at = timezone.now() if after == PairState.REFUSED else None
    found.save(update_fields=["state", "decided_by", "decided_at"])
    audit.record(
        verb=verb,
        subject=found,
        by=by,
        after={"first": found.first.external_id, "second": found.second.external_id},
    )
    return found
