"""Scores of many leads at once: the same points as one by one, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.leads.conditions import Condition, Value, all_hold
from maillage.core.leads.happenings import Happening, Lead
from maillage.core.leads.instants import Micros, micros
from maillage.core.leads.opening import MICROS_OF_DAY
from maillage.core.leads.scoring.model import Decay, Dimension, EventRule, FieldRule, Model, Stage

type Answers = NDArray[np.int8]

NO, YES, OPEN = 0, 1, -1
"""Answers to a condition; open is what is not known."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field of many leads: its different values, and which one each lead has."""

    values: list[Value]
    places: IntArray


@dataclass(frozen=True, slots=True)
class Table:
    """Many leads at an instant.

    Parameters
    ----------
    ids
        One a lead.
    fields
        What is known of them.
    kinds, owners, instants, told
        Events in order of lead and time: kind, place of the lead, microseconds in UTC, and what
        was told of each.
    now
        The instant.
    """

    ids: list[str]
    fields: dict[str, Column]
    kinds: NDArray[np.str_]
    owners: IntArray
    instants: Micros
    told: list[Happening]
    now: datetime


def table_of(leads: Sequence[Lead], at: datetime) -> Table:
    """Lay out leads as columns; what came after the instant is left out."""
    at = at.astimezone(UTC)
    facts = [{name: fact.value for name, fact in lead.known(at).items()} for lead in leads]
    names = sorted({name for each in facts for name in each})
    fields = {name: column([each.get(name) for each in facts]) for name in names}
    pairs = [(place, each) for place, lead in enumerate(leads) for each in lead.past(at)]
    return Table(
        [lead.id for lead in leads],
        fields,
        np.array([each.kind for _place, each in pairs], dtype=np.str_),
        np.array([place for place, _each in pairs], dtype=np.int32),
        np.array([micros(each.at) for _place, each in pairs], dtype=np.int64),
        [each for _place, each in pairs],
        at,
    )


