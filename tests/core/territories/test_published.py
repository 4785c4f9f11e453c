"""Published districting instances: the search comes near the proven optimum, never below it.

Hess et al. (1965): contiguous districts of whole counties, about a centre county of their own, that
minimise population times squared kilometres; optima of Validi, Buchanan and Lykhovyd (2022).
"""

import csv
import json

import numpy as np
import pytest

from maillage.core.territories import Measure, Problem, solve
from tests.core.territories.checker import assert_agrees

pytestmark = pytest.mark.integration


def county_problem(folder, state):
    """Counties of a state, rounded km between them, population within half a percent."""
    data = json.loads((folder / "hess2010" / f"county_{state}.json").read_text())
    columns = dict(zip(data["fields"], zip(*data["nodes"], strict=True), strict=True))
    place = np.column_stack([columns["x_m"], columns["y_m"]]) / 1000
    return Problem(
        ids=columns["geoid"],
        latitude=columns["lat"],
        longitude=columns["lon"],
        territories=data["k"],
        measures=[Measure("population", columns["pop"], 0.005)],
        edges=data["edges"],
        centres="unit",
        travel=np.rint(np.linalg.norm(place[:, None] - place, axis=2)),
    )


@pytest.mark.parametrize("state", ["ID", "NM", "KS"])
def test_the_search_is_within_a_percent_of_the_published_optimum(shared_data, state):
    folder = shared_data / "districting"
    with (folder / "optima.csv").open() as file:
        rows = {row["state"]: row for row in csv.DictReader(file) if row["level"] == "county"}
    alignment = solve(county_problem(folder, state))
    assert_agrees(alignment)
    assert alignment.feasible
    optimum = float(rows[state]["opt_contiguous"])
    assert optimum - 0.005 <= alignment.value / 1e6 <= 1.01 * optimum
