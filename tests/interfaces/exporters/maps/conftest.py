"""A map of the whole country."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from maillage.core.territories.colours import territory_colours
from maillage.reference import polygons
from tests.factories import make_outcome


@pytest.fixture(scope="session")
def national():
    """All counties with Alaska and Hawaii, in 40 territories of any shape."""
    outcome = make_outcome()
    shapes = {code: shape for code, shape in polygons("county", "2022").items() if code < "60"}
    points = [shape.representative_point() for shape in shapes.values()]
    units = pd.DataFrame(
        {
            "unit": list(shapes),
            "name": "County",
            "state": [code[:2] for code in shapes],
            "latitude": [point.y for point in points],
            "longitude": [point.x for point in points],
            "territory": [1 + sum(map(int, code[:2])) % 9 + int(code[1]) * 3 for code in shapes],
            "locked": False,
            "previous": "",
            "establishments": 1.0,
        }
    )
    units["territory"] = units["territory"].rank(method="dense").astype(int)
    count = units["territory"].max()
    groups = units.groupby("territory")
    territories = outcome.territories.iloc[np.zeros(count, dtype=int)].reset_index(drop=True)
    territories = territories.assign(
        number=range(1, count + 1),
        colour=territory_colours(count),
        latitude=groups["latitude"].mean().to_numpy(),
        longitude=groups["longitude"].mean().to_numpy(),
    )
    return replace(outcome, units=units, territories=territories)
