"""What a score is made of: dimensions of groups of rules, and the stages it leads to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from maillage.core.leads.conditions import Condition
from maillage.core.leads.instants import micros
from maillage.errors import ParameterError
from maillage.texts import _, quoted


class Decay(StrEnum):
    """How the points of an event fade with its age."""

    NONE = "none"
    LINEAR = "linear"
    """To nothing after so many days."""
    HALF_LIFE = "half_life"
    """To half after so many days."""


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Points for what is known of a lead; what is not known gives none, and is told (X-11)."""

    id: str
    points: float
    when: tuple[Condition, ...]

    def __post_init__(self) -> None:
        """Refuse a rule without a condition."""
        if not self.id or not math.isfinite(self.points) or not self.when:
            raise wrong_rule(self.id, _("give a name, points and a condition"))


@dataclass(frozen=True, slots=True)
class EventRule:
    """Points for what a lead did.

    Parameters
    ----------
    event, where
        Kind of event, and conditions on what it carries.
    at_least
        How many it takes before any counts: 3 e-mails opened.
    most
        How many of those then count; 1 is once, None is each.
    every_days
        Days between two that count.
    window_days
        Age beyond which one does not count; None for no limit.
    decay, decay_days
        How points fade. Where they do, the latest events count first, else the earliest.
    """

    id: str
    points: float
    event: str
    where: tuple[Condition, ...] = ()
    at_least: int = 1
    most: int | None = 1
    every_days: float = 0.0
    window_days: float | None = None
    decay: Decay = Decay.NONE
    decay_days: float | None = None

    def __post_init__(self) -> None:
        """Refuse numbers that count nothing."""
        if not self.id or not math.isfinite(self.points) or not self.event:
            raise wrong_rule(self.id, _("give a name, points and a kind of event"))
        if self.at_least < 1 or (self.most is not None and self.most < 1):
            raise wrong_rule(self.id, _("at_least and most are 1 or more"))
        days = (self.window_days, self.decay_days)
        if not 0 <= self.every_days < math.inf or any(
            each is not None and not 0 < each < math.inf for each in days
        ):
            raise wrong_rule(self.id, _("days are above 0"))
        if (self.decay is Decay.NONE) != (self.decay_days is None):
            raise wrong_rule(self.id, _("decay and decay_days go together"))


type Rule = FieldRule | EventRule


def wrong_rule(rule: str, reason: str) -> ParameterError:
    """Say what is wrong with a rule."""
    return ParameterError(
        _("The rule %(rule)s cannot be used: %(reason)s.")
        % {"rule": quoted(rule), "reason": reason},
        remedy=_("Correct the rule."),
    )


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that together give no more than a cap."""

    id: str
    rules: tuple[Rule, ...]
    cap: float | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """One axis of a score: fit, engagement.

    Parameters
    ----------
    groups, cap
        What it is made of, and the most it gives.
    bands
        From how many points it is in the first and in the second band; less is in the third.
    """

    id: str
    groups: tuple[Group, ...]
    cap: float | None = None
    bands: tuple[float, float] = (0.0, 0.0)

    def band(self, points: float) -> int:
        """Give the band: 0 is the best."""
        return sum(points < bound for bound in self.bands)


@dataclass(frozen=True, slots=True)
class Needed:
    """An event that must be recorded: a validation call by marketing or an SDR (X-12)."""

    event: str
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """What a score leads to, once every stage before it is reached.

    Parameters
    ----------
    at_least
        The total from which it is reached.
    gates
        Conditions on the lead that must hold; not known does not pass.
    needs
        Events that must be recorded.
    """

    id: str
    at_least: float
    gates: tuple[Condition, ...] = ()
    needs: tuple[Needed, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """How leads are scored, in a version that does not change any more.

    Parameters
    ----------
    id, version, effective_from
        What scores are stored with, and since when it holds.
    dimensions
        The first two are the letter and the digit of the band: A1 is the best of both.
    stages
        In their order: MQL, SQL.

    Raises
    ------
    ParameterError
        If names come twice, or numbers are out of order.
    """

    id: str
    version: int
    effective_from: datetime
    dimensions: tuple[Dimension, ...]
    stages: tuple[Stage, ...]

    def __post_init__(self) -> None:
        """Refuse models that contradict themselves."""
        micros(self.effective_from)
        object.__setattr__(self, "effective_from", self.effective_from.astimezone(UTC))
        refuse_twice("rule", [rule.id for _where, _group, rule in self.rules()])
        refuse_twice("dimension", [each.id for each in self.dimensions])
        refuse_twice("group", [g.id for each in self.dimensions for g in each.groups])
        refuse_twice("stage", [each.id for each in self.stages])
        caps = [each.cap for each in self.dimensions]
        caps += [group.cap for each in self.dimensions for group in each.groups]
        if any(cap is not None and not 0 < cap < math.inf for cap in caps):
            raise wrong_model(self.id, _("a cap is not above 0"))
        if any(each.bands[0] < each.bands[1] for each in self.dimensions):
            raise wrong_model(self.id, _("the first band begins below the second"))
        bounds = [each.at_least for each in self.stages]
        if bounds != sorted(bounds) or not all(map(math.isfinite, bounds)):
            raise wrong_model(self.id, _("a later stage asks for fewer points"))
        if not self.dimensions:
            raise wrong_model(self.id, _("it has no dimension"))

    def rules(self) -> Iterator[tuple[Dimension, Group, Rule]]:
        """Give all rules with where they stand."""
        for dimension in self.dimensions:
            for group in dimension.groups:
                for rule in group.rules:
                    yield dimension, group, rule

    def band(self, points: Iterable[float]) -> str:
        """Give the band of the points by dimension: A1 to C3, A to C where there is only one."""
        marks = zip(("ABC", "123"), self.dimensions, points, strict=False)
        return "".join(letters[dimension.band(value)] for letters, dimension, value in marks)


def wrong_model(model: str, reason: str) -> ParameterError:
    """Say what is wrong with a model."""
    return ParameterError(
        _("The score model %(model)s contradicts itself: %(reason)s.")
        % {"model": quoted(model), "reason": reason},
        remedy=_("Correct the model."),
    )


def refuse_twice(kind: str, names: list[str]) -> None:
    """Refuse a name that comes twice."""
    twice = [name for name in names if names.count(name) > 1]
    kinds = {
        "rule": _("rule"),
        "dimension": _("dimension"),
        "group": _("group"),
        "stage": _("stage"),
        "promise": _("promise"),
    }
    if twice:
        raise ParameterError(
            _("The name %(name)s comes twice (%(kind)s).")
            % {"name": quoted(twice[0]), "kind": kinds[kind]},
            remedy=_("Give each its own name."),
        )


def in_force(models: Iterable[Model], at: datetime) -> Model:
    """Give the version that holds at an instant: the last that took effect.

    Raises
    ------
    ParameterError
        If none had by then.
    """
    past = [each for each in models if each.effective_from <= at]
    if not past:
        raise ParameterError(
            _("No score model was in force at %(moment)s.") % {"moment": at.isoformat()},
            remedy=_("Give one an earlier date."),
        )
    return max(past, key=lambda each: (each.effective_from, each.version))
