"""Which account a lead works for: by domain, else by name and place; unknown where it is not clear.

A company has several sites: the one that is nearest by address is taken, else the one above them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pandas as pd
from rapidfuzz import fuzz

from maillage.core.accounts.duplicates.contacts import read_domain
from maillage.core.accounts.duplicates.evidence import CITY_CLOSE, STREET_CLOSE, VERY_CLOSE
from maillage.core.accounts.duplicates.names import read_name
from maillage.core.accounts.duplicates.places import read_postal, read_street
from maillage.core.accounts.duplicates.records import comparable
from maillage.core.geography.states import city_key

MOST: Final = 5
"""Candidates that are told where it is not clear."""


class By(StrEnum):
    """By what an account was found."""

    DOMAIN = "domain"
    NAME = "name"
    CLOSE_NAME = "close_name"


class Place(StrEnum):
    """How the places agree, the nearest first."""

    STREET = "street"
    POSTAL = "postal_code"
    CITY = "city"
    STATE = "state"
    UNKNOWN = "unknown"
    ELSEWHERE = "elsewhere"


NEAREST: Final = tuple(Place)
GRADES: Final = {
    By.DOMAIN: dict(zip(Place, (0.99, 0.99, 0.97, 0.96, 0.95, 0.9), strict=True)),
    By.NAME: dict(zip(Place, (0.99, 0.99, 0.98, 0.45, 0.4, 0.1), strict=True)),
    By.CLOSE_NAME: dict(zip(Place, (0.99, 0.98, 0.95, 0.4, 0.2, 0.05), strict=True)),
}
"""How likely it is the right company, where it is the only one of its kind, after what
`benchmarks/lead_matching.py` measures; of those found by domain alone it may be another site."""
ABOVE: Final = 0.85
"""Where several sites are as near, for the one above them."""
LEAST: Final = 0.8
"""Below it, it is not known."""


OF_A_SITE: Final = ("compact", "words", "street", "number", "postal", "city", "state")


@dataclass(frozen=True, slots=True)
class Site:
    """An account, made comparable; ``parent`` is the one above it."""

    key: int
    parent: int | None
    compact: str
    words: str
    street: str
    number: str
    postal: str
    city: str
    state: str


@dataclass(frozen=True, slots=True)
class Match:
    """Which account a lead works for, and why.

    Parameters
    ----------
    account
        None where it is not known.
    by, place
        By what it was found and how near it is; empty where nothing was found.
    grade
        How likely it is right, from 0 to 1.
    candidates
        The accounts it may be where it is not clear.
    """

    account: int | None = None
    by: str = ""
    place: str = ""
    grade: float = 0.0
    candidates: tuple[int, ...] = ()


class Directory:
    """Accounts by all by which a lead may be found.

    Parameters
    ----------
    accounts
        One row each: ``key``, ``parent`` and what
        :func:`~maillage.core.accounts.duplicates.records.comparable` asks for.
    """

    def __init__(self, accounts: pd.DataFrame) -> None:
        self.sites: dict[int, Site] = {}
        self.by_domain: dict[str, list[Site]] = defaultdict(list)
        self.by_name: dict[str, list[Site]] = defaultdict(list)
        self.by_place: dict[str, list[Site]] = defaultdict(list)
        parents = [None if pd.isna(each) else int(each) for each in accounts["parent"]]
        rows = comparable(accounts).to_dict("records")
        for key, parent, row in zip(accounts["key"], parents, rows, strict=True):
            text = {str(name): str(value) for name, value in row.items()}
            self.add(Site(int(key), parent, *(text[name] for name in OF_A_SITE)), text)

    def add(self, site: Site, text: Mapping[str, str]) -> None:
        """Take in an account with all its texts made comparable."""
        self.sites[site.key] = site
        if text["domain"]:
            self.by_domain[text["domain"]].append(site)
        for name in {site.compact, text["trade"]} - {""}:
            self.by_name[name].append(site)
        for place in places_of(site):
            self.by_place[place].append(site)

    def find(self, person: Mapping[str, str]) -> Match:
        """Find the account of a lead by its fields (``domain``, ``company`` and its address)."""
        lead = site_of(person)
        found = [
            self.best(
                self.by_domain.get(read_domain(person.get("domain", "")), ()), By.DOMAIN, lead
            )
        ]
        if lead.compact and not found[0].account:
            found.append(self.best(self.by_name.get(lead.compact, ()), By.NAME, lead))
            if not found[1].account:
                found.append(self.best(self.close(lead), By.CLOSE_NAME, lead))
        sure = next((each for each in found if each.account is not None), None)
        return sure or next((each for each in found if each.candidates), Match())

    def close(self, lead: Site) -> list[Site]:
        """Find accounts nearby whose name is nearly the same."""
        near = {
            site.key: site for place in places_of(lead) for site in self.by_place.get(place, ())
        }
        return [site for site in near.values() if alike(site, lead)]

    def best(self, sites: Sequence[Site], by: By, lead: Site) -> Match:
        """Choose the nearest of some accounts, the one above them where several are as near."""
        places: dict[Place, list[Site]] = defaultdict(list)
        for site in sites:
            places[nearness(site, lead)].append(site)
        for place in NEAREST:
            nearest = places.get(place, [])
            grade = GRADES[by][place]
            if not nearest:
                continue
            named = [site for site in nearest if site.compact == lead.compact]
            nearest = named if len(named) == 1 else nearest
            if len(nearest) == 1 and grade >= LEAST:
                return Match(nearest[0].key, by.value, place.value, grade)
            above = self.above(nearest) if len(nearest) > 1 else None
            if above is not None and min(grade, ABOVE) >= LEAST:
                return Match(above, by.value, place.value, min(grade, ABOVE))
            keys = tuple(sorted(site.key for site in nearest)[:MOST])
            return Match(None, by.value, place.value, grade, keys)
        return Match()

    def above(self, sites: Iterable[Site]) -> int | None:
        """Give the account above all of some, one of them or another; None where there is none."""
        tops = {self.top(site) for site in sites}
        return tops.pop() if len(tops) == 1 else None

    def top(self, site: Site) -> int:
        """Give the account above an account, itself where there is none; no circle holds it up."""
        seen: set[int] = set()
        while site.parent in self.sites and site.key not in seen:
            seen.add(site.key)
            site = self.sites[site.parent]
        return min({site.key, *seen}) if site.key in seen else site.key


def places_of(site: Site) -> list[str]:
    """Give the places in which others are nearby: its postal code and its city."""
    city = f"{site.state}|{site.city}" if site.city else ""
    return [place for place in (site.postal, city) if place]


def site_of(person: Mapping[str, str]) -> Site:
    """Make what is known of a lead comparable."""
    country = person.get("country") or "US"
    name = read_name(person.get("company", ""))
    street, number = read_street(person.get("street", ""))
    return Site(
        0, None, name.compact, name.words, street, number,
        read_postal(person.get("postal_code", ""), country), city_key(person.get("city", "")),
        person.get("state", "").upper(),
    )  # fmt: skip


def alike(site: Site, lead: Site) -> bool:
    """Whether two names are nearly the same; numbers in them tell companies apart."""
    digits = [
        sorted(word for word in each.words.split() if word.isdecimal()) for each in (site, lead)
    ]
    score = max(fuzz.ratio(site.compact, lead.compact), fuzz.ratio(site.words, lead.words))
    return digits[0] == digits[1] and score >= VERY_CLOSE


def nearness(site: Site, lead: Site) -> Place:
    """Say how near an account is to what is known of where a lead works."""
    same_code = site.postal != "" and site.postal == lead.postal
    same_state = site.state == lead.state
    same_city = (
        site.city != "" and lead.city != "" and same_state
        and fuzz.ratio(site.city, lead.city) >= CITY_CLOSE
    )  # fmt: skip
    streets = site.street != "" and lead.street != "" and site.number == lead.number
    if (
        streets
        and (same_code or same_city)
        and fuzz.ratio(site.street, lead.street) >= STREET_CLOSE
    ):
        return Place.STREET
    if same_code:
        return Place.POSTAL
    if same_city:
        return Place.CITY
    if site.state and lead.state:
        return Place.STATE if same_state else Place.ELSEWHERE
    return Place.UNKNOWN
