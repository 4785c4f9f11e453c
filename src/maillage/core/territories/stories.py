"""What each territory gained and lost, in figures and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.figures import Statistics
from maillage.core.territories.reasons import Flow, Story, Wording


@dataclass(frozen=True, eq=False)
class Changes:
    """n units: ``ids``, the territory of each ``today`` (-1 for none) and in the plan (``labels``),
    ``amounts`` (n, q) and ``stakes`` (n,); ``changed`` (c,) those that change hands.
    """

    ids: Sequence[str]
    today: IntArray
    labels: IntArray
    amounts: FloatArray
    stakes: FloatArray
    changed: IntArray

    def flows(self) -> list[Flow]:
        """What each pair of territories hands over, the largest first."""
        if not len(self.changed):
            return []
        keys = np.column_stack([self.today, self.labels])[self.changed]
        pairs, number = np.unique(keys, axis=0, return_inverse=True)
        order = np.argsort(number.ravel(), kind="stable")
        parts = np.split(self.changed[order], np.cumsum(np.bincount(number.ravel()))[:-1])
        made = [
            Flow(
                origin=int(origin),
                destination=int(destination),
                units=tuple(self.ids[unit] for unit in units),
                amounts=self.amounts[units].sum(axis=0),
                stake=float(self.stakes[units].sum()),
            )
            for (origin, destination), units in zip(pairs.tolist(), parts, strict=True)
        ]
        return sorted(made, key=lambda flow: (-flow.stake, flow.origin, flow.destination))


def stories(changes: Changes, statistics: Statistics, wording: Wording) -> tuple[Story, ...]:
    """One of each territory."""
    flows = changes.flows()
    made = []
    for number, name in enumerate(wording.names):
        gained = tuple(flow for flow in flows if flow.destination == number)
        lost = tuple(flow for flow in flows if flow.origin == number)
        index = 100 * (1 + statistics.deviations[number])
        mean_km = float(statistics.mean_km[number])
        won, given = (sum(len(flow.units) for flow in side) for side in (gained, lost))
        made.append(
            Story(
                territory=number,
                name=name,
                units=int(statistics.units[number]),
                amounts=statistics.amounts[number],
                index=index,
                mean_km=mean_km,
                radius_km=float(statistics.radius_km[number]),
                gained=gained,
                lost=lost,
                text=wording.story(name, index, mean_km, won, given),
            )
        )
    return tuple(made)
