"""From what an address says to where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maillage.core.geography.places import (
    Objects,
    area_key,
    map_distinct,
    rows_by_area,
    rows_by_city,
)
from maillage.core.geography.postal import (
    LONGEST_CELL,
    Assumption,
    PostalCode,
    Problem,
    normalise_postal,
)
from maillage.core.geography.states import city_key, country_code, state_code

TYPED: Final = ("postal_code", "city", "state", "country")
PLACE: Final = ("state", "county", "county_vintage", "metro", "time_zone", "city")

NUMBERS: Final = ("latitude", "longitude", "population")

Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is; unknown texts are empty and unknown coordinates NaN.

    ``state`` is a state, a province or a French région, ``county`` an American county or a French
    département; ``postal_code`` is the code as it should have been typed.
    """

    latitude: float
    longitude: float
    state: str
    county: str
    county_vintage: str
    metro: str
    time_zone: str
    city: str
    postal_code: str
    country: str
    assumed: tuple[Assumption, ...] = ()
    problem: str = ""


class Gazetteer:
    """Finds places by postal code, or else by city and state, or else by area of postal codes.

    Parameters
    ----------
    places
        One row per postal code and place, and cities without a code: ``country``,
        ``postal_code``, ``city``, ``state``, ``county``, ``county_vintage``, ``metro``,
        ``time_zone`` (text, empty when unknown), ``latitude``, ``longitude`` (degrees) and
        ``population``. Where several places share a code the most populous stands for it.
    """

    def __init__(self, places: pd.DataFrame) -> None:
        texts = places[["country", "postal_code", *PLACE]].astype(object)
        ranked = places[list(NUMBERS)].join(texts)
        ranked = ranked.sort_values("population", ascending=False, kind="stable")
        has_code = ranked["postal_code"] != ""
        coded, located = ranked[has_code], ranked["latitude"].notna()
        layers = [
            coded.set_index(coded["country"] + "|" + coded["postal_code"]),
            *rows_by_city(ranked[~has_code]),
            *rows_by_city(ranked[has_code & located]),
            rows_by_area(ranked[has_code & located]),
        ]
        rows = pd.concat(layers)
        rows = rows[~rows.index.duplicated()]
        self._keys = rows.index
        self._latitude = rows["latitude"].to_numpy(np.float64)
        self._longitude = rows["longitude"].to_numpy(np.float64)
        self._texts = {name: rows[name].to_numpy(object) for name in PLACE}

    def locate(
        self,
        postal_code: object = None,
        city: object = None,
        state: object = None,
        country: object = None,
    ) -> Place:
        """Find one place; see :meth:`locate_many`."""
        typed = pd.DataFrame([[postal_code, city, state, country]], columns=TYPED, dtype=object)
        names = [field.name for field in fields(Place)]
        return Place(*self.locate_many(typed)[names].to_numpy(object)[0])

    def locate_many(self, typed: pd.DataFrame, country: str = "US") -> pd.DataFrame:
        """Find the places of many rows at once.

        Parameters
        ----------
        typed
            Any of the columns ``postal_code``, ``city``, ``state``, ``country``, as typed.
        country
            The country of rows that name none.

        Returns
        -------
        DataFrame
            The index of ``typed`` and the fields of :class:`Place`; ``assumed`` holds tuples.
            Nothing is raised: ``problem`` says why a row has no place.
        """
        cells = {name: _column(typed, name) for name in TYPED}
        countries = map_distinct(cells["country"], lambda text: country_code(text, country))
        codes = _read_codes(cells["postal_code"], countries)
        countries = codes["country"].to_numpy(object)
        states = _read_states(cells["state"], countries)
        asked = _Asked(codes, countries, states, map_distinct(cells["city"], city_key))
        return self._answer(asked).set_index(typed.index)

    def _answer(self, asked: _Asked) -> pd.DataFrame:
        found, step = self._search(asked)
        known = found >= 0
        answer: dict[str, Any] = {
            name: _pick(values, found, "") for name, values in self._texts.items()
        }
        answer["state"] = np.where(known, answer["state"], asked.states)
        answer["postal_code"] = asked.codes["code"].to_numpy(object)
        answer["country"] = asked.countries
        answer["assumed"] = _assumptions(asked, np.where(known, step, -1), answer["state"])
        latitude = _pick(self._latitude, found, np.nan)
        longitude = _pick(self._longitude, found, np.nan)
        nowhere = np.where(np.isnan(latitude), Problem.NO_PLACE.value, "")
        answer["problem"] = np.where(known, nowhere, _problems(asked))
        return pd.DataFrame({"latitude": latitude, "longitude": longitude, **answer})

    def _search(self, asked: _Asked) -> tuple[Positions, NDArray[np.int8]]:
        """Try each kind of key in turn; return the row found and which kind found it."""
        found = np.full(len(asked.codes), -1, dtype=np.intp)
        step = np.zeros(len(found), dtype=np.int8)
        for number, keys in enumerate(asked.keys()):
            open_ = np.flatnonzero(found < 0)
            if not len(open_):
                break
            found[open_] = self._keys.get_indexer(pd.Index(keys(open_), dtype=object))
            step[open_] = number
        return found, step


