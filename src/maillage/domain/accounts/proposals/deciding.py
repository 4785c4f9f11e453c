"""Proposals are applied, refused, asked about again, and undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd
from django.db import transaction
from django.utils import timezone

from maillage import audit, reference
from maillage.domain.accounts.duplicates.carrying import leads_to
from maillage.domain.accounts.duplicates.images import Recorder, take_back
from maillage.domain.accounts.writing import hold_accounts
from maillage.domain.imports.location import ADDRESS, POINT, derived, from_points
from maillage.errors import ConflictError
from maillage.models import Account, Membership, Proposal, ProposalState, ProposedField
from maillage.models.accounts import LocationSource
from maillage.texts import _

PLACED = frozenset(
    {ProposedField.COUNTRY, ProposedField.STATE, ProposedField.CITY, ProposedField.POSTAL_CODE}
)
"""Fields by which an account is placed on the map: its county and point follow them."""


@transaction.atomic
def apply_proposals(*, proposals: Sequence[Proposal], by: str | Membership) -> list[Proposal]:
    """Change accounts as it is proposed; give those that were applied.

    A proposal that is not open, or whose account has changed since it was made, is left out. Where
    the address changes, county and point follow; coordinates that were given stay.
    """
    found = held(proposals, ProposalState.OPEN)
    done = []
    for some in rounds(found):
        fresh = [each for each in some if still_fits(each)]
        places = placed([each for each in fresh if each.field in PLACED])
        for each in fresh:
            recorder = Recorder()
            recorder.change(each.account, **changes(each), **places.get(each.pk, {}))
            each.steps = recorder.steps
            decide(each, ProposalState.APPLIED, "proposal.applied", by)
        done += fresh
    return done


def held(proposals: Sequence[Proposal], state: ProposalState) -> list[Proposal]:
    """Hold the accounts of proposals of a state, and read both as they are now."""
    keys = [each.pk for each in proposals]
    about = Proposal.objects.filter(pk__in=keys)
    hold_accounts(Account.objects.filter(pk__in=about.values("account")))
    found = Proposal.objects.filter(pk__in=keys, state=state).select_related("account__parent")
    one: dict[int, Account] = {}
    rows = list(found.order_by("pk"))
    for each in rows:
        each.account = one.setdefault(each.account_id, each.account)
    return rows


def rounds(proposals: Sequence[Proposal]) -> Iterator[list[Proposal]]:
    """Give proposals so that an account is in each round once: each is undone alone."""
    seen: Counter[int] = Counter()
    turns: dict[int, list[Proposal]] = {}
    for each in proposals:
        turns.setdefault(seen[each.account_id], []).append(each)
        seen[each.account_id] += 1
    yield from turns.values()


def still_fits(proposal: Proposal) -> bool:
    """Whether the account is as it was when the proposal was made, and no circle comes of it."""
    account = proposal.account
    if proposal.field != ProposedField.PARENT:
        return bool(getattr(account, proposal.field) == proposal.before)
    above = parent_of(proposal)
    return account.parent_id is None and above is not None and not leads_to(above, {account.pk})


def parent_of(proposal: Proposal) -> Account | None:
    """The account that is proposed as a parent, None where it is gone."""
    found: Account | None = Account.objects.filter(external_id=proposal.after).first()
    return found


def changes(proposal: Proposal) -> dict[str, object]:
    """The columns a proposal is about, with their values."""
    if proposal.field != ProposedField.PARENT:
        return {proposal.field: proposal.after}
    above = parent_of(proposal)
    return {"parent_id": above.pk if above else None}


def placed(proposals: Sequence[Proposal]) -> dict[int, dict[str, object]]:
    """Place accounts as they will be; give by proposal what of the place is known."""
    if not proposals:
        return {}
    names = (*ADDRESS, *POINT)
    rows = [
        {name: getattr(each.account, name) for name in names} | {each.field: each.after}
        for each in proposals
    ]
    chosen = pd.DataFrame(rows, columns=names, dtype=object)
    sources = [each.account.location_source for each in proposals]
    given = pd.Series(sources).eq(LocationSource.GIVEN).to_numpy()
    found = reference.gazetteer().locate_many(chosen[list(ADDRESS)])
    after = derived(chosen, from_points(chosen, found, given), given).to_dict("records")
    return {
        each.pk: {name: value for name, value in row.items() if value not in (None, "")}
        for each, row in zip(proposals, after, strict=True)
    }


@transaction.atomic
def refuse_proposals(*, proposals: Sequence[Proposal], by: str | Membership) -> list[Proposal]:
    """Remember that proposals are wrong; no search makes them again."""
    found = held(proposals, ProposalState.OPEN)
    for each in found:
        decide(each, ProposalState.REFUSED, "proposal.refused", by)
    return found


@transaction.atomic
def reopen_proposals(*, proposals: Sequence[Proposal], by: str | Membership) -> list[Proposal]:
    """Ask again about proposals that were refused."""
    found = held(proposals, ProposalState.REFUSED)
    for each in found:
        drop_others(each)
        decide(each, ProposalState.OPEN, "proposal.reopened", by)
    return found


@transaction.atomic
def undo_proposals(*, proposals: Sequence[Proposal], by: str | Membership) -> list[Proposal]:
    """Take back what was applied, the latest first: every field is as it was.

    Raises
    ------
    ConflictError
        If one was not applied, or what it changed has been changed since: none is undone then.
    """
    found = held(proposals, ProposalState.APPLIED)
    if len(found) < len({each.pk for each in proposals}):
        raise ConflictError(_("This was undone already."))
    for each in sorted(found, key=lambda row: (row.decided_at, row.pk), reverse=True):
        take_back(each.steps)
        each.steps = []
        drop_others(each)
        decide(each, ProposalState.OPEN, "proposal.undone", by)
    return found


def drop_others(proposal: Proposal) -> None:
    """Leave one open proposal for a field of an account."""
    others = Proposal.objects.filter(
        account=proposal.account_id, field=proposal.field, state=ProposalState.OPEN
    )
    others.exclude(pk=proposal.pk).delete()


def decide(proposal: Proposal, state: ProposalState, verb: str, by: str | Membership) -> None:
    """Write down what is said of a proposal."""
    decided = state != ProposalState.OPEN
    proposal.state = state
    proposal.decided_by = str(by)[:150] if decided else ""
    proposal.decided_at = timezone.now() if decided else None
    proposal.save(update_fields=["state", "steps", "decided_by", "decided_at"])
    audit.record(
        verb=verb,
        subject=proposal.account,
        by=by,
        before={proposal.field: proposal.before},
        after={proposal.field: proposal.after, "confidence": proposal.confidence},
    )
