"""Addresses as they should have been typed: proposals, each with what it assumes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd
from rapidfuzz import fuzz, process

from maillage.core.accounts.addresses.codes import ALIKE, Code, Typed, read_code
from maillage.core.accounts.addresses.confidence import Repair, Support, confidence
from maillage.core.accounts.addresses.places import Places
from maillage.core.geography.states import city_key, country_code, state_code

FIELDS: Final = ("country", "state", "city", "postal_code", "county")
CLOSE, APART, SHORTEST = 88.0, 5.0, 4
COUNTRIES: Final = frozenset({"US", "CA", "FR"})
type Found = tuple[str, str, tuple[Repair, ...], float]


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it is stored; what is not known is empty."""

    country: str
    state: str
    city: str
    postal_code: str
    county: str


def propose_repairs(accounts: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Propose how addresses should have been typed. Nothing is changed.

    Parameters
    ----------
    accounts
        One row each, with the texts :data:`FIELDS`; what is not known is empty.
    places
        What is known of postal codes and cities.

    Returns
    -------
    pandas.DataFrame
        One row per field to be changed, in the order of the accounts: row (number of the account)
        · field · before · after · repairs (tuples of :class:`Repair`) · confidence (0 to 1).
    """
    known: dict[Address, list[Found]] = {}
    rows = []
    for row, cells in enumerate(zip(*(accounts[name] for name in FIELDS), strict=True)):
        address = Address(*cells)
        if address not in known:
            known[address] = list(repaired(address, places))
        for field, after, repairs, sure in known[address]:
            rows.append((row, field, getattr(address, field), after, repairs, sure))
    columns = ["row", "field", "before", "after", "repairs", "confidence"]
    return pd.DataFrame(rows, columns=columns)


def repaired(address: Address, places: Places) -> Iterator[Found]:
    """Propose what of one address should be otherwise: field, value, repairs, confidence.

    The county follows the other fields where one of them changes, and is proposed alone otherwise.
    """
    country = country_code(address.country, "US")
    if country not in COUNTRIES:
        return
    state = state_code(address.state, country) or address.state.upper()
    typed = Typed(country, state, city_key(address.city), address.postal_code)
    code = read_code(typed, places)
    parts = [*_code_changes(address, code), *_state_changes(address, typed, code, places)]
    parts += _city_changes(typed, code, places)
    yield from parts or _county_changes(address, typed, code, places)


def _code_changes(address: Address, code: Code | None) -> Iterator[Found]:
    if code is None:
        return
    sure = confidence(code.repairs, code.support)
    if code.code != address.postal_code:
        yield "postal_code", code.code, code.repairs, sure
    if code.country != address.country:
        yield "country", code.country, (Repair.COUNTRY_OF_CODE,), sure


def _state_changes(
    address: Address, typed: Typed, code: Code | None, places: Places
) -> Iterator[Found]:
    known = places.of_code(code.country, code.code) if code else []
    states = {place.state for place in known}
    agrees = typed.state in states
    sides = Support.CITY if code and code.support == Support.CITY else Support.ALONE
    follows = not typed.state or sides == Support.CITY or not _is_state(typed, places)
    if len(states) == 1 and not agrees and follows:
        (state,) = states
        yield "state", state, (Repair.STATE_OF_CODE,), confidence((Repair.STATE_OF_CODE,), sides)
    elif typed.state != address.state and _is_state(typed, places):
        support = Support.STATE if agrees else Support.ALONE
        yield "state", typed.state, (Repair.STATE_NAME,), confidence((Repair.STATE_NAME,), support)


def _is_state(typed: Typed, places: Places) -> bool:
    return bool(places.cities(typed.country, typed.state))


def _city_changes(typed: Typed, code: Code | None, places: Places) -> Iterator[Found]:
    known = places.of_code(code.country, code.code) if code else []
    named = {place.key: place.city for place in known if place.city}
    state = known[0].state if known else typed.state
    cities = places.cities(code.country if code else typed.country, state)
    if not typed.city:
        if code and len(named) == 1 and code.support != Support.AGAINST:
            (city,) = named.values()
            sure = confidence((Repair.CITY_OF_CODE,), code.support)
            yield "city", city, (Repair.CITY_OF_CODE,), sure
        return
    if typed.city in cities or typed.city in named:
        return
    near = _nearest(typed.city, list(named), ALIKE, 0.0)
    support = Support.CITY if near else Support.ALONE
    near = near or _nearest(typed.city, list(cities), CLOSE, APART)
    if near:
        sure = confidence((Repair.CITY_SPELLING,), support)
        yield "city", (named | cities)[near], (Repair.CITY_SPELLING,), sure


def _nearest(city: str, among: list[str], least: float, apart: float) -> str:
    """Find the one city most like another, ahead of the next; empty where there is none."""
    if len(city) < SHORTEST:
        return ""
    found = process.extract(city, among, scorer=fuzz.ratio, limit=2, score_cutoff=least - apart)
    if not found or found[0][1] < least:
        return ""
    ahead = len(found) == 1 or found[0][1] - found[1][1] >= apart
    return str(found[0][0]) if ahead else ""


def _county_changes(
    address: Address, typed: Typed, code: Code | None, places: Places
) -> Iterator[Found]:
    if address.county:
        return
    if code is not None:
        counties = {place.county for place in places.of_code(code.country, code.code)}
        repair, support = Repair.COUNTY_OF_CODE, code.support
    else:
        codes = places.codes_of(typed.country, typed.state, typed.city)
        counties = places.counties_of(typed.country, codes, typed.city)
        repair, support = Repair.COUNTY_OF_CITY, Support.CITY
    if len(counties) == 1 and counties != {""}:
        (county,) = counties
        yield "county", county, (repair,), confidence((repair,), support)
