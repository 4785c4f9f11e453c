"""The same market on several levels of zones, in whole establishments that add up alike.

Counts by county are rounded once, then handed over to the zones of another level county by
county, so that every level has the same total to the unit. Whatever cannot be placed on a level
is kept in the zone ``""``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

OUTSIDE = ""


def rounded(values: pd.Series[float]) -> pd.Series[int]:
    """Round values so that their sum is the rounded sum (largest remainder, or Hamilton, method).

    Parameters
    ----------
    values
        Not negative. Equal remainders are served in order.
    """
    floors = np.floor(values.to_numpy(dtype=np.float64))
    missing = round(float(values.sum())) - int(floors.sum())
    order = np.argsort(floors - values.to_numpy(dtype=np.float64), kind="stable")
    given: NDArray[np.int64] = floors.astype(np.int64)
    given[order[:missing]] += 1
    return pd.Series(given, index=values.index, name=values.name)


def handed_over(counts: pd.Series[int], shares: pd.DataFrame) -> pd.Series[int]:
    """Hand whole counts over from their zones to those of another level.

    Parameters
    ----------
    counts
        By zone, not negative.
    shares
        ``origin``, ``target`` and ``weight``: how each zone is spread over those of the other
        level. Weights are taken in proportion; a zone without any goes to ``""`` whole. Within
        each zone, the largest remainders are rounded up.

    Returns
    -------
    pandas.Series
        By zone of the other level, with the same sum to the unit.
    """
    rows = shares[shares["origin"].isin(counts.index) & (shares["weight"] > 0)]
    rows = rows.groupby(["origin", "target"])[["weight"]].sum().reset_index()
    whole = rows["origin"].map(counts).to_numpy(dtype=np.int64)
    weight = rows["weight"] / rows.groupby("origin")["weight"].transform("sum")
    exact = whole * weight.to_numpy(dtype=np.float64)
    floors = np.floor(exact).astype(np.int64)
    sums = pd.Series(floors).groupby(rows["origin"]).transform("sum").to_numpy(dtype=np.int64)
    rank = pd.Series(floors - exact).groupby(rows["origin"]).rank(method="first").to_numpy()
    placed = floors + (rank <= whole - sums)
    found = pd.Series(placed, index=rows["target"]).groupby(level=0).sum()
    loose = int(counts[~counts.index.isin(rows["origin"])].sum())
    if loose:
        found = found.add(pd.Series({OUTSIDE: loose}), fill_value=0)
    return found.astype(np.int64).rename_axis("zone")


def location_quotients(industry: pd.Series[int], whole: pd.Series[int]) -> pd.Series[float]:
    """Compare the share of an industry in each zone with its share everywhere.

    The location quotient (Florence, 1939; US Bureau of Labor Statistics) is
    ``(industry / whole) / (sum of industry / sum of whole)``: above 1, the industry is
    concentrated there. NaN where the zone has nothing at all.

    Parameters
    ----------
    industry, whole
        Counts by zone of the industry and of all industries.
    """
    zones = industry.index.union(whole.index)
    part = industry.reindex(zones, fill_value=0).astype("float64")
    total = whole.reindex(zones, fill_value=0).astype("float64")
    everywhere = part.sum() / total.sum() if total.sum() else np.nan
    return (part / total.where(total > 0) / (everywhere or np.nan)).rename("location_quotient")


def penetration(accounts: pd.Series[int], market: pd.Series[int]) -> pd.Series[float]:
    """Give the share of the market that is among the accounts, by zone; NaN without a market."""
    whole = market.astype("float64")
    known = accounts.reindex(market.index, fill_value=0).astype("float64")
    return (known / whole.where(whole > 0)).rename("penetration")
