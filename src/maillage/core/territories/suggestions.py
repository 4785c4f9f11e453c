"""What could mend a plan that a person has changed: counter-moves, each with its effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import BoolArray, IntArray
from maillage.core.territories import values
from maillage.core.territories.countermoves import Candidate, Countermoves, Kind
from maillage.core.territories.draft import Change, Draft, Move, Units
from maillage.core.territories.ledger import Standing
from maillage.core.territories.problem import Problem
from maillage.core.territories.reasons import listed
from maillage.core.territories.search import ROUNDING
from maillage.errors import ParameterError
from maillage.texts import _

BEAM = 3
"""Plans that a repair follows at once."""

BRANCHES = 4
"""Counter-moves of each that it follows."""


@dataclass(frozen=True, eq=False)
class Suggestion:
    """A counter-move.

    Attributes
    ----------
    kind
        What it is.
    moves
        Units and where they go; :meth:`Draft.apply` makes them.
    change
        What it does to the plan, exactly.
    cost
        Change of the objective, where disruption counts at least as under a cap; less is better.
    text
        The moves in words.
    """

    kind: Kind
    moves: tuple[Move, ...]
    change: Change
    cost: float
    text: str

    @property
    def resolves(self) -> bool:
        """Whether everything is as asked after it."""
        return self.change.after.violation <= 0.0


@dataclass(frozen=True, eq=False)
class Repair:
    """Steps that mend a plan, one after the other; ``feasible`` when all is as asked at the end.

    ``change`` is what they do together, None where there is none.
    """

    steps: tuple[Suggestion, ...]
    change: Change | None
    feasible: bool


@dataclass(frozen=True, eq=False)
class _Option:
    """A candidate that was tried: the plan it leads to, how that stands and what it costs."""

    candidate: Candidate
    labels: IntArray
    standing: Standing
    cost: float

    @property
    def rank(self) -> tuple[float, float, int]:
        """What mends most first, then what costs least."""
        return (round(self.standing.violation, 9), self.cost, len(self.candidate.moves))


@dataclass(frozen=True, eq=False)
class _Path:
    """A plan that a repair has come to."""

    labels: IntArray
    standing: Standing
    cost: float
    steps: tuple[_Option, ...]

    @property
    def rank(self) -> tuple[float, float]:
        return (round(self.standing.violation, 9), self.cost)


def suggest(
    plan: Draft | Problem,
    labels: ArrayLike | None = None,
    *,
    keep: Units | None = None,
    limit: int = 5,
) -> list[Suggestion]:
    """Counter-moves that bring a plan nearer to what is asked, the best first.

    Each mends something and breaks nothing as grave: the sum of all violations is less after it.
    No locked unit leaves its territory and none goes where it is forbidden.

    Parameters
    ----------
    plan, labels
        A draft; or a problem and (n,) the territory of each unit.
    keep
        Units that must stay where they are, such as those a person has just placed.
    limit
        How many at most. Of those that move the same way, the best is kept.

    Returns
    -------
    list of Suggestion
        Empty when everything is as asked, or nothing simple helps.

    Raises
    ------
    ParameterError
        If the limit is less than 1, or a unit to keep is unknown.
    """
    draft = _draft(plan, labels)
    _check_count(limit, _("The number of suggestions"))
    kept = _kept(draft, keep)
    start = _Path(np.array(draft.labels), draft.standing, 0.0, ())
    found: list[Suggestion] = []
    ways: set[tuple[object, ...]] = set()
    for option in _options(draft, start, kept):
        way = (option.candidate.kind, *(goal for _nodes, goal in option.candidate.moves))
        if way not in ways:
            ways.add(way)
            found.append(_suggestion(draft, start.labels, option))
        if len(found) == limit:
            break
    return found


def mend(
    plan: Draft | Problem,
    labels: ArrayLike | None = None,
    *,
    keep: Units | None = None,
    steps: int = 12,
) -> Repair:
    """Mend a plan by several counter-moves: best first, a few plans followed at once.

    Parameters
    ----------
    plan, labels
        A draft, which stays as it is; or a problem and (n,) the territory of each unit.
    keep
        Units that must stay where they are.
    steps
        How many counter-moves at most.

    Raises
    ------
    ParameterError
        If there are less than one step, or a unit to keep is unknown.
    """
    draft = _draft(plan, labels)
    _check_count(steps, _("The number of steps"))
    kept = _kept(draft, keep)
    best = _Path(np.array(draft.labels), draft.standing, 0.0, ())
    paths = [best]
    for _step in range(steps):
        if best.standing.violation <= 0.0:
            break
        reached = [
            _Path(option.labels, option.standing, path.cost + option.cost, (*path.steps, option))
            for path in paths
            for option in list(_options(draft, path, kept))[:BRANCHES]
        ]
        if not reached:
            break
        paths = _distinct(sorted(reached, key=lambda path: path.rank))
        best = min((best, *paths), key=lambda path: path.rank)
    return _repair(draft, best)


def _options(draft: Draft, path: _Path, kept: BoolArray) -> Iterator[_Option]:
    """Candidates that mend something, tried one by one, the best first."""
    if path.standing.violation <= 0.0:
        return
    counter = Countermoves(draft.ledger, path.labels, path.standing, kept)
    tried: list[_Option] = []
    seen: set[bytes] = set()
    for candidate in counter.candidates():
        labels = path.labels.copy()
        for nodes, goal in candidate.moves:
            labels[counter.trials.board.members.take(nodes).nodes] = goal
        changed = np.flatnonzero(labels != path.labels)
        key = changed.tobytes() + labels[changed].tobytes()
        if key in seen or not len(changed):
            continue
        seen.add(key)
        touched = np.union1d(path.labels[changed], labels[changed]).astype(np.int32)
        standing = draft.ledger.update(path.standing, labels, touched)
        if standing.violation < path.standing.violation - ROUNDING:
            tried.append(_Option(candidate, labels, standing, counter.cost(standing)))
    yield from sorted(tried, key=lambda option: option.rank)


def _suggestion(draft: Draft, before: IntArray, option: _Option) -> Suggestion:
    """The option in ids and words, with what it does to the draft as it is."""
    moves = _moves(draft, before, option.labels)
    return Suggestion(
        kind=option.candidate.kind,
        moves=moves,
        change=draft.preview(moves),
        cost=option.cost,
        text=_told(draft, before, option.labels),
    )


def _repair(draft: Draft, path: _Path) -> Repair:
    """The path in ids and words, each step from the plan that the one before leads to."""
    other = Draft.on(draft.ledger, np.array(draft.labels), draft.standing)
    steps = []
    for option in path.steps:
        step = _suggestion(other, np.array(other.labels), option)
        other.apply(step.moves)
        steps.append(step)
    moves = _moves(draft, np.array(draft.labels), path.labels)
    change = draft.preview(moves) if moves else None
    return Repair(tuple(steps), change, path.standing.violation <= 0.0)


def _ways(before: IntArray, after: IntArray) -> Iterator[tuple[int, int, IntArray]]:
    """Origin, destination and units of every way that units go."""
    changed = np.flatnonzero(before != after)
    ways = np.column_stack([before[changed], after[changed]])
    for origin, goal in np.unique(ways, axis=0).tolist():
        there = (ways[:, 0] == origin) & (ways[:, 1] == goal)
        yield origin, goal, changed[there].astype(np.int32)


def _moves(draft: Draft, before: IntArray, after: IntArray) -> tuple[Move, ...]:
    ids = draft.problem.ids
    return tuple(
        Move(tuple(ids[unit] for unit in units), goal)
        for _origin, goal, units in _ways(before, after)
    )


def _told(draft: Draft, before: IntArray, after: IntArray) -> str:
    ids = draft.problem.ids
    return "; ".join(
        _("%(units)s from territory %(origin)d to territory %(goal)d")
        % {
            "units": listed([ids[unit] for unit in units]),
            "origin": origin + 1,
            "goal": goal + 1,
        }
        for origin, goal, units in _ways(before, after)
    )


def _distinct(paths: list[_Path]) -> list[_Path]:
    """The first few that lead to different plans."""
    found: dict[bytes, _Path] = {}
    for path in paths:
        found.setdefault(path.labels.tobytes(), path)
        if len(found) == BEAM:
            break
    return list(found.values())


def _draft(plan: Draft | Problem, labels: ArrayLike | None) -> Draft:
    if isinstance(plan, Draft):
        return plan
    return Draft(plan, [] if labels is None else labels)


def _kept(draft: Draft, keep: Units | None) -> BoolArray:
    kept = np.zeros(draft.problem.size, dtype=np.bool_)
    listed_units = list(keep) if keep is not None and not isinstance(keep, str | int) else keep
    if listed_units is not None and listed_units != []:
        kept[draft.indices(listed_units)] = True
    return kept


def _check_count(count: int, name: str) -> None:
    if values.whole(count, name) < 1:
        raise ParameterError(
            _("%(name)s is %(value)r.") % {"name": name, "value": count},
            remedy=_("Ask for at least one."),
        )
