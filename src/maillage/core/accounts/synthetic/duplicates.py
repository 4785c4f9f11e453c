"""Generated accounts of which some are there twice, with the truth beside them.

Hard on purpose: different companies bear the same name, chains share name and domain across
places, neighbours share a building and a switchboard, sister companies share nearly everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from maillage.core.accounts.synthetic.blemishes import blemished
from maillage.core.accounts.synthetic.industries import VERTICALS
from maillage.core.accounts.synthetic.names import FIRST, LEGAL_FORMS, SECOND, example_domain
from maillage.core.accounts.synthetic.places import usable_places

TWICE = 0.20
CHAINS, SISTERS, NEIGHBOURS, NAMESAKES = 0.04, 0.015, 0.03, 0.10
MISSING = {"domain": 0.25, "phone": 0.2, "street": 0.1, "city": 0.05, "postal_code": 0.03}
STREET_NAMES = (
    "Main Oak Maple Cedar Elm Washington Lake Hill Park Pine Walnut Spring Ridge River Church"
    " Market Union Center Prospect Highland Franklin Jefferson Lincoln Mill Meadow Forest"
    " Sunset Railroad Jackson Canal Harbor Liberty College Chestnut Willow Birch Valley Grove"
    " Orchard Commerce Industrial Enterprise Technology Summit Madison Monroe Adams Clinton"
    " Central Water"
)
STREETS = tuple(STREET_NAMES.split())
KINDS = ("Street", "Avenue", "Road", "Drive", "Boulevard", "Lane", "Way", "Parkway")
HEADINGS = ("", "", "", "North ", "South ", "East ", "West ")
SISTER_WORDS = ("Holdings", "Properties", "Leasing", "Foundation", "Ventures", "2", "7", "Express")


@dataclass(frozen=True, eq=False)
class Twice:
    """Generated accounts.

    ``entity`` (accounts,) says which account each row really is, ``company`` (accounts,) of which
    company it is a site: those that had one domain before any was lost.
    """

    accounts: pd.DataFrame
    entity: np.ndarray
    company: np.ndarray


def generate_duplicates(postal: pd.DataFrame, *, accounts: int, seed: int) -> Twice:
    """Generate accounts, one in five of them a repetition of another.

    Parameters
    ----------
    postal
        US postal codes: postal_code, place, state, county, latitude, population.
    accounts
        How many rows, repetitions included.
    seed
        The same seed gives the same rows.
    """
    random = np.random.default_rng(seed)
    repeated = round(accounts * TWICE)
    companies = _companies(random, usable_places(postal), accounts - repeated)
    for column, share in MISSING.items():
        companies.loc[random.random(len(companies)) < share, column] = ""
    again = random.integers(0, len(companies), repeated)
    copies = blemished(random, companies.loc[again].reset_index(drop=True))
    entity = np.concatenate([np.arange(len(companies)), again])
    order = random.permutation(accounts)
    table = pd.concat([companies, copies], ignore_index=True).loc[order]
    company = table.pop("company").to_numpy(np.int64)
    return Twice(table.reset_index(drop=True), entity[order], company)


def _companies(random: np.random.Generator, places: pd.DataFrame, count: int) -> pd.DataFrame:
    weights = places["population"].to_numpy(np.float64)
    place = random.choice(len(places), count, p=weights / weights.sum())
    located = places.loc[place, ["place", "state", "postal_code"]].reset_index(drop=True)
    table = located.rename(columns={"place": "city"}).astype(object)
    table["name"] = _names(random, count)
    table["country"] = "US"
    table["street"] = [_street(random) for _row in range(count)]
    table["phone"] = [_phone(random) for _row in range(count)]
    table["domain"] = _domains(random, table)
    _chain(random, table)
    _sister(random, table)
    _neighbour(random, table)
    table["company"] = pd.factorize(table["domain"])[0]
    return table


def _names(random: np.random.Generator, count: int) -> list[str]:
    trades = [trade for each in VERTICALS for trade in each.trades]
    forms = random.integers(0, len(LEGAL_FORMS), count)
    middle = random.integers(0, 26, (count, 2))
    drawn = random.integers(0, len(FIRST) * len(SECOND) * len(trades), count)
    same = random.random(count) < NAMESAKES
    drawn[same] = random.choice(drawn[~same][: max(count // 20, 1)], int(same.sum()))
    middle[same] = 0
    stem, trade = np.divmod(drawn, len(trades))
    first, second = np.divmod(stem, len(SECOND))
    plain = random.random(count) < 0.5
    return [
        f"{FIRST[a]}{SECOND[b]} {'' if bare or alike else _middle(m)}{trades[c]} {LEGAL_FORMS[d]}"
        for a, b, c, d, m, bare, alike in zip(
            first, second, trade, forms, middle, plain, same, strict=True
        )
    ]


def _middle(letters: np.ndarray) -> str:
    one, other = (int(each) for each in letters)
    return f"& {FIRST[one % len(FIRST)]}{SECOND[other % len(SECOND)]} "


def _street(random: np.random.Generator) -> str:
    number = int(random.integers(1, 9900))
    heading, kind = random.integers(0, len(HEADINGS)), random.integers(0, len(KINDS))
    return f"{number} {HEADINGS[heading]}{STREETS[random.integers(0, len(STREETS))]} {KINDS[kind]}"


def _phone(random: np.random.Generator) -> str:
    area, office = random.integers(201, 990), random.integers(200, 1000)
    return f"({area}) {office}-{random.integers(0, 10_000):04d}"


def _domains(random: np.random.Generator, table: pd.DataFrame) -> list[str]:
    """Name domains after companies; half of those whose name is taken add their city."""
    plain = [example_domain(name.rsplit(" ", 1)[0]) for name in table["name"]]
    taken: set[str] = set()
    found = []
    for domain, city, shares in zip(
        plain, table["city"], random.random(len(plain)) < 0.5, strict=True
    ):
        own = domain if domain not in taken or shares else example_domain(f"{domain[:-8]} {city}")
        taken.add(domain)
        found.append(own)
    return found


def _chain(random: np.random.Generator, table: pd.DataFrame) -> None:
    """Make some companies sites of a chain: its name, its domain, at times its switchboard."""
    head, site = _drawn(random, len(table), CHAINS)
    table.loc[site, ["name", "domain"]] = table.loc[head, ["name", "domain"]].to_numpy()
    switchboard = random.random(len(site)) < 0.2
    table.loc[site[switchboard], "phone"] = table.loc[head[switchboard], "phone"].to_numpy()


def _sister(random: np.random.Generator, table: pd.DataFrame) -> None:
    """Make some companies sisters of another: all the same but a word of the name."""
    head, sister = _drawn(random, len(table), SISTERS)
    columns = ["city", "state", "postal_code", "street", "phone", "domain"]
    table.loc[sister, columns] = table.loc[head, columns].to_numpy()
    word = random.choice(SISTER_WORDS, len(sister))
    stems = [name.rsplit(" ", 1)[0] for name in table.loc[head, "name"]]
    table.loc[sister, "name"] = [f"{a} {b} LLC" for a, b in zip(stems, word, strict=True)]


def _neighbour(random: np.random.Generator, table: pd.DataFrame) -> None:
    """Put some companies into the building of another, a third of them behind its switchboard."""
    head, tenant = _drawn(random, len(table), NEIGHBOURS)
    columns = ["city", "state", "postal_code", "street"]
    table.loc[tenant, columns] = table.loc[head, columns].to_numpy()
    shared = random.random(len(tenant)) < 1 / 3
    table.loc[tenant[shared], "phone"] = table.loc[head[shared], "phone"].to_numpy()


def _drawn(random: np.random.Generator, count: int, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Draw companies to copy from, and as many others that copy."""
    wanted = round(count * share)
    drawn = random.choice(count, 2 * wanted, replace=False)
    return drawn[:wanted], drawn[wanted:]
