"""Signals on accounts: recorded with day and source, counted for as long as they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from maillage import audit
from maillage.core.accounts.signals import SignalKind, expiry, folded
from maillage.domain.accounts.duplicates.images import image, step_between
from maillage.domain.accounts.writing import write_events
from maillage.errors import InputError
from maillage.models import Account, ImportRun, Membership, Signal
from maillage.texts import _

LONGEST_NAME, LONGEST_SOURCE, STRONGEST = 120, 80, 1e9
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of an account, given by its key; by default it holds as long as its kind."""

    account: int
    kind: SignalKind
    name: str
    seen_on: date
    source: str = ""
    strength: float | None = None
    expires_on: date | None = None

    @property
    def until(self) -> date:
        """The first day on which it no longer counts."""
        return self.expires_on or expiry(self.kind, self.seen_on)

    @property
    def identity(self) -> tuple[Any, ...]:
        """What is one signal, however often it is told."""
        return (self.account, str(self.kind), folded(self.name), self.source, self.seen_on)


@dataclass(slots=True)
class Comparison:
    """Signals that are new, stored ones with what is told of them now, and how many are the same.

    ``twice`` counts those told more than once; the last one counts.
    """

    new: list[Seen] = field(default_factory=list)
    changed: list[tuple[Signal, Seen]] = field(default_factory=list)
    unchanged: int = 0
    twice: int = 0


def alive(on: date) -> Q:
    """Signals that count on a day."""
    return Q(seen_on__lte=on, expires_on__gt=on)


def with_signal(kind: SignalKind, on: date) -> Q:
    """Accounts with a signal of a kind that counts on a day."""
    seen = Signal._base_manager.filter(alive(on), account=OuterRef("pk"), kind=kind)
    return Q(Exists(seen))


def only_expired(on: date) -> Q:
    """Accounts that had signals, of which none counts any more on a day."""
    seen = Signal._base_manager.filter(account=OuterRef("pk"), seen_on__lte=on)
    return Q(Exists(seen)) & ~Q(Exists(seen.filter(expires_on__gt=on)))


SIGNALLED: dict[str, Callable[[date], Q]] = {
    "intent": lambda on: with_signal(SignalKind.INTENT, on),
    "technology": lambda on: with_signal(SignalKind.TECHNOLOGY, on),
    "expired": only_expired,
}
"""By which signals accounts can be found."""


def signals_of(account: Account, on: date) -> QuerySet[Signal]:
    """The signals of an account seen up to a day, the newest first."""
    return account.signals.filter(seen_on__lte=on).order_by("-seen_on", "-pk")


def technologies_used(on: date, accounts: QuerySet[Account] | None = None) -> dict[int, list[str]]:
    """Name the technologies that signals tell of accounts on a day, by key; all unless told."""
    rows = Signal.objects.filter(alive(on), kind=SignalKind.TECHNOLOGY)
    if accounts is not None:
        rows = rows.filter(account__in=accounts.order_by().values("pk"))
    found: dict[int, list[str]] = defaultdict(list)
    for account, name in rows.order_by("account_id", "folded", "pk").values_list("account", "name"):
        found[account].append(name)
    return found


def joined(known: Iterable[str], told: Iterable[str]) -> list[str]:
    """Join names, each once."""
    distinct: dict[str, str] = {}
    for name in [*known, *told]:
        distinct.setdefault(folded(name), name)
    return [*distinct.values()]


def accounts_with_intent(on: date) -> set[int]:
    """Keys of the accounts with an intent signal that counts on a day."""
    rows = Signal.objects.filter(alive(on), kind=SignalKind.INTENT)
    return set(rows.order_by().values_list("account", flat=True))


def expired_intents(on: date) -> int:
    """Count the intent signals seen up to a day that no longer count."""
    return Signal.objects.filter(
        kind=SignalKind.INTENT, seen_on__lte=on, expires_on__lte=on
    ).count()


