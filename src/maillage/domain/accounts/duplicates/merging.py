"""Two accounts become one, and one becomes two again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from maillage import audit
from maillage.core.accounts.duplicates import SURE
from maillage.domain.accounts.duplicates.carrying import CARRIED, Union
from maillage.domain.accounts.duplicates.images import Recorder, take_back
from maillage.domain.accounts.duplicates.naming import carry_names
from maillage.domain.accounts.writing import hold_accounts
from maillage.errors import ConflictError, InputError
from maillage.models import Account, DuplicatePair, Membership, Merge, PairState
from maillage.models.accounts import Status
from maillage.texts import _, percent

PLACE = (
    "country",
    "state",
    "county",
    "city",
    "postal_code",
    "street",
    "latitude",
    "longitude",
    "location_source",
    "time_zone",
)
PLAIN = (
    "name",
    "status",
    "domain",
    "phone",
    "industry",
    "naics",
    "segment",
    "employees",
    "revenue",
    "potential",
    "company_revenue",
    "budget",
    "visits_per_year",
    "growth",
    "sales_cycle",
    "decision",
    "linkedin_url",
)
LISTS = ("tags", "products", "personas", "technologies", "keywords")
TAKEN = ("place", *PLAIN)
"""What may be taken from the account that goes; its place is taken whole."""


@transaction.atomic
def merge_accounts(
    *,
    kept: Account,
    gone: Account,
    by: str | Membership,
    take: Sequence[str] = (),
    grade: float | None = None,
) -> Merge:
    """Make two accounts one: all that pointed to ``gone`` points to ``kept``.

    What is empty on the account that stays is filled from the other; ``take`` names what of the
    other is right where both know. Everything can be undone.

    Raises
    ------
    InputError
        If they are the same, or ``take`` names nothing an account has.
    ConflictError
        If one of them is gone already, or their roles share more than the whole credit.
    """
    refuse(kept, gone, take)
    kept, gone = held(kept, gone)
    union = Union(kept, gone, Recorder())
    for carry in dict.fromkeys(CARRIED.values()):
        carry(union)
    carry_names(union)
    filled = {name: getattr(gone, name) for name in completed(kept, take)}
    filled |= {name: [*getattr(kept, name), *missing(kept, gone, name)] for name in LISTS}
    filled["status"] = status_of(kept, gone, take)
    union.recorder.change(kept, **filled)
    union.recorder.delete(Account.objects.get(pk=gone.pk))
    merge = Merge.objects.create(
        kept=kept.pk,
        kept_code=kept.external_id,
        gone=gone.pk,
        gone_code=gone.external_id,
        name=kept.name,
        grade=grade,
        steps=union.recorder.steps,
        by=str(by),
    )
    audit.record(
        verb="account.merged",
        subject=kept,
        by=by,
        before={"account": gone.external_id, "name": gone.name},
        after={"merge": merge.pk, "grade": grade, "taken": list(take)},
    )
    return merge


def refuse(kept: Account, gone: Account, take: Sequence[str]) -> None:
    """Refuse what cannot be merged."""
    if kept.pk == gone.pk:
        raise InputError(_("An account cannot be merged with itself."))
    unknown = [name for name in take if name not in TAKEN]
    if unknown:
        raise InputError(
            _("An account has no %(name)s to take.") % {"name": unknown[0]},
            remedy=_("Choose from: %(names)s.") % {"names": ", ".join(TAKEN)},
        )


def held(kept: Account, gone: Account) -> tuple[Account, Account]:
    """Hold both accounts and read them as they are now."""
    hold_accounts(Account.objects.filter(pk__in=[kept.pk, gone.pk]))
    found = Account.objects.select_related("parent").in_bulk([kept.pk, gone.pk])
    if len(found) < 2:
        raise ConflictError(_("One of the accounts is no longer there."))
    return found[kept.pk], found[gone.pk]


def completed(kept: Account, take: Sequence[str]) -> list[str]:
    """Name the fields the account that stays has from the other."""
    plain = [name for name in PLAIN if name in take or empty(getattr(kept, name))]
    nowhere = empty(kept.postal_code) and empty(kept.city)
    return plain + (list(PLACE) if "place" in take or nowhere else [])


def status_of(kept: Account, gone: Account, take: Sequence[str]) -> str:
    """Give the status two accounts have together: who bought from us once did so."""
    if "status" in take:
        return gone.status
    order = [Status.CUSTOMER, Status.DORMANT, Status.PROSPECT]
    return min((kept.status, gone.status), key=order.index)


def empty(value: object) -> bool:
    """Whether nothing is known."""
    return value is None or value == ""


def missing(kept: Account, gone: Account, name: str) -> list[object]:
    """Give what only the list of the account that goes holds."""
    own = getattr(kept, name)
    return [each for each in getattr(gone, name) if each not in own]


@transaction.atomic
def undo_merge(*, merge: Merge, by: str | Membership) -> Account:
    """Make one account two again, exactly as they were.

    Raises
    ------
    ConflictError
        If it is undone already, the other account's id is in use again, or something that was
        merged has been changed since.
    """
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise ConflictError(_("This was undone already."))
    if Account.objects.filter(external_id=merge.gone_code).exists():
        raise ConflictError(
            _("There is an account %(id)s again.") % {"id": merge.gone_code},
            remedy=_("It was imported anew: merge the two again instead."),
        )
    hold_accounts(Account.objects.filter(pk=merge.kept))
    take_back(merge.steps)
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    account: Account = Account.objects.get(pk=merge.gone)
    audit.record(
        verb="account.unmerged",
        subject=account,
        by=by,
        before={"account": merge.kept_code},
        after={"merge": merge.pk, "account": merge.gone_code},
    )
    return account


@transaction.atomic
def merge_sure(*, pairs: Sequence[DuplicatePair], by: str | Membership) -> list[Merge]:
    """Merge many pairs at once, none of them below the grade at which that is safe.

    Of each pair the account that more is known of stays. A pair whose account was merged within
    the same call is followed to the account it is in now.

    Raises
    ------
    InputError
        If a pair is graded lower, or was refused.
    """
    for pair in pairs:
        if pair.grade < SURE or pair.state != PairState.OPEN:
            raise InputError(
                _("%(first)s and %(second)s are too uncertain to be merged unseen.")
                % {"first": pair.first, "second": pair.second},
                remedy=_("Only open pairs from %(grade)s on are; look at the others one by one.")
                % {"grade": percent(SURE, 0)},
            )
    merges = []
    for key in [pair.pk for pair in pairs]:
        found = DuplicatePair.objects.select_related("first", "second").filter(pk=key).first()
        if found is None:
            continue
        kept, gone = fuller_first(found.first, found.second)
        merges.append(merge_accounts(kept=kept, gone=gone, by=by, grade=found.grade))
    return merges


def fuller_first(one: Account, other: Account) -> tuple[Account, Account]:
    """Put the account first that a person would keep: a customer, then the one better known."""

    def worth(account: Account) -> tuple[bool, int, int]:
        known = sum(not empty(getattr(account, name)) for name in (*PLAIN, *PLACE))
        return account.status == Status.CUSTOMER, known, -account.pk

    return (one, other) if worth(one) >= worth(other) else (other, one)
