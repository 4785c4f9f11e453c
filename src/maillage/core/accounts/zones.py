"""Accounts added up by zone, as Ibis expressions: the same on any backend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import ibis.expr.types as ir
import pandas as pd

from maillage.core.market.figures import table_of

PER_AREA_KM2: Final = 1_000


def by_zone(accounts: ir.Table, *, sums: Sequence[str] = ("potential",)) -> ir.Table:
    """Count and add up the accounts of every zone.

    Parameters
    ----------
    accounts
        ``zone`` · ``fit`` (true, false, or null where it is not known) · the columns to add up.
    sums
        Columns to add up; null where none of a zone is known.

    Returns
    -------
    Table
        ``zone`` · ``accounts`` · ``qualified`` · ``unqualified`` · ``unknown`` (accounts by their
        fit) · each sum, and the same ``qualified_…`` over the accounts that fit.
    """
    amounts = {name: accounts[name].sum() for name in sums}
    # One row per zone and verdict first: the verdict is then worked out once for each account.
    parts = accounts.group_by(["zone", "fit"]).aggregate(number=accounts.count(), **amounts)
    fits = parts["fit"].fill_null(False)
    fails = (~parts["fit"]).fill_null(False)
    counts = {
        "accounts": counted(parts["number"]),
        "qualified": counted(fits.ifelse(parts["number"], 0)),
        "unqualified": counted(fails.ifelse(parts["number"], 0)),
        "unknown": counted((fits | fails).ifelse(0, parts["number"])),
    }
    whole = {name: parts[name].sum() for name in sums}
    part = {f"qualified_{name}": parts[name].sum(where=fits) for name in sums}
    return parts.group_by("zone").aggregate(**counts, **whole, **part)


def counted(numbers: ir.IntegerColumn) -> ir.IntegerScalar:
    """Add up counts; some databases would make decimal numbers of them."""
    return numbers.sum().cast("int64")


def with_density(zones: ir.Table, areas: pd.DataFrame) -> ir.Table:
    """Add ``density``: qualified accounts per 1,000 km², null where no area is known.

    Parameters
    ----------
    zones
        As :func:`by_zone` gives them.
    areas
        ``zone``, each once, and ``area_km2``.
    """
    known = areas[["zone", "area_km2"]].rename(columns={"zone": "area_of"})
    table = table_of(known.astype({"area_of": "str", "area_km2": "float64"}))
    joined = zones.left_join(table, zones["zone"] == table["area_of"])
    density = joined["qualified"] / joined["area_km2"].nullif(0) * PER_AREA_KM2
    return joined.mutate(density=density).drop("area_of", "area_km2")
