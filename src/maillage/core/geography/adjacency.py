"""Who is next to whom: among zones with known borders, and among points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import Delaunay, QhullError

from maillage.core.geography.distance import Floats, chord_to_km, unit_sphere

Edges = NDArray[np.intp]


def edges_among(codes: Sequence[str], links: pd.DataFrame, *, water: bool = True) -> Edges:
    """Return the links between given zones as pairs of positions in ``codes``.

    Parameters
    ----------
    codes
        Zones; the answer counts positions in this sequence. Codes without a link are isolated.
    links
        Columns ``a`` and ``b`` (codes) and ``kind`` (``land`` or ``water``).
    water
        Whether links over water (bridges, ferries, the nearest shore) count.

    Returns
    -------
    ndarray of shape (m, 2)
        Pairs with the first position below the second, sorted, each once.
    """
    used = links if water else links[links["kind"] == "land"]
    position = pd.Index(codes)
    ends = np.column_stack([position.get_indexer(pd.Index(used[end])) for end in ("a", "b")])
    return _tidy(ends[(ends >= 0).all(axis=1)])


def delaunay_edges(
    latitude: ArrayLike, longitude: ArrayLike, max_km: float = float("inf")
) -> Edges:
    """Link points to their natural neighbours on the sphere, and make one connected whole.

    The convex hull of points on the sphere is their spherical Delaunay triangulation (Brown,
    1979). Links longer than ``max_km`` are dropped except those of a minimum spanning tree that
    joins the pieces. Points at the same place are linked in a chain.

    Parameters
    ----------
    latitude, longitude
        Degrees, shape (n,); finite.
    max_km
        The longest link kept where it is not needed to connect.

    Returns
    -------
    ndarray of shape (m, 2)
        Pairs with the first position below the second, sorted, each once; connected for n > 0.
    """
    points = unit_sphere(latitude, longitude).reshape(-1, 3)
    if len(points) < 2:
        return np.empty((0, 2), dtype=np.intp)
    first, twins = _places(points)
    edges = first[_between_places(points[first])]
    kept = _short_or_needed(points, edges, max_km)
    return _tidy(np.vstack([kept, twins]))


def component_labels(count: int, edges: Edges) -> NDArray[np.int32]:
    """Return for each of ``count`` nodes the number of the connected piece it lies in."""
    graph = coo_array((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count))
    labels: NDArray[np.int32] = connected_components(graph, directed=False)[1]
    return labels


def _places(points: Floats) -> tuple[Edges, Edges]:
    """Return one point per distinct place (to a metre), and chains along the others."""
    keys = pd.DataFrame(np.round(points, 7) + 0.0)
    place: Any = keys.groupby(list(keys.columns), sort=False).ngroup().to_numpy()
    order = np.argsort(place, kind="stable")
    same = place[order][1:] == place[order][:-1]
    first = order[np.r_[True, ~same]]
    return first, np.column_stack([order[:-1][same], order[1:][same]])


def _between_places(points: Floats) -> Edges:
    plane = _stereographic(points)
    try:
        mesh = Delaunay(plane)
    except (QhullError, ValueError):
        return _along_a_line(plane)
    sides = [mesh.simplices[:, pair] for pair in ([0, 1], [1, 2], [0, 2])]
    return _tidy(np.vstack([*sides, mesh.coplanar[:, [0, 2]]]))


def _stereographic(points: Floats) -> Floats:
    """Project onto a plane on which circles stay circles, so Delaunay there is Delaunay here."""
    middle = points.mean(axis=0)
    norm = np.linalg.norm(middle)
    up = middle / norm if norm > 1e-9 else np.array([0.0, 0.0, 1.0])
    east = np.cross(up, np.eye(3)[np.argmin(np.abs(up))])
    east /= np.linalg.norm(east)
    axes = np.column_stack([east, np.cross(up, east)])
    plane: Floats = points @ axes / np.maximum(1.0 + points @ up, 1e-9)[:, None]
    return plane


def _along_a_line(plane: Floats) -> Edges:
    """Chain points that are too few, or too much on one line, for triangles."""
    centred = plane - plane.mean(axis=0)
    axis = np.linalg.svd(centred, full_matrices=False)[2][0]
    order = np.argsort(centred @ axis, kind="stable")
    return np.column_stack([order[:-1], order[1:]])


def _short_or_needed(points: Floats, edges: Edges, max_km: float) -> Edges:
    chord = np.linalg.norm(points[edges[:, 0]] - points[edges[:, 1]], axis=1)
    graph = coo_array((chord, (edges[:, 0], edges[:, 1])), shape=(len(points), len(points)))
    tree = minimum_spanning_tree(graph.tocsr()).tocoo()
    needed = np.column_stack([tree.row, tree.col])
    return np.vstack([edges[chord_to_km(chord) <= max_km], needed])


def _tidy(edges: Edges) -> Edges:
    """Order the ends of each pair, drop repeats and loops, and sort."""
    ordered = np.sort(edges.reshape(-1, 2), axis=1).astype(np.intp)
    return np.unique(ordered[ordered[:, 0] != ordered[:, 1]], axis=0)
