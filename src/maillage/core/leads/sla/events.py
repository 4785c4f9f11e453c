"""What happened to one promise: immutable events, and the state they add up to.

The state hangs on the set of events alone: their order of arrival and repetitions do not matter.
A breach is what the events and the clock say, whether or not it was noted: an event of that kind
records when somebody was told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from maillage.core.leads.calendars import Calendar
from maillage.core.leads.clock import Clock
from maillage.core.leads.happenings import Happening
from maillage.core.leads.instants import micros
from maillage.core.leads.sla.policies import Policy, Target
from maillage.errors import ParameterError
from maillage.texts import _

NONE: Final = timedelta(0)


class Kind(StrEnum):
    """What can happen to a promise, in the order in which events of one instant are read."""

    APPLY = "apply"
    ACTIVATE = "activate"
    RESUME = "resume"
    PAUSE = "pause"
    FULFIL = "fulfil"
    CANCEL = "cancel"
    BREACH = "breach"


ORDER: Final = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class SlaEvent:
    """One thing that happened, never changed.

    Parameters
    ----------
    id
        Its own; an event that comes twice counts once.
    kind, at
        What, and when, in UTC.
    policy, calendar, version
        What applies from now on and by which calendar, for events of the kind ``apply``.
    """

    id: str
    kind: Kind
    at: datetime
    policy: str = ""
    calendar: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        """Keep the instant in UTC."""
        micros(self.at)
        object.__setattr__(self, "at", self.at.astimezone(UTC))


class Status(StrEnum):
    """Where a promise stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Alarm:
    """An instant at which somebody is to be told: a share of the target, or who hears of it."""

    at: datetime
    share: float
    to: str


