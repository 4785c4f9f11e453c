"""The broadest published figures of an industry in each zone, as one Ibis query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ibis
import pandas as pd
import pyarrow as pa

from maillage.core.market.naics import ancestors

MEASURES = ("establishments", "employees", "payroll")
COUNTED = MEASURES[0]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a table of cells says about some industries.

    Attributes
    ----------
    values
        One row per ``zone``, ``industry`` and ``measure``: ``value``; ``basis``, which is
        ``published``, or ``parts`` for the sum of the broadest published parts; and ``base``, the
        establishments of the cells that the value is the sum of.
    hidden
        By zone, how many more establishments its broader figures leave room for.
    """

    values: pd.DataFrame
    hidden: pd.Series[float]


def figures(cells: ibis.Table, industries: Sequence[str]) -> Figures:
    """Find what each zone publishes for each industry.

    Parameters
    ----------
    cells
        Columns ``zone``, ``naics`` and the ``MEASURES``.
    industries
        NAICS codes, none within another.
    """
    known = frame_of(cells.select("naics").distinct())["naics"]
    broader = {each for code in industries for each in ancestors(code)} & set(known)
    sums = broadest(cells, known, {*((code, False) for code in industries)} | below(broader))
    inside = sums[~sums["below"]].rename(columns={"scope": "industry"})
    basis = inside["published"].map({True: "published", False: "parts"}).astype("str")
    values = inside.assign(basis=basis)
    values = values[["zone", "industry", "measure", "value", "basis", "base"]]
    return Figures(
        values=values.sort_values(["zone", "industry", "measure"], ignore_index=True),
        hidden=hidden_establishments(values, sums, published(cells, broader), industries),
    )


# Both ways go through Arrow: the data frame conversions of Ibis 12 are deprecated by pandas 3.
def table_of(frame: pd.DataFrame) -> ibis.Table:
    """Make a table of a data frame."""
    return ibis.memtable(pa.Table.from_pandas(frame, preserve_index=False))


def frame_of(table: ibis.Table) -> pd.DataFrame:
    """Run a query and give its rows."""
    rows: pd.DataFrame = table.to_pyarrow().to_pandas()
    return rows


def below(broader: Iterable[str]) -> set[tuple[str, bool]]:
    """Name the scopes that hold the parts of codes, without the codes themselves."""
    return {(code, True) for code in broader}


def broadest(
    cells: ibis.Table, known: Iterable[str], scopes: set[tuple[str, bool]]
) -> pd.DataFrame:
    """Sum, by scope, zone and measure, the cells that no broader cell of the scope contains.

    A cell is contained when the depth of its nearest published broader code reaches that of the
    scope, so one look upwards from each cell serves all scopes.
    """
    codes = list(known)
    upwards = nearest_broader(cells, lineage_table(codes))
    inside = upwards.inner_join(scope_table(codes, scopes), "naics")
    sums = {
        name: inside[name].cast("float64").sum(where=inside[f"{name}_depth"] < inside.depth)
        for name in MEASURES
    }
    own = {
        f"{name}_published": (inside[name].notnull() & (inside.naics == inside.scope)).any()  # noqa: PD004 - Ibis has no notna
        for name in MEASURES
    }
    bases = {
        f"{name}_base": inside[COUNTED]
        .cast("float64")
        .sum(where=(inside[f"{name}_depth"] < inside.depth) & inside[name].notnull())  # noqa: PD004 - Ibis has no notna
        for name in MEASURES
    }
    by = ["scope", "below", "zone"]
    return melted(frame_of(inside.group_by(by).aggregate(**sums, **own, **bases)))


