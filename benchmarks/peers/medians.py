"""The capacitated p-median of spopt, all centres given, solved by HiGHS through PuLP."""

from __future__ import annotations

import numpy as np
import pulp
from cases import Case
from spopt.locate import PMedian

from peers.centres import first_centres, squares, vectors


def design(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """Centres of k-means; capacities are upper bounds only, lower ones do not exist."""
    del seconds
    points = vectors(case.latitude, case.longitude)
    costs = squares(points, first_centres(case, points, seed))
    share = case.weight / case.weight.sum() * case.territories
    model = PMedian.from_cost_matrix(
        costs / costs.mean(),
        share,
        case.territories,
        facility_capacities=np.full(case.territories, 1 + case.tolerance),
    )
    model.solve(pulp.HiGHS(msg=False, threads=1, gapRel=1e-3))
    return np.array([at[0] for at in model.cli2fac])