@dataclass(frozen=True, slots=True)
class _Asked:
    codes: pd.DataFrame
    countries: Objects
    states: Objects
    cities: Objects

    def keys(self) -> tuple[Callable[[Positions], Objects], ...]:
        return (self._code, self._city_of_state, self._city_alone, self._area)

    def _code(self, rows: Positions) -> Objects:
        return _joined(self.countries[rows], self._typed_codes(rows))

    def _city_of_state(self, rows: Positions) -> Objects:
        states = np.where(self.states[rows] == "", "?", self.states[rows])
        return _joined(self.countries[rows], states, self.cities[rows])

    def _city_alone(self, rows: Positions) -> Objects:
        cities = np.where(self.states[rows] == "", self.cities[rows], "?")
        return _joined(self.countries[rows], np.full(len(rows), "", dtype=object), cities)

    def _area(self, rows: Positions) -> Objects:
        pairs = zip(self.countries[rows], self._typed_codes(rows), strict=True)
        return np.array([area_key(country, text) for country, text in pairs], dtype=object)

    def _typed_codes(self, rows: Positions) -> Objects:
        return self.codes["code"].to_numpy(object)[rows]


def _joined(*parts: Objects) -> Objects:
    return np.array(["|".join(cells) for cells in zip(*parts, strict=True)], dtype=object)


FOUND_BY: Final = (Assumption.CITY, Assumption.CITY, Assumption.CITY_ALONE, Assumption.AREA)


def _column(typed: pd.DataFrame, name: str) -> pd.Series[Any]:
    if name not in typed.columns:
        return pd.Series([""] * len(typed), dtype=object)
    cells = typed[name].astype(object).reset_index(drop=True)
    return cells.where(cells.notna(), "").map(_cell)


def _cell(cell: object) -> str:
    if isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return str(cell)[:LONGEST_CELL]


def _read_codes(cells: pd.Series[Any], countries: Objects) -> pd.DataFrame:
    number, distinct = pd.factorize(countries + "|" + cells.to_numpy(object))
    read: list[PostalCode] = []
    for pair in distinct:
        country, _, text = pair.partition("|")
        read.append(normalise_postal(text, country))
    table = pd.DataFrame(
        {
            "code": [item.code for item in read],
            "country": [item.country for item in read],
            "assumed": [item.assumed for item in read],
            "problem": [item.problem or "" for item in read],
        },
        dtype=object,
    )
    return table.take(number).reset_index(drop=True)


def _read_states(cells: pd.Series[Any], countries: Objects) -> Objects:
    pairs = pd.Series(countries + "|" + cells.to_numpy(object))
    return map_distinct(
        pairs, lambda pair: state_code(pair.partition("|")[2], pair.partition("|")[0])
    )


def _pick(values: NDArray[Any], found: Positions, missing: Any) -> NDArray[Any]:
    if not len(values):
        return np.full(len(found), missing)
    return np.where(found >= 0, values[found], missing)


def _assumptions(
    asked: _Asked, step: NDArray[np.int8], state: Objects
) -> list[tuple[Assumption, ...]]:
    said = list(asked.codes["assumed"])
    for row in np.flatnonzero(step > 0):
        said[row] = (*said[row], FOUND_BY[step[row]])
    differs = (step == 0) & (asked.states != "") & (asked.states != state)
    for row in np.flatnonzero(differs):
        said[row] = (*said[row], Assumption.STATE_OF_POSTAL_CODE)
    return said


def _problems(asked: _Asked) -> Objects:
    reading = asked.codes["problem"].to_numpy(object)
    return np.where((reading == "") | (asked.cities != ""), Problem.NOT_FOUND.value, reading)
