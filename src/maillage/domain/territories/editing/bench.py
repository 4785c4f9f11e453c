"""A scenario laid out for editing, kept in memory between two changes.

A bench is immutable; a change makes the next one from it, measuring only the territories it
touches. It is kept under the scenario's ``state``, which every change renews, so that a bench is
never taken for another state: not after a rollback, not after another process made a change.
Scenarios of one workspace that ask the same of the same data stand on one ground.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from django.db.models import Max

from maillage.core.arrays import BoolArray, IntArray
from maillage.core.territories.draft import Draft
from maillage.core.territories.ledger import Ledger, Standing
from maillage.domain.territories.editing.problem import plan_problem
from maillage.domain.territories.framing import Ground, read_ground
from maillage.domain.territories.lasting import Lasting
from maillage.domain.territories.stored_request import request_from
from maillage.errors import InputError
from maillage.models import Event, Scenario
from maillage.texts import _, quoted

KEPT = 6
"""Scenarios whose benches are kept by a process."""

DATA = ("account", "importrun", "marketdataset", "ownership", "rep", "touch")
"""What the figures of a scenario are read from; every change of it is in the log."""


@dataclass(frozen=True, slots=True)
class Post:
    """A territory of a scenario: its row, number, name, colour, and rep's external id."""

    pk: int
    number: int
    name: str
    colour: str
    rep: str
    rep_name: str


@dataclass(frozen=True, eq=False)
class Bench(Lasting):
    """One state of a scenario, measured; ``scenario`` is its key.

    ``labels`` (n,) place of the territory of each unit among ``posts``, -1 for none · ``locked``
    (n,) · ``known`` (n,) whether the unit has a row · ``ledger`` what measures it, with one
    territory more where units are in none · ``guard`` to be held while measuring · ``exceptions``
    rep ids of the accounts given by name.
    """

    scenario: int
    state: UUID
    stamp: str
    ground: Ground
    posts: tuple[Post, ...]
    place: Mapping[str, int]
    labels: IntArray
    locked: BoolArray
    known: BoolArray
    ledger: Ledger
    standing: Standing
    guard: threading.RLock
    exceptions: Mapping[str, str]

    @property
    def spare(self) -> bool:
        """Whether some units are in no territory."""
        return self.ledger.problem.territories > len(self.posts)

    @property
    def whole(self) -> IntArray:
        """(n,) labels as the ledger counts: units in no territory are in the last one."""
        return np.where(self.labels < 0, len(self.posts), self.labels).astype(np.int32)

    @property
    def reps(self) -> tuple[str, ...]:
        """The rep of each territory, "" where it is open."""
        return tuple(post.rep for post in self.posts)

    def draft(self) -> Draft:
        """The plan for the engine to try changes on."""
        return Draft.on(self.ledger, self.whole, self.standing)

    def indices(self, units: Iterable[str]) -> IntArray:
        """(m,) distinct places of units, ascending.

        Raises
        ------
        InputError
            If one is unknown.
        """
        listed = list(units)
        strange = [unit for unit in listed if unit not in self.place]
        if strange:
            raise InputError(
                _("There is no basic unit %(unit)s in this scenario.")
                % {"unit": quoted(strange[0])},
                remedy=_("Check its code, leading zeros included."),
            )
        return np.unique(np.array([self.place[unit] for unit in listed], dtype=np.int32))

    def numbers(self, indices: IntArray) -> list[int]:
        """Territory numbers of some units, 0 for none."""
        number = np.array([*(post.number for post in self.posts), 0])
        found: list[int] = number[self.labels[indices]].tolist()
        return found

    def relabelled(self, labels: IntArray, state: UUID) -> Bench:
        """The bench after units went to other territories."""
        changed = np.flatnonzero(labels != self.labels)
        known = self.known.copy()
        known[changed] = True
        following = replace(self, labels=labels, known=known, state=state)
        if not len(changed):
            return following
        if bool((labels < 0).any()) != self.spare:
            return measured(following)
        touched = np.union1d(self.whole[changed], following.whole[changed]).astype(np.int32)
        with self.guard:
            standing = self.ledger.update(self.standing, following.whole, touched)
        return replace(following, standing=standing)


_benches: OrderedDict[tuple[object, ...], Bench] = OrderedDict()
_making: dict[int, threading.Lock] = {}
"""Held while a scenario of a workspace is laid out: who wants it, or one on its ground, waits."""

_shelf = threading.Lock()


def bench_of(scenario: Scenario) -> Bench:
    """The bench of a scenario as it is now, from memory where nothing else changed it.

    Raises
    ------
    InputError
        If data it needs is missing, or it was kept by a version that did not store what was asked.
    """
    stamp = data_stamp()
    found = on_shelf(scenario)
    if found is not None and (found.state, found.stamp) == (scenario.state, stamp):
        return found
    with _shelf:
        making = _making.setdefault(scenario.workspace_id, threading.Lock())
    with making:
        found = on_shelf(scenario)
        if found is not None and (found.state, found.stamp) == (scenario.state, stamp):
            return found
        same = found is not None and found.stamp == stamp
        ground = found.ground if found is not None and same else shared_ground(scenario, stamp)
        return keep(scenario, laid_out(scenario, ground, stamp))


