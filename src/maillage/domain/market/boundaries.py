"""County figures brought onto the boundaries that a design is made on."""

from __future__ import annotations

import pandas as pd

from maillage import reference
from maillage.core.market.vintages import MovedFigures, to_geography


def on_boundaries(*, values: pd.Series, geography: int) -> MovedFigures:
    """Move county figures onto the boundaries of 2020 or 2022, in proportion to population.

    Raises
    ------
    ParameterError
        If there are no boundaries of that year.
    """
    crosswalk = reference.table("us_county_crosswalk")
    return to_geography(values, crosswalk=crosswalk, geography=geography)
