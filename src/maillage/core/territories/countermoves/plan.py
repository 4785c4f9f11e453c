"""A plan to be mended, laid out for counter-moves, and what a counter-move is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from maillage.core.arrays import BoolArray, IntArray
from maillage.core.territories.ledger import Ledger, Standing
from maillage.core.territories.search import least_price
from maillage.core.territories.trials import Trials

KEPT = 16
"""Candidates of each kind that are handed on to be tried."""

WORST = 4
"""Territories that are mended at once: those furthest from what is asked."""


class Kind(StrEnum):
    """What a counter-move is.

    ``RULE`` units go where a lock, a group, a forbidden pair or one to keep apart wants them ·
    ``PIECE`` a piece joins the territory around it · ``BRIDGE`` units between two pieces join them
    · ``RETURN`` units go back to their owner · ``UNIT`` one unit, with what it would cut off ·
    ``PATCH`` a connected set of units · ``SWAP`` two such exchange · ``CHAIN`` one to a neighbour,
    another on from there.
    """

    RULE = "rule"
    PIECE = "piece"
    BRIDGE = "bridge"
    RETURN = "return"
    UNIT = "unit"
    PATCH = "patch"
    SWAP = "swap"
    CHAIN = "chain"


@dataclass(frozen=True, eq=False)
class Candidate:
    """Nodes that would go to territories, one set after the other."""

    kind: Kind
    moves: tuple[tuple[IntArray, int], ...]

    @classmethod
    def single(cls, kind: Kind, nodes: IntArray | list[int], territory: int) -> Candidate:
        """One set of nodes that would go to one territory."""
        return cls(kind, ((np.asarray(nodes, dtype=np.int32), territory),))


class Plan:
    """A plan laid out once, for all who look for counter-moves.

    ``ledger``, ``labels``, ``standing`` the plan and how it stands · ``trials`` what single sets
    would do elsewhere · ``model``, ``label`` its nodes and their territories · ``pricer`` its
    totals · ``movable`` (nodes,) which may move · ``price`` of stake that changes owner.
    """

    def __init__(
        self, ledger: Ledger, labels: IntArray, standing: Standing, keep: BoolArray
    ) -> None:
        self.ledger, self.labels, self.standing = ledger, labels, standing
        self.trials = Trials(ledger, labels, standing.statistics)
        self.model, self.label = self.trials.model, self.trials.label
        self.pricer = self.trials.pricer
        kept = np.bincount(self.model.unit_node, weights=keep, minlength=self.model.size)
        self.movable: BoolArray = (kept == 0) & (
            (self.model.fixed < 0) | (self.model.fixed != self.label)
        )
        self.price = self.model.price
        if self.pricer.stake > 0:
            self.price = least_price(self.model)

    def may(self, nodes: IntArray, territory: int) -> bool:
        """Whether nodes can move, and to this territory."""
        return bool(self.movable[nodes].all()) and bool(self.open(nodes, territory).all())

    def open(self, nodes: IntArray, territories: int | IntArray) -> BoolArray:
        """(p,) whether no rule stands against each node in a territory."""
        trials = self.trials
        return trials.open(nodes, territories) & ~trials.clashes(nodes, territories)
