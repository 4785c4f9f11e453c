"""Regionalisation by spopt: regions of similar places, as it cannot be asked for balance.

``MaxPHeuristic`` has a floor per region and chooses their number; the others are given the number.
The attributes are the coordinates, so that similar means near.
"""

from __future__ import annotations

import geopandas
import numpy as np
from cases import Case
from libpysal.weights import W
from spopt.region import AZP, MaxPHeuristic, RegionKMeansHeuristic, Skater, WardSpatial

FLOOR = 0.95
PLACE = ["x", "y"]


def with_floor(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """No region below 95 % of the mean."""
    del seconds
    np.random.seed(seed)  # noqa: NPY002 - the generator that spopt draws from
    floor = FLOOR * case.weight.sum() / case.territories
    return solved(MaxPHeuristic(frame(case), graph(case), PLACE, "weight", floor, top_n=2))


def ward(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """Ward's clustering on the graph."""
    del seed, seconds
    return solved(WardSpatial(frame(case), graph(case), PLACE, case.territories))


def skater(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """Pruning of the minimum spanning tree; its floor counts units."""
    del seed, seconds
    return solved(Skater(frame(case), graph(case), PLACE, case.territories))


def azp(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """Automatic zoning."""
    del seconds
    return solved(AZP(frame(case), graph(case), PLACE, case.territories, random_state=seed))


def k_means(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """K-means with connected clusters."""
    del seconds
    places = frame(case)[PLACE].to_numpy()
    return solved(RegionKMeansHeuristic(places, case.territories, graph(case), seed=seed))


def solved(model) -> np.ndarray:
    """Its labels as whole numbers from zero."""
    model.solve()
    return np.unique(np.asarray(model.labels_), return_inverse=True)[1]


def frame(case: Case) -> geopandas.GeoDataFrame:
    """Places on an equal-area map of the contiguous states, in km, and the weight."""
    points = geopandas.points_from_xy(case.longitude, case.latitude, crs=4326).to_crs(5070)
    columns = {"x": points.x / 1000, "y": points.y / 1000, "weight": case.weight}
    return geopandas.GeoDataFrame(columns, geometry=points)


def graph(case: Case) -> W:
    """Neighbours as it wants them."""
    beside: dict[int, list[int]] = {unit: [] for unit in range(len(case.weight))}
    for one, other in case.edges.tolist():
        beside[one].append(other)
        beside[other].append(one)
    return W(beside, silence_warnings=True)
