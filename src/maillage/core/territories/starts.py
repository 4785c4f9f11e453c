"""Where the search starts: recursive bisection for centres, then a balanced power diagram."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories.kernels.power import settle
from maillage.core.territories.model import Model

DIRECTIONS = 8
DRAWN = 0.5
"""Share of the starts with centre units that draw them; the others bisect."""

ROUNDS = 10
PRICE_STEPS = 60
EARLY_STEPS = 20
NEARBY = 16
CLOSE_ENOUGH = 0.02


@dataclass(frozen=True, eq=False)
class Start:
    """A first labelling of the nodes, the centres it grew from and what leaving an owner cost."""

    label: IntArray
    centres: FloatArray
    continuity: float = 0.0


def power_start(model: Model, generator: np.random.Generator, *, continuity: float) -> Start:
    """Balanced, compact and usually connected labelling about good centres.

    ``continuity`` is what leaving the present owner costs, in objective units per unit of stake.
    """
    centres = first_centres(model, generator)
    table = model.table
    if model.sites is not None:
        table = costs_about(model, nearest_centres(model, centres, table, 1)[:, 0], centres)
    label = np.zeros(model.size, dtype=np.int32)
    prices = np.zeros_like(model.target)
    rounds = 1 if len(model.homes) or len(model.table) else ROUNDS
    for number in range(rounds):
        steps = PRICE_STEPS if number == rounds - 1 else EARLY_STEPS
        label = _balance(model, centres, table, prices, continuity=continuity, steps=steps)
        if model.sites is not None:
            table = costs_about(model, label, centres)
        if not len(model.homes):
            centres = centroids(model, label, centres)
    return Start(label, centres, continuity)


def costs_about(model: Model, label: IntArray, centres: FloatArray) -> FloatArray:
    """(n, k) cost of each node at the best centre unit of each territory.

    A territory without a node takes the unit nearest to its place among ``centres`` (k, 3).
    """
    assert model.sites is not None
    chosen = model.sites.best(label, model.territories)
    empty = chosen < 0
    if empty.any():
        chosen[empty] = cKDTree(model.sites.points).query(centres[empty])[1]
    return model.sites.costs(chosen, model.size)


def first_centres(model: Model, generator: np.random.Generator) -> FloatArray:
    """(k, 3) homes, else the centres of today's territories, else those of a bisection."""
    if len(model.homes):
        return model.homes
    label = bisect(model, generator)
    if model.sites is not None and generator.random() < DRAWN:
        label = about_drawn_units(model, generator)
    label = match_labels(model, label)
    fallback = np.tile(model.position.mean(axis=0), (model.territories, 1))
    centres = centroids(model, label, fallback)
    if model.continuity:
        return _held_centres(model, centres)
    return centres


def about_drawn_units(model: Model, generator: np.random.Generator) -> IntArray:
    """(n,) labelling about centre units drawn far from one another.

    Each is drawn with a chance in proportion to what its node costs at the nearest of those before
    it (k-means++, Arthur and Vassilvitskii 2007).
    """
    assert model.sites is not None
    sites, chosen = model.sites, np.empty(0, dtype=np.int32)
    chance = sites.weight + 1e-9
    costs = np.empty((model.size, 0))
    while len(chosen) < model.territories:
        unit = np.int32(generator.choice(len(sites.node), p=chance / chance.sum()))
        chosen = np.append(chosen, unit)
        costs = np.column_stack([costs, sites.costs(chosen[-1:], model.size)])
        chance = costs.min(axis=1)[sites.node] + 1e-9
    label: IntArray = costs.argmin(axis=1).astype(np.int32)
    return label


def centroids(model: Model, label: IntArray, fallback: FloatArray) -> FloatArray:
    """(k, 3) weighted mean position of each territory; ``fallback`` where it is empty."""
    count = model.territories
    weight = np.bincount(label, weights=model.weight, minlength=count)
    moment = np.column_stack(
        [
            np.bincount(label, weights=model.weight * axis, minlength=count)
            for axis in model.position.T
        ]
    )
    return np.where(weight[:, None] > 0, moment / np.maximum(weight, 1e-300)[:, None], fallback)


def bisect(model: Model, generator: np.random.Generator) -> IntArray:
    """(n,) labelling by recursive bisection (Kalcsics, Nickel and Schröder 2005).

    Nodes are split along the straight line, among several directions, that leaves both sides most
    compact; territories are shared out in proportion to their targets.
    """
    plane = _tangent_plane(model)
    load = (model.amounts / np.maximum(model.amounts.sum(axis=0), 1e-300)).mean(axis=1)
    load = load + 1e-9 / model.size
    shares = (model.target / model.target.sum(axis=0)).mean(axis=1)
    label = np.zeros(model.size, dtype=np.int32)
    pending = [(np.arange(model.size), np.arange(model.territories))]
    while pending:
        nodes, territories = pending.pop()
        if len(territories) == 1 or len(nodes) <= 1:
            label[nodes] = territories[0]
            continue
        half = len(territories) // 2
        share = shares[territories[:half]].sum() / shares[territories].sum()
        counts = (half, len(territories) - half)
        left, right = _split(plane[nodes], load[nodes], share, counts, generator)
        pending.append((nodes[left], territories[:half]))
        pending.append((nodes[right], territories[half:]))
    return label