@dataclass(frozen=True, slots=True)
class State:
    """A promise at an instant.

    Parameters
    ----------
    status
        Where it stands.
    began, ended
        When its time began, and when it was fulfilled or cancelled.
    original, deadline
        The deadline at the beginning, and the one that holds; the last that held while paused.
    used
        Time of the target that is used, by its basis.
    share
        ``used`` over what there is until the deadline: 1 is due.
    breached
        Whether it was or is late.
    late
        How late, by the basis of the target.
    noted
        When a breach was first recorded.
    following
        The next alarm that is still to come; none while paused and after the end.
    calendar, version
        Which calendar the deadline was computed by.
    """

    status: Status
    began: datetime | None = None
    ended: datetime | None = None
    original: datetime | None = None
    deadline: datetime | None = None
    used: timedelta = NONE
    share: float = 0.0
    breached: bool = False
    late: timedelta = NONE
    noted: datetime | None = None
    following: Alarm | None = None
    calendar: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time that counts: from when to when, none while it lasts."""

    begins: datetime
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    """What events say without a clock."""

    status: Status
    spans: tuple[Span, ...]
    ended: datetime | None
    noted: datetime | None
    applied: SlaEvent | None

    @property
    def began(self) -> datetime | None:
        """When the time began."""
        return self.spans[0].begins if self.spans else None


def in_order(events: Iterable[SlaEvent]) -> list[SlaEvent]:
    """Put events in their order, each once.

    Raises
    ------
    ParameterError
        If two different events have the same id.
    """
    known: dict[str, SlaEvent] = {}
    for event in events:
        if known.setdefault(event.id, event) != event:
            raise ParameterError(
                _("Two different events have the id %(id)s.") % {"id": event.id},
                remedy=_("Give each event an id of its own."),
            )
    return sorted(known.values(), key=lambda each: (each.at, ORDER[each.kind], each.id))


def history(events: Iterable[SlaEvent], until: datetime) -> History:
    """Read events up to an instant; what makes no sense where it stands is passed over."""
    status, spans, ended = Status.WAITING, list[Span](), None
    noted, applied = None, None
    for event in in_order(events):
        if event.at > until:
            break
        if event.kind is Kind.APPLY:
            applied = event
        elif event.kind is Kind.BREACH:
            noted = noted or event.at
        elif (after := STEPS.get((status, event.kind))) is not None:
            if status is Status.RUNNING:
                spans[-1] = replace(spans[-1], ends=event.at)
            if after is Status.RUNNING:
                spans.append(Span(event.at, None))
            elif after in ENDS:
                ended = event.at
            status = after
    return History(status, tuple(spans), ended, noted, applied)


ENDS: Final = {Status.FULFILLED, Status.CANCELLED}
STEPS: Final = {
    (Status.WAITING, Kind.ACTIVATE): Status.RUNNING,
    (Status.WAITING, Kind.CANCEL): Status.CANCELLED,
    (Status.RUNNING, Kind.PAUSE): Status.PAUSED,
    (Status.PAUSED, Kind.RESUME): Status.RUNNING,
    (Status.RUNNING, Kind.FULFIL): Status.FULFILLED,
    (Status.PAUSED, Kind.FULFIL): Status.FULFILLED,
    (Status.RUNNING, Kind.CANCEL): Status.CANCELLED,
    (Status.PAUSED, Kind.CANCEL): Status.CANCELLED,
}


def fold(events: Iterable[SlaEvent], policy: Policy, clock: Clock, now: datetime) -> State:
    """Add up the events of one promise.

    Parameters
    ----------
    events
        In any order, repeated or not.
    policy, clock
        What was promised, and the calendar that governs it: the version that was applied.
    now
        The instant to look at; later events are not read.
    """
    past = history(events, now)
    if past.began is None:
        return State(past.status, ended=past.ended, noted=past.noted)
    course = follow(past, policy.target, clock, now)
    target = policy.target
    original = target.moved(target.due(past.began, target.amount, clock), clock)
    ahead = [each for each in alarms(past, policy, clock) if each.at > now]
    return State(
        past.status,
        past.began,
        past.ended,
        original,
        course.deadline,
        course.used,
        course.used / course.allowed,
        course.breached,
        max(course.used - course.allowed, NONE),
        past.noted,
        min(ahead, key=lambda each: each.at, default=None),
        past.applied.calendar if past.applied else clock.calendar.id,
        past.applied.version if past.applied else clock.calendar.version,
    )


@dataclass(frozen=True, slots=True)
class Course:
    """How the time of a promise went: what is used, what was allowed, and the deadline."""

    used: timedelta
    allowed: timedelta
    deadline: datetime
    breached: bool


def follow(past: History, target: Target, clock: Clock, now: datetime) -> Course:
    """Count the time of a promise through its pauses; after a breach its deadline stays."""
    first = past.spans[0].begins
    course = Course(NONE, target.amount, first, breached=False)
    for span in past.spans:
        if not course.breached:
            deadline = span_deadline(span, course.used, target, clock)
            allowed = course.used + target.between(span.begins, deadline, clock)
            course = replace(course, deadline=deadline, allowed=allowed)
        ends = span.ends or now
        course = replace(
            course,
            used=course.used + target.between(span.begins, ends, clock),
            breached=course.breached or ends > course.deadline,
        )
    return course


def span_deadline(span: Span, used: timedelta, target: Target, clock: Clock) -> datetime:
    """Give the deadline while a span runs, when some of the time is used before it."""
    left = max(target.amount - used, NONE)
    return target.moved(target.due(span.begins, left, clock), clock)


def alarms(past: History, policy: Policy, clock: Clock) -> Iterator[Alarm]:
    """Give each instant at which somebody is to be told, in the past and to come."""
    target, used = policy.target, NONE
    for span in past.spans:
        for share in policy.warnings:
            need = target.amount * share - used
            at = target.due(span.begins, max(need, NONE), clock)
            if need > NONE and (span.ends is None or at <= span.ends):
                yield Alarm(at, share, "")
        deadline = span_deadline(span, used, target, clock)
        if span.ends is None or deadline < span.ends:
            steps = (Alarm(deadline + each.after, 1.0, each.to) for each in policy.escalations)
            yield from (each for each in steps if past.ended is None or each.at < past.ended)
            return
        used += target.between(span.begins, span.ends, clock)


def promised(policy: Policy, happenings: Iterable[Happening], calendar: Calendar) -> list[SlaEvent]:
    """Give the events of a promise from what happened to a lead.

    A fulfilment that lacks what it should carry is none (E-02).
    """
    kinds = {policy.begins: Kind.ACTIVATE, policy.fulfilled_by: Kind.FULFIL}
    kinds |= dict.fromkeys(policy.pauses_on, Kind.PAUSE)
    kinds |= dict.fromkeys(policy.resumes_on, Kind.RESUME)
    kinds |= dict.fromkeys(policy.cancelled_by, Kind.CANCEL)
    found: list[SlaEvent] = []
    for each in happenings:
        kind = kinds.get(each.kind)
        if kind is None or (kind is Kind.FULFIL and policy.missing(each.carried)):
            continue
        found.append(SlaEvent(each.id, kind, each.at))
        if kind is Kind.ACTIVATE:
            apply = SlaEvent(
                f"{each.id}/{policy.id}",
                Kind.APPLY,
                each.at,
                policy.id,
                calendar.id,
                calendar.version,
            )
            found.append(apply)
    return found