def nearest_broader(cells: ibis.Table, lineage: ibis.Table) -> ibis.Table:
    """Add to each cell, per measure, the depth of the nearest broader code with a figure."""
    cells = cells.select("zone", "naics", *MEASURES)
    above = cells.inner_join(lineage.select(naics="broader").distinct(), "naics")
    above = above.select("zone", *MEASURES, broader="naics")
    pairs = cells.select("zone", "naics").inner_join(lineage, "naics")
    pairs = pairs.inner_join(above, ["zone", "broader"])
    depths = {
        f"{name}_depth": pairs.depth.max(where=pairs[name].notnull())  # noqa: PD004 - Ibis has no notna
        for name in MEASURES
    }
    found = cells.left_join(
        pairs.group_by(["zone", "naics"]).aggregate(**depths), ["zone", "naics"]
    )
    filled = {name: found[name].fill_null(-1) for name in depths}
    return found.select("zone", "naics", *MEASURES, **filled)


def melted(sums: pd.DataFrame) -> pd.DataFrame:
    """Lay the measures below one another, without those that have no figure."""
    keys = ["scope", "below", "zone"]
    frames = [
        sums[[*keys, name, f"{name}_published", f"{name}_base"]]
        .set_axis([*keys, "value", "published", "base"], axis="columns")
        .dropna(subset="value")
        .assign(measure=name)
        for name in MEASURES
    ]
    return pd.concat(frames, ignore_index=True)


def lineage_table(known: Iterable[str]) -> ibis.Table:
    """Tabulate the broader codes of each code, with their depth: 0 for all industries."""
    rows = [
        (code, broader, depth)
        for code in known
        for depth, broader in enumerate(reversed(ancestors(code)))
    ]
    return code_table(rows, ["naics", "broader", "depth"])


def scope_table(known: Iterable[str], scopes: set[tuple[str, bool]]) -> ibis.Table:
    """Tabulate the codes of each scope, with the depth that contains none of them."""
    rows = []
    for code in known:
        chain = [*reversed(ancestors(code)), code]
        for depth, scope in enumerate(chain):
            if (scope, False) in scopes:
                rows.append((code, scope, False, depth))
            if scope != code and (scope, True) in scopes:
                rows.append((code, scope, True, depth + 1))
    return code_table(rows, ["naics", "scope", "below", "depth"])


def code_table(rows: Sequence[tuple[str | bool | int, ...]], columns: list[str]) -> ibis.Table:
    """Make a small table whose types do not depend on having rows."""
    types = {name: {"below": "bool", "depth": "int64"}.get(name, "str") for name in columns}
    return table_of(pd.DataFrame(rows, columns=columns).astype(types))


def published(cells: ibis.Table, codes: Iterable[str]) -> pd.DataFrame:
    """Tabulate the establishments that zones publish for codes: zones by codes, NaN if none."""
    rows = cells.filter(cells.naics.isin(sorted(codes))).drop_null(COUNTED)
    long = frame_of(rows.select("zone", "naics", COUNTED))
    table = long.pivot_table(index="zone", columns="naics", values=COUNTED, aggfunc="sum")
    return table.astype("float64")


def hidden_establishments(
    values: pd.DataFrame, sums: pd.DataFrame, broader: pd.DataFrame, industries: Sequence[str]
) -> pd.Series[float]:
    """Add up, by zone, the unpublished part of the nearest broader figure of each industry.

    Each broader figure counts once per zone, however many of the industries it contains.
    """
    parts = sums[sums["below"] & (sums["measure"] == COUNTED)]
    parts_sum = parts.pivot_table(index="zone", columns="scope", values="value", aggfunc="sum")
    parts_sum = parts_sum.reindex(index=broader.index, columns=broader.columns).fillna(0.0)
    room = (broader - parts_sum).clip(lower=0.0)
    used = pd.DataFrame(data=False, index=broader.index, columns=broader.columns)
    own = values[(values["measure"] == COUNTED) & (values["basis"] == "published")]
    for industry in industries:
        lacking = ~used.index.isin(own.loc[own["industry"] == industry, "zone"])
        for code in [each for each in ancestors(industry) if each in broader.columns]:
            here = lacking & broader[code].notna().to_numpy()
            used[code] |= here
            lacking &= ~here
    return room.where(used, 0.0).sum(axis=1).rename("unpublished")
