"""HiGHS with fixed centres: the transport model, with centres moved to the centroids in between.

The rounds before the last are linear programmes, the last one is solved in whole units.
"""

from __future__ import annotations

import time

import highspy
import numpy as np
from cases import Case

from peers.centres import candidates, centroids, first_centres, squares, vectors

ROUNDS = 8
NEAREST = 8
GAP = 1e-3
RESERVE = 5.0
"""CPU seconds kept for the end."""
INSIDE = 1e-6
"""Relative tightening of the bounds, against the tolerances of the solver."""


def design(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """Free centres."""
    points = vectors(case.latitude, case.longitude)
    centres = first_centres(case, points, seed)
    for _ in range(ROUNDS):
        costs = case.weight[:, None] * squares(points, centres)
        labels = assign(case, costs, candidates(costs, NEAREST))
        centres = centroids(case, points, labels)
    costs = case.weight[:, None] * squares(points, centres)
    return assign(case, costs, candidates(costs, NEAREST), whole=True, seconds=seconds)


def assign(
    case: Case, costs: np.ndarray, near: np.ndarray, *, whole: bool = False, seconds: float = np.inf
) -> np.ndarray:
    """The cheapest plan within the bounds; costs are of shape (units, territories).

    After so many CPU seconds of the process, less a reserve, the best one so far.
    """
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("mip_rel_gap", GAP)
    solver.cbMipInterrupt.subscribe(lambda event: stop(event, seconds))
    solver.passModel(model_of(case, np.take_along_axis(costs, near, axis=1), near, whole=whole))
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        if near.shape[1] == case.territories:
            raise RuntimeError("HiGHS: infeasible")
        near = candidates(costs, 2 * near.shape[1])
        return assign(case, costs, near, whole=whole, seconds=seconds)
    values = np.asarray(solver.getSolution().col_value)
    if len(values) == 0 or values.sum() < len(near) / 2:
        raise RuntimeError(f"HiGHS: {solver.modelStatusToString(status)}")
    share = values.reshape(near.shape)
    return near[np.arange(len(near)), share.argmax(axis=1)]


def stop(event, seconds: float) -> None:
    """Interrupt in time; the limit of HiGHS itself is one of wall-clock time."""
    if time.process_time() > seconds - RESERVE:
        event.interrupt()


def model_of(case: Case, costs: np.ndarray, near: np.ndarray, *, whole: bool) -> highspy.HighsLp:
    """Every unit at one centre, every centre within the tolerance of its target."""
    units, width = near.shape
    share = case.weight / case.weight.sum() * case.territories
    reach = case.tolerance * (1 - INSIDE)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = near.size, units + case.territories
    model.col_cost_ = costs.ravel() / costs.mean()
    model.col_lower_, model.col_upper_ = np.zeros(near.size), np.ones(near.size)
    rest = np.ones(case.territories)
    model.row_lower_ = np.concatenate([np.ones(units), (1 - reach) * rest])
    model.row_upper_ = np.concatenate([np.ones(units), (1 + reach) * rest])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, 2 * near.size + 1, 2)
    rows = np.column_stack([np.repeat(np.arange(units), width), units + near.ravel()])
    model.a_matrix_.index_ = rows.ravel()
    entries = np.column_stack([np.ones(near.size), np.repeat(share, width)])
    model.a_matrix_.value_ = entries.ravel()
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * near.size
    return model
