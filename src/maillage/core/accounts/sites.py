"""Accounts that are sites of one company, and which of them the others belong to."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maillage.core.accounts.duplicates import REVIEW
from maillage.core.accounts.duplicates.evidence import (
    Level,
    Levels,
    NameLevel,
    PlaceLevel,
    compare,
)
from maillage.core.accounts.duplicates.grading import grade
from maillage.core.accounts.duplicates.records import comparable
from maillage.core.arrays import BoolArray, FloatArray

APART: Final = (
    PlaceLevel.ELSEWHERE,
    PlaceLevel.SAME_AREA,
    PlaceLevel.OTHER_STREET_OF_CITY,
    PlaceLevel.OTHER_STREET_OF_CODE,
)
SAME_NAME: Final = (NameLevel.SAME, NameLevel.COMMON, NameLevel.VERY_COMMON)
LIKE_NAME: Final = (NameLevel.LONGER, NameLevel.RELATED, NameLevel.CLOSE, NameLevel.VERY_CLOSE)
GRADES: Final = {
    ("same", "same"): 0.97,
    ("like", "same"): 0.90,
    ("told apart", "same"): 0.80,
    ("same", "unknown"): 0.60,
}
"""How probable it is, by name and domain, that two accounts are of one company.

All that share a domain are, in generated data; elsewhere a domain may be a landlord's or a host's.
"""


def suggest_sites(accounts: pd.DataFrame, *, least: float = REVIEW) -> pd.DataFrame:
    """Suggest which accounts are sites of another: the same domain or name, in different places.

    Of a group, the account stands above that has sites already, or else the most employees, or
    else comes first. An account that has a parent keeps it, and is above nobody.

    Parameters
    ----------
    accounts
        One row each, with the texts name, country, state, city, postal_code, street, domain and
        phone, ``parent`` (row number, -1 for none) and ``employees`` (missing where unknown).
    least
        Suggestions of a lower grade are left out.

    Returns
    -------
    pandas.DataFrame
        One row per site, the surest first: site · parent (row numbers) · grade (0 to 1) · name ·
        domain · phone · place (levels of :mod:`~maillage.core.accounts.duplicates.evidence`).
    """
    records = comparable(accounts)
    parent = accounts["parent"].to_numpy(np.int64)
    head = heads(families(records), parent, accounts["employees"].to_numpy(np.float64))
    site = np.flatnonzero((head >= 0) & (head != np.arange(len(head))) & (parent < 0))
    pairs = np.stack([site, head[site]], axis=1)
    levels = compare(records, np.sort(pairs, axis=1))
    table = pd.DataFrame({"site": site, "parent": head[site], "grade": graded(levels), **levels})
    kept = (table["grade"] >= least) & apart(levels)
    return table[kept].sort_values(
        ["grade", "parent", "site"], ascending=[False, True, True], ignore_index=True
    )


def families(records: pd.DataFrame) -> NDArray[np.int64]:
    """Number the groups accounts may form: a domain, or a name where no domain is known.

    An account without a domain belongs to the domain of those who bear its name, if they have one
    in common.

    Returns
    -------
    numpy.ndarray
        (accounts,) -1 where an account is in no group.
    """
    named = records[["compact", "domain"]]
    known = named[(named["domain"] != "") & (named["compact"] != "")].drop_duplicates()
    single = known.drop_duplicates("compact", keep=False)
    domain_of = dict(zip(single["compact"], single["domain"], strict=True))
    several = set(known["compact"]) - set(domain_of)
    borne = [domain_of.get(name, "") for name in named["compact"]]
    given = named["domain"].where(named["domain"] != "", pd.Series(borne, index=named.index))
    alone = (given == "") & (named["compact"] != "") & ~named["compact"].isin(several)
    key = given.where(~alone, "name:" + named["compact"])
    codes, distinct = pd.factorize(key.to_numpy())
    return np.where(distinct[codes] == "", -1, codes).astype(np.int64)


def heads(
    family: NDArray[np.int64], parent: NDArray[np.int64], employees: FloatArray
) -> NDArray[np.int64]:
    """Find for each account the one its group stands under; -1 where there is none.

    An account that has a parent itself is above nobody, so that no circle comes of it.
    """
    sites = np.bincount(parent[parent >= 0], minlength=len(parent))
    size = np.where(np.isnan(employees), -1.0, employees)
    order = np.lexsort((np.arange(len(parent)), -size, -sites))
    order = order[(family[order] >= 0) & (parent[order] < 0)]
    groups, first = np.unique(family[order], return_index=True)
    above = np.full(int(family.max(initial=-1)) + 2, -1, dtype=np.int64)
    above[groups] = order[first]
    return above[family]


def graded(levels: dict[str, Levels]) -> FloatArray:
    """Grade pairs by how their names and domains agree."""
    name = {
        "same": np.isin(levels["name"], SAME_NAME),
        "like": np.isin(levels["name"], LIKE_NAME),
        "told apart": levels["name"] == NameLevel.TOLD_APART,
    }
    domain = {
        "same": np.isin(levels["domain"], (Level.SAME, Level.SHARED)),
        "unknown": levels["domain"] == Level.UNKNOWN,
    }
    found = np.zeros(len(levels["name"]))
    for (names, domains), share in GRADES.items():
        found[name[names] & domain[domains]] = share
    return found


def apart(levels: dict[str, Levels]) -> BoolArray:
    """Tell the pairs that are in different places, and not one account typed twice."""
    places: BoolArray = np.isin(levels["place"], APART) & (grade(levels) < REVIEW)
    return places