def on_shelf(scenario: Scenario) -> Bench | None:
    """The bench of a scenario that is kept, whatever its state."""
    with _shelf:
        return _benches.get(key_of(scenario))


def keep(scenario: Scenario, bench: Bench) -> Bench:
    """Keep a bench in memory, and let go of the one that was used longest ago."""
    with _shelf:
        _benches[key_of(scenario)] = bench
        _benches.move_to_end(key_of(scenario))
        while len(_benches) > KEPT:
            _benches.popitem(last=False)
    return bench


def key_of(scenario: Scenario) -> tuple[object, ...]:
    """What tells one scenario from all others there ever were."""
    return scenario.workspace_id, scenario.pk, scenario.created_at


def data_stamp() -> str:
    """Name the state of what figures are read from: the last entry of the log about it, and when.

    It is "" where there is none. The number of an entry that was never finished is given again.
    """
    entries = Event.objects.filter(subject_type__in=DATA).order_by().values("workspace")
    last = Event.objects.filter(pk__in=entries.annotate(last=Max("pk")).values("last"))
    found = last.values_list("pk", "at").first()
    return f"{found[0]:x}.{int(1e6 * found[1].timestamp()):x}" if found else ""


def shared_ground(scenario: Scenario, stamp: str) -> Ground | None:
    """What a scenario stands on, where one of the same workspace stands on it already."""
    if not stamp or not scenario.request:
        return None
    with _shelf:
        benches = [(key[0], bench) for key, bench in reversed(_benches.items())]
    request = request_from(scenario.request)
    return next(
        (
            bench.ground
            for workspace, bench in benches
            if (workspace, bench.stamp) == (scenario.workspace_id, stamp)
            and bench.ground.request == request
        ),
        None,
    )


def laid_out(scenario: Scenario, ground: Ground | None, stamp: str) -> Bench:
    """Read a scenario and measure it; ``ground`` serves again where only labels changed."""
    if not scenario.request:
        raise InputError(
            _("The scenario %(name)s was made before scenarios could be edited.")
            % {"name": scenario.name},
            remedy=_("Design it again."),
        )
    request = request_from(scenario.request)
    if ground is None or ground.request != request:
        ground = read_ground(request=request)
    posts = posts_of(scenario)
    place = ground.place
    labels = np.full(len(place), -1, dtype=np.int32)
    locked, known = np.zeros(len(place), dtype=np.bool_), np.zeros(len(place), dtype=np.bool_)
    rank = {post.pk: number for number, post in enumerate(posts)} | {None: -1}
    for unit, territory, lock in scenario.units.values_list("unit", "territory_id", "locked"):
        index = place.get(unit)
        if index is not None:
            labels[index], locked[index], known[index] = rank[territory], lock, True
    ledger, standing = gauged(ground, posts, labels)
    return Bench(
        scenario.pk, scenario.state, stamp, ground, posts, place, labels, locked, known, ledger,
        standing, threading.RLock(), scenario.exceptions,
    )  # fmt: skip


def posts_of(scenario: Scenario) -> tuple[Post, ...]:
    """The territories of a scenario, by number."""
    rows = scenario.territories.order_by("number").values_list(
        "pk", "number", "name", "colour", "rep__external_id", "rep__name"
    )
    return tuple(
        Post(pk, number, name, colour, rep or "", rep_name or "")
        for pk, number, name, colour, rep, rep_name in rows
    )


def measured(bench: Bench) -> Bench:
    """The bench with its problem stated, and its plan measured, anew."""
    ledger, standing = gauged(bench.ground, bench.posts, bench.labels)
    return replace(bench, ledger=ledger, standing=standing, guard=threading.RLock())


def gauged(ground: Ground, posts: tuple[Post, ...], labels: IntArray) -> tuple[Ledger, Standing]:
    """What measures a plan, and its measure."""
    spare = bool((labels < 0).any())
    ledger = ledger_of(ground, tuple(post.rep for post in posts), spare=spare)
    whole = np.where(labels < 0, len(posts), labels).astype(np.int32)
    return ledger, ledger.standing(whole)


def ledger_of(ground: Ground, reps: tuple[str, ...], *, spare: bool) -> Ledger:
    """What measures plans of these reps, laid out once for all scenarios on one ground."""
    with _shelf:
        benches = [*_benches.values()]
    for bench in benches:
        if bench.ground is ground and (bench.reps, bench.spare) == (reps, spare):
            return bench.ledger.twin()
    return Ledger(plan_problem(ground=ground, reps=reps, spare=spare))
