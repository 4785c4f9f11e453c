"""Score models as they are written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AwareDatetime, Field

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
from maillage.domain.leads.written.base import (
    Finite,
    Text,
    WrittenCondition,
    WrittenOfLeads,
    conditions,
    written_conditions,
)
from maillage.errors import ParameterError
from maillage.texts import _, quoted


class WrittenScoreRule(WrittenOfLeads):
    """Points for a field (``when``) or for events (``event``); ``most`` of 0 counts each."""

    name: Text
    points: Finite
    when: list[WrittenCondition] = Field(default_factory=list)
    event: str = ""
    where: list[WrittenCondition] = Field(default_factory=list)
    at_least: int = Field(1, ge=1, le=10_000)
    most: int = Field(1, ge=0, le=10_000)
    every_days: float = Field(0, ge=0, le=3660)
    window_days: float | None = Field(None, gt=0, le=3660)
    decay: Decay = Decay.NONE
    decay_days: float | None = Field(None, gt=0, le=3660)

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """Write one down."""
        if isinstance(rule, FieldRule):
            return cls(name=rule.id, points=rule.points, when=written_conditions(rule.when))
        return cls(
            name=rule.id,
            points=rule.points,
            event=rule.event,
            where=written_conditions(rule.where),
            at_least=rule.at_least,
            most=rule.most or 0,
            every_days=rule.every_days,
            window_days=rule.window_days,
            decay=rule.decay,
            decay_days=rule.decay_days,
        )

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

    @classmethod
    def of(cls, dimension: Dimension) -> Self:
        """Write one down."""
        groups = [
            WrittenScoreGroup(
                name=each.id, cap=each.cap, rules=[WrittenScoreRule.of(rule) for rule in each.rules]
            )
            for each in dimension.groups
        ]
        return cls(name=dimension.id, cap=dimension.cap, bands=dimension.bands, groups=groups)

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
    where: list[WrittenCondition] = Field(default_factory=list)


class WrittenScoreStage(WrittenOfLeads):
    """What a score leads to."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    at_least: Finite
    gates: list[WrittenCondition] = Field(default_factory=list)
    needs: list[WrittenNeeded] = Field(default_factory=list)

    @classmethod
    def of(cls, stage: Stage) -> Self:
        """Write one down."""
        needs = [
            WrittenNeeded(event=each.event, where=written_conditions(each.where))
            for each in stage.needs
        ]
        gates = written_conditions(stage.gates)
        return cls(name=stage.id, at_least=stage.at_least, gates=gates, needs=needs)

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

    @classmethod
    def of(cls, model: Model) -> Self:
        """Write one down."""
        return cls(
            name=model.id,
            version=model.version,
            effective_from=model.effective_from,
            dimensions=[WrittenDimension.of(each) for each in model.dimensions],
            stages=[WrittenScoreStage.of(each) for each in model.stages],
        )

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
