"""Generated accounts: companies of all sizes, some of them with several sites."""

from __future__ import annotations

import numpy as np
import pandas as pd

from maillage.core.accounts.synthetic.industries import VERTICALS
from maillage.core.accounts.synthetic.names import company_names, example_domain
from maillage.core.accounts.synthetic.places import place_weights
from maillage.core.arrays import FloatArray, IntArray

MEDIAN_EMPLOYEES, SPREAD = 70.0, 1.35
GIANT_SHARE, GIANT_ALPHA, GIANT_START, MOST_EMPLOYEES = 0.01, 1.2, 1500.0, 60_000.0
LARGEST_SHARE = 0.004
PARENT_SHARE = 0.03
VISITS = {"Enterprise": 12.0, "Mid-market": 6.0, "SMB": 2.0}


def generate_companies(
    random: np.random.Generator, places: pd.DataFrame, count: int
) -> pd.DataFrame:
    """Generate accounts at real postal codes, with heavy-tailed sizes and potentials.

    Employees are lognormal with a Pareto tail; potential is employees times what the vertical
    spends per employee, times lognormal noise, none above 0.4 % of the total.
    """
    shares = [each.share for each in VERTICALS]
    vertical = random.choice(len(VERTICALS), count, p=shares).astype(np.int32)
    place = _draw_places(random, places, vertical)
    employees = _draw_employees(random, count)
    accounts = pd.DataFrame(
        {
            "external_id": [f"DEMO-A{number:05d}" for number in range(1, count + 1)],
            "name": _draw_names(random, vertical),
            "parent": "",
            "country": "US",
            "street": "",
            "location_source": "postal",
            "phone": "",
            "industry": [VERTICALS[index].name for index in vertical],
            "naics": [random.choice(VERTICALS[index].naics) for index in vertical],
            "segment": np.select([employees >= 1000, employees >= 100], list(VISITS)[:2], "SMB"),
            "employees": employees,
            "potential": _potential(random, vertical, employees),
        }
    )
    located = places.loc[place].reset_index(drop=True).rename(columns={"place": "city"})
    columns = ["state", "county", "city", "postal_code", "latitude", "longitude", "time_zone"]
    accounts[columns] = located[columns]
    _add_parents(random, accounts)
    accounts["domain"] = [example_domain(name) for name in accounts["name"]]
    accounts["visits_per_year"] = accounts["segment"].map(VISITS)
    _add_sales(random, accounts)
    accounts["company_revenue"] = _turnover(vertical, accounts["potential"].to_numpy())
    return accounts


def _draw_places(random: np.random.Generator, places: pd.DataFrame, vertical: IntArray) -> IntArray:
    place = np.empty(len(vertical), dtype=np.int32)
    for index, each in enumerate(VERTICALS):
        chosen = vertical == index
        place[chosen] = random.choice(len(places), int(chosen.sum()), p=place_weights(places, each))
    return place


def _draw_names(random: np.random.Generator, vertical: IntArray) -> np.ndarray:
    names = np.empty(len(vertical), dtype=object)
    for index, each in enumerate(VERTICALS):
        chosen = vertical == index
        names[chosen] = company_names(random, each.trades, int(chosen.sum()))
    return names


def _draw_employees(random: np.random.Generator, count: int) -> IntArray:
    usual = random.lognormal(np.log(MEDIAN_EMPLOYEES), SPREAD, count)
    giants = GIANT_START * (1 + random.pareto(GIANT_ALPHA, count))
    employees = np.where(random.random(count) < GIANT_SHARE, giants, usual)
    return np.clip(employees, 3, MOST_EMPLOYEES).astype(np.int32)


def _potential(random: np.random.Generator, vertical: IntArray, employees: IntArray) -> FloatArray:
    spend = np.array([each.spend for each in VERTICALS])[vertical]
    potential = employees * spend * random.lognormal(0.0, 0.5, len(vertical))
    largest = LARGEST_SHARE * potential.sum() * random.uniform(0.6, 1.0, len(vertical))
    capped: FloatArray = np.minimum(potential, largest)
    return np.round(capped, -2)


def _turnover(vertical: IntArray, potential: FloatArray) -> FloatArray:
    """Give what companies sell a year: what an employee sells, over what is spent for them."""
    rate = np.array([each.turnover / each.spend for each in VERTICALS])[vertical]
    turnover: FloatArray = np.round(potential * rate, -3)
    return turnover


def _add_parents(random: np.random.Generator, accounts: pd.DataFrame) -> None:
    """Turn some larger accounts into head offices and others of their vertical into their sites."""
    wanted = round(PARENT_SHARE * len(accounts))
    large = accounts.index[(accounts["segment"] != "SMB")]
    heads = pd.Index(random.choice(large, min(wanted, len(large) // 2), replace=False))
    free = accounts.drop(index=heads)
    for industry, members in accounts.loc[heads].groupby("industry"):
        sites = random.integers(2, 5, len(members))
        pool = free.index[free["industry"] == industry]
        chosen = random.choice(pool, min(int(sites.sum()), len(pool)), replace=False)
        head = members.index.repeat(sites)[: len(chosen)]
        accounts.loc[chosen, "parent"] = accounts.loc[head, "external_id"].to_numpy()
        accounts.loc[chosen, "name"] = (
            accounts.loc[head, "name"].to_numpy() + " – " + accounts.loc[chosen, "city"].to_numpy()
        )


def _add_sales(random: np.random.Generator, accounts: pd.DataFrame) -> None:
    draw = random.random(len(accounts))
    lead = accounts["segment"].map({"Enterprise": 0.16, "Mid-market": 0.11, "SMB": 0.06})
    accounts["status"] = np.select(
        [draw < lead, draw < lead + 0.08], ["customer", "dormant"], "prospect"
    )
    bought = accounts["potential"] * random.uniform(0.1, 0.6, len(accounts))
    accounts["revenue"] = bought.where(accounts["status"] == "customer", 0.0).round()
