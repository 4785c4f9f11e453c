"""The score of a lead at an instant, with its reasons, and what is missing to the next stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import fsum

from maillage.core.leads.conditions import all_hold
from maillage.core.leads.happenings import Fact, Happening, Lead
from maillage.core.leads.scoring.model import (
    Decay,
    Dimension,
    EventRule,
    FieldRule,
    Group,
    Model,
    Stage,
    in_force,
)
from maillage.texts import _, number, quoted

CAP = "cap"
STANDING = ("band", "stage", "total")
"""What conditions can ask of a score."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there are points: by which rule, since when, and who says so (D-06).

    A cap takes points away; its rule is called ``cap``.
    """

    dimension: str
    group: str
    rule: str
    points: float
    at: datetime | None
    source: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What a stage still lacks: points, a field, or an event.

    ``known`` is False where a field that decides is not known.
    """

    stage: str
    points: float = 0.0
    field: str = ""
    event: str = ""
    known: bool = True

    def __str__(self) -> str:
        if self.event:
            text = _("%(stage)s: no %(event)s is recorded.")
        elif self.field:
            text = (
                _("%(stage)s: %(field)s is not as it must be.")
                if self.known
                else _("%(stage)s: %(field)s is not known.")
            )
        else:
            text = _("%(stage)s: %(points)s more points are needed.")
        return text % {
            "stage": self.stage.upper(),
            "event": quoted(self.event),
            "field": quoted(self.field),
            "points": number(self.points, 0 if float(self.points).is_integer() else 1),
        }


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a lead.

    Parameters
    ----------
    lead, model, version, at
        Whose, by which model, and when.
    dimensions
        Points by dimension, in the order of the model.
    total
        Their sum; the sum of the reasons.
    potential
        The total if all that is not known were as one wishes (X-11).
    unknown
        Rules whose fields are not known.
    stage
        The last stage that is reached; empty before the first.
    missing
        What the next stage lacks.
    band
        A1 to C3.
    reasons
        All of them, in the order of the model.
    """

    lead: str
    model: str
    version: int
    at: datetime
    dimensions: tuple[float, ...]
    total: float
    potential: float
    unknown: tuple[str, ...]
    stage: str
    missing: tuple[Missing, ...]
    band: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a lead at an instant."""

    now: datetime
    facts: dict[str, Fact]
    past: list[Happening]

    @property
    def values(self) -> dict[str, str | float | bool | None]:
        """The value of each field."""
        return {name: fact.value for name, fact in self.facts.items()}


def score(model: Model, lead: Lead, at: datetime) -> Score:
    """Score a lead at an instant; what came later is not read.

    The order in which facts and events were told does not matter, nor whether twice.
    """
    seen = Seen(at.astimezone(UTC), lead.known(at), lead.past(at))
    points, best, reasons, unknown = [], [], list[Reason](), list[str]()
    for dimension in model.dimensions:
        found = list(dimension_reasons(dimension, seen))
        hopes = {group.id: list(unknown_rules(group, seen)) for group in dimension.groups}
        unknown += [rule.id for rules in hopes.values() for rule in rules]
        points.append(fsum(each.points for each in found))
        best.append(potential(dimension, found, hopes))
        reasons += found
    total = fsum(points)
    stage, missing = reached(model.stages, total, seen)
    return Score(
        lead.id,
        model.id,
        model.version,
        seen.now,
        tuple(points),
        total,
        fsum(best),
        tuple(unknown),
        stage,
        missing,
        model.band(points),
        tuple(reasons),
    )


def dimension_reasons(dimension: Dimension, seen: Seen) -> Iterator[Reason]:
    """Give the reasons of a dimension, those of its caps among them."""
    all_points: list[float] = []
    for group in dimension.groups:
        found = list(group_reasons(dimension.id, group, seen))
        yield from found
        all_points += [each.points for each in found]
    over = excess(all_points, dimension.cap)
    if over:
        yield Reason(dimension.id, "", CAP, -over, None, "")


def group_reasons(dimension: str, group: Group, seen: Seen) -> Iterator[Reason]:
    """Give the reasons of a group, that of its cap among them."""
    found = [
        Reason(dimension, group.id, rule.id, points, at, source)
        for rule in group.rules
        for points, at, source in (
            field_points(rule, seen) if isinstance(rule, FieldRule) else event_points(rule, seen)
        )
    ]
    yield from found
    over = excess([each.points for each in found], group.cap)
    if over:
        yield Reason(dimension, group.id, CAP, -over, None, "")