def column(values: Sequence[Value]) -> Column:
    """Factorise the values of a field; 1 and True are different values."""
    known: dict[tuple[type, Value], int] = {}
    places = [known.setdefault((type(each), each), len(known)) for each in values]
    return Column([value for _kind, value in known], np.array(places, dtype=np.int32))


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of many leads; see :class:`maillage.core.leads.scoring.score.Score`.

    Parameters
    ----------
    dimensions : shape (n, dimensions)
    total, potential : shape (n,)
    stage : shape (n,)
        Place of the last stage that is reached; -1 before the first.
    band : shape (n,)
    """

    dimensions: FloatArray
    total: FloatArray
    potential: FloatArray
    stage: IntArray
    band: NDArray[np.str_]


def score_many(model: Model, table: Table) -> Scores:
    """Score many leads at the instant of the table."""
    found = [dimension_points(each, table) for each in model.dimensions]
    points = np.stack([certain for certain, _best in found], axis=1)
    best = np.sum([best for _certain, best in found], axis=0)
    total = points.sum(axis=1)
    stage = np.full(len(table.ids), -1, dtype=np.int32)
    for place, each in enumerate(model.stages):
        stage[(stage == place - 1) & passes(each, total, table)] = place
    return Scores(points, total, best, stage, bands(model, points))


def bands(model: Model, points: FloatArray) -> NDArray[np.str_]:
    """Give the band of each row of points."""
    marks = [
        np.array(list(letters))[
            (points[:, [place]] < np.array(dimension.bands)).sum(axis=1, dtype=np.int64)
        ]
        for place, (letters, dimension) in enumerate(
            zip(("ABC", "123"), model.dimensions, strict=False)
        )
    ]
    return marks[0] if len(marks) == 1 else np.strings.add(marks[0], marks[1])


def dimension_points(dimension: Dimension, table: Table) -> tuple[FloatArray, FloatArray]:
    """Give the points of a dimension, and those if all that is not known were as one wishes."""
    certain, best = np.zeros((2, len(table.ids)))
    for group in dimension.groups:
        sure, hoped = np.zeros((2, len(table.ids)))
        for rule in group.rules:
            if isinstance(rule, FieldRule):
                answers = answered(rule.when, table)
                sure += rule.points * (answers == YES)
                hoped += max(rule.points, 0.0) * (answers == OPEN)
            else:
                sure += event_points(rule, table)
        certain += capped(sure, group.cap)
        best += capped(sure + hoped, group.cap)
    return capped(certain, dimension.cap), capped(best, dimension.cap)


def capped(points: FloatArray, cap: float | None) -> FloatArray:
    """Give points up to their cap."""
    return points if cap is None else np.minimum(points, cap)


def answered(when: Sequence[Condition], table: Table) -> Answers:
    """Answer whether all conditions hold, by lead."""
    answers = [one_answer(each, table) for each in when]
    no = np.any([each == NO for each in answers], axis=0)
    unknown = np.any([each == OPEN for each in answers], axis=0)
    return np.where(no, NO, np.where(unknown, OPEN, YES)).astype(np.int8)


def one_answer(condition: Condition, table: Table) -> Answers:
    """Answer one condition by lead: each different value is asked once."""
    held = table.fields.get(condition.field)
    nothing = Column([None], np.zeros(len(table.ids), dtype=np.int32))
    values = held or nothing
    answers = [condition.holds({condition.field: each}) for each in values.values]
    codes = [OPEN if each is None else int(each) for each in answers]
    return np.array(codes, dtype=np.int8)[values.places]


def chosen(kind: str, where: Sequence[Condition], table: Table) -> IntArray:
    """Give the places of the events of a kind of which the conditions hold."""
    places = np.flatnonzero(table.kinds == kind).astype(np.int32)
    if not where:
        return places
    holds = [bool(all_hold(where, table.told[place].carried)) for place in places]
    found: IntArray = places[np.array(holds, dtype=bool)]
    return found


def event_points(rule: EventRule, table: Table) -> FloatArray:
    """Give the points of a rule of events by lead."""
    places = chosen(rule.event, rule.where, table)
    now = micros(table.now)
    if rule.window_days is not None:
        since = now - round(rule.window_days * MICROS_OF_DAY)
        places = places[table.instants[places] > since]
    owners, instants = table.owners[places], table.instants[places]
    kept = rank(owners) >= rule.at_least - 1
    owners, instants = owners[kept], instants[kept]
    if rule.decay is not Decay.NONE:
        owners, instants = owners[::-1], instants[::-1]
    counts = spaced(owners, instants, rule)
    points = rule.points * fading(rule, now - instants[counts])
    return np.bincount(owners[counts], weights=points, minlength=len(table.ids))


def rank(owners: IntArray) -> IntArray:
    """Count the events of each lead: 0 is its first. Those of a lead stand together."""
    if not len(owners):
        return owners
    fresh = np.concatenate([[True], owners[1:] != owners[:-1]])
    firsts = np.flatnonzero(fresh)
    ranks: IntArray = (np.arange(len(owners)) - firsts[np.cumsum(fresh) - 1]).astype(np.int32)
    return ranks


def spaced(owners: IntArray, instants: Micros, rule: EventRule) -> BoolArray:
    """Choose the events that count: far enough from the one before, and no more than the most."""
    ranks = rank(owners)
    most = len(owners) if rule.most is None else rule.most
    if rule.every_days == 0:
        return ranks < most
    every = round(rule.every_days * MICROS_OF_DAY)
    last = np.full(int(owners.max(initial=-1)) + 1, -(2**62), dtype=np.int64)
    taken = np.zeros(len(last), dtype=np.int64)
    counts = np.zeros(len(owners), dtype=bool)
    for place in range(int(ranks.max(initial=-1)) + 1):
        rows = np.flatnonzero(ranks == place)
        who = owners[rows]
        far = (taken[who] == 0) | (np.abs(instants[rows] - last[who]) >= every)
        rows = rows[far & (taken[who] < most)]
        counts[rows] = True
        last[owners[rows]] = instants[rows]
        taken[owners[rows]] += 1
    return counts


def fading(rule: EventRule, ages: Micros) -> FloatArray:
    """Give the share of their points that events of some ages have left."""
    if rule.decay_days is None:
        return np.ones(len(ages))
    lives = ages / (rule.decay_days * MICROS_OF_DAY)
    return np.maximum(1 - lives, 0) if rule.decay is Decay.LINEAR else 0.5**lives


def passes(stage: Stage, total: FloatArray, table: Table) -> BoolArray:
    """Whether each lead has what a stage asks for."""
    found: BoolArray = total >= stage.at_least
    for gate in stage.gates:
        found = found & (one_answer(gate, table) == YES)
    for needed in stage.needs:
        has = np.zeros(len(table.ids), dtype=bool)
        has[table.owners[chosen(needed.event, needed.where, table)]] = True
        found = found & has
    return found
