"""What is owed to leads: promises kept as their events say, under the terms they began with.

A promise keeps the agreement and the version of the calendar it began with, so that later versions
change no history. What late news disproves is taken back.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from django.db.models import Max

from maillage.core.leads.calendars import Calendar
from maillage.core.leads.conditions import Value
from maillage.core.leads.happenings import Happening
from maillage.core.leads.happenings import Lead as Story
from maillage.core.leads.scoring.model import Model
from maillage.core.leads.scoring.score import STANDING, standing_at
from maillage.core.leads.sla.events import Kind, SlaEvent, in_order
from maillage.core.leads.sla.ledger import Entry, alarm_table, entry, owed
from maillage.core.leads.sla.policies import Direction, Policy, applying
from maillage.domain.accounts.writing import insert_rows
from maillage.domain.leads.calendars import Calendars, calendar_called, calendars_now, clock_of
from maillage.domain.leads.storing import update_rows
from maillage.domain.leads.terms import agreement_at, policies_of
from maillage.models import Agreement, BusinessCalendar, Lead, Promise, PromiseEvent, PromiseStatus

OLD_NEWS: Final = timedelta(days=1)
"""Nobody is alarmed of what was due longer ago than that when it became known."""
GIVEN: Final = "given_last"
"""The place of the last alarm that was given, beside each promise as it is read."""
LONGEST_KEY: Final = 160
FIELDS: Final = (
    "owner", "calendar", "status", "began_at", "running_since", "used_seconds", "original_due_at",
    "due_at", "ended_at", "breached", "late_seconds", "incomplete", "alarms", "next_at",
)  # fmt: skip
EVENT: Final = ("promise", "key", "kind", "at", "policy", "calendar", "version", "recorded_at")

type Governing = tuple[BusinessCalendar, Calendar]


@dataclass(frozen=True, slots=True)
class Debtor:
    """A lead to which something may be owed.

    Parameters
    ----------
    lead
        As it is stored, with what is now known of it.
    story, told
        What is known, and what happened in each of its lives.
    until
        What is later is not read.
    moved
        Whether its place became known, or another, since the last time.
    """

    lead: Lead
    story: Story
    told: Sequence[Sequence[Happening]]
    until: datetime
    moved: bool


@dataclass
class Terms:
    """What holds now, read once for many leads; ``models`` are all versions of the score model."""

    now: datetime
    models: Sequence[Model]
    governing: dict[Any, Governing] = field(default_factory=dict)
    called: dict[tuple[str, int], Governing] = field(default_factory=dict)

    @cached_property
    def in_force(self) -> tuple[Agreement, list[Policy]]:
        """The agreement in force, and its promises."""
        return agreement_at(self.now)

    @cached_property
    def calendars(self) -> Calendars:
        """The calendars in their latest versions."""
        return calendars_now()

    def calendar_of(self, lead: Lead, agreement: Agreement) -> Governing:
        """Give the calendar that governs what is owed to a lead (X-16)."""
        place = (lead.country, lead.state, lead.time_zone, lead.account_id, lead.owner_id)
        key = (*place, agreement.whose)
        if key not in self.governing:
            self.governing[key] = self.calendars.of(lead, lead.owner, agreement)
        return self.governing[key]

    def calendar_called(self, name: str, version: int) -> Governing:
        """Give the calendar that a promise began with."""
        if (name, version) not in self.called:
            self.called[name, version] = calendar_called(name, version)
        return self.called[name, version]

    def begun(self, told: Sequence[Happening], story: Story) -> dict[str, Policy]:
        """Give the promises that began, by what was known then."""
        found: dict[str, Policy] = {}
        _agreement, policies = self.in_force
        asked = {condition.field for each in policies for condition in each.when}
        for kind in {each.begins for each in policies}:
            first = next((each.at for each in told if each.kind == kind), None)
            if first is None:
                continue
            values = self.known(story, first, asked) if asked else {}
            found |= {p.id: p for p in applying(policies, values) if p.begins == kind}
        return found

    def known(self, story: Story, at: datetime, asked: Collection[str]) -> dict[str, Value]:
        """Give what is known of a lead at an instant, with its score where that is asked for."""
        values = {name: fact.value for name, fact in story.known(at).items()}
        return values | (standing_at(self.models, story, at) if {*STANDING} & {*asked} else {})


@dataclass
class Ledger:
    """What is to be written of promises."""

    made: list[tuple[Promise, list[SlaEvent]]] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[int, SlaEvent]] = field(default_factory=list)
    disproved: list[int] = field(default_factory=list)
    void: list[int] = field(default_factory=list)

    def write(self, now: datetime) -> None:
        """Write it."""
        PromiseEvent.objects.filter(pk__in=self.disproved).delete()
        withdraw(self.void)
        Promise.objects.bulk_create([promise for promise, _events in self.made], batch_size=500)
        update_rows(Promise, FIELDS, self.changed)
        new = [(promise.pk, each) for promise, events in self.made for each in events]
        insert_rows(PromiseEvent, EVENT, (event_row(*each, now) for each in self.events + new))


def withdraw(numbers: Sequence[int]) -> None:
    """Take promises back that were never owed; one whose breach was told is closed and kept.

    Should it be owed after all, its lead does not move on a second time.
    """
    rows = Promise.objects.filter(pk__in=numbers)
    told = PromiseEvent.objects.filter(promise__in=numbers, kind=Kind.BREACH.value)
    kept = set(told.values_list("promise", flat=True))
    rows.exclude(pk__in=kept).delete()
    rows.filter(pk__in=kept).update(
        status=PromiseStatus.CANCELLED, breached=False, late_seconds=0, next_at=None
    )


def event_row(promise: int, event: SlaEvent, now: datetime) -> tuple[Any, ...]:
    """Give an event as it is stored."""
    said = (event.kind.value, event.at, event.policy, event.calendar, event.version)
    return (promise, key_of(event), *said, now)


def key_of(event: SlaEvent) -> str:
    """Give the key of an event as it is stored: one too long is kept by its digest."""
    if len(event.id) <= LONGEST_KEY:
        return event.id
    return f"{event.id[:80]}~{hashlib.sha256(event.id.encode()).hexdigest()}"


def settle(debtors: Sequence[Debtor], terms: Terms) -> None:
    """Keep the promises to leads as what was told of them says."""
    ledger = Ledger()
    rows = promises_to(debtors)
    kept = kept_events(rows)
    by_life: dict[tuple[int, int], dict[str, Promise]] = defaultdict(dict)
    for row in rows:
        by_life[row.lead_id, row.life][row.policy] = row
    for debtor in debtors:
        lives = {life for lead, life in by_life if lead == debtor.lead.pk}
        for life in sorted(lives | set(range(len(debtor.told)))):
            told = debtor.told[life] if life < len(debtor.told) else ()
            known = by_life.get((debtor.lead.pk, life), {})
            for policy, agreement in wanted(debtor, told, known, terms):
                row = known.pop(policy.id, None) or Promise(
                    lead=debtor.lead, agreement=agreement, policy=policy.id,
                    direction=policy.direction.value, life=life,
                )  # fmt: skip
                Settling(debtor, told, row, policy, terms, ledger).settle(kept.get(row.pk, {}))
            ledger.void += [row.pk for row in known.values()]
    ledger.write(terms.now)


def promises_to(debtors: Sequence[Debtor]) -> list[Promise]:
    """Read the promises to leads."""
    found = Promise.objects.filter(lead__in=[each.lead.pk for each in debtors])
    given = found.annotate(**{GIVEN: Max("given__place")})
    return list(given.select_related("agreement").order_by("pk"))


def kept_events(rows: Iterable[Promise]) -> dict[int, dict[str, PromiseEvent]]:
    """Read the events of promises, without those that say that a breach was told."""
    found: dict[int, dict[str, PromiseEvent]] = defaultdict(dict)
    events = PromiseEvent.objects.filter(promise__in=[row.pk for row in rows])
    for each in events.exclude(kind=Kind.BREACH.value).order_by("pk"):
        found[each.promise_id][each.key] = each
    return found


def wanted(
    debtor: Debtor, told: Sequence[Happening], known: Mapping[str, Promise], terms: Terms
) -> Iterator[tuple[Policy, Agreement]]:
    """Give what is owed in a life: what began under earlier agreements, then what is in force."""
    agreement, _policies = terms.in_force
    taken: set[tuple[str, str]] = set()
    kinds = {each.kind for each in told}
    for row in known.values():
        policy = next((p for p in policies_of(row.agreement) if p.id == row.policy), None)
        if row.agreement_id != agreement.pk and policy and policy.begins in kinds:
            taken.add((policy.begins, policy.fulfilled_by))
            yield policy, row.agreement
    for policy in terms.begun(told, debtor.story).values():
        if (policy.begins, policy.fulfilled_by) not in taken:
            yield policy, agreement


@dataclass
class Settling:
    """One promise, new or known, and what is to be written of it."""

    debtor: Debtor
    told: Sequence[Happening]
    row: Promise
    policy: Policy
    terms: Terms
    ledger: Ledger

    def settle(self, kept: Mapping[str, PromiseEvent]) -> None:
        """Write what changed."""
        calendar_row, calendar = self.calendar(kept)
        events = in_order(owed(self.policy, self.told, calendar))
        by_key = {key_of(each): each for each in events}
        same = by_key.keys() == kept.keys() and all(
            is_same(kept[key], each) for key, each in by_key.items()
        )
        if same and self.row.owner_id == self.owner():
            return
        found = entry(events, self.policy, clock_of(calendar), self.debtor.until, self.told)
        table = alarm_table(found, self.policy, clock_of(calendar))
        self.fill(found, table, calendar_row)
        if self.row.pk is None:
            self.ledger.made.append((self.row, list(by_key.values())))
            return
        self.ledger.changed.append(self.values())
        fresh = [by_key[key] for key in by_key if not is_same(kept.get(key), by_key[key])]
        self.ledger.disproved += [
            each.pk for key, each in kept.items() if not is_same(each, by_key.get(key))
        ]
        self.ledger.events += [(self.row.pk, each) for each in fresh]

    def calendar(self, kept: Mapping[str, PromiseEvent]) -> Governing:
        """Give the calendar that governs it: that of its beginning, unless the place was wrong."""
        applied = next((each for each in kept.values() if each.kind == Kind.APPLY.value), None)
        if applied is None:
            return self.terms.calendar_of(self.debtor.lead, self.row.agreement)
        began = self.terms.calendar_called(applied.calendar, applied.version)
        assigned = self.row.ended_at is None and self.row.owner_id is None
        if not self.debtor.moved and not (assigned and self.debtor.lead.owner_id):
            return began
        now = self.terms.calendar_of(self.debtor.lead, self.row.agreement)
        return began if now[1].id == began[1].id else now

    def owner(self) -> int | None:
        """Give who owes it: the rep of the lead, where it is sales; what ended stays theirs."""
        if self.policy.direction is not Direction.SALES_TO_MARKETING:
            return None
        stays = self.row.ended_at is not None and self.row.owner_id is not None
        found: int | None = self.row.owner_id if stays else self.debtor.lead.owner_id
        return found

    def fill(self, found: Entry, table: Sequence[datetime], calendar: BusinessCalendar) -> None:
        """Say in the row what its events add up to."""
        row = self.row
        row.owner_id, row.calendar = self.owner(), calendar
        row.status, row.began_at = found.status.value, found.began
        row.running_since, row.used_seconds = found.running_since, found.used.total_seconds()
        row.original_due_at, row.due_at, row.ended_at = found.original, found.deadline, found.ended
        row.breached, row.late_seconds = found.breached, found.late.total_seconds()
        row.incomplete = list(found.incomplete)
        given = getattr(row, GIVEN, None)
        old = sum(at < self.terms.now - OLD_NEWS for at in table)
        row.alarms = max(old, 0 if given is None else given + 1)
        row.next_at = table[row.alarms] if row.alarms < len(table) else None

    def values(self) -> tuple[Any, ...]:
        """Give the row as it is written."""
        row = self.row
        return (row.owner_id, row.calendar_id, *(getattr(row, each) for each in FIELDS[2:]), row.pk)


def is_same(kept: PromiseEvent | None, event: SlaEvent | None) -> bool:
    """Whether an event is stored as it is."""
    return (
        kept is not None
        and event is not None
        and (kept.kind, kept.at, kept.calendar, kept.version)
        == (event.kind.value, event.at, event.calendar, event.version)
    )
