"""Where the demonstration happens: postal codes of the 48 states and the capital."""

from __future__ import annotations

import numpy as np
import pandas as pd

from maillage.core.accounts.synthetic.industries import SPRAWL, Vertical
from maillage.core.arrays import FloatArray
from maillage.errors import ParameterError
from maillage.texts import _

ELSEWHERE = ("AK", "HI", "AA", "AE", "AP", "AS", "GU", "MP", "PR", "VI")


def usable_places(postal: pd.DataFrame) -> pd.DataFrame:
    """Keep the inhabited postal codes of the 48 states and DC that have a county and a point."""
    kept = (
        (postal["population"] > 0)
        & (postal["county"] != "")
        & postal["latitude"].notna()
        & ~postal["state"].isin(ELSEWHERE)
    )
    return postal[kept].sort_values("postal_code").reset_index(drop=True)


def home_place(places: pd.DataFrame, city: str, state: str) -> pd.Series:
    """Find the most populous postal code of a city.

    Raises
    ------
    ParameterError
        When the city is not among the places.
    """
    found = places[(places["place"] == city) & (places["state"] == state)]
    if found.empty:
        raise ParameterError(
            _("The postal codes hold no %(city)s, %(state)s.") % {"city": city, "state": state}
        )
    return found.sort_values("population").iloc[-1]


def place_weights(places: pd.DataFrame, vertical: Vertical) -> FloatArray:
    """(places,) chance that an account of a vertical is found at each place."""
    weights = places["population"].to_numpy(np.float64)
    for column, factors in (
        ("metro", SPRAWL),
        ("metro", vertical.metros),
        ("state", vertical.states),
    ):
        weights = weights * places[column].map(factors).fillna(1.0).to_numpy(np.float64)
    chances: FloatArray = weights / weights.sum()
    return chances
