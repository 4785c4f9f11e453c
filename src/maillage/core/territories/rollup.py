"""Millions of accounts: rolled up to basic units before a design, given territories after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import pandas as pd

from maillage.core.market.figures import frame_of, table_of
from maillage.errors import ParameterError
from maillage.texts import _


@dataclass(frozen=True, eq=False)
class Rollup:
    """Accounts by basic unit.

    Attributes
    ----------
    units
        One row per unit, by name: ``unit``, ``accounts`` (their number), ``latitude`` and
        ``longitude`` (mean of its accounts weighted by the first measure, degrees), and the sum of
        each measure.
    unplaced
        Number of accounts without a unit; they are in no row.
    """

    units: pd.DataFrame
    unplaced: int


def roll_up(accounts: ibis.Table, *, unit: str, measures: Sequence[str]) -> Rollup:
    """Sum the measures of accounts by unit, wherever the table is kept.

    Parameters
    ----------
    accounts
        Columns ``unit``, ``latitude``, ``longitude`` and the measures; amounts that are missing
        count as 0. Units must not span the 180th meridian.
    unit
        Column that names the basic unit of each account.
    measures
        Columns to add up; the first weighs places.

    Raises
    ------
    ParameterError
        If there is no measure, or a column is missing.
    """
    if not measures:
        raise ParameterError(_("No measure is given."), remedy=_("Name one column or more."))
    _check(accounts, [unit, "latitude", "longitude", *measures])
    weight = accounts[measures[0]].fill_null(0).cast("float64")
    placed = accounts.mutate(unit=accounts[unit], weight=weight).filter(
        lambda rows: rows.unit.notnull()  # noqa: PD004 - Ibis has no other
    )
    held = placed.weight.sum()
    sums = {name: placed[name].fill_null(0).cast("float64").sum() for name in measures}
    middle = {
        axis: ibis.ifelse(
            held > 0, (placed.weight * placed[axis]).sum() / held.nullif(0), placed[axis].mean()
        )
        for axis in ("latitude", "longitude")
    }
    units = placed.group_by("unit").aggregate(accounts=placed.count(), **middle, **sums)
    without = accounts[unit].isnull().sum()  # noqa: PD003 - Ibis has no other
    missing = frame_of(accounts.aggregate(unplaced=without))["unplaced"]
    return Rollup(
        frame_of(units).sort_values("unit", ignore_index=True), int(missing.fillna(0).iloc[0])
    )


def hand_back(accounts: ibis.Table, territories: pd.DataFrame, *, unit: str) -> ibis.Table:
    """Give every account the territory of its unit; nothing runs until the result is read.

    Parameters
    ----------
    accounts
        Any table with a column ``unit``.
    territories
        One row per unit: ``unit`` and ``territory``.
    unit
        Column that names the basic unit of each account.

    Returns
    -------
    Table
        The accounts with a column ``territory``, missing where their unit has none.

    Raises
    ------
    ParameterError
        If a column is missing, or a unit is listed twice.
    """
    _check(accounts, [unit])
    absent = {"unit", "territory"} - set(territories)
    if absent:
        raise ParameterError(
            _("The table lacks the columns %(columns)s.") % {"columns": ", ".join(sorted(absent))}
        )
    repeated = territories["unit"][territories["unit"].duplicated()]
    if len(repeated):
        raise ParameterError(
            _("The unit %(unit)s is listed more than once.") % {"unit": repeated.iloc[0]}
        )
    names = table_of(territories[["unit", "territory"]]).rename(unit_name="unit")
    joined = accounts.left_join(names, accounts[unit] == names.unit_name)
    return joined.drop("unit_name")


def _check(table: ibis.Table, columns: Sequence[str]) -> None:
    absent = [column for column in columns if column not in table.columns]
    if absent:
        raise ParameterError(
            _("The table lacks the columns %(columns)s.") % {"columns": ", ".join(absent)}
        )
