"""Why a plan is as it is: a computed reason for every unit that changes hands.

Every reason comes from the figures: each unit is put back with its present owner, alone and with
the connected set of units that go the same way, and then given to every other territory near it;
what that would break or cost is read off.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories import values
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.figures import measure_up
from maillage.core.territories.ledger import Ledger
from maillage.core.territories.pricing import Sets
from maillage.core.territories.problem import Problem
from maillage.core.territories.reasons import (
    Because,
    Cause,
    Elsewhere,
    Handover,
    Staying,
    Story,
    Wording,
    territory_names,
)
from maillage.core.territories.search import ROUNDING
from maillage.core.territories.stories import Changes, stories
from maillage.core.territories.trials import Trials
from maillage.errors import ParameterError
from maillage.texts import _

NEAREST = 4
"""Territories with the nearest centres that are tried as another home, besides the adjacent."""

NEARER_KM = 1.0
"""Difference of distance from which being nearer is a reason."""


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a plan is as it is.

    Attributes
    ----------
    handovers
        Every unit, or set of units of one group, that changes hands against the reference, or had
        no owner in it; the largest stake first.
    stories
        (k,) every territory against today.
    """

    handovers: tuple[Handover, ...]
    stories: tuple[Story, ...]

    def of(self, unit: str) -> Handover | None:
        """Why a unit changes hands; None where it does not."""
        return next((each for each in self.handovers if unit in each.units), None)

    def counts(self) -> dict[Cause, int]:
        """Number of handovers by main cause."""
        found = dict.fromkeys(Cause, 0)
        for each in self.handovers:
            found[each.cause] += 1
        return found


def explain(
    problem: Problem, plan: Alignment | ArrayLike, *, names: Sequence[str] | None = None
) -> Explanation:
    """Say why each unit that changes hands does, what staying would do, and where else it could go.

    Parameters
    ----------
    problem
        What was asked. Without a reference nothing changes hands.
    plan
        An alignment, or (n,) the territory of each unit.
    names
        (k,) what territories are called in the texts; their numbers when absent.

    Raises
    ------
    ParameterError
        If the plan is not one territory for every unit, or a territory has no name.
    """
    given = plan.labels if isinstance(plan, Alignment) else plan
    labels = values.labels(given, problem.size, problem.territories)
    names = territory_names(problem.territories) if names is None else tuple(names)
    if len(names) != problem.territories:
        raise ParameterError(
            _("There are %(given)d names for %(count)d territories.")
            % {"given": len(names), "count": problem.territories},
            remedy=_("Give every territory a name, or none."),
        )
    return _Inquiry(problem, labels, Wording(names, problem.measures)).explain()


@dataclass(frozen=True, eq=False)
class _Items:
    """What changes hands.

    ``item`` (n,) the item of each unit or -1 · ``node``, ``former``, ``receiver`` (m,) · ``shared``
    (m,) whether another territory has more of its group today · ``block`` (m,) the connected set it
    goes with from the same owner to the same other.
    """

    item: IntArray
    node: IntArray
    former: IntArray
    receiver: IntArray
    shared: BoolArray
    block: IntArray

    def __len__(self) -> int:
        return len(self.node)


