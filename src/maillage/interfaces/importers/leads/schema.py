"""Score models, calendars and agreements as they are written in a file."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from maillage.core.leads.calendars import Calendar, Hours, Special, minutes_of
from maillage.core.leads.conditions import Condition, Operator
from maillage.core.leads.scoring.model import (
    Decay,
    Dimension,
    EventRule,
    FieldRule,
    Group,
    Model,
    Needed,
    Rule,
    Stage,
)
from maillage.core.leads.sla.policies import Basis, Direction, Escalation, Policy, Target
from maillage.errors import ParameterError
from maillage.texts import _, quoted

AMOUNT = re.compile(r"(?:(\d{1,4})\s*d)?\s*(?:(\d{1,5})\s*h)?\s*(?:(\d{1,6})\s*(?:min|m))?")

type Text = Annotated[str, Field(min_length=1, max_length=200)]
type Finite = Annotated[float, Field(allow_inf_nan=False)]
type OneValue = bool | float | str


def amount_of(text: str) -> timedelta:
    """Read an amount of time: 15m, 1h, 1h30m, 2d.

    Raises
    ------
    ParameterError
        If it is none.
    """
    found = AMOUNT.fullmatch(text.strip().lower())
    if not found or not any(found.groups()):
        raise ParameterError(
            _("%(text)s is no amount of time.") % {"text": quoted(text[:40])},
            remedy=_("Write it as 15m, 1h, 1h30m or 2d."),
        )
    days, hours, minutes = (int(each or 0) for each in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


class WrittenOfLeads(BaseModel):
    """What is written; a word we do not know is an error, not a setting that does nothing."""

    model_config = ConfigDict(extra="forbid")


class WrittenCondition(WrittenOfLeads):
    """What is asked of a field: that it is so, unless told otherwise."""

    field: Text
    operator: Operator = Operator.IS
    value: OneValue | list[OneValue] = True

    def read(self) -> Condition:
        """Read it."""
        if self.operator is Operator.KNOWN:
            return Condition(self.field, self.operator, ())
        several = self.value if isinstance(self.value, list) else [self.value]
        return Condition(self.field, self.operator, tuple(several))


def conditions(written: list[WrittenCondition]) -> tuple[Condition, ...]:
    """Read conditions."""
    return tuple(each.read() for each in written)


class WrittenScoreRule(WrittenOfLeads):
    """Points for a field (``when``) or for events (``event``); ``most`` of 0 counts each."""

    name: Text
    points: Finite
    when: list[WrittenCondition] = []
    event: str = ""
    where: list[WrittenCondition] = []
    at_least: int = Field(1, ge=1, le=10_000)
    most: int = Field(1, ge=0, le=10_000)
    every_days: float = Field(0, ge=0, le=3660)
    window_days: float | None = Field(None, gt=0, le=3660)
    decay: Decay = Decay.NONE
    decay_days: float | None = Field(None, gt=0, le=3660)

    def read(self) -> Rule:
        """Read it.

        Raises
        ------
        ParameterError
            If it is neither of a field nor of an event, or both.
        """
        if bool(self.when) == bool(self.event):
            raise ParameterError(
                _("The rule %(rule)s is of a field or of an event, not of both or none.")
                % {"rule": quoted(self.name)},
                remedy=_("Give either when or event."),
            )
        if self.when:
            return FieldRule(self.name, self.points, conditions(self.when))
        return EventRule(
            self.name,
            self.points,
            self.event,
            conditions(self.where),
            self.at_least,
            self.most or None,
            self.every_days,
            self.window_days,
            self.decay,
            self.decay_days,
        )


class WrittenScoreGroup(WrittenOfLeads):
    """Rules with a cap."""

    name: Text
    cap: Finite | None = None
    rules: list[WrittenScoreRule] = Field(min_length=1, max_length=200)


class WrittenDimension(WrittenOfLeads):
    """An axis of a score, and from where its first and second band begin."""

    name: Text
    cap: Finite | None = None
    bands: tuple[Finite, Finite] = (0, 0)
    groups: list[WrittenScoreGroup] = Field(min_length=1, max_length=50)

    def read(self) -> Dimension:
        """Read it."""
        groups = (
            Group(each.name, tuple(rule.read() for rule in each.rules), each.cap)
            for each in self.groups
        )
        return Dimension(self.name, tuple(groups), self.cap, self.bands)


class WrittenNeeded(WrittenOfLeads):
    """An event that must be recorded."""

    event: Text
    where: list[WrittenCondition] = []


class WrittenScoreStage(WrittenOfLeads):
    """What a score leads to."""

    name: Text
    at_least: Finite
    gates: list[WrittenCondition] = []
    needs: list[WrittenNeeded] = []

    def read(self) -> Stage:
        """Read it."""
        needs = tuple(Needed(each.event, conditions(each.where)) for each in self.needs)
        return Stage(self.name, self.at_least, conditions(self.gates), needs)


class WrittenModel(WrittenOfLeads):
    """A score model in one version."""

    name: Text
    version: int = Field(1, ge=1)
    effective_from: AwareDatetime = datetime(2000, 1, 1, tzinfo=UTC)
    dimensions: list[WrittenDimension] = Field(min_length=1, max_length=10)
    stages: list[WrittenScoreStage] = Field([], max_length=10)

    def read(self) -> Model:
        """Read it.

        Raises
        ------
        ParameterError
            If it contradicts itself.
        """
        return Model(
            self.name,
            self.version,
            self.effective_from,
            tuple(each.read() for each in self.dimensions),
            tuple(each.read() for each in self.stages),
        )


class WrittenHours(WrittenOfLeads):
    """Hours of some days of the week, 0 is Monday."""

    days: list[Annotated[int, Field(ge=0, le=6)]] = Field(min_length=1, max_length=7)
    opens: str
    closes: str


class WrittenSpecial(WrittenOfLeads):
    """Days that differ, with their hours as 09:00-12:00; none where nothing is worked."""

    first: date
    last: date | None = None
    hours: list[str] = []
    name: str = ""

    def read(self) -> Special:
        """Read it."""
        spans = (each.partition("-") for each in self.hours)
        hours = tuple((minutes_of(a.strip()), minutes_of(b.strip())) for a, _dash, b in spans)
        return Special(self.first, self.last or self.first, hours, self.name)


class WrittenCalendar(WrittenOfLeads):
    """When is worked."""

    name: Text = "calendar"
    version: int = Field(1, ge=1)
    zone: str
    weekly: list[WrittenHours] = Field(min_length=1, max_length=50)
    country: str = ""
    state: str = ""
    worked: list[str] = []
    yearly: list[str] = []
    special: list[WrittenSpecial] = Field([], max_length=1000)

    def read(self) -> Calendar:
        """Read it."""
        weekly = (
            Hours(day, minutes_of(each.opens), minutes_of(each.closes))
            for each in self.weekly
            for day in each.days
        )
        return Calendar(
            self.name,
            self.version,
            self.zone,
            tuple(weekly),
            self.country,
            self.state,
            tuple(self.worked),
            tuple(self.yearly),
            tuple(each.read() for each in self.special),
        )


class WrittenEscalation(WrittenOfLeads):
    """Who hears of a breach, and how long after it."""

    to: Text
    after: str = "0m"


class WrittenPolicy(WrittenOfLeads):
    """A promise."""

    name: Text
    direction: Direction
    begins: Text
    fulfilled_by: Text
    within: str
    basis: Basis
    when: list[WrittenCondition] = []
    requires: list[str] = []
    pauses_on: list[str] = []
    resumes_on: list[str] = []
    cancelled_by: list[str] = []
    warnings: list[float] = [0.5, 0.8]
    escalations: list[WrittenEscalation] = [WrittenEscalation(to="manager")]
    position: int = 0
    version: int = Field(1, ge=1)

    def read(self) -> Policy:
        """Read it."""
        return Policy(
            self.name,
            self.direction,
            self.begins,
            self.fulfilled_by,
            Target(amount_of(self.within), self.basis),
            conditions(self.when),
            tuple(self.requires),
            tuple(self.pauses_on),
            tuple(self.resumes_on),
            tuple(self.cancelled_by),
            tuple(self.warnings),
            tuple(Escalation(each.to, amount_of(each.after)) for each in self.escalations),
            self.position,
            self.version,
        )


class WrittenAgreement(WrittenOfLeads):
    """What marketing and sales promise each other, and the calendar that governs it."""

    calendar: WrittenCalendar
    policies: list[WrittenPolicy] = Field(min_length=1, max_length=100)
