"""Accounts that stay where they are kept, judged by a profile and added up by zone."""

from __future__ import annotations

from collections.abc import Mapping

import ibis.expr.types as ir
import pandas as pd

from maillage.core.accounts.icp.criteria import Icp
from maillage.core.accounts.icp.reading import COUNTY, METRO, ZONE, scored
from maillage.core.accounts.zones import by_zone, with_density
from maillage.core.market.figures import frame_of
from maillage.domain.accounts.icp.matching import metros_by_county
from maillage.domain.market.priority import LEVELS, places


def score_table(
    *,
    accounts: ir.Table,
    icp: Icp,
    by: str,
    names: Mapping[str, str] | None = None,
    country: str = "",
) -> ir.Table:
    """Judge the accounts of a table of any Ibis backend; nothing runs until it is read.

    Counties give the metropolitan area of accounts where no column does; see
    :func:`maillage.core.accounts.icp.reading.scored` for the rest.

    Raises
    ------
    MappingError
        If a column is missing, or is not of a type that can be read.
    ParameterError
        If ``names`` names a column that Maillage does not know.
    """
    metros = pd.DataFrame(metros_by_county().items(), columns=[COUNTY, METRO])
    return scored(accounts, icp, by=by, names=names or {}, country=country.upper(), metros=metros)


def zone_table(*, judged: ir.Table, by: str) -> pd.DataFrame:
    """Count the accounts of every zone by their fit, those that fit first.

    Returns
    -------
    DataFrame
        ``zone`` (``""`` for none) · ``name`` (``""`` where Maillage knows no such zone) ·
        ``accounts`` · ``qualified`` · ``unqualified`` · ``unknown`` · ``potential`` ·
        ``qualified_potential`` · ``density`` (qualified per 1,000 km²).
    """
    known = places(by) if by in LEVELS else pd.DataFrame(columns=["name", "area_km2"])
    areas = known[["area_km2"]].rename_axis(ZONE).reset_index()
    zones = frame_of(with_density(by_zone(judged), areas))
    zones.insert(1, "name", zones[ZONE].map(known["name"]).astype(object).fillna(""))
    return zones.sort_values(["qualified", ZONE], ascending=[False, True], ignore_index=True)
