"""METIS by pymetis."""

from __future__ import annotations

import numpy as np
import pymetis
from cases import Case

WHOLE = 1e8
"""The sum that weights are scaled to before they are rounded."""


def carto(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """The call that CARTO's territory balancing makes."""
    del seconds
    start, neighbours = adjacency(case)
    options = pymetis.Options(ufactor=int(case.tolerance * 1000), niter=10000, objtype=1, seed=seed)
    found = pymetis.part_graph(
        case.territories,
        xadj=start,
        adjncy=neighbours,
        vweights=np.maximum(1, np.round(case.weight / case.weight.sum() * WHOLE)).astype(int),
        recursive=False,
        contiguous=True,
        options=options,
    )
    return np.asarray(found.vertex_part)


def adjacency(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Compressed rows of the graph."""
    edges = np.unique(np.sort(case.edges, axis=1), axis=0)
    both = np.vstack([edges, edges[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    counts = np.bincount(both[:, 0], minlength=len(case.weight))
    return np.concatenate([[0], np.cumsum(counts)]), both[:, 1]
