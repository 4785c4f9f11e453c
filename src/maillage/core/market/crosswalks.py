"""How the zones or industries of one list correspond to those of another, with weights."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

COUNTY_METRO = "county-metro"
POSTAL_COUNTY = "postal-county"
POSTAL_METRO = "postal-metro"
POSTAL_COMMUNE = "postal-commune"
INDUSTRIES = "naics"
CROSSWALKS = (COUNTY_METRO, POSTAL_COUNTY, POSTAL_METRO, POSTAL_COMMUNE, INDUSTRIES)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """One published correspondence, read and checked.

    Attributes
    ----------
    kind
        One of ``CROSSWALKS``.
    layout, source, licence
        What was recognised, who published it, and under what terms.
    vintage, geography_vintage
        The year it describes, and that of its county boundaries.
    file_name, sha256
        The file, and the digest of its bytes.
    shares
        ``origin``, ``target`` and ``weight``; the weights of each origin add up to 1. A target
        ``""`` stands for none, such as the part of a postal code outside every metropolitan area.
    assumptions
        What was assumed while reading, in words.
    """

    kind: str
    layout: str
    source: str
    licence: str
    vintage: int
    geography_vintage: int
    file_name: str
    sha256: str
    shares: pd.DataFrame
    assumptions: tuple[str, ...] = ()

    @property
    def origins(self) -> int:
        """Number of zones or industries that it places."""
        return int(self.shares["origin"].nunique())

    @property
    def divided(self) -> int:
        """Number of them that lie in several of the other list."""
        return int((self.shares.groupby("origin").size() > 1).sum())


def in_proportion(weights: pd.DataFrame) -> pd.DataFrame:
    """Make the weights of each origin add up to 1; equal where there is none.

    Parameters
    ----------
    weights
        ``origin``, ``target``, ``weight`` and ``otherwise``, the weight to use for an origin
        whose weights are all 0. Repeated pairs are added up.
    """
    pairs = weights.groupby(["origin", "target"])[["weight", "otherwise"]].sum().reset_index()
    for column in ("weight", "otherwise"):
        pairs[column] = pairs[column].astype("float64")
    empty = pairs.groupby("origin")["weight"].transform("sum") == 0
    used = pairs["weight"].where(~empty, pairs["otherwise"])
    nothing = used.groupby(pairs["origin"]).transform("sum") == 0
    used = used.where(~nothing, 1.0)
    pairs["weight"] = used / used.groupby(pairs["origin"]).transform("sum")
    found = pairs[pairs["weight"] > 0]
    return found[["origin", "target", "weight"]].reset_index(drop=True)


def turned_round(shares: pd.DataFrame, sizes: pd.Series[float]) -> pd.DataFrame:
    """Turn a correspondence round: how each target is spread over the origins.

    Parameters
    ----------
    shares
        As in `Crosswalk`.
    sizes
        The size of each origin; 1 for one that is missing or empty.
    """
    size = shares["origin"].map(sizes).astype("float64").fillna(0.0)
    return pd.DataFrame(
        {
            "origin": shares["target"],
            "target": shares["origin"],
            "weight": shares["weight"] * size.where(size > 0, 1.0),
        }
    )


def onto(shares: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Replace the origins that no longer exist by those that follow them.

    Parameters
    ----------
    shares
        ``origin``, ``target`` and ``weight``.
    moves
        ``from_code``, ``to_code`` and ``weight``, which add up to 1 for each ``from_code``.
    """
    renamed = moves[["from_code", "to_code", "weight"]].set_axis(
        ["origin", "follower", "part"], axis="columns"
    )
    joined = shares.merge(renamed, on="origin", how="left")
    origin = joined["follower"].fillna(joined["origin"])
    weight = joined["weight"] * joined["part"].astype("float64").fillna(1.0)
    return pd.DataFrame({"origin": origin, "target": joined["target"], "weight": weight})
