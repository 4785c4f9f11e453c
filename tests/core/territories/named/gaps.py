"""Small generalised assignment problems, and their optimum by HiGHS from a model of its own."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from maillage.core.territories.named import Assignment


def random_gap(seed, *, size=None, count=None, tight=False):
    """A random assignment problem about a planted labelling that keeps bounds and cap."""
    generator = np.random.default_rng(seed)
    size = int(generator.integers(4, 15)) if size is None else size
    count = int(generator.integers(1, 5)) if count is None else count
    measures = int(generator.integers(1, 3))
    places, centres = generator.uniform(0, 10, (size, 2)), generator.uniform(0, 10, (count, 2))
    weight = generator.lognormal(0, 1, size)
    costs = weight[:, None] * ((places[:, None] - centres[None]) ** 2).sum(axis=2)
    amounts = weight[:, None] * generator.uniform(0.5, 1.5, (size, measures))
    planted = np.concatenate([np.arange(count), generator.integers(0, count, size)])[:size]
    held = np.column_stack([np.bincount(planted, column, count) for column in amounts.T])
    slack = 0.02 if tight else 0.25
    bar = (generator.random((size, count)) < 0.15) & (np.arange(count) != planted[:, None])
    costs[bar] = np.inf
    starts, owners, stakes = owned_stakes(generator, size, count)
    row = np.repeat(np.arange(size), np.diff(starts))
    stake = np.bincount(row, stakes, size)
    stays = np.bincount(row, np.where(owners == planted[row], stakes, 0.0), size)
    cap = np.inf if generator.random() < 0.3 else float((stake - stays).sum()) + 1e-6
    apart = np.argwhere(np.triu(planted[:, None] != planted[None], 1))
    chosen = generator.random(len(apart)) < 3 / size**2
    assignment = Assignment(
        costs=costs,
        weight=weight,
        amounts=amounts,
        target=np.maximum(held, 1e-9),
        low=held * (1 - slack),
        high=held * (1 + slack),
        owned=(starts, owners, stakes, stake),
        cap=cap,
        apart=apart[chosen].astype(np.int32),
    )
    return assignment, planted.astype(np.int32)


def owned_stakes(generator, size, count):
    """Owners of nodes in compressed rows; a few nodes are shared by two."""
    starts, owners, held = [0], [], []
    for _node in range(size):
        several = generator.choice([0, 1, 1, 1, 2]) if count > 1 else generator.choice([0, 1])
        names = np.sort(generator.permutation(count)[:several])
        owners += names.tolist()
        held += generator.lognormal(0, 1, several).tolist()
        starts.append(len(owners))
    return (
        np.array(starts, dtype=np.int32), np.array(owners, dtype=np.int32), np.array(held, float)
    )  # fmt: skip


def leaving_table(assignment):
    """(n, k) stake that leaves by each choice, in plain Python."""
    starts, owners, held, stake = assignment.owned
    table = np.repeat(np.asarray(stake, float)[:, None], assignment.costs.shape[1], axis=1)
    for node in range(len(starts) - 1):
        for entry in range(starts[node], starts[node + 1]):
            table[node, owners[entry]] -= held[entry]
    return table


def rows_of(assignment):
    """Matrix, least and most of every row of the full program."""
    size, count = assignment.costs.shape
    leaving = leaving_table(assignment)
    matrix, low, high = [], [], []
    for node in range(size):
        row = np.zeros((size, count))
        row[node] = 1
        matrix, low, high = [*matrix, row], [*low, 1], [*high, 1]
    for place in range(count):
        for measure in range(assignment.amounts.shape[1]):
            row = np.zeros((size, count))
            row[:, place] = assignment.amounts[:, measure]
            matrix.append(row)
            low.append(assignment.low[place, measure])
            high.append(assignment.high[place, measure])
    if np.isfinite(assignment.cap):
        matrix, low, high = [*matrix, leaving], [*low, -np.inf], [*high, assignment.cap]
    return np.array([row.ravel() for row in matrix]), np.array(low), np.array(high)


def clash_rows(assignment):
    size, count = assignment.costs.shape
    for one, other in assignment.apart:
        for place in range(count):
            row = np.zeros((size, count))
            row[one, place] = row[other, place] = 1
            yield row.ravel()


def optimum(assignment):
    """Least cost by SciPy's MIP over all choices; None where there is none."""
    matrix, low, high = rows_of(assignment)
    clashes = list(clash_rows(assignment))
    if clashes:
        matrix = np.vstack([matrix, clashes])
        low = np.append(low, np.full(len(clashes), -np.inf))
        high = np.append(high, np.ones(len(clashes)))
    costs = assignment.costs.ravel()
    allowed = np.isfinite(costs)
    found = milp(
        np.where(allowed, costs, 0.0),
        integrality=np.ones(costs.size),
        bounds=Bounds(0, allowed.astype(float)),
        constraints=LinearConstraint(matrix, low, high),
        options={"mip_rel_gap": 0.0},
    )
    return float(found.fun) if found.success else None


def relaxation(assignment):
    """Least cost when nodes may be divided, by SciPy."""
    matrix, low, high = rows_of(assignment)
    costs = assignment.costs.ravel()
    allowed = np.isfinite(costs)
    equal = low == high
    upper, lower = np.isfinite(high) & ~equal, np.isfinite(low) & ~equal
    found = linprog(
        np.where(allowed, costs, 0.0),
        A_ub=np.vstack([matrix[upper], -matrix[lower]]),
        b_ub=np.concatenate([high[upper], -low[lower]]),
        A_eq=matrix[equal],
        b_eq=low[equal],
        bounds=[(0, 1 if one else 0) for one in allowed],
    )
    return float(found.fun) if found.success else None
