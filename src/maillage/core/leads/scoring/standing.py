"""The stage a lead is at, kept up to date while its story is read: the same as a whole score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import fsum

from maillage.core.leads.conditions import Value, all_hold
from maillage.core.leads.happenings import Fact, Happening
from maillage.core.leads.scoring.model import (
    Decay,
    EventRule,
    FieldRule,
    Group,
    Model,
    Needed,
    Rule,
    Stage,
)
from maillage.core.leads.scoring.score import Seen, event_points


@dataclass(slots=True)
class Tally:
    """How often a rule of events counted so far; where points fade, what counts is kept."""

    rule: EventRule
    told: int = 0
    counted: int = 0
    last: datetime | None = None
    kept: list[Happening] = field(default_factory=list)

    def take(self, each: Happening) -> None:
        """Count an event that comes after all before it."""
        rule = self.rule
        if not all_hold(rule.where, each.carried):
            return
        if fades(rule):
            self.kept.append(each)
            return
        self.told += 1
        far = self.last is None or each.at - self.last >= timedelta(days=rule.every_days)
        if self.told >= rule.at_least and (rule.most is None or self.counted < rule.most) and far:
            self.counted += 1
            self.last = each.at

    def points(self, now: datetime) -> float:
        """Give the points at an instant."""
        if not fades(self.rule):
            return self.rule.points * self.counted
        return fsum(each for each, _at, _source in event_points(self.rule, self.seen(now)))

    def seen(self, now: datetime) -> Seen:
        """Give what counts as what is seen."""
        return Seen(now, {}, self.kept)

    def most(self) -> float:
        """Give the most points it can have, without looking at what faded."""
        counted = len(self.kept) if fades(self.rule) else self.counted
        return max(self.rule.points, 0.0) * min(counted, self.rule.most or counted)


def fades(rule: EventRule) -> bool:
    """Whether the points of a rule hang on the instant they are looked at."""
    return rule.decay is not Decay.NONE or rule.window_days is not None


class Standing:
    """The stage of one lead under one model; what is told must come in order.

    Parameters
    ----------
    model
        How leads are scored.
    """

    __slots__ = ("by_kind", "met", "model", "needs", "tallies", "values")

    def __init__(self, model: Model) -> None:
        self.model = model
        self.values: dict[str, Value] = {}
        self.tallies: dict[str, Tally] = {}
        self.by_kind: dict[str, list[Tally]] = {}
        self.needs = [needed for stage in model.stages for needed in stage.needs]
        self.met: list[Needed] = []
        for _dimension, _group, rule in model.rules():
            if isinstance(rule, EventRule):
                tally = self.tallies[rule.id] = Tally(rule)
                self.by_kind.setdefault(rule.event, []).append(tally)

    def know(self, fact: Fact) -> None:
        """Take in what became known."""
        self.values[fact.field] = fact.value

    def take(self, each: Happening) -> None:
        """Take in what happened."""
        for tally in self.by_kind.get(each.kind, ()):
            tally.take(each)
        for needed in self.needs:
            if needed.event == each.kind and all_hold(needed.where, each.carried):
                self.met.append(needed)

    def stage(self, now: datetime) -> int:
        """Give the place of the last stage that is reached, -1 before the first."""
        stages = self.model.stages
        if not stages or self._most() < stages[0].at_least:
            return -1
        total = fsum(
            capped((self._group(group, now) for group in each.groups), each.cap)
            for each in self.model.dimensions
        )
        for place, stage in enumerate(stages):
            if not self._passes(stage, total):
                return place - 1
        return len(stages) - 1

    def _most(self) -> float:
        """Give a bound of the total that is quick to know."""
        return fsum(
            capped((self._group(group, None) for group in each.groups), each.cap)
            for each in self.model.dimensions
        )

    def _group(self, group: Group, now: datetime | None) -> float:
        return capped((self._rule(rule, now) for rule in group.rules), group.cap)

    def _rule(self, rule: Rule, now: datetime | None) -> float:
        if isinstance(rule, FieldRule):
            return rule.points if all_hold(rule.when, self.values) else 0.0
        tally = self.tallies[rule.id]
        return tally.most() if now is None else tally.points(now)

    def _passes(self, stage: Stage, total: float) -> bool:
        return (
            total >= stage.at_least
            and all(gate.holds(self.values) for gate in stage.gates)
            and all(needed in self.met for needed in stage.needs)
        )


def capped(points: Iterable[float], cap: float | None) -> float:
    """Add points up to their cap."""
    found = fsum(points)
    return found if cap is None else min(found, cap)
