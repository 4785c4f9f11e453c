"""The size of a market by zone: establishments of chosen industries, nothing dropped silently.

Official files leave out cells that could reveal a single firm, since 2017 those with fewer than
three establishments (US Census Bureau, County Business Patterns, notes to table CB2100CBP). The
published parts of an industry therefore do not add up to it. The difference is kept here as the
residual, by state and overall, and is spread over zones only by a rule that is stated.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import ibis
import pandas as pd

from maillage.core.market.figures import COUNTED, MEASURES, figures, frame_of, table_of
from maillage.core.market.naics import chosen
from maillage.core.market.residual import (
    NATION,
    RULES,
    is_unlocated,
    residual_by_area,
    spread,
    with_allocation,
)
from maillage.errors import ParameterError
from maillage.texts import _, quoted

LEVELS = ("county", "state", "metro", "postal")


@dataclass(frozen=True, slots=True)
class TamResult:
    """A market by zone for a choice of industries.

    Attributes
    ----------
    industries
        The industries counted, without overlaps.
    level
        One of ``LEVELS``.
    allocate
        The rule applied to the residual, one of ``RULES``.
    zones
        One row per zone: ``establishments``, ``employees`` and ``payroll`` (thousands of
        dollars a year) as published; the same with the suffix ``_allocated`` for the part of the
        residual given by the rule; and ``unpublished``, how many more establishments the broader
        published figures of the zone leave room for (an upper bound, shared with other
        unpublished industries).
    cells
        One row per ``zone``, ``industry`` and ``measure``: ``value``, ``allocated``; ``basis``,
        which is ``published``, or ``parts`` for a sum of narrower industries; and ``base``, the
        establishments of the cells that the value is the sum of.
    residual
        One row per ``area`` (state, then ``US``), ``industry`` and ``measure``: ``official``
        (NaN if no such figure is loaded), ``found`` in zones, ``unlocated`` (published without a
        zone), ``allocated``, and ``residual`` = official - found - allocated. The row of ``US``
        contains those of the states.
    """

    industries: tuple[str, ...]
    level: str
    allocate: str
    zones: pd.DataFrame
    cells: pd.DataFrame
    residual: pd.DataFrame

    def activity(self, measure: str = COUNTED) -> pd.Series[float]:
        """Give a measure by zone, with what the rule allocated."""
        total = self.zones[measure] + self.zones[f"{measure}_allocated"]
        return total.rename(measure)

    def remainder(self, measure: str = COUNTED) -> float | None:
        """Give what is in no zone, over all areas; None where no official figure is loaded.

        For each industry the national figure counts, or else the sum of the states' figures.
        """
        rows = self.residual[self.residual["measure"] == measure]
        left = [one_remainder(rows[rows["industry"] == each]) for each in self.industries]
        known = [each for each in left if each is not None]
        return sum(known) if known else None

    def withheld(self, measure: str) -> pd.Series[float]:
        """Count, by zone, the establishments whose ``measure`` is withheld, in whole or in part."""
        keys = ["zone", "industry"]
        counted = self.cells[self.cells["measure"] == COUNTED].set_index(keys)["value"]
        based = self.cells[self.cells["measure"] == measure].set_index(keys)["base"]
        hidden = (counted - based.reindex(counted.index).fillna(0.0)).clip(lower=0.0)
        return hidden.groupby(level="zone").sum().reindex(self.zones.index).fillna(0.0)

    @property
    def without_figures(self) -> tuple[str, ...]:
        """Industries for which no zone publishes anything: perhaps of another NAICS edition."""
        return tuple(sorted(set(self.industries) - set(self.cells["industry"])))

    @property
    def without_official(self) -> tuple[str, ...]:
        """Industries whose unpublished remainder is unknown: no official figure is loaded."""
        rows = self.residual[self.residual["official"].notna()]
        return tuple(sorted(set(self.industries) - set(rows["industry"])))


def one_remainder(rows: pd.DataFrame) -> float | None:
    """Give the remainder of one industry and measure from the rows of its areas."""
    nation = rows.loc[rows["area"] == NATION, "residual"].dropna()
    states = rows.loc[rows["area"] != NATION, "residual"].dropna()
    best = nation if len(nation) else states
    return float(best.sum()) if len(best) else None


def tam_by_zone(
    cells: pd.DataFrame | ibis.Table,
    industries: Collection[str],
    *,
    level: str = "county",
    allocate: str = "none",
    zones: Sequence[str] | None = None,
) -> TamResult:
    """Count establishments, employees and payroll of the chosen industries in every zone.

    The published figure counts; where there is none, the sum of its broadest published parts.

    Parameters
    ----------
    cells
        Columns ``zone``, ``level``, ``naics`` and the measures, as in
        `MarketFile`: a data frame, or a table of any Ibis backend. Rows of level ``nation``
        (zone ``US``) and ``state`` are the official figures the residual is taken from.
    industries
        NAICS codes of any mix of levels; overlaps count once.
    level
        The level of the zones.
    allocate
        ``"none"`` keeps the residual apart; ``"proportional"`` spreads that of each state, then
        of the nation, in proportion to what each zone publishes for the same industry.
    zones
        The zones of the answer; by default those that have a cell.

    Raises
    ------
    ParameterError
        If a code, the level or the rule is unknown.
    """
    codes = chosen(industries)
    check_choice(_("There is no level %(value)s."), level, LEVELS)
    check_choice(_("There is no rule %(value)s."), allocate, RULES)
    table = table_of(cells) if isinstance(cells, pd.DataFrame) else cells
    located = figures(table.filter(table.level == level), codes)
    residual = residual_by_area(located.values, official(table, codes), codes, level=level)
    values = located.values[~is_unlocated(located.values["zone"], level)]
    given = spread(values, residual, level=level) if allocate == "proportional" else 0.0
    values = values.assign(allocated=given)
    return TamResult(
        industries=codes,
        level=level,
        allocate=allocate,
        zones=zone_table(values, located.hidden, zones or zones_of(table, level)),
        cells=values,
        residual=with_allocation(residual, values, level=level),
    )


def check_choice(message: str, value: str, allowed: Sequence[str]) -> None:
    """Refuse a value that is not among those allowed, in a message with a place for it."""
    if value not in allowed:
        raise ParameterError(
            message % {"value": quoted(value)},
            remedy=_("Choose one of: %(choices)s.") % {"choices": ", ".join(allowed)},
        )


def official(table: ibis.Table, codes: Sequence[str]) -> pd.DataFrame:
    """Find the figures of the states and the nation; sums of parts would be too low to count."""
    values = figures(table.filter(table.level.isin(["nation", "state"])), codes).values
    return values[values["basis"] == "published"]


def zones_of(table: ibis.Table, level: str) -> list[str]:
    """List the zones of a level, without the county code 999."""
    names = frame_of(table.filter(table.level == level).select("zone").distinct())["zone"]
    return sorted(names[~is_unlocated(names, level)])


def zone_table(
    values: pd.DataFrame, hidden: pd.Series[float], zones: Sequence[str]
) -> pd.DataFrame:
    """Lay the sums over industries out as one row per zone."""
    index = pd.Index(list(zones), name="zone", dtype="str")
    sums = values.pivot_table(
        index="zone", columns="measure", values=["value", "allocated"], aggfunc="sum"
    )
    table = pd.DataFrame(index=index)
    for measure in MEASURES:
        for column, name in (("value", measure), ("allocated", f"{measure}_allocated")):
            found = sums[column, measure] if (column, measure) in sums else pd.Series(dtype=float)
            table[name] = found.reindex(index).fillna(0.0)
    table["unpublished"] = hidden.reindex(index).fillna(0.0)
    return table