def excess(points: Sequence[float], cap: float | None) -> float:
    """Give how far points are above their cap."""
    return 0.0 if cap is None else max(fsum(points) - cap, 0.0)


type Points = tuple[float, datetime, str]


def field_points(rule: FieldRule, seen: Seen) -> Iterator[Points]:
    """Give the points of what is known, dated by the last of the facts that it took."""
    if all_hold(rule.when, seen.values):
        asked = (seen.facts[each.field] for each in rule.when if each.field in seen.facts)
        last = max(asked, key=lambda each: each.at)
        yield rule.points, last.at, last.source


def unknown_rules(group: Group, seen: Seen) -> Iterator[FieldRule]:
    """Give the rules of a group whose fields are not known."""
    for rule in group.rules:
        if isinstance(rule, FieldRule) and all_hold(rule.when, seen.values) is None:
            yield rule


def potential(
    dimension: Dimension, found: Sequence[Reason], hopes: dict[str, list[FieldRule]]
) -> float:
    """Give the points of a dimension if all that is not known were as one wishes."""
    wished = []
    for group in dimension.groups:
        certain = [each.points for each in found if each.group == group.id and each.rule != CAP]
        hoped = [max(rule.points, 0.0) for rule in hopes[group.id]]
        wished.append(fsum(certain + hoped) - excess(certain + hoped, group.cap))
    return fsum(wished) - excess(wished, dimension.cap)


def event_points(rule: EventRule, seen: Seen) -> Iterator[Points]:
    """Give the points of what a lead did, one for each event that counts."""
    since = None if rule.window_days is None else seen.now - timedelta(days=rule.window_days)
    told = [
        each
        for each in seen.past
        if each.kind == rule.event
        and (since is None or each.at > since)
        and all_hold(rule.where, each.carried)
    ]
    counting = told[rule.at_least - 1 :]
    if rule.decay is not Decay.NONE:
        counting.reverse()
    for each in spaced(counting, timedelta(days=rule.every_days))[: rule.most]:
        yield rule.points * fading(rule, seen.now - each.at), each.at, each.source


def spaced(told: Sequence[Happening], every: timedelta) -> list[Happening]:
    """Choose events with a distance between them, beginning with the first."""
    chosen: list[Happening] = []
    for each in told:
        if not chosen or abs(each.at - chosen[-1].at) >= every:
            chosen.append(each)
    return chosen


def fading(rule: EventRule, age: timedelta) -> float:
    """Give the share of its points that an event of some age has left."""
    if rule.decay_days is None:
        return 1.0
    lives = age / timedelta(days=rule.decay_days)
    return max(1.0 - lives, 0.0) if rule.decay is Decay.LINEAR else float(0.5**lives)


def reached(stages: Sequence[Stage], total: float, seen: Seen) -> tuple[str, tuple[Missing, ...]]:
    """Give the last stage that is reached, and what the next one lacks."""
    last = ""
    for stage in stages:
        missing = tuple(lacking(stage, total, seen))
        if missing:
            return last, missing
        last = stage.id
    return last, ()


def lacking(stage: Stage, total: float, seen: Seen) -> Iterator[Missing]:
    """Give what a stage lacks."""
    if total < stage.at_least:
        yield Missing(stage.id, points=stage.at_least - total)
    for gate in stage.gates:
        answer = gate.holds(seen.values)
        if not answer:
            yield Missing(stage.id, field=gate.field, known=answer is not None)
    for needed in stage.needs:
        if not any(
            each.kind == needed.event and all_hold(needed.where, each.carried) for each in seen.past
        ):
            yield Missing(stage.id, event=needed.event)


def standing_at(models: Sequence[Model], lead: Lead, at: datetime) -> dict[str, str | float]:
    """Give where the score of a lead stood at an instant, by the model in force then.

    Parameters
    ----------
    models
        Versions of the score model, one at least; before the first, the first holds.
    """
    first = min(each.effective_from for each in models)
    found = score(in_force(models, max(at, first)), lead, at)
    return dict(zip(STANDING, (found.band, found.stage, found.total), strict=True))


def crossed(model: Model, lead: Lead, stage: str, until: datetime) -> datetime | None:
    """Give when a lead first reached a stage, up to an instant: where the clock of E-01 begins.

    Points are only won when something happens or becomes known, so those instants are enough.
    """
    order = [each.id for each in model.stages]
    moments = {each.at for each in lead.happenings} | {each.at for each in lead.facts}
    for moment in sorted(each for each in moments if each <= until):
        found = score(model, lead, moment).stage
        if found and order.index(found) >= order.index(stage):
            return moment
    return None
