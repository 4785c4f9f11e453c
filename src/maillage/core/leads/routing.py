"""Whose a lead becomes: rules in order, the owner before those in turn, and why not the others.

Turns are those of the quota method (Balinski and Young, 1975, "The quota method of apportionment"):
after any number of them, each rep had their share of the weights, rounded down or up. A turn that
finds its rep away, full or too late passes to the next and is not made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from maillage.core.leads.conditions import Condition, Values, all_hold
from maillage.errors import ParameterError
from maillage.texts import _, quoted


class How(StrEnum):
    """How a rule chooses."""

    TERRITORY = "territory"
    """The owner of the account, else of the territory."""
    POOL = "pool"
    """In turn."""
    REP = "rep"
    """Who is named."""


class Passed(StrEnum):
    """Why a rule, or a rep, was passed over."""

    CONDITIONS = "conditions"
    NOBODY = "nobody"
    UNKNOWN = "unknown"
    EXCLUDED = "excluded"
    AWAY = "away"
    FULL = "full"
    TOO_LATE = "too_late"
    NOT_NEXT = "not_next"


@dataclass(frozen=True, slots=True)
class Standing:
    """A rep who is still here, as a lead finds them.

    Parameters
    ----------
    id
        Who.
    opens_at
        When they work next: now, if they are at work.
    away
        Whether they take no leads.
    substitute
        Who takes them instead.
    open_leads
        How many they have that nobody decided on.
    """

    id: str
    opens_at: datetime
    away: bool = False
    substitute: str = ""
    open_leads: int = 0


@dataclass(frozen=True, slots=True)
class Seat:
    """A rep in a pool: their weight, how many open leads they take, and turns they had."""

    rep: str
    weight: int = 1
    capacity: int | None = None
    taken: int = 0

    def __post_init__(self) -> None:
        """Refuse weights that give no turn."""
        if self.weight < 1 or self.taken < 0:
            raise ParameterError(
                _("A weight of %(weight)d gives %(rep)s no turn.")
                % {"weight": self.weight, "rep": quoted(self.rep)},
                remedy=_("Give 1 or more, or take them out of the pool."),
            )


@dataclass(frozen=True, slots=True)
class Rule:
    """Which leads go where."""

    id: str
    how: How
    when: tuple[Condition, ...] = ()
    rep: str = ""
    pool: tuple[Seat, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the rules.

    Parameters
    ----------
    values
        What is known of the lead.
    owner, territory
        Who answers for its account, and for the place it is in; empty for nobody.
    contact_by
        By when it must be contacted; None where nothing is promised.
    without
        Who cannot have it.
    """

    values: Values
    owner: str = ""
    territory: str = ""
    contact_by: datetime | None = None
    without: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Why:
    """That a rule, or a rep of it, was passed over."""

    rule: str
    why: Passed
    rep: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets a lead, by which rule, instead of whom, and why not the others.

    ``rep`` is empty where nobody can have it; ``turns`` are the turns that those of the pool have
    had then.
    """

    rep: str = ""
    rule: str = ""
    how: How | None = None
    by_account: bool = False
    instead_of: str = ""
    passed: tuple[Why, ...] = ()
    turns: Mapping[str, int] = field(default_factory=dict)


def choose(rules: Sequence[Rule], asked: Asked, reps: Mapping[str, Standing]) -> Choice:
    """Choose who gets a lead.

    Parameters
    ----------
    rules
        In their order: the first that holds and finds somebody is taken.
    asked
        The lead.
    reps
        Those who are still here, by id.
    """
    passed: list[Why] = []
    for rule in rules:
        if not all_hold(rule.when, asked.values):
            passed.append(Why(rule.id, Passed.CONDITIONS))
            continue
        found = in_turn(rule, asked, reps) if rule.how is How.POOL else direct(rule, asked, reps)
        passed += found.passed
        if found.rep:
            return Choice(
                found.rep, rule.id, rule.how, found.by_account, found.instead_of, tuple(passed),
                found.turns,
            )  # fmt: skip
    return Choice(passed=tuple(passed))


def direct(rule: Rule, asked: Asked, reps: Mapping[str, Standing]) -> Choice:
    """Take the owner, or who is named; their substitute where they are away."""
    named = [rule.rep] if rule.how is How.REP else [asked.owner, asked.territory]
    passed: list[Why] = []
    for wanted in filter(None, named):
        seen: set[str] = set()
        now = wanted
        while now and now not in seen:
            seen.add(now)
            reason = unfit(now, asked, reps)
            if reason is None:
                by_account = rule.how is How.TERRITORY and wanted == asked.owner
                instead = wanted if now != wanted else ""
                return Choice(now, by_account=by_account, instead_of=instead, passed=tuple(passed))
            passed.append(Why(rule.id, reason, now))
            now = reps[now].substitute if reason is Passed.AWAY else ""
    return Choice(passed=tuple(passed) or (Why(rule.id, Passed.NOBODY),))


def unfit(rep: str, asked: Asked, reps: Mapping[str, Standing]) -> Passed | None:
    """Say why a rep cannot have the lead; None where they can."""
    if rep in asked.without:
        return Passed.EXCLUDED
    if rep not in reps:
        return Passed.UNKNOWN
    return Passed.AWAY if reps[rep].away else None


def in_turn(rule: Rule, asked: Asked, reps: Mapping[str, Standing]) -> Choice:
    """Take who is next in the pool, of those that can have the lead and be in time."""
    reasons = {each.rep: refusal(each, asked, reps) for each in rule.pool}
    able = [rep for rep, reason in reasons.items() if reason is None]
    timely = in_time([reps[rep] for rep in able], asked.contact_by)
    reasons |= {rep: Passed.TOO_LATE for rep in able if rep not in timely}
    if not timely:
        passed = tuple(Why(rule.id, why, rep) for rep, why in reasons.items() if why)
        return Choice(passed=passed or (Why(rule.id, Passed.NOBODY),))
    taken = {each.rep: each.taken for each in rule.pool}
    weights = {each.rep: each.weight for each in rule.pool}
    rep = ""
    while rep not in timely:
        rep = next_turn(weights, taken)
        taken[rep] += 1
    others = {name: why or Passed.NOT_NEXT for name, why in reasons.items() if name != rep}
    passed = tuple(Why(rule.id, why, name) for name, why in others.items())
    return Choice(rep, passed=passed, turns=taken)


def refusal(seat: Seat, asked: Asked, reps: Mapping[str, Standing]) -> Passed | None:
    """Say why one of a pool cannot have the lead; None where they can."""
    reason = unfit(seat.rep, asked, reps)
    if reason is None and seat.capacity is not None:
        return Passed.FULL if reps[seat.rep].open_leads >= seat.capacity else None
    return reason


def in_time(able: Sequence[Standing], contact_by: datetime | None) -> set[str]:
    """Take those who work before the deadline; where nobody does, those who open first."""
    if contact_by is None:
        return {each.id for each in able}
    timely = {each.id for each in able if each.opens_at <= contact_by}
    first = min((each.opens_at for each in able), default=contact_by)
    return timely or {each.id for each in able if each.opens_at == first}


def next_turn(weights: Mapping[str, int], taken: Mapping[str, int]) -> str:
    """Say whose turn is next: of those below their share, who waits the longest for one.

    The first of equals is taken; the shares are those after this turn.
    """
    total, turn = sum(weights.values()), sum(taken.values()) + 1
    below = [rep for rep, weight in weights.items() if taken[rep] * total < weight * turn]
    return max(below, key=lambda rep: weights[rep] / (taken[rep] + 1))