class _Inquiry:
    """One call of :func:`explain`: arrays over the m items, until words are made of them."""

    def __init__(self, problem: Problem, labels: IntArray, wording: Wording) -> None:
        self.problem, self.labels, self.wording = problem, labels, wording
        self.trials = Trials(Ledger(problem), labels, measure_up(problem, labels))
        self.model = self.trials.model
        self.today = np.full(problem.size, -1, dtype=np.int32)
        if problem.reference is not None:
            self.today = np.asarray(problem.reference.labels, dtype=np.int32)
        self.items = self._find_items()
        self.single = Sets.of(
            np.arange(len(self.items), dtype=np.int32), self.items.node, len(self.items)
        )
        self.left = np.isin(self.items.former, list(self._departed()))
        self.divides = self.trials.divides(self.single)
        self.values = np.column_stack([measure.array() for measure in problem.measures])
        self.deviations = self._today_deviations()

    def explain(self) -> Explanation:
        """Handovers and stories."""
        stakes = self._stakes()
        alone, together = self._alone(), self._together()
        elsewhere = self._elsewhere()
        nodes, items = self.items.node, self.items
        after = self.trials.km(nodes, items.receiver)
        before = np.where(items.former >= 0, self.trials.km(nodes, items.former), np.nan)
        changed = np.flatnonzero(items.item >= 0).astype(np.int32)
        members = Sets.of(items.item[changed], changed, len(items))
        made = [
            self._handover(
                number,
                members[number],
                stakes,
                (alone[number], together[items.block[number]], elsewhere[number]),
                (float(before[number]), float(after[number])),
            )
            for number in range(len(items))
        ]
        made.sort(key=lambda each: -each.stake)
        changes = Changes(self.problem.ids, self.today, self.labels, self.values, stakes, changed)
        return Explanation(tuple(made), stories(changes, self.trials.statistics, self.wording))

    def _departed(self) -> Collection[int]:
        reference = self.problem.reference
        return () if reference is None else reference.departed

    def _find_items(self) -> _Items:
        """Changed units by node and owner of today."""
        changed = np.zeros(self.problem.size, dtype=np.bool_)
        if self.problem.reference is not None:
            changed = self.today != self.labels
        keys = np.column_stack([self.model.unit_node, self.today])[changed]
        pairs, number = np.unique(keys, axis=0, return_inverse=True)
        item = np.full(self.problem.size, -1, dtype=np.int32)
        item[changed] = number.ravel()
        pairs = pairs.reshape(-1, 2).astype(np.int32)
        node, former = pairs[:, 0], pairs[:, 1]
        main = self.model.previous[node]
        shared = (main >= 0) & (main != former)
        receiver = self.trials.label[node]
        block = self._blocks(node, former, receiver, shared)
        return _Items(item, node, former, receiver, shared, block)

    def _blocks(
        self, node: IntArray, former: IntArray, receiver: IntArray, shared: BoolArray
    ) -> IntArray:
        """(m,) number of the connected set of items with the same way that each is in."""
        count = len(node)
        if not self.model.contiguous:
            return np.arange(count, dtype=np.int32)
        item_of = np.full(self.model.size, -1, dtype=np.int32)
        item_of[node[~shared]] = np.flatnonzero(~shared)
        around, place = self.trials.around(node)
        other = item_of[around]
        tied = (other >= 0) & (item_of[node[place]] == place)
        tied &= (former[other] == former[place]) & (receiver[other] == receiver[place])
        links = (np.ones(int(tied.sum())), (place[tied], other[tied]))
        block: IntArray = connected_components(
            coo_array(links, shape=(count, count)), directed=False
        )[1]
        return block.astype(np.int32)

    def _alone(self) -> list[Staying | None]:
        """What putting each item back with its owner, alone, would do."""
        back = self._returning()
        made: list[Staying | None] = [None] * len(self.items)
        sets = self.single.take(back)
        for number, staying in zip(
            back, self._staying(sets, back, self.divides[back]), strict=True
        ):
            made[number] = staying
        return made

    def _together(self) -> list[Staying | None]:
        """(blocks,) what putting each block back would do; None where there is one item in it."""
        count = int(self.items.block.max(initial=-1)) + 1
        made: list[Staying | None] = [None] * count
        sets = Sets.of(self.items.block, np.arange(len(self.items), dtype=np.int32), count)
        several = np.flatnonzero(np.diff(sets.starts) > 1).astype(np.int32)
        several = several[np.isin(sets.first[several], self._returning())]
        first = sets.first[several]
        chosen = sets.take(several)
        chosen = Sets(self.items.node[chosen.nodes], chosen.starts)
        divides = self.trials.divides(chosen)
        for number, staying in zip(several, self._staying(chosen, first, divides), strict=True):
            made[number] = staying
        return made

    def _returning(self) -> IntArray:
        """Items that can be put back: with an owner today who is still there."""
        return np.flatnonzero((self.items.former >= 0) & ~self.left).astype(np.int32)

    def _staying(self, sets: Sets, items: IntArray, divides: BoolArray) -> list[Staying]:
        """What putting sets back would do; ``items`` (p,) is one item of each."""
        trial = self.trials.run(sets, self.items.former[items], divides)
        allowed = trial.allowed & ~self.items.shared[items]
        distance = self.trials.worth(trial.objective, sets)
        sizes = np.diff(sets.starts)
        return [
            Staying(
                units=int(sizes[row]),
                objective=float(trial.objective[row]),
                km=float(distance[row]),
                former=trial.joined[row],
                receiver=trial.left[row],
                cut_off=bool(trial.apart[row]),
                divides=bool(trial.divides[row]),
                allowed=bool(allowed[row]),
                feasible=bool(trial.feasible[row] and allowed[row]),
            )
            for row in range(len(sets))
        ]

    def _elsewhere(self) -> list[Elsewhere | None]:
        """The best other home of each item's node: adjacent, or with one of the nearest centres."""
        made: list[Elsewhere | None] = [None] * len(self.items)
        place, territories = self._candidates()
        sets = self.single.take(place)
        trial = self.trials.run(sets, territories, self.divides[place])
        order = np.lexsort([trial.objective, ~trial.feasible, place])
        order = order[trial.allowed[order]]
        best = order[np.unique(place[order], return_index=True)[1]]
        distance = self.trials.km(self.items.node[place[best]], territories[best])
        for row, km in zip(best, distance, strict=True):
            made[place[row]] = Elsewhere(
                territory=int(territories[row]),
                km=float(km),
                objective=float(trial.objective[row]),
                feasible=bool(trial.feasible[row]),
            )
        return made

    def _candidates(self) -> tuple[IntArray, IntArray]:
        """(p,) items and (p,) territories worth trying as another home."""
        present = np.flatnonzero(self.trials.statistics.units > 0)
        count = min(NEAREST, len(present))
        tree = cKDTree(self.trials.centres[present])
        near = tree.query(self.trials.points[self.items.node], k=np.arange(1, count + 1))[1]
        item = np.repeat(np.arange(len(self.items)), count)
        pairs = np.column_stack([item, present[near].ravel()])
        if self.model.contiguous:
            around, place = self.trials.around(self.items.node)
            met = np.column_stack([place, self.trials.label[around]])
            pairs = np.unique(np.concatenate([pairs, met]), axis=0)
        pairs = pairs[pairs[:, 1] != self.items.receiver[pairs[:, 0]]].astype(np.int32)
        return pairs[:, 0], pairs[:, 1]

    def _today_deviations(self) -> FloatArray:
        """(k, q) relative deviation from target of what each territory holds today."""
        owned, count = self.today >= 0, self.problem.territories
        made = []
        for measure, column in zip(self.problem.measures, self.values.T, strict=True):
            held = np.zeros(count)
            np.add.at(held, self.today[owned], column[owned])
            target = measure.targets(count)
            made.append(np.divide(held, target, out=np.ones_like(held), where=target > 0) - 1)
        return np.column_stack(made)

    def _handover(
        self,
        number: int,
        members: IntArray,
        stakes: FloatArray,
        found: tuple[Staying | None, Staying | None, Elsewhere | None],
        km: tuple[float, float],
    ) -> Handover:
        way = (int(self.items.former[number]), int(self.items.receiver[number]))
        alone, together, elsewhere = found
        causes = self._causes(number, alone, together, km)
        units = tuple(self.problem.ids[unit] for unit in members)
        return Handover(
            units=units,
            former=way[0],
            receiver=way[1],
            amounts=self.values[members].sum(axis=0),
            stake=float(stakes[members].sum()),
            km_before=km[0],
            km=km[1],
            causes=causes,
            staying=alone,
            together=together,
            elsewhere=elsewhere,
            text=self.wording.handover(units, way, causes, together or alone, elsewhere),
        )

    def _causes(
        self,
        number: int,
        alone: Staying | None,
        together: Staying | None,
        km: tuple[float, float],
    ) -> tuple[Because, ...]:
        """Every cause, the most binding first."""
        way = (int(self.items.former[number]), int(self.items.receiver[number]))
        if alone is None:
            cause = Cause.DEPARTED if self.left[number] else Cause.NO_OWNER
            return (self.wording.plain(cause, way),)
        whole = together or alone
        found = [self.wording.plain(cause, way) for cause in self._rules(number, whole, way[0])]
        found += self._balance(Cause.ABOVE, whole.former, 1, way, whole.units)
        found += self._balance(Cause.BELOW, whole.receiver, -1, way, whole.units)
        found += self._balance(Cause.RELIEF, self.deviations[way[0]], 1, way)
        found += self._balance(Cause.SUPPLY, self.deviations[way[1]], -1, way)
        if km[0] - km[1] >= NEARER_KM:
            found.append(self.wording.nearer(*km, way[1]))
        if alone.cut_off and not whole.cut_off:
            found.append(self.wording.plain(Cause.FOLLOWS, way))
        if alone.divides:
            found.append(self.wording.plain(Cause.HOLDS, way))
        return tuple(found) or (self.wording.plain(Cause.EXCHANGE, way),)

    def _balance(
        self, cause: Cause, deviations: FloatArray, sign: int, way: tuple[int, int], units: int = 1
    ) -> list[Because]:
        """The measures in which a territory would be, or is, outside its tolerance on one side."""
        return [
            self.wording.balance(cause, column, float(deviations[column]), way, units)
            for column, measure in enumerate(self.problem.measures)
            if sign * deviations[column] > measure.tolerance + ROUNDING
        ]

    def _rules(self, number: int, whole: Staying, former: int) -> list[Cause]:
        """The rules that do not let it stay."""
        node, model = self.items.node[number], self.model
        holds = {
            Cause.LOCK: model.fixed[node] >= 0 and model.fixed[node] != former,
            Cause.FORBIDDEN: bool(len(model.barred) and model.barred[node, former]),
            Cause.GROUP: self.items.shared[number],
            Cause.SEPARATE: bool(self.trials.clashes(node[None], former)[0]),
            Cause.CUT_OFF: whole.cut_off,
        }
        return [cause for cause, true in holds.items() if true]

    def _stakes(self) -> FloatArray:
        """(n,) what is at stake with each unit, also where it has no owner today."""
        reference = self.problem.reference
        if reference is None or reference.amounts is None:
            return self.problem.weight_array()
        return np.asarray(reference.amounts, dtype=np.float64)
