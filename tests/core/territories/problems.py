"""Small problems for the tests of the design engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from maillage.core.geography.adjacency import delaunay_edges
from maillage.core.territories import Measure, Problem, Reference, SearchParameters

QUICK = SearchParameters(proposals=20_000, stages=20, attempts=4)


def examples(count):
    """So many examples, without a deadline: the first call of a kernel compiles it."""
    return settings(max_examples=count, deadline=None)


def names(count):
    return [f"u{number}" for number in range(count)]


def path_edges(count):
    return [(number, number + 1) for number in range(count - 1)]


def grid_edges(rows, columns):
    across = [
        (r * columns + c, r * columns + c + 1) for r in range(rows) for c in range(columns - 1)
    ]
    down = [
        (r * columns + c, (r + 1) * columns + c) for r in range(rows - 1) for c in range(columns)
    ]
    return across + down


def line(values, territories, *, tolerance=0.05, shares=None, edges=(), **options):
    """Units u0, u1, ... half a degree apart along a parallel; a path unless told otherwise."""
    count = len(values)
    settings = {
        "ids": names(count),
        "latitude": [40.0] * count,
        "longitude": [-100.0 + 0.5 * number for number in range(count)],
        "territories": territories,
        "measures": [Measure("potential", values, tolerance, shares)],
        "edges": path_edges(count) if isinstance(edges, tuple) else edges,
    }
    return Problem(**(settings | options))


def grid(rows, columns, territories, *, values=None, tolerance=0.05, shares=None, **options):
    """A rectangle of units one degree apart with rook neighbours."""
    count = rows * columns
    values = [1.0] * count if values is None else values
    settings = {
        "ids": names(count),
        "latitude": [40.0 - number // columns for number in range(count)],
        "longitude": [-100.0 + number % columns for number in range(count)],
        "territories": territories,
        "measures": [Measure("potential", values, tolerance, shares)],
        "edges": grid_edges(rows, columns),
    }
    return Problem(**(settings | options))


def cloud(seed, count, territories, **options):
    """Random places linked to their natural neighbours, with log-normal amounts."""
    generator = np.random.default_rng(seed)
    latitude, longitude = generator.uniform(38, 42, count), generator.uniform(-100, -95, count)
    settings = {
        "ids": names(count),
        "latitude": latitude,
        "longitude": longitude,
        "territories": territories,
        "measures": [Measure("potential", generator.lognormal(0, 0.4, count), 0.2)],
        "edges": delaunay_edges(latitude, longitude),
    }
    return Problem(**(settings | options))


def planted_labels(generator, count, territories, edges):
    """(n,) random connected labelling, grown from k distinct seeds on a connected graph."""
    around = [[] for _ in range(count)]
    for one, other in np.asarray(edges).tolist():
        around[one].append(other)
        around[other].append(one)
    labels = np.full(count, -1)
    labels[generator.permutation(count)[:territories]] = np.arange(territories)
    while (labels < 0).any():
        open_pairs = [
            (other, labels[node])
            for node in np.flatnonzero(labels >= 0)
            for other in around[node]
            if labels[other] < 0
        ]
        node, label = open_pairs[generator.integers(len(open_pairs))]
        labels[node] = label
    return labels


def planted(seed, *, contiguity=True, groups=True, reference=True, bars=True, homes=False):
    """A problem that is sure to have a solution, and that solution.

    Units, two measures, shares, locks, forbidden pairs, groups and a reference with a cap are drawn
    so that a random connected labelling satisfies them all.
    """
    generator = np.random.default_rng(seed)
    count = int(generator.integers(6, 31))
    territories = int(generator.integers(1, 5))
    latitude, longitude = generator.uniform(38, 42, count), generator.uniform(-100, -95, count)
    edges = delaunay_edges(latitude, longitude)
    labels = planted_labels(generator, count, territories, edges)
    ids = names(count)
    measures = [_planted_measure(generator, f"m{n}", labels, territories) for n in range(2)]
    some = generator.permutation(count)
    locks = {ids[unit]: int(labels[unit]) for unit in some[: generator.integers(0, 3)]}
    forbidden = [
        (ids[unit], int(number))
        for unit in some[3 : 3 + generator.integers(0, 3)]
        for number in generator.choice(territories, 1)
        if number != labels[unit]
    ]
    together = np.flatnonzero(labels == labels[some[0]])[: generator.integers(2, 4)]
    problem = Problem(
        ids=ids,
        latitude=latitude,
        longitude=longitude,
        territories=territories,
        measures=measures,
        edges=edges,
        contiguity=contiguity,
        locks=locks,
        forbidden=forbidden if bars else [],
        homes=generator.uniform([38, -100], [42, -95], (territories, 2)) if homes else None,
        groups=[[ids[unit] for unit in together]] if groups else [],
        reference=_planted_reference(generator, labels, territories) if reference else None,
    )
    return problem, labels


KINDS = ("unit", "unit power 1", "unit travel", "fixed travel", "fixed travel power 1")


def measured(seed, kind, **options):
    """A planted problem with costs to centre units or by travel, sets to keep apart and prices."""
    problem, labels = planted(seed, **options)
    generator = np.random.default_rng([seed, 1])
    columns = problem.size if kind.startswith("unit") else problem.territories
    travel = generator.integers(0, 40, (problem.size, columns)) if "travel" in kind else None
    drawn = [generator.choice(problem.size, 3) for _ in range(3)]
    separate = [
        [problem.ids[unit] for unit in units]
        for units in drawn
        if len(set(labels[units].tolist())) == len(units)
    ]
    reference = problem.reference
    if reference is not None:
        prices = {"m0": float(generator.choice([0.0, 30.0])), "m1": 20.0}
        departed = {int(generator.integers(problem.territories))}
        reference = replace(reference, prices=prices, departed=departed, cap=None)
    return replace(
        problem,
        centres="unit" if kind.startswith("unit") else "free",
        travel=travel,
        power=1 if "power 1" in kind else 2,
        separate=separate,
        reference=reference,
    ), labels


def planted_of_any_kind(seed, **options):
    """A planted problem of any kind, its costs from places, centre units or travel."""
    kind = (None, *KINDS)[seed % (len(KINDS) + 1)]
    if kind is not None and kind.startswith("unit"):
        options["homes"] = False
    return planted(seed, **options) if kind is None else measured(seed, kind, **options)


def _planted_measure(generator, name, labels, territories):
    values = generator.lognormal(0, 0.7, len(labels)) * (generator.random(len(labels)) < 0.9)
    held = np.bincount(labels, weights=values, minlength=territories)
    values[labels == np.argmin(held)] += 0.1
    held = np.bincount(labels, weights=values, minlength=territories)
    if generator.random() < 0.5 and (held > 0).all():
        return Measure(name, values, 0.1, shares=held * generator.uniform(0.97, 1.03, territories))
    worst = np.abs(held / (held.sum() / territories) - 1).max()
    if worst >= 0.95:
        values = values + 1.0 / np.bincount(labels, minlength=territories)[labels] * held.max()
        held = np.bincount(labels, weights=values, minlength=territories)
        worst = np.abs(held / (held.sum() / territories) - 1).max()
    return Measure(name, values, float(min(0.99, worst + 0.02)))


def _planted_reference(generator, labels, territories):
    today = np.where(generator.random(len(labels)) < 0.7, labels, -1)
    wrong = generator.random(len(labels)) < 0.2
    today[wrong] = generator.integers(0, territories, wrong.sum())
    stakes = generator.lognormal(0, 1, len(labels))
    owned = today >= 0
    if not owned.any():
        return None
    moved = stakes[owned & (today != labels)].sum() / stakes[owned].sum()
    price = float(generator.choice([0.0, 50.0]))
    return Reference(today, stakes, cap=float(min(1.0, moved + 1e-6)), price_km=price)


def dense(seed):
    """A grid under many locks and forbidden pairs, often with fixed homes, that has a solution."""
    generator = np.random.default_rng(seed)
    rows, columns = int(generator.integers(1, 5)), int(generator.integers(2, 6))
    count = rows * columns
    most = count if generator.random() < 0.4 else min(count, 4)
    territories = int(generator.integers(1, most + 1))
    edges = np.array(grid_edges(rows, columns)).reshape(-1, 2)
    labels = planted_labels(generator, count, territories, edges)
    values = generator.choice([0.0, 1.0, 2.0, 5.0], count)
    values[[np.flatnonzero(labels == number)[0] for number in range(territories)]] += 1
    held = np.bincount(labels, weights=values, minlength=territories)
    lock_share, bar_share = (0.3, 0.4) if generator.random() < 0.5 else (0.05, 0.05)
    ids = names(count)
    locks = {unit: int(own) for unit, own in zip(ids, labels, strict=True)
             if generator.random() < lock_share}  # fmt: skip
    forbidden = [
        (unit, number)
        for unit, own in zip(ids, labels, strict=True)
        for number in range(territories)
        if number != own and generator.random() < bar_share
    ]
    return grid(
        rows, columns, territories, values=values, shares=held, locks=locks, forbidden=forbidden,
        tolerance=float(generator.choice([0.05, 0.3, 0.8])), edges=edges,
        contiguity=bool(generator.random() < 0.7),
        homes=generator.uniform([30, -100], [40, -90], (territories, 2))
        if generator.random() >= 0.7 else None,
    )  # fmt: skip


seeds = st.integers(0, 2**32 - 1)
