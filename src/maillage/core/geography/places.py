"""Rows of places under the keys by which people ask for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maillage.core.geography.states import city_key

Objects = NDArray[np.object_]


def map_distinct(cells: pd.Series[Any], read: Callable[[str], str]) -> Objects:
    """Read each distinct text once."""
    codes, distinct = pd.factorize(cells)
    return np.array([read(text) for text in distinct], dtype=object)[codes]


def area_key(country: str, code: str) -> str:
    """Return the key of the area a postal code lies in: its sorting centre or département."""
    overseas = code.startswith(("97", "98"))
    length = 3 if country == "US" or overseas else 2
    return f"{country}|{code[:length]}*" if code and country != "CA" else ""


def rows_by_city(ranked: pd.DataFrame) -> list[pd.DataFrame]:
    """Return one row per city of a state, and one per city name: the largest city of that name."""
    named = ranked[ranked["city"] != ""]
    name = pd.Series(map_distinct(named["city"], city_key), index=named.index)
    anywhere = named["country"] + "||" + name
    named = named.assign(
        anywhere=anywhere, key=named["country"] + "|" + named["state"] + "|" + name
    )
    cities = _central_rows(named).sort_values("size", ascending=False, kind="stable")
    return [cities.set_index("key"), cities.set_index("anywhere")]


def _central_rows(named: pd.DataFrame) -> pd.DataFrame:
    """Return for each key the row nearest to the key's centre of population, with its size."""
    weight = named["population"] + 1.0
    size = weight.groupby(named["key"]).transform("sum")
    shift = np.zeros(len(named))
    for angle in ("latitude", "longitude"):
        sums = (named[angle] * weight).groupby(named["key"]).transform("sum")
        shift += (named[angle] - sums / size).to_numpy() ** 2
    return (
        named.assign(size=size, shift=shift)
        .sort_values("shift", kind="stable")
        .drop_duplicates("key")
    )


def rows_by_area(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return one row per area of postal codes; an American one has no county of its own."""
    pairs = zip(ranked["country"], ranked["postal_code"], strict=True)
    keyed = ranked.assign(key=[area_key(country, code) for country, code in pairs])
    centres = _central_rows(keyed[keyed["key"] != ""])
    american = centres["country"] == "US"
    centres.loc[american, ["county", "county_vintage", "metro"]] = ""
    return centres.assign(city="").set_index("key")
