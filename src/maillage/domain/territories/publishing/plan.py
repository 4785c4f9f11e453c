"""What publishing a scenario would change: account by account, with what is planned for later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet

from maillage.core.territories.account_rules import Rule
from maillage.domain.accounts.timeline import Period, given, held_on, periods
from maillage.models import Account, AccountAssignment, Ownership, Scenario

PUBLISHED = (Rule.NAMED.value, Rule.PARENT.value, Rule.TERRITORY.value)
"""The rules that give an account to a rep; all other accounts stay with whom they are."""


class Later(StrEnum):
    """What happens to changes of owner that are planned for later."""

    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The owner a scenario gives an account, by keys; ``named`` makes it a named account."""

    account: int
    rep: int
    rule: str
    reason: str
    named: bool


@dataclass(frozen=True, slots=True)
class Move:
    """What publishing does to an account: its ownerships from the day on, before and after."""

    proposal: Proposal
    before: tuple[Period, ...]
    after: tuple[Period, ...]
    was: int | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A change of owner planned for later than the day of a publication."""

    account: int
    on: date
    rep: int | None
    proposed: int


def given_by(scenario: Scenario) -> QuerySet[AccountAssignment]:
    """The accounts a scenario gives to somebody."""
    found: QuerySet[AccountAssignment] = scenario.accounts.filter(
        rule__in=PUBLISHED, rep__isnull=False
    )
    return found


def proposals(scenario: Scenario) -> Iterator[Proposal]:
    """The owners a scenario gives to accounts; named ones only where it says so itself."""
    excepted = exceptions_by_key(scenario)
    rows = given_by(scenario).order_by("account_id")
    for account, rep, rule, reason in rows.values_list("account_id", "rep_id", "rule", "reason"):
        if rule != Rule.NAMED or account in excepted:
            yield Proposal(account, rep, rule, reason, account in excepted)


def exceptions_by_key(scenario: Scenario) -> set[int]:
    """The accounts a scenario gives to a rep by name."""
    names = Account.objects.filter(external_id__in=scenario.exceptions)
    return set(names.values_list("pk", flat=True)) if scenario.exceptions else set()


def tails(on: date, accounts: Sequence[int] | None = None) -> Mapping[int, tuple[Period, ...]]:
    """The ownerships that hold on a day or later, or end that day, of all accounts or of some."""
    rows = Ownership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    if accounts is not None:
        rows = rows.filter(account_id__in=accounts)
    return {account: tuple(held) for account, held in periods(rows).items()}


def planned_later(scenario: Scenario, on: date) -> list[Planned]:
    """The changes planned for later that contradict a scenario."""
    held = tails(on)
    return [
        Planned(each.account, day, rep, each.rep)
        for each in proposals(scenario)
        for day, rep in changes_after(held.get(each.account, ()), on)
        if rep != each.rep
    ]


def changes_after(periods: Sequence[Period], on: date) -> Iterator[tuple[date, int | None]]:
    """The days after one on which an account gets another owner, or none."""
    starts = {each.starts_on for each in periods}
    for each in periods:
        if each.starts_on > on:
            yield each.starts_on, each.rep
        if each.ends_on is not None and each.ends_on > on and each.ends_on not in starts:
            yield each.ends_on, None


def moves(scenario: Scenario, on: date, later: Later) -> Iterator[Move]:
    """What publishing a scenario changes from a day on."""
    held = tails(on)
    for each in proposals(scenario):
        before = held.get(each.account, ())
        found = moved(each, before, on, later, scenario.name)
        if found is not None:
            yield found


def moved(
    proposal: Proposal, before: tuple[Period, ...], on: date, later: Later, name: str
) -> Move | None:
    """What publishing does to one account; None where it is so already."""
    base = list(before) if later is Later.KEEP else without_later(before, on)
    now = held_on(base, on)
    same = now is not None and now.rep == proposal.rep and now.locked >= proposal.named
    after = tuple(base)
    if not same:
        after = tuple(given(base, rep=proposal.rep, on=on, locked=proposal.named, reason=name))
    if after == before:
        return None
    return Move(proposal, before, after, now.rep if now else None)


def without_later(periods: Sequence[Period], on: date) -> list[Period]:
    """Ownerships as they would be if nothing were planned for after a day."""
    return [
        replace(each, ends_on=None) if each.holds(on) else each
        for each in periods
        if each.starts_on <= on
    ]
