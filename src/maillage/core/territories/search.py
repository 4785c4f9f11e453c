"""The local search: an annealing schedule around the compiled moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories import values
from maillage.core.territories.kernels.connect import pieces_of
from maillage.core.territories.kernels.recombine import recombine
from maillage.core.territories.kernels.search import (
    anneal_connected,
    anneal_free,
    list_members,
    seed_kernels,
)
from maillage.core.territories.kernels.state import (
    Totals,
    conflicts,
    objective,
    tally,
    total_violation,
)
from maillage.core.territories.model import Model
from maillage.core.territories.starts import centroids, nearest_centres
from maillage.errors import ParameterError
from maillage.texts import _

INNER_MARGIN = 0.005
"""Share of the tolerance kept in hand during the search: it would freeze at the very bound."""

ROUNDING = 1e-9

FROZEN = 1e-12
"""Temperature at which only improvements are taken."""

CENTRE_ROUNDS = 4
"""How many times in a stage centre units are put anew, drawn at its temperature but the last."""

POLISH = 150
"""Proposals per node of a round of polishing."""

POLISH_ROUNDS = 8
"""Rounds of polishing at most."""

CAP_AIM = 0.985
"""Share of the cap on disruption that the price of continuity aims at."""

CAP_HOLDS = 0.85
"""Progress from which the cap itself holds."""

COOLER = 0.05
"""First temperature of a run from a given plan, in that of a run from scratch."""

LEAST_LOAD = 0.05
"""Load in the mean load that a unit counts at least when its temperature is set."""

PRICE_RANGE = 1e4
"""Factor over which the price of continuity can follow what has moved in one run."""


@dataclass(frozen=True, slots=True)
class SearchParameters:
    """How long and how boldly to search.

    ``proposals`` tried moves per run · ``stages`` temperature steps · ``hot``, ``cold`` first and
    last temperature, in the share of a territory's inertia that moving a unit may add per share of
    its load · ``soft``, ``hard`` first and last penalty for leaving the bounds, in inertia of a
    territory per 100 % of its target · ``restarts`` runs · ``trials`` short runs from different
    starts, of which a run takes the best start · ``attempts`` neighbourhoods cut again after a run
    · ``flips_per_split`` small moves for every recombination · ``exact`` seconds that the exact
    mode may take at the end, in the small problems that it solves; 0 leaves it out.
    """

    proposals: int = 20_000_000
    stages: int = 80
    hot: float = 1.5
    cold: float = 0.01
    soft: float = 3.0
    hard: float = 300.0
    restarts: int = 1
    trials: int = 1
    attempts: int = 200
    flips_per_split: int = 500
    exact: float = 10.0

    def __post_init__(self) -> None:
        """Check the range of every value."""
        counts = (self.proposals, self.stages, self.restarts, self.trials, self.flips_per_split)
        if min(counts) < 1 or self.attempts < 0:
            raise ParameterError(
                _(
                    "Proposals, stages, restarts, trials and flips per split must be at least 1,"
                    " attempts 0."
                )
            )
        if not 0 <= values.number(self.exact, _("The time of the exact mode")) < np.inf:
            raise ParameterError(
                _("The time of the exact mode is %(value)s seconds.") % {"value": self.exact},
                remedy=_("Give a finite number of 0 or more."),
            )
        if not 0 < self.cold <= self.hot:
            raise ParameterError(_("The temperatures must satisfy 0 < cold <= hot."))
        if not 0 < self.soft <= self.hard:
            raise ParameterError(_("The penalties must satisfy 0 < soft <= hard."))

    @classmethod
    def quick(cls) -> SearchParameters:
        """Well under a second for tens of thousands of units: a first plan to look at."""
        return cls(proposals=2_000_000, stages=20, hot=0.5, attempts=0, exact=0.0)

    def cooler(self) -> SearchParameters:
        """The same from a given plan: warm enough to adapt it, too cold to forget it."""
        hot = max(self.cold, COOLER * self.hot)
        return replace(self, hot=hot, soft=(self.soft * self.hard) ** 0.5, trials=1)


@dataclass(frozen=True, eq=False)
class Found:
    """The best labelling of a run: the least violation first, then the least objective."""

    label: IntArray
    violation: float
    objective: float

    def better_than(self, other: Found | None) -> bool:
        """Whether this is the one to keep."""
        if other is None:
            return True
        mine, theirs = max(self.violation, ROUNDING), max(other.violation, ROUNDING)
        return (mine, self.objective) < (theirs, other.objective)


def never() -> bool:
    """Whether to stop, where nothing but the schedule does."""
    return False


def idle() -> float:
    """The pace where time does not matter."""
    return 0.0


@dataclass(eq=False)
class Search:
    """One annealing run on one labelling."""

    model: Model
    parameters: SearchParameters
    label: IntArray
    price: float = 0.0

    def __post_init__(self) -> None:
        """Lay out the running totals and the work space of the kernels."""
        model = self.model
        if np.isfinite(model.cap):
            self.price = max(self.price, least_price(model))
        width = 6 + model.amounts.shape[1]
        self.work = (
            np.zeros(model.size, dtype=np.int64),
            np.zeros(1, dtype=np.int64),
            np.empty(model.size + 1, dtype=np.int32),
            np.zeros(width),
        )
        margin = INNER_MARGIN * (model.high - model.target)
        self.bounds = (model.low + margin, model.high - margin, model.target)
        self.table = model.table
        self.chosen = np.full(model.territories, -1, dtype=np.int32)
        self.limits = limits_of(model)
        self.loads = loads_of(model)
        self._settle()

    def run(
        self, seed: int, report: Callable[[float, Found], bool], pace: Callable[[], float] = idle
    ) -> Found:
        """Anneal; ``report(share done, best so far)`` is called per stage and stops it by True.

        ``pace`` tells the share of the time allowed that is over: where it is ahead of the stages,
        the temperature follows it, so that the run is cold when the time is up.
        """
        seed_kernels(seed)
        parameters = self.parameters
        best = self._found()
        per_stage = max(1, parameters.proposals // parameters.stages)
        for stage in range(parameters.stages):
            progress = max(stage / max(1, parameters.stages - 1), min(1.0, pace()))
            self._stage(progress, per_stage)
            found = self._found()
            if found.better_than(best):
                best = found
            share = max((stage + 1) / parameters.stages, progress)
            if report(share, best) or share >= 1.0:
                break
        return best

    def polish(self, seed: int, over: Callable[[], bool] = never) -> Found:
        """Take only improvements: light units that annealing left anywhere settle down.

        ``over`` is asked after every round. A round is never longer than a run, nor are all.
        """
        proposals = min(POLISH * self.model.size, self.parameters.proposals)
        seed_kernels(seed)
        terms = (FROZEN, self.parameters.hard, self.model.price, self.model.cap)
        best = self._found()
        for _round in range(min(POLISH_ROUNDS, self.parameters.proposals // proposals)):
            self._moves(terms, proposals)
            found = self._found()
            if not found.better_than(best):
                break
            best = found
            if over():
                break
        return best

    def _stage(self, progress: float, proposals: int) -> None:
        parameters = self.parameters
        temperature = parameters.hot * (parameters.cold / parameters.hot) ** progress
        penalty = parameters.soft * (parameters.hard / parameters.soft) ** progress
        price, cap = self._continuity(progress)
        self._moves((FROZEN if progress >= 1.0 else temperature, penalty, price, cap), proposals)

    def _moves(self, conditions: tuple[float, float, float, float], proposals: int) -> None:
        """Try moves under (temperature, penalty, price of continuity, cap)."""
        rounds = 1 if self.model.sites is None else CENTRE_ROUNDS
        for number in range(rounds):
            self._try_moves(conditions, max(1, proposals // rounds))
            self._settle(conditions[0] if number < rounds - 1 else 0.0)

    def _try_moves(self, conditions: tuple[float, float, float, float], proposals: int) -> None:
        """Try moves about the present centres."""
        parameters, model = self.parameters, self.model
        floor = 0.02 * objective(self.totals, model.homes, 0.0) / model.territories + 1e-12
        terms = (*conditions, floor, self.loads)
        if model.contiguous:
            graph = (model.indptr, model.indices)
            anneal_connected(
                self.label, self.totals, self.data, graph, self.limits, self.bounds,
                model.homes, terms, proposals, self.work,
            )  # fmt: skip
            stamp, mark = self.work[:2]
            recombine(
                self.label, self.totals, self.data, graph, self.limits, self.bounds, model.homes,
                terms, max(1, proposals // parameters.flips_per_split), stamp, mark,
            )  # fmt: skip
        else:
            members = list_members(self.label, model.territories)
            anneal_free(
                self.label, self.totals, self.data, self._nearby(), members, self.limits,
                self.bounds, model.homes, terms, proposals, self.work,
            )  # fmt: skip

    def _settle(self, heat: float = 0.0) -> None:
        """Put centre units where they now cost least, or near there, and add up the totals anew."""
        model = self.model
        if model.sites is not None:
            chosen = model.sites.best(self.label, model.territories, heat)
            changed = chosen != self.chosen
            if not len(self.table):
                self.table, changed = np.zeros((model.size, model.territories)), chosen >= 0
            self.table[:, changed] = model.sites.costs(chosen[changed], model.size)
            self.table[:, chosen < 0] = 0.0
            self.chosen = chosen
        self.data = data_of(model, self.table)
        self.totals = tally(self.label, self.data, self.limits, model.territories)

    def _continuity(self, progress: float) -> tuple[float, float]:
        """Price and cap of what leaves its owner at this stage.

        Under a cap, the price follows what has moved until it just keeps it; the cap itself only
        holds at the end, because exchanges near a hard limit find few partners.
        """
        model = self.model
        if not np.isfinite(model.cap):
            return model.price, model.cap
        near = self.totals.moved[0] > CAP_AIM * model.cap
        factor = PRICE_RANGE ** (1 / self.parameters.stages)
        self.price = max(model.price, self.price * (factor if near else 1 / factor))
        return self.price, model.cap if progress >= CAP_HOLDS else np.inf

    def _nearby(self) -> IntArray:
        """Territories worth trying: the nearest, and the present owner where continuity counts."""
        model = self.model
        centres = model.homes if len(model.homes) else self._centres()
        nearby = nearest_centres(model, centres, self.table, 8)
        if not model.continuity:
            return nearby
        present = np.where(model.previous >= 0, model.previous, nearby[:, 0])
        return np.column_stack([nearby, present]).astype(np.int32)

    def _centres(self) -> FloatArray:
        return centroids(self.model, self.label, np.zeros((self.model.territories, 3)))

    def _found(self) -> Found:
        return assess(self.model, self.label)


def least_price(model: Model) -> float:
    """Where the price of continuity starts under a cap: 10 km, in objective units per stake."""
    return max(model.price, float(100.0 * model.weight.sum() / max(model.stake.sum(), 1e-300)))


def loads_of(model: Model) -> FloatArray:
    """(n,) load of each node in shares of a mean territory, by weight or by its largest measure."""
    whole = np.maximum(model.amounts.sum(axis=0), 1e-300)
    share = np.maximum(
        model.weight / max(model.weight.sum(), 1e-300), (model.amounts / whole).max(axis=1)
    )
    least = LEAST_LOAD / model.size
    load: FloatArray = model.territories * np.maximum(share, least)
    return load


def limits_of(model: Model) -> tuple[IntArray, BoolArray, IntArray, FloatArray, IntArray]:
    """Rules and today's owners as the kernels take them (see ``tally``)."""
    toll = model.toll if len(model.toll) else np.zeros(model.size)
    apart = np.empty(0, dtype=np.int32)
    if len(model.apart_indices):
        starts = model.apart_indptr + len(model.apart_indptr)
        apart = np.concatenate([starts, model.apart_indices]).astype(np.int32)
    stakes = np.column_stack([model.stake, toll])
    return model.fixed, model.barred, model.previous, stakes, apart


