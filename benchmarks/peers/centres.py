"""Distances, and the centres that the methods with fixed centres begin from."""

from __future__ import annotations

import numpy as np
from cases import Case

EARTH_KM = 6371.0088


def vectors(latitude: np.ndarray, longitude: np.ndarray) -> np.ndarray:
    """Points of the unit sphere, of shape (points, 3)."""
    north, east = np.radians(latitude), np.radians(longitude)
    return np.column_stack(
        [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
    )


def squares(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Squared great-circle km, of shape (points, centres)."""
    from sklearn.metrics import pairwise_distances

    chords = pairwise_distances(points, centres)
    return (2 * EARTH_KM * np.arcsin(np.minimum(chords / 2, 1.0))) ** 2


def first_centres(case: Case, points: np.ndarray, seed: int) -> np.ndarray:
    """Centres of scikit-learn's weighted k-means."""
    from sklearn.cluster import KMeans

    means = KMeans(case.territories, n_init=1, random_state=seed)
    return unit(means.fit(points, sample_weight=case.weight).cluster_centers_)


def centroids(case: Case, points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Weighted centres of mass of a plan, on the sphere."""
    sums = np.zeros((case.territories, 3))
    np.add.at(sums, labels, case.weight[:, None] * points)
    return unit(sums)


def candidates(distances: np.ndarray, count: int) -> np.ndarray:
    """Indices of the nearest centres, of shape (points, count)."""
    count = min(count, distances.shape[1])
    if count == distances.shape[1]:
        return np.tile(np.arange(count), (len(distances), 1))
    return np.argpartition(distances, count, axis=1)[:, :count]


def unit(rows: np.ndarray) -> np.ndarray:
    """Rows of length one."""
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
