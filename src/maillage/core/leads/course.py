"""How a lead went, read from all that was told of it: its life, and when it became an MQL.

The course hangs on the set of events alone, not on the order in which they were told. What makes
no sense where it stands is passed over and noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from maillage.core.leads.happenings import Fact, Happening, Lead, each_once
from maillage.core.leads.lifecycle import CALLERS, Life, LifeState, Step, move
from maillage.core.leads.scoring.model import EventRule, Model
from maillage.core.leads.scoring.standing import Standing
from maillage.errors import ConflictError

MQL: Final = "mql"
SQL: Final = "sql"
CALL: Final = "validation_call"
RECYCLED: Final = "recycled"
MOVES: Final = {
    MQL: Life.MQL,
    "accepted": Life.ACCEPTED,
    SQL: Life.SQL,
    "opportunity": Life.OPPORTUNITY,
    "rejected": Life.REJECTED,
    RECYCLED: Life.RAW,
}
"""Events that move a lead, in the order in which those of one instant are read."""
RANK: Final = {kind: place for place, kind in enumerate(MOVES)}
DERIVED: Final = "maillage"
"""Source of what follows from the score."""


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A move that made no sense where it stood."""

    kind: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Course:
    """How a lead went.

    Parameters
    ----------
    state
        Where it is in its life, and all its moves.
    told
        What happened, by life: a life ends when the lead is recycled, which is its last event. The
        instants at which it became an MQL are among them.
    passed_over
        Moves that made no sense.
    """

    state: LifeState
    told: tuple[tuple[Happening, ...], ...]
    passed_over: tuple[PassedOver, ...]


def course(lead: Lead, models: Sequence[Model], until: datetime) -> Course:
    """Read how a lead went up to an instant.

    Parameters
    ----------
    lead
        All that is known of it, in any order.
    models
        Versions of the score model; each instant is judged by the one in force then, those before
        the first by the first.
    until
        What is later is not read.

    Notes
    -----
    A lead becomes an MQL when the score reaches that stage, or when a source says so; an SQL when
    it was accepted and the score reaches that stage, its validation call included (D-04), or when
    somebody says so. A recycled lead becomes an MQL again with the next thing that counts.
    """
    facts = sorted(
        (each for each in lead.facts if each.at <= until),
        key=lambda each: (each.at, each.source, str(each.value)),
    )
    happenings = [each for each in each_once(lead.happenings) if each.at <= until]
    reader = Reader(models)
    for at, knew, did in by_instant(facts, happenings):
        reader.read(at, knew, did)
    return reader.course()


def by_instant(
    facts: Sequence[Fact], happenings: Sequence[Happening]
) -> Iterator[tuple[datetime, list[Fact], list[Happening]]]:
    """Give what became known and what happened at each instant, in time."""
    knew = {at: list(found) for at, found in groupby(facts, attrgetter("at"))}
    did = {at: list(found) for at, found in groupby(happenings, attrgetter("at"))}
    for at in sorted(knew | did):
        yield at, knew.get(at, []), did.get(at, [])


class Reader:
    """Reads a story from its beginning."""

    def __init__(self, models: Sequence[Model]) -> None:
        ordered = sorted(models, key=lambda each: (each.effective_from, each.version))
        self.standings = [Standing(each) for each in ordered]
        self.counting = {kind for each in ordered for kind in counting(each)}
        self.state = LifeState()
        self.called_by = ""
        self.lives: list[list[Happening]] = [[]]
        self.passed_over: list[PassedOver] = []

    def course(self) -> Course:
        """Give what was read."""
        return Course(self.state, tuple(map(tuple, self.lives)), tuple(self.passed_over))

    def read(self, at: datetime, knew: Sequence[Fact], did: Sequence[Happening]) -> None:
        """Read an instant: what it makes of the score, then the moves."""
        for standing in self.standings:
            for fact in knew:
                standing.know(fact)
            for each in did:
                standing.take(each)
        counts = bool(knew) or any(each.kind in self.counting for each in did)
        if counts and self.state.life is Life.RAW and self.reaches(MQL, at):
            self.begin(Happening(f"{MQL}@{at.isoformat()}", MQL, at, source=DERIVED))
        moves = []
        for each in did:
            if each.kind in MOVES:
                moves.append(each)
                continue
            self.lives[-1].append(each)
            if each.kind == CALL:
                self.called_by = caller(each.carried) or self.called_by
        for each in sorted(moves, key=lambda each: RANK[each.kind]):
            self.follow(each)
        called = self.state.life is Life.ACCEPTED and self.called_by
        if called and (counts or moves) and self.reaches(SQL, at):
            self.move(Step(Life.SQL, at, called_by=self.called_by))

    def begin(self, each: Happening) -> None:
        """Make it an MQL."""
        self.move(Step(Life.MQL, each.at))
        self.lives[-1].append(each)

    def follow(self, each: Happening) -> None:
        """Move as somebody said, where that makes sense."""
        to = MOVES[each.kind]
        if to is self.state.life:
            return
        reason = str(each.carried.get("reason") or "")
        if not self.move(Step(to, each.at, reason, caller(each.carried) or self.called_by)):
            return
        self.lives[-1].append(each)
        if to is Life.RAW:
            self.lives.append([])
            self.called_by = ""

    def move(self, step: Step) -> bool:
        """Move, or note why not."""
        try:
            self.state = move(self.state, step)
        except ConflictError as refused:
            self.passed_over.append(PassedOver(step.to.value, step.at, str(refused)))
            return False
        return True

    def reaches(self, stage: str, at: datetime) -> bool:
        """Whether the score is at a stage or beyond, by the model in force."""
        past = [each for each in self.standings if each.model.effective_from <= at]
        standing = past[-1] if past else self.standings[0]
        places = [each.id for each in standing.model.stages]
        return stage in places and standing.stage(at) >= places.index(stage)


def caller(carried: Mapping[str, Any]) -> str:
    """Give the role of who called, as an event carries it."""
    found = carried.get("called_by") or carried.get("role") or ""
    return found if isinstance(found, str) and found in CALLERS else ""


def counting(model: Model) -> Iterator[str]:
    """Give the kinds of events that a score hangs on."""
    for _dimension, _group, rule in model.rules():
        if isinstance(rule, EventRule):
            yield rule.event
    for stage in model.stages:
        yield from (needed.event for needed in stage.needs)
