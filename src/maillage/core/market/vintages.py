"""Figures by county, moved from the boundaries of one year to those of another."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from maillage.errors import ParameterError
from maillage.texts import _

GEOGRAPHIES = (2020, 2022)


@dataclass(frozen=True, slots=True)
class MovedFigures:
    """Figures on other boundaries.

    Attributes
    ----------
    values
        The figures by county of the new boundaries; sums are kept.
    moved
        The moves that were applied: ``from_code``, ``to_code``, ``weight`` and ``value``. Each
        weight is the share of the population of the old county that lives in the new one: the
        figures are assumed to be spread like people.
    """

    values: pd.Series[float]
    moved: pd.DataFrame


def to_geography(
    values: pd.Series[float], *, crosswalk: pd.DataFrame, geography: int
) -> MovedFigures:
    """Move figures by county onto the boundaries of 2020 or 2022.

    Connecticut had eight counties (09001 to 09015) and has nine planning regions (09110 to
    09190) in Census figures from 2022 on. A few counties that ended earlier move as well.

    Parameters
    ----------
    values
        Additive figures by county FIPS code.
    crosswalk
        ``from_code``, ``from_vintage``, ``to_code``, ``to_vintage`` and ``weight``, the weights
        of each ``from_code`` adding up to 1.
    geography
        2020 or 2022.

    Raises
    ------
    ParameterError
        If the year is another one.
    """
    if geography not in GEOGRAPHIES:
        raise ParameterError(
            _("There are no county boundaries of %(year)s.") % {"year": geography},
            remedy=_("Choose 2020 or 2022."),
        )
    since, until = crosswalk["from_vintage"].astype(int), crosswalk["to_vintage"].astype(int)
    ended = crosswalk[since < GEOGRAPHIES[0]]
    redrawn = crosswalk[(since >= GEOGRAPHIES[0]) & (until == geography)]
    values, first = apply_moves(values, ended)
    values, second = apply_moves(values, redrawn)
    return MovedFigures(values, pd.concat([first, second], ignore_index=True))


def apply_moves(
    values: pd.Series[float], moves: pd.DataFrame
) -> tuple[pd.Series[float], pd.DataFrame]:
    """Replace the counties that move by those they move to."""
    applied = moves.loc[moves["from_code"].isin(values.index), ["from_code", "to_code", "weight"]]
    total = applied.groupby("from_code")["weight"].transform("sum")
    given = applied["from_code"].map(values).astype("float64") * applied["weight"] / total
    applied = applied.assign(value=given)
    arrived = applied.groupby("to_code")["value"].sum()
    stayed = values[~values.index.isin(applied["from_code"])]
    moved = pd.concat([stayed, arrived]).groupby(level=0).sum()
    return moved.rename(values.name).rename_axis(values.index.name), applied
