"""What official totals hold beyond the zones, and the rule that may spread it over them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from maillage.core.market.figures import MEASURES

NATION = "US"
KEYS = ["area", "industry", "measure"]
RULES = ("none", "proportional")


def areas(zones: pd.Series[str], level: str) -> pd.Series[str]:
    """Name the state of counties; for other levels, the nation."""
    if level == "county":
        return zones.str[:2]
    return pd.Series(NATION, index=zones.index, dtype="str")


def is_unlocated(zones: pd.Series[str], level: str) -> pd.Series[bool]:
    """Tell which zones are the county code 999: statewide establishments without a county."""
    return zones.str.endswith("999") & (level == "county")


def residual_by_area(
    located: pd.DataFrame, official: pd.DataFrame, industries: Sequence[str], *, level: str
) -> pd.DataFrame:
    """Compare official figures with what the zones publish.

    Parameters
    ----------
    located, official
        Columns ``zone``, ``industry``, ``measure`` and ``value``: the figures of the zones, and
        those of the states and the nation.
    industries
        The industries asked for.
    level
        The level of the zones; states are compared only for counties.

    Returns
    -------
    pandas.DataFrame
        ``area``, ``industry``, ``measure``, ``official`` (NaN if not loaded), ``found``,
        ``unlocated`` and ``residual`` = official - found.
    """
    by_area = located.assign(area=areas(located["zone"], level))
    loose = is_unlocated(located["zone"], level)
    figures = official.rename(columns={"zone": "area"})
    if level != "county":
        figures = figures[figures["area"] == NATION]
    names = sorted({NATION, *by_area["area"], *figures["area"]})
    index = pd.MultiIndex.from_product([names, industries, MEASURES], names=KEYS)
    table = pd.DataFrame(index=index)
    table["official"] = figures.groupby(KEYS)["value"].sum().reindex(index)
    table["found"] = sums_with_nation(by_area[~loose]).reindex(index).fillna(0.0)
    table["unlocated"] = sums_with_nation(by_area[loose]).reindex(index).fillna(0.0)
    table["residual"] = table["official"] - table["found"]
    return table.reset_index()


def sums_with_nation(values: pd.DataFrame, column: str = "value") -> pd.Series[float]:
    """Sum by area, industry and measure, and over all areas for the nation."""
    nation = values.assign(area=NATION)
    states = values[values["area"] != NATION]
    return pd.concat([states, nation]).groupby(KEYS)[column].sum()


def spread(values: pd.DataFrame, residual: pd.DataFrame, *, level: str) -> pd.Series[float]:
    """Spread the residual in proportion to published values (the rule ``proportional``).

    A state without an official figure spreads what it publishes without a county. The nation
    spreads what exceeds the pools of its states. A pool that no zone of the area can receive, or
    that is negative because of noise, stays where it is.

    Parameters
    ----------
    values
        Columns ``zone``, ``industry``, ``measure`` and ``value``, without unlocated zones.
    residual
        As `residual_by_area` gives it.

    Returns
    -------
    pandas.Series
        What each row of ``values`` receives.
    """
    table = residual.set_index(KEYS)
    pools = table["residual"].fillna(table["unlocated"]).clip(lower=0.0)
    kind = pools.index.get_level_values("area") == NATION
    of_states = pools[~kind].groupby(["industry", "measure"]).sum()
    nation = pools[kind].droplevel("area")
    rest = nation.sub(of_states, fill_value=0.0).clip(lower=0.0)
    pools[kind] = rest.reindex(nation.index).to_numpy()
    rates = (pools / table["found"].where(table["found"] > 0)).fillna(0.0)
    by_area = values.assign(area=areas(values["zone"], level))
    own = rates.reindex(pd.MultiIndex.from_frame(by_area[KEYS])).to_numpy()
    shared = rates.reindex(pd.MultiIndex.from_frame(by_area.assign(area=NATION)[KEYS])).to_numpy()
    rate = shared if level != "county" else own + shared
    return pd.Series(values["value"] * rate)


def with_allocation(residual: pd.DataFrame, values: pd.DataFrame, *, level: str) -> pd.DataFrame:
    """Add what was spread to each area, and take it off the residual."""
    given = sums_with_nation(values.assign(area=areas(values["zone"], level)), "allocated")
    index = pd.MultiIndex.from_frame(residual[KEYS])
    allocated = given.reindex(index).fillna(0.0).to_numpy()
    return residual.assign(allocated=allocated, residual=residual["residual"] - allocated)
