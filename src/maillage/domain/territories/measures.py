"""Activity measures by basic unit, from accounts or from the market."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from maillage import reference
from maillage.domain.market.boundaries import on_boundaries
from maillage.domain.market.queries import establishments_by_county, population_by_county
from maillage.domain.territories.request import (
    CONTIGUOUS_STATES,
    MARKET_SOURCES,
    Level,
    MeasureRequest,
    Source,
)
from maillage.domain.territories.splitting import SplitCounties, spread
from maillage.domain.territories.words import level_word, measure_word
from maillage.errors import InputError, NotFoundError, ParameterError
from maillage.texts import _

ACCOUNT_COLUMNS = {
    Source.POTENTIAL: "potential",
    Source.REVENUE: "revenue",
    Source.EMPLOYEES: "employees",
    Source.WORKLOAD: "visits_per_year",
}


@dataclass(frozen=True, eq=False)
class UnitMeasure:
    """A measure by unit; ``residual`` is what is official but in no unit, None if unknown."""

    request: MeasureRequest
    values: pd.Series
    residual: float | None = 0.0

    @property
    def name(self) -> str:
        """The measure's name in tables."""
        return self.request.source.value


def unit_measures(
    *,
    requests: tuple[MeasureRequest, ...],
    level: Level,
    units: pd.DataFrame,
    accounts: pd.DataFrame,
    states: tuple[str, ...],
    split: SplitCounties,
) -> tuple[UnitMeasure, ...]:
    """Compute every measure on the units.

    ``accounts`` holds the accounts with their ``unit``.

    Raises
    ------
    ParameterError
        If market figures are asked for units that have none.
    InputError
        If a measure is empty.
    """
    return tuple(
        market_measure(request=request, level=level, units=units, states=states, split=split)
        if request.source in MARKET_SOURCES
        else account_measure(request=request, units=units, accounts=accounts)
        for request in requests
    )


def account_measure(
    *, request: MeasureRequest, units: pd.DataFrame, accounts: pd.DataFrame
) -> UnitMeasure:
    """Sum a figure of the accounts over each unit."""
    values = account_values(source=request.source, accounts=accounts)
    sums = values.groupby(accounts["unit"]).sum().reindex(units["unit"], fill_value=0.0)
    if sums.sum() <= 0:
        raise InputError(
            _("The accounts in the chosen states give no %(measure)s to balance.")
            % {"measure": measure_word(request.source)},
            remedy=_("Import accounts with that figure, choose other states or another measure."),
        )
    return UnitMeasure(request, sums)


def account_values(*, source: Source, accounts: pd.DataFrame) -> pd.Series:
    """What each account counts in a measure; missing figures count nothing."""
    if source is Source.ACCOUNTS:
        return pd.Series(1.0, index=accounts.index)
    return accounts[ACCOUNT_COLUMNS[source]].fillna(0.0)


def market_measure(
    *,
    request: MeasureRequest,
    level: Level,
    units: pd.DataFrame,
    states: tuple[str, ...],
    split: SplitCounties,
) -> UnitMeasure:
    """Bring official county figures onto the design's counties and parts of counties."""
    if level is not Level.COUNTY:
        raise ParameterError(
            _("The measure %(measure)s is known by county, not by %(level)s.")
            % {"measure": measure_word(request.source), "level": level_word(level)},
            remedy=_("Design with county units, or balance a measure of the accounts."),
        )
    figures, residual = county_figures(request=request, states=states)
    geography = int(reference.CURRENT_COUNTY_VINTAGE)
    moved = on_boundaries(values=figures, geography=geography).values
    values = spread(figures=moved, split=split).reindex(units["unit"]).fillna(0.0)
    if values.sum() <= 0:
        raise InputError(
            _("The figures loaded give no %(measure)s for the chosen states.")
            % {"measure": measure_word(request.source)},
            remedy=_("Load a file that covers them with `maillage import market`."),
        )
    return UnitMeasure(request, values.astype(float), residual)


def county_figures(
    *, request: MeasureRequest, states: tuple[str, ...]
) -> tuple[pd.Series, float | None]:
    """Figures by county code, and how much of the official figures is in no county.

    With the whole contiguous country, the national figures say how much that is; they hold the
    unpublished part of Alaska, Hawaii and the territories too.
    """
    chosen = None if set(states) >= set(CONTIGUOUS_STATES) else states
    if request.source is Source.ESTABLISHMENTS:
        market = establishments_by_county(industries=request.industries, states=chosen)
        return market.activity(), None if market.without_official else market.remainder()
    try:
        return population_by_county(states=chosen).astype(float), 0.0
    except NotFoundError:
        counties = reference.table("us_counties")
        current = counties[counties["vintage"] == reference.CURRENT_COUNTY_VINTAGE]
        return current.set_index("code")["population"].astype(float), 0.0
