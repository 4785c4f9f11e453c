"""What is known of postal codes and cities, under the keys by which an address is checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from maillage.core.geography.states import city_key

COLUMNS: Final = ("country", "postal_code", "state", "city", "county")


@dataclass(frozen=True, slots=True)
class Known:
    """A place that has a postal code; ``key`` is its city as spellings of it compare equal."""

    state: str
    city: str
    key: str
    county: str


class Places:
    """Postal codes with their places, and cities with their postal codes.

    Parameters
    ----------
    places
        One row per postal code and place, and cities without a code, the columns
        :data:`COLUMNS` as text, empty where unknown.
    """

    def __init__(self, places: pd.DataFrame) -> None:
        self._of_code: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._codes: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self._cities: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        keys: dict[str, str] = {}
        rows = zip(*(places[name] for name in COLUMNS), strict=True)
        for country, code, state, city, county in rows:
            key = keys.setdefault(city, city_key(city))
            if key:
                self._cities[country, state].setdefault(key, city)
            if code:
                self._of_code[country, code].append(Known(state, city, key, county))
                self._codes[country, state, key].append(code)

    def of_code(self, country: str, code: str) -> list[Known]:
        """Places of a postal code; none where it is not known."""
        return self._of_code.get((country, code), [])

    def codes_of(self, country: str, state: str, city: str) -> list[str]:
        """Postal codes of a city, which is named by its key."""
        return self._codes.get((country, state, city), [])

    def cities(self, country: str, state: str) -> dict[str, str]:
        """Names of the cities of a state by their keys."""
        return self._cities.get((country, state), {})

    def counties_of(self, country: str, codes: Iterable[str], city: str) -> set[str]:
        """Counties in which a city lies, of some of its postal codes."""
        return {
            place.county for code in codes for place in self.of_code(country, code)
            if place.key == city
        }  # fmt: skip
