"""What points to an account follows it into another: one rule for each kind of row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from maillage.domain.accounts.duplicates.images import Recorder
from maillage.errors import ConflictError
from maillage.models import (
    Account,
    AccountAssignment,
    DuplicatePair,
    Overlay,
    Ownership,
    PublishedAccount,
    TopAccount,
    TransferredAccount,
)
from maillage.models.ownership import PENDING, ClaimState
from maillage.texts import _

WHOLE = 100.0
type Span = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Union:
    """Two accounts becoming one, and the recorder through which every row is changed."""

    kept: Account
    gone: Account
    recorder: Recorder


def carry_sites(union: Union) -> None:
    """Give the sites of the account that goes to the one that stays; no circle comes of it."""
    kept, gone = union.kept, union.gone
    parents = [parent for parent in (kept.parent, gone.parent) if parent is not None]
    above = next((each for each in parents if not leads_to(each, {kept.pk, gone.pk})), None)
    union.recorder.change(kept, parent_id=above.pk if above else None)
    for site in Account.objects.filter(parent=gone).exclude(pk=kept.pk).order_by("pk"):
        union.recorder.change(site, parent_id=kept.pk)


def leads_to(account: Account | None, keys: set[int]) -> bool:
    """Whether an account or one above it is among some."""
    seen: set[int] = set()
    while account is not None and account.pk not in seen:
        if account.pk in keys:
            return True
        seen.add(account.pk)
        account = account.parent
    return False


def carry_ownerships(union: Union) -> None:
    """Keep the owners of the account that stays; on other days those of the one that goes."""
    taken = [(row.starts_on, row.ends_on) for row in union.kept.ownerships.all()]
    for row in union.gone.ownerships.order_by("starts_on", "pk"):
        free = gaps((row.starts_on, row.ends_on), taken)
        if not free:
            union.recorder.delete(row)
            continue
        (starts, ends), *more = free
        union.recorder.change(row, account_id=union.kept.pk, starts_on=starts, ends_on=ends)
        for starts, ends in more:
            union.recorder.create(
                Ownership(account_id=union.kept.pk, rep_id=row.rep_id, starts_on=starts,
                          ends_on=ends, locked=row.locked, reason=row.reason)
            )  # fmt: skip
        taken += free


def gaps(span: Span, taken: Iterable[Span]) -> list[Span]:
    """Give the parts of a span of days that none of others covers; None ends never."""
    starts, ends = span
    found: list[Span] = []
    for begin, end in sorted(taken, key=lambda each: each[0]):
        if end is not None and end <= starts:
            continue
        if ends is not None and begin >= ends:
            break
        if begin > starts:
            found.append((starts, begin))
        if end is None:
            return found
        starts = max(starts, end)
    if ends is None or starts < ends:
        found.append((starts, ends))
    return found


def carry_touches(union: Union) -> None:
    """Give the touches over; one that both have is kept once."""
    known = set(union.kept.touches.values_list("rep_id", "occurred_on", "kind"))
    for row in union.gone.touches.order_by("pk"):
        if (row.rep_id, row.occurred_on, row.kind) in known:
            union.recorder.delete(row)
        else:
            union.recorder.change(row, account_id=union.kept.pk)


def carry_signals(union: Union) -> None:
    """Give the signals over; one that both have is kept once."""
    known = set(union.kept.signals.values_list("kind", "folded", "source", "seen_on"))
    for row in union.gone.signals.order_by("pk"):
        if (row.kind, row.folded, row.source, row.seen_on) in known:
            union.recorder.delete(row)
        else:
            union.recorder.change(row, account_id=union.kept.pk)


def carry_facts(union: Union) -> None:
    """Give over what suppliers told; of two values a file told, that of the kept stays."""
    known = set(union.kept.facts.values_list("run_id", "field"))
    for row in union.gone.facts.order_by("pk"):
        if (row.run_id, row.field) in known:
            union.recorder.delete(row)
        else:
            union.recorder.change(row, account_id=union.kept.pk)


def carry_opportunities(union: Union) -> None:
    """Give the opportunities over; each is its own, whatever the account it is of."""
    for row in union.gone.opportunities.order_by("pk"):
        union.recorder.change(row, account_id=union.kept.pk)


def carry_leads(union: Union) -> None:
    """Give the leads over, whether somebody fixed their account or it was found."""
    for row in union.gone.leads.order_by("pk"):
        union.recorder.change(row, account_id=union.kept.pk)


def carry_overlays(union: Union) -> None:
    """Give the roles over; one that the rep has on both at a time is kept once.

    Raises
    ------
    ConflictError
        If more than the whole credit would be shared on a day.
    """
    roles: list[Overlay] = list(union.kept.overlays.all())
    for row in union.gone.overlays.order_by("pk"):
        at_once = [each for each in roles if overlap(each, row)]
        if any((each.rep_id, each.role) == (row.rep_id, row.role) for each in at_once):
            union.recorder.delete(row)
            continue
        if row.share + most_shared(row, at_once) > WHOLE:
            raise ConflictError(
                _("Together the roles on %(kept)s and %(gone)s share more than the whole credit.")
                % {"kept": union.kept, "gone": union.gone},
                remedy=_("End one of the roles first."),
            )
        union.recorder.change(row, account_id=union.kept.pk)
        roles.append(row)


def overlap(one: Overlay, other: Overlay) -> bool:
    """Whether two roles hold on a day both."""
    return (one.ends_on is None or one.ends_on > other.starts_on) and (
        other.ends_on is None or other.ends_on > one.starts_on
    )


def most_shared(row: Overlay, others: Sequence[Overlay]) -> float:
    """Give the most that roles share on a day of another."""
    days = [row.starts_on, *(each.starts_on for each in others if each.starts_on > row.starts_on)]
    return max(
        sum(
            each.share
            for each in others
            if each.starts_on <= day and (each.ends_on is None or each.ends_on > day)
        )
        for day in days
    )


def carry_claims(union: Union) -> None:
    """Give the claims over; of two that wait, of one rep, one is withdrawn."""
    waiting = set(union.kept.claims.filter(state__in=PENDING).values_list("claimant_id", flat=True))
    for row in union.gone.claims.order_by("pk"):
        twice = row.pending and row.claimant_id in waiting
        state = ClaimState.WITHDRAWN if twice else row.state
        union.recorder.change(row, account_id=union.kept.pk, state=state)


def carry_once(
    union: Union,
    model: type[AccountAssignment | TransferredAccount | PublishedAccount | TopAccount],
    whole: str,
) -> None:
    """Give rows over that an account has once in a whole; where both have one, that of the kept."""
    known = set(model.objects.filter(account=union.kept).values_list(whole, flat=True))
    for row in model.objects.filter(account=union.gone).order_by("pk"):
        if getattr(row, f"{whole}_id") in known:
            union.recorder.delete(row)
        else:
            union.recorder.change(row, account_id=union.kept.pk)


def carry_pairs(union: Union) -> None:
    """Turn pairs with the account that goes into pairs with the one that stays."""
    kept, gone = union.kept.pk, union.gone.pk
    known = {other_of(row, kept) for row in pairs_of(kept)}
    for row in pairs_of(gone):
        other = other_of(row, gone)
        if other == kept or other in known:
            union.recorder.delete(row)
            continue
        first, second = sorted((kept, other))
        union.recorder.change(row, first_id=first, second_id=second)
        known.add(other)


def drop_proposals(union: Union) -> None:
    """Forget what was proposed for the account that goes: what stays is looked at anew."""
    for row in union.gone.proposals.order_by("pk"):
        union.recorder.delete(row)


def pairs_of(account: int) -> list[DuplicatePair]:
    """The pairs an account is in."""
    return list(DuplicatePair.objects.filter(Q(first=account) | Q(second=account)).order_by("pk"))


def other_of(pair: DuplicatePair, account: int) -> int:
    """The other account of a pair."""
    other: int = pair.second_id if pair.first_id == account else pair.first_id
    return other


CARRIED: dict[str, Callable[[Union], None]] = {
    "sites": carry_sites,
    "ownerships": carry_ownerships,
    "touches": carry_touches,
    "signals": carry_signals,
    "facts": carry_facts,
    "opportunities": carry_opportunities,
    "leads": carry_leads,
    "overlays": carry_overlays,
    "claims": carry_claims,
    "assignments": lambda union: carry_once(union, AccountAssignment, "scenario"),
    "transfers": lambda union: carry_once(union, TransferredAccount, "transfer"),
    "publications": lambda union: carry_once(union, PublishedAccount, "publication"),
    "top_places": lambda union: carry_once(union, TopAccount, "top"),
    "proposals": drop_proposals,
    "pairs_as_first": carry_pairs,
    "pairs_as_second": carry_pairs,
}
"""How each relation to an account follows it; a test fails for one that has no rule."""