def wrong_with(seen: Seen, today: date) -> tuple[str, Any, str, str] | None:
    """Say which field of a signal cannot be, its value, why, and what to do; None where all can."""
    if not seen.name.strip() or len(seen.name) > LONGEST_NAME or not seen.name.isprintable():
        return (
            "name",
            seen.name[:LONGEST_NAME],
            _("no name of a signal."),
            _("Write 1 to %(most)d characters.") % {"most": LONGEST_NAME},
        )
    if len(seen.source) > LONGEST_SOURCE or not (seen.source.isprintable() or not seen.source):
        return (
            "source",
            seen.source[:LONGEST_SOURCE],
            _("no name of a source."),
            _("Write 1 to %(most)d characters.") % {"most": LONGEST_SOURCE},
        )
    if seen.strength is not None and not 0 <= seen.strength <= STRONGEST:
        return "strength", seen.strength, _("no strength."), _("Give a number of 0 or more.")
    if seen.seen_on > today:
        return "seen_on", seen.seen_on, _("is still to come."), _("Give the day it was seen.")
    if seen.until <= seen.seen_on:
        return (
            "expires_on",
            seen.expires_on,
            _("not after the day it was seen."),
            _("Give the first day on which it no longer counts."),
        )
    return None


def compared(told: Iterable[Seen]) -> Comparison:
    """Compare signals with those that are stored."""
    given = list(told)
    distinct = {each.identity: each for each in given}
    found = Comparison(twice=len(given) - len(distinct))
    stored = stored_signals({each.account for each in distinct.values()})
    for identity, each in distinct.items():
        row = stored.get(identity)
        if row is None:
            found.new.append(each)
        elif (row.strength, row.expires_on) == (each.strength, each.until):
            found.unchanged += 1
        else:
            found.changed.append((row, each))
    return found


def stored_signals(accounts: Iterable[int]) -> dict[tuple[Any, ...], Signal]:
    """Read the signals of accounts by what makes each of them one."""
    return {
        (row.account_id, row.kind, row.folded, row.source, row.seen_on): row
        for some in batched(accounts, AT_ONCE, strict=False)
        for row in Signal.objects.filter(account__in=some)
    }


def write_new(told: Sequence[Seen], run: ImportRun | None = None) -> None:
    """Write new signals."""
    Signal.objects.bulk_create(
        (
            Signal(
                account_id=each.account,
                kind=each.kind,
                name=each.name.strip(),
                folded=folded(each.name)[:LONGEST_NAME],
                strength=each.strength,
                seen_on=each.seen_on,
                expires_on=each.until,
                source=each.source,
                run=run,
            )
            for each in told
        ),
        batch_size=AT_ONCE,
    )


def rewrite(changed: Iterable[tuple[Signal, Seen]]) -> list[dict[str, Any]]:
    """Give stored signals the strength and the expiry told of them now; give the steps done."""
    rows, steps = [], []
    for row, each in changed:
        before = image(row)
        row.strength, row.expires_on = each.strength, each.until
        rows.append(row)
        steps.append(step_between(before, row))
    Signal.objects.bulk_update(rows, ["strength", "expires_on"], batch_size=AT_ONCE)
    return [*filter(None, steps)]


@transaction.atomic
def record_signals(*, told: Sequence[Seen], by: str | Membership) -> Comparison:
    """Record signals, all or none; one that is stored already takes the strength told now.

    Raises
    ------
    InputError
        Naming the first that cannot be.
    """
    today = timezone.localdate()
    for place, each in enumerate(told, start=1):
        if wrong := wrong_with(each, today):
            name, value, message, remedy = wrong
            raise InputError(
                _("Signal %(number)d, %(field)s: “%(value)s” %(problem)s")
                % {"number": place, "field": name, "value": value, "problem": message},
                remedy=remedy,
            )
    found = compared(told)
    write_new(found.new)
    names: dict[int, list[str]] = defaultdict(list)
    for each in [*found.new, *(seen for _row, seen in found.changed)]:
        names[each.account].append(f"{each.kind} {each.name}")
    rewrite(found.changed)
    write_events(
        verb="signals.recorded",
        by=by,
        rows=((account, None, {"signals": told}, "") for account, told in names.items()),
    )
    return found


@transaction.atomic
def forget_signal(*, signal: Signal, by: str | Membership) -> None:
    """Remove a signal that was recorded in error; the log keeps what it said."""
    before = {
        "kind": signal.kind,
        "name": signal.name,
        "seen_on": signal.seen_on.isoformat(),
        "source": signal.source,
        "strength": signal.strength,
    }
    audit.record(verb="signals.forgotten", subject=signal.account, by=by, before=before)
    signal.delete()