def match_labels(model: Model, label: IntArray) -> IntArray:
    """Rename territories so that they agree best with locks, then with today's owners."""
    overlap = np.zeros((model.territories, model.territories))
    owned = model.previous >= 0
    np.add.at(overlap, (label[owned], model.previous[owned]), model.stake[owned])
    locked = model.fixed >= 0
    heavy = overlap.sum() + 1.0
    np.add.at(overlap, (label[locked], model.fixed[locked]), heavy)
    if not overlap.any():
        return label
    rows, columns = linear_sum_assignment(overlap, maximize=True)
    names = np.empty(model.territories, dtype=np.int32)
    names[rows] = columns
    return names[label]


def _tangent_plane(model: Model) -> FloatArray:
    """(n, 2) positions in km on the plane that touches the sphere at their middle."""
    centre = np.average(model.position, axis=0, weights=model.weight)
    normal = centre / np.linalg.norm(centre)
    east = np.array([-normal[1], normal[0], 0.0])
    length = np.linalg.norm(east)
    east = east / length if length > 1e-9 else np.array([1.0, 0.0, 0.0])
    plane: FloatArray = model.position @ np.column_stack([east, np.cross(normal, east)])
    return plane


def _split(
    points: FloatArray,
    load: FloatArray,
    share: float,
    counts: tuple[int, int],
    generator: np.random.Generator,
) -> tuple[IntArray, IntArray]:
    """Indices of the two sides of the best of several lines; each side keeps enough nodes."""
    offset = generator.random() * np.pi / DIRECTIONS
    best: tuple[float, IntArray, int] | None = None
    for number in range(DIRECTIONS):
        angle = offset + number * np.pi / DIRECTIONS
        order = np.argsort(points @ np.array([np.cos(angle), np.sin(angle)]), kind="stable")
        reached = np.cumsum(load[order])
        cut = int(np.searchsorted(reached, share * reached[-1])) + 1
        cut = min(max(cut, counts[0]), len(order) - counts[1])
        value = _spread(points[order[:cut]], load[order[:cut]]) + _spread(
            points[order[cut:]], load[order[cut:]]
        )
        value *= 1 + 0.05 * generator.random()
        if best is None or value < best[0]:
            best = (value, order.astype(np.int32), cut)
    if best is None:
        raise AssertionError
    return best[1][: best[2]], best[1][best[2] :]


def _spread(points: FloatArray, load: FloatArray) -> float:
    total = load.sum()
    if total <= 0:
        return 0.0
    moment = load @ points
    return float(load @ (points**2).sum(axis=1) - moment @ moment / total)


def _held_centres(model: Model, centres: FloatArray) -> FloatArray:
    """Median place of what each territory holds today; ``centres`` where it holds nothing."""
    centres = centres.copy()
    for territory in range(model.territories):
        held = model.previous == territory
        if held.any():
            centres[territory] = _median(model.position[held], model.stake[held])
    return centres


def _median(points: FloatArray, weights: FloatArray) -> FloatArray:
    """Weighted geometric median by Weiszfeld's iteration: unlike the mean, unmoved by outliers."""
    centre = np.average(points, axis=0, weights=weights + 1e-12)
    for _ in range(20):
        pull = (weights + 1e-12) / np.maximum(np.linalg.norm(points - centre, axis=1), 1.0)
        centre = np.average(points, axis=0, weights=pull)
    return centre


def _balance(
    model: Model,
    centres: FloatArray,
    table: FloatArray,
    prices: FloatArray,
    *,
    continuity: float,
    steps: int,
) -> IntArray:
    """Assign every node at prices that bring the territories near their targets."""
    nearby = nearest_centres(model, centres, table)
    scale = _gap(model, centres, table) / np.maximum(model.amounts.sum(axis=0), 1e-300)
    step = np.tile(0.1 * scale, (model.territories, 1))
    label: IntArray = settle(
        model.position, model.weight, model.amounts, centres, table, prices, step, nearby,
        model.fixed, model.barred, model.previous, model.departures(continuity), model.target,
        model.low, model.high, steps, CLOSE_ENOUGH,
    )  # fmt: skip
    return label


def _gap(model: Model, centres: FloatArray, table: FloatArray) -> float:
    """How much dearer it is, all in all, to go to the next territory."""
    if not len(table):
        return float(_spacing(centres) ** 2 * model.weight.sum())
    if table.shape[1] == 1:
        return 1.0
    two = np.partition(table, 1, axis=1)
    return max(float((two[:, 1] - two[:, 0]).sum()), 1e-12)


def nearest_centres(
    model: Model, centres: FloatArray, table: FloatArray, choices: int = NEARBY
) -> IntArray:
    """(n, c) territories whose centres are nearest to each node, or cost least by the table."""
    choices = min(choices, model.territories)
    if len(table):
        order = np.argsort(table, axis=1, kind="stable")
        return order[:, :choices].astype(np.int32)
    _, nearest = cKDTree(centres).query(model.position, k=choices)
    return np.asarray(nearest, dtype=np.int32).reshape(model.size, choices)


def _spacing(centres: FloatArray) -> float:
    """Typical distance between neighbouring centres, km."""
    if len(centres) == 1:
        return 1.0
    distance, _ = cKDTree(centres).query(centres, k=2)
    return max(float(np.median(distance[:, 1])), 1.0)
