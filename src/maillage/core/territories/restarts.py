"""One complete search from a start to a polished plan, here or in another process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.islands import parts_of, share_out, shareable
from maillage.core.territories.kernels.connect import pieces_of
from maillage.core.territories.model import Model
from maillage.core.territories.named import assignable, design, roaming
from maillage.core.territories.neighbourhood import FIRST_FINE, extract, merit, refine
from maillage.core.territories.problem import Problem
from maillage.core.territories.repair import connect, fill_empty, grow, open_to
from maillage.core.territories.search import (
    Found,
    Search,
    SearchParameters,
    assess,
    least_price,
)
from maillage.core.territories.starts import Start, centroids, power_start
from maillage.core.territories.watch import Watch

TRIED = 0.15
"""Share of a restart's time after which the start is chosen."""

ANNEALED = 0.4
"""Share of a restart's time after which annealing is over and neighbourhoods are cut again."""

REFINED = 0.97
"""Share of a restart's time after which a plan is polished."""

TRIAL = 0.3
"""Proposals of a trial in those of a run."""

PER_NODE = 100
"""Proposals per node of a neighbourhood that is cut again."""

Tell = Callable[[float, Found | None], object]


@dataclass(frozen=True)
class Task:
    """A restart that can be sent to another process.

    ``label`` (n,) nodes' territories to begin from, or None to begin from scratch.
    """

    problem: Problem
    model: Model
    parameters: SearchParameters
    seed: int
    number: int
    label: IntArray | None
    watch: Watch


def run_restart(task: Task, tell: Tell | None = None) -> Found | None:
    """Search once; ``tell(share, best)`` follows it.

    Returns
    -------
    Found or None
        None where the search was over before it began; the first restart always has a plan.
    """
    if task.number and task.watch.over():
        return None
    return _Restart(task, tell or _nobody).search()


def _nobody(_share: float, _best: Found | None) -> None:
    """Follow nothing."""


class _EnoughError(Exception):
    """The search is over while units are being assigned to centres."""


class _Restart:
    """A search under way: the best plan so far and whom to tell."""

    def __init__(self, task: Task, tell: Tell) -> None:
        self.problem = task.problem
        self.model = task.model
        self.watch = task.watch
        self.parameters = task.parameters if task.label is None else task.parameters.cooler()
        self.label = task.label
        self.generator = np.random.default_rng([task.seed, task.number])
        self.tell = tell
        self.best: Found | None = None

    def search(self) -> Found:
        """Assign units to centres or anneal, whichever suits the model, and polish."""
        if assignable(self.model) and self.label is None:
            self.assign()
        else:
            self.cut()
        assert self.best is not None
        if not self.watch.over(self.best):
            polishing = Search(self.model, self.parameters, self.best.label.copy())
            self.keep(polishing.polish(self.seed(), self.watch.over))
        return self.best

    def assign(self) -> None:
        """An assignment to centres: without contiguity prices do better than annealing.

        Free centres of few nodes have many local optima, and annealing may find another.
        """
        part = 0.5 if roaming(self.model) else 1.0

        def tick(share: float) -> None:
            self.tell(part * share, self.best)
            if self.watch.over():
                raise _EnoughError

        try:
            done = design(
                self.problem, self.model, self.generator, proposals=self.parameters.proposals,
                tick=tick,
            )  # fmt: skip
        except _EnoughError:
            start = connected(self.model, first_start(self.model, self.generator))
            self.keep(assess(self.model, start.label))
            return
        found = assess(self.model, done.label)
        self.keep(Found(found.label, done.violation, found.objective))
        if part < 1.0 and not self.watch.over(self.best):
            search = Search(self.model, self.parameters, done.label.copy())
            self.anneal(search, part, REFINED, 1.0)

    def cut(self) -> None:
        """Try starts, anneal from the best, cut neighbourhoods again."""
        start = self.choose()
        refining = bool(self.model.contiguous and self.parameters.attempts)
        first, last = TRIED if self.parameters.trials > 1 else 0.0, ANNEALED if refining else 1.0
        search = Search(self.model, self.parameters, start.label, start.continuity)
        found = self.anneal(search, first, last if refining else REFINED, last)
        if refining and not self.watch.over(found):
            found = refine(
                self.model,
                found,
                self.generator,
                attempts=self.parameters.attempts,
                proposals_per_node=PER_NODE,
                price=search.price if np.isfinite(self.model.cap) else 0.0,
                report=self.report(last, 1.0),
                pace=self.watch.pace(last, REFINED),
            )
            self.keep(found)

    def choose(self) -> Start:
        """The start given, or that from which a short run gets furthest."""
        if self.label is not None:
            return Start(self.label, np.empty((0, 3)), self.model.price)
        count = self.parameters.trials
        starts = [connected(self.model, first_start(self.model, self.generator))]
        if count == 1:
            return starts[0]
        brief = replace(self.parameters, proposals=max(1, round(TRIAL * self.parameters.proposals)))
        reached: list[Found] = []
        for number in range(count):
            if number:
                if self.watch.over(self.best):
                    break
                starts.append(connected(self.model, first_start(self.model, self.generator)))
            search = Search(self.model, brief, starts[-1].label.copy(), starts[-1].continuity)
            first, last = TRIED * number / count, TRIED * (number + 1) / count
            reached.append(self.anneal(search, first, last, last))
        fine = FIRST_FINE * min(abs(found.objective) for found in reached) / self.model.territories
        return starts[int(np.argmin([merit(found, fine) for found in reached]))]

    def anneal(self, search: Search, first: float, last: float, told: float) -> Found:
        """One annealing run between two shares of the time; ``told`` is the share when it ends."""
        pace = self.watch.pace(first, last)
        found = search.run(self.seed(), self.report(first, told), pace)
        self.keep(found)
        return found

    def report(self, first: float, last: float) -> Callable[[float, Found], bool]:
        """Tell of a part of the work; the answer is whether to stop."""

        def tell(share: float, found: Found) -> bool:
            self.keep(found)
            assert self.best is not None
            self.tell(first + (last - first) * share, self.best)
            return self.watch.over(self.best)

        return tell

    def keep(self, found: Found) -> None:
        """Remember the better plan."""
        if found.better_than(self.best):
            self.best = found

    def seed(self) -> int:
        """A seed for the kernels."""
        return int(self.generator.integers(2**31))


