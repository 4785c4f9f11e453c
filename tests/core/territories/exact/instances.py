"""Random small centre-unit problems, and their solution by trying every partition."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from maillage.core.territories.exact.instance import Instance
from maillage.core.territories.model import adjacency


def partitions(size, parts):
    """Every way to label ``size`` units with exactly ``parts`` interchangeable labels."""

    def extend(label, used):
        if len(label) == size:
            if used == parts:
                yield np.array(label, dtype=np.int32)
            return
        for number in range(min(used + 1, parts)):
            yield from extend([*label, number], max(used, number + 1))

    return extend([], 0)


def pieces(label, territory, indptr, indices):
    """Number of connected pieces of a territory."""
    left = set(np.flatnonzero(label == territory).tolist())
    count = 0
    while left:
        waiting = [left.pop()]
        count += 1
        while waiting:
            unit = waiting.pop()
            for other in indices[indptr[unit] : indptr[unit + 1]].tolist():
                if other in left:
                    left.remove(other)
                    waiting.append(other)
    return count


def is_plan(instance, label):
    """Whether a labelling keeps the bounds and contiguity."""
    for territory in range(instance.territories):
        load = instance.amounts[label == territory].sum(axis=0)
        if (load < instance.low - 1e-9).any() or (load > instance.high + 1e-9).any():
            return False
        if instance.contiguous and pieces(label, territory, instance.indptr, instance.indices) != 1:
            return False
    return True


def value_of(instance, label):
    """Sum over territories of the cost about the best centre of their own."""
    total = 0.0
    for territory in range(instance.territories):
        own = np.flatnonzero(label == territory)
        columns = np.flatnonzero(label[instance.homes] == territory)
        total += instance.cost[np.ix_(own, columns)].sum(axis=0).min(initial=np.inf)
    return total


def plans(instance):
    """Every plan with its value."""
    return [
        (value_of(instance, label), label)
        for label in partitions(instance.size, instance.territories)
        if is_plan(instance, label)
    ]


def assignments(instance, centres):
    """Every plan about given centres, label t for ``centres[t]``, with its cost."""
    homes = instance.homes[centres]
    for label in partitions(instance.size, instance.territories):
        if len(set(label[homes].tolist())) < instance.territories:
            continue
        rename = np.empty(instance.territories, dtype=np.int32)
        rename[label[homes]] = np.arange(instance.territories)
        named = rename[label]
        if is_plan(instance, named):
            yield float(instance.cost[np.arange(instance.size), centres[named]].sum()), named


@st.composite
def instances(draw, largest=8):
    """A few places linked at random, one or two measures, tight or wide bounds."""
    seed = draw(st.integers(0, 2**32 - 1))
    size = draw(st.integers(3, largest))
    territories = draw(st.integers(1, 3))
    contiguous = draw(st.booleans())
    tolerance = draw(st.sampled_from([0.02, 0.1, 0.3, 0.6]))
    generator = np.random.default_rng(seed)
    measures = int(generator.integers(1, 3))
    amounts = generator.integers(1, 12, (size, measures)).astype(float)
    place = generator.uniform(0, 10, (size, 2))
    tree = [(unit, int(generator.integers(0, unit))) for unit in range(1, size)]
    more = generator.integers(0, size, (int(generator.integers(0, size)), 2)).tolist()
    edges = np.array([*tree, *map(tuple, more)], dtype=np.int32).reshape(-1, 2)
    indptr, indices = adjacency(edges, size)
    distance = np.linalg.norm(place[:, None] - place, axis=2)
    mean = amounts.sum(axis=0) / territories
    return Instance(
        cost=np.ascontiguousarray(amounts[:, :1] * distance ** int(generator.integers(1, 3))),
        homes=np.arange(size, dtype=np.int32),
        amounts=amounts,
        low=mean * (1 - tolerance),
        high=mean * (1 + tolerance),
        territories=territories,
        indptr=indptr,
        indices=indices,
        contiguous=contiguous,
    )
