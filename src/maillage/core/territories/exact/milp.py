"""The best assignment to settled centres as a mixed-integer program in HiGHS.

Contiguity is added as it is broken: a unit a of a territory that is cut off from its centre may
only stay if some unit of a separator between the two goes there as well (a,b-separator
inequalities; Validi, Buchanan and Lykhovyd, Operations Research 70(2), 2022).
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.exact.clock import Clock
from maillage.core.territories.exact.instance import Instance, Scaled
from maillage.core.territories.kernels.exact_reach import reached

EMPTY = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kObjectiveBound)
"""What HiGHS answers where no assignment is below the limit."""

NO_ARRAY = np.empty(0, dtype=np.int32)


@dataclass(frozen=True, eq=False)
class Assignment:
    """What the program found: (n,) labels or none.

    ``bound`` no assignment costs less; infinite when none is below the limit asked for.
    """

    label: IntArray | None
    bound: float


class Program:
    """Minimise the cost of the pairs (unit, centre) that are left, below a limit."""

    def __init__(
        self, instance: Instance, scaled: Scaled, columns: IntArray, cost: FloatArray
    ) -> None:
        self.instance = instance
        self.homes = instance.homes[columns]
        self.cost = cost
        self.units, self.places = np.nonzero(np.isfinite(cost))
        self.number = np.full(cost.shape, -1, dtype=np.int32)
        self.number[self.units, self.places] = np.arange(len(self.units))
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in {
            "output_flag": False, "threads": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-9,
        }.items():  # fmt: skip
            self.solver.setOptionValue(option, value)
        self._build(scaled)

    def _build(self, scaled: Scaled) -> None:
        count = len(self.units)
        zeros, ones = np.zeros(count), np.ones(count)
        costs = self.cost[self.units, self.places]
        self.solver.addCols(count, costs, zeros, ones, 0, NO_ARRAY, NO_ARRAY, np.empty(0))
        kinds = np.full(count, highspy.HighsVarType.kInteger)
        self.solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
        for unit in range(len(self.cost)):
            own = self.number[unit][self.number[unit] >= 0]
            self.solver.addRow(1.0, 1.0, len(own), own, np.ones(len(own)))
        for place in range(len(self.homes)):
            own = np.flatnonzero(self.places == place).astype(np.int32)
            for amount, low, high in zip(scaled.amounts.T, scaled.low, scaled.high, strict=True):
                self.solver.addRow(float(low), float(high), len(own), own, amount[self.units[own]])

    def solve(self, limit: float, clock: Clock) -> Assignment:
        """The cheapest assignment below ``limit``, as far as the time allows."""
        if np.isfinite(limit):
            self.solver.setOptionValue("objective_bound", float(limit))
        bound = -np.inf
        while clock.left() > 0:
            self.solver.setOptionValue("time_limit", self.solver.getRunTime() + clock.left())
            self.solver.run()
            status = self.solver.getModelStatus()
            if status in EMPTY:
                return Assignment(None, np.inf)
            bound = max(bound, float(self.solver.getInfo().mip_dual_bound))
            if status != highspy.HighsModelStatus.kOptimal:
                break
            label = self._label()
            if not self.instance.contiguous or not self._cut(label):
                return Assignment(label, bound)
        return Assignment(None, bound)

    def _label(self) -> IntArray:
        taken = np.asarray(self.solver.getSolution().col_value) > 0.5
        label = np.zeros(len(self.cost), dtype=np.int32)
        label[self.units[taken]] = self.places[taken]
        return label

    def _cut(self, label: IntArray) -> int:
        """Add the separators that a labelling breaks; how many."""
        instance = self.instance
        seen = reached(label, self.homes, instance.indptr, instance.indices)
        cuts = 0
        while not seen.all():
            unit = int(np.flatnonzero(~seen)[0])
            place = int(label[unit])
            piece = self._flood(unit, label == place)
            seen |= piece
            between = self._separator(piece, place)
            for inside in np.flatnonzero(piece):
                names = np.append(self.number[between, place], self.number[inside, place])
                signs = np.append(np.ones(len(between)), -1.0)
                self.solver.addRow(0.0, highspy.kHighsInf, len(names), names, signs)
                cuts += 1
        return cuts

    def _separator(self, piece: BoolArray, place: int) -> IntArray:
        """Units that may go to the centre, beside the piece and within reach of the centre."""
        allowed = self.number[:, place] >= 0
        ring = self._around(piece) & allowed
        near = self._flood(int(self.homes[place]), allowed & ~ring & ~piece)
        return np.flatnonzero(ring & self._around(near)).astype(np.int32)

    def _around(self, members: BoolArray) -> BoolArray:
        """(n,) the units beside a set of units and not in it."""
        instance = self.instance
        beside = np.zeros(instance.size, dtype=np.bool_)
        for unit in np.flatnonzero(members):
            beside[instance.indices[instance.indptr[unit] : instance.indptr[unit + 1]]] = True
        found: BoolArray = beside & ~members
        return found

    def _flood(self, unit: int, within: BoolArray) -> BoolArray:
        """(n,) the units linked to one unit within a set; the unit itself always is."""
        instance = self.instance
        found = np.zeros(instance.size, dtype=np.bool_)
        found[unit] = True
        waiting = [unit]
        while waiting:
            current = waiting.pop()
            for other in instance.indices[instance.indptr[current] : instance.indptr[current + 1]]:
                if within[other] and not found[other]:
                    found[other] = True
                    waiting.append(int(other))
        return found