def connected(model: Model, start: Start) -> Start:
    """The start with every territory present, and connected where that is asked."""
    if model.contiguous:
        return replace(start, label=connect(model, start.label, start.centres))
    fill_empty(model, start.label, start.centres)
    return start


def begin_from(model: Model, labels: IntArray) -> IntArray:
    """(n,) nodes' territories nearest to a plan that may be incomplete or break rules.

    ``labels`` (n_units,) territories, -1 where a unit has none. A group goes where most of its
    units are; locked nodes go to their territory, barred ones to a neighbour.
    """
    owned = labels >= 0
    held = np.zeros((model.size, model.territories))
    np.add.at(held, (model.unit_node[owned], labels[owned]), 1.0)
    label = np.where(held.any(axis=1), held.argmax(axis=1), -1).astype(np.int32)
    label = np.where(model.fixed >= 0, model.fixed, label).astype(np.int32)
    if len(model.barred):
        nodes = np.flatnonzero(label >= 0)
        label[nodes[model.barred[nodes, label[nodes]]]] = -1
    placed = label >= 0
    centres = np.tile(model.position.mean(axis=0), (model.territories, 1))
    if placed.any():
        centres = _centres_of(model, label, centres)
    if model.contiguous:
        grow(model, label, centres)
        whole = len(np.unique(label)) == model.territories
        if whole and pieces_of(label, model.indptr, model.indices)[1] == model.territories:
            return label
        return connect(model, label, centres)
    for node in np.flatnonzero(~placed):
        distance = np.linalg.norm(centres - model.position[node], axis=1)
        label[node] = int(np.argmin(np.where(open_to(model, int(node)), distance, np.inf)))
    fill_empty(model, label, centres)
    return label


def _centres_of(model: Model, label: IntArray, fallback: FloatArray) -> FloatArray:
    """(k, 3) centres of the nodes that have a territory."""
    spare = np.where(label >= 0, label, model.territories).astype(np.int32)
    wide = replace(model, target=np.vstack([model.target, model.target[:1]]))
    return centroids(wide, spare, np.vstack([fallback, fallback[:1]]))[:-1]


def first_start(model: Model, generator: np.random.Generator) -> Start:
    """A first labelling, made for each island apart where that is possible."""
    if model.contiguous:
        count, part = parts_of(model)
        if count > 1 and shareable(model, part, count):
            return _start_apart(model, part, count, generator)
    return _start_together(model, generator)


def _start_apart(model: Model, part: IntArray, count: int, generator: np.random.Generator) -> Start:
    """One start per island, each with its own territories."""
    label = np.zeros(model.size, dtype=np.int32)
    centres = np.zeros((model.territories, 3))
    continuity = 0.0
    for number, territories in enumerate(share_out(model, part, count)):
        provisional = np.where(part == number, territories[0], -1)
        island = extract(model, provisional, territories)
        start = _start_together(island.model, generator)
        label[island.nodes] = island.territories[start.label]
        centres[island.territories] = start.centres
        continuity = max(continuity, start.continuity)
    return Start(label, centres, continuity)


def _start_together(model: Model, generator: np.random.Generator) -> Start:
    """One start; continuity is made dearer until the cap on disruption is kept."""
    continuity = model.price
    start = power_start(model, generator, continuity=continuity)
    if not np.isfinite(model.cap):
        return start
    continuity = least_price(model)
    dearest = 1e7 * continuity
    while moved(model, start.label) > 0.9 * model.cap and continuity < dearest:
        start = power_start(model, generator, continuity=continuity)
        continuity *= 4
    return start


def moved(model: Model, label: IntArray) -> float:
    """Stake that changes owner in a labelling."""
    left = (model.previous >= 0) & (label != model.previous)
    return float(model.stake[left].sum())
