"""GerryChain: recursive splits of spanning trees, and recombination that keeps what is better."""

from __future__ import annotations

import random
import time
from functools import partial

import networkx as nx
import numpy as np
from cases import Case
from gerrychain import Graph, MarkovChain, Partition
from gerrychain.partition import recursive_seed_part, recursive_tree_part
from gerrychain.proposals import recom

from peers.centres import squares, unit, vectors

RESERVE = 5.0
"""CPU seconds kept for the end."""
MANY = 20_000
"""Units from which the first plan is made by ``recursive_seed_part``, the faster one there."""


def split(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """``recursive_tree_part``."""
    del seconds
    return plain(case, first(graph_of(case), case, random.Random(seed), recursive_tree_part))


def recombine(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """``recom`` until the time is used, a step accepted if it lowers the WSSD."""
    graph, generator = graph_of(case), random.Random(seed)
    begin = recursive_seed_part if len(case.weight) > MANY else recursive_tree_part
    start = Partition(graph, first(graph, case, generator, begin))
    score = Score(case)
    chain = MarkovChain(
        proposal_fn=partial(recom, **bounds(case)),
        acceptance_fn=score.accept,
        initial_partition=start,
        total_steps=10**9,
        rng=generator,
    )
    ending = (each for each in chain if time.process_time() > seconds - RESERVE)
    return plain(case, dict(next(ending).assignment.items()))


class Score:
    """WSSD of the two territories that a step changes, before and after."""

    def __init__(self, case: Case) -> None:
        self.points = vectors(case.latitude, case.longitude)
        self.weight = case.weight

    def accept(self, partition: Partition, *, rng: random.Random) -> bool:
        """Whether the step does not lengthen anything."""
        del rng
        before = partition.parent
        if before is None:
            return True
        touched = {before.assignment.mapping[node] for node in partition.flips}
        touched |= set(partition.flips.values())
        after = sum(self.inertia(partition.parts[part]) for part in touched)
        return after <= sum(self.inertia(before.parts[part]) for part in touched)

    def inertia(self, nodes) -> float:
        """Weighted squared km to the centroid."""
        own = np.fromiter(nodes, dtype=int)
        points, weight = self.points[own], self.weight[own]
        return float(weight @ squares(points, unit((weight @ points)[None]))[:, 0])


def first(graph: Graph, case: Case, generator: random.Random, method) -> dict:
    """A plan from nothing."""
    return method(graph, range(case.territories), rng=generator, **bounds(case))


def bounds(case: Case) -> dict:
    """Balance as its functions want it."""
    target = case.weight.sum() / case.territories
    return {"pop_col": "weight", "pop_target": target, "epsilon": case.tolerance}


def graph_of(case: Case) -> Graph:
    """The case as its graph, of the faster kind."""
    graph = nx.Graph()
    graph.add_nodes_from((n, {"weight": float(w)}) for n, w in enumerate(case.weight))
    graph.add_edges_from(case.edges.tolist())
    return Graph.from_networkx(graph).convert_from_nx_to_rx()


def plain(case: Case, assignment: dict) -> np.ndarray:
    """Territories in the order of the units; nodes were added in that order."""
    return np.array([assignment[unit] for unit in range(len(case.weight))])