def data_of(
    model: Model, table: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Nodes as the kernels take them: without weight where a (n, k) table says what they cost."""
    if len(table):
        return model.position, np.zeros(model.size), table, model.amounts
    return model.position, model.weight, model.spread[:, None], model.amounts


def tally_of(model: Model, label: IntArray) -> Totals:
    """Totals of every territory in a labelling of the model's nodes, centre units at their best."""
    table = model.table
    if model.sites is not None:
        best = model.sites.best(label, model.territories)
        table = model.sites.own_costs(best, label)[:, None]
    return tally(label, data_of(model, table), limits_of(model), model.territories)  # type: ignore[no-any-return]


def assess(model: Model, label: IntArray) -> Found:
    """The violation and objective of a labelling against the true bounds and the cap.

    Each empty territory, each piece too many and each pair that should be apart counts like a whole
    target outside its bounds.
    """
    totals = tally_of(model, label)
    slack = ROUNDING * model.target
    outside = total_violation(totals, model.low - slack, model.high + slack, model.target)
    if np.isfinite(model.cap) and totals.moved[0] > model.cap:
        outside += (totals.moved[0] - model.cap) / max(model.stake.sum(), 1e-300)
    outside += int((totals.nodes == 0).sum())
    if model.contiguous:
        outside += pieces_of(label, model.indptr, model.indices)[1] - int((totals.nodes > 0).sum())
    outside += conflicts(label, model.apart_indptr, model.apart_indices)
    value = objective(totals, model.homes, model.price)
    return Found(label.copy(), float(outside), float(value))
