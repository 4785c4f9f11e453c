"""The columns of every table that goes out: key in the data, heading, and kind of number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import pandas as pd
from django.utils.translation import gettext as _

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.findings import texts
from maillage.interfaces.exporters.labels import measure_label


class Kind(StrEnum):
    """How a cell is written and read."""

    TEXT = "text"
    RULE = "rule"
    REASON = "reason"
    COUNT = "count"
    AMOUNT = "amount"
    DEVIATION = "deviation"
    KILOMETRES = "kilometres"
    DEGREES = "degrees"
    FLAG = "flag"
    TERRITORY = "territory"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in the data frame, its heading and its kind."""

    key: str
    heading: str
    kind: Kind = Kind.TEXT


def territory_columns(outcome: DesignOutcome) -> list[Column]:
    """Columns of the territories."""
    measures = [
        column
        for measure in outcome.measures
        for column in (
            *_amount(measure.name),
            Column(
                f"{measure.name}_target",
                _("%(measure)s: target") % {"measure": measure_label(measure.name)},
                Kind.AMOUNT,
            ),
            Column(
                f"{measure.name}_deviation",
                _("%(measure)s: deviation") % {"measure": measure_label(measure.name)},
                Kind.DEVIATION,
            ),
        )
    ]
    return [
        Column("number", _("No."), Kind.TERRITORY),
        Column("name", _("Territory")),
        *_where(outcome.territories, Column("rep", _("Rep"))),
        Column("units", _("Units"), Kind.COUNT),
        Column("accounts", _("Accounts"), Kind.COUNT),
        *measures,
        Column("mean_km", _("Mean distance (km)"), Kind.KILOMETRES),
        Column("radius_km", _("Largest distance (km)"), Kind.KILOMETRES),
        Column("components", _("Pieces"), Kind.COUNT),
        Column("latitude", _("Latitude"), Kind.DEGREES),
        Column("longitude", _("Longitude"), Kind.DEGREES),
    ]


def _amount(name: str) -> list[Column]:
    """Column of a measure's total; that of the accounts is there already."""
    return [] if name == "accounts" else [Column(name, measure_label(name), Kind.AMOUNT)]


def _where(table: pd.DataFrame, column: Column) -> list[Column]:
    """The column where the table has any text in it."""
    return [column] if (texts(table, column.key) != "").any() or table.empty else []


def unit_columns(outcome: DesignOutcome) -> list[Column]:
    """Columns of the basic units."""
    return [
        Column("unit", _("Code")),
        Column("name", _("Name")),
        Column("state", _("State")),
        Column("territory", _("Territory"), Kind.TERRITORY),
        *_where(outcome.territories, Column("rep", _("Rep"))),
        *_where(outcome.units, Column("previous", _("Owner today"))),
        *(Column(item.name, measure_label(item.name), Kind.AMOUNT) for item in outcome.measures),
        Column("locked", _("Locked"), Kind.FLAG),
        Column("latitude", _("Latitude"), Kind.DEGREES),
        Column("longitude", _("Longitude"), Kind.DEGREES),
    ]


def _unit_repeats(accounts: pd.DataFrame) -> bool:
    """Whether another column says the unit of every account already."""
    units = texts(accounts, "unit")
    return any(
        ((units == "") | (units == texts(accounts, key))).all()
        for key in ("county", "postal_code", "account", "state")
    )


def account_columns(outcome: DesignOutcome) -> list[Column]:
    """Columns of the accounts."""
    return [
        Column("account", _("Identifier")),
        Column("name", _("Account")),
        Column("status", _("Status")),
        Column("state", _("State")),
        Column("county", _("County")),
        Column("city", _("City")),
        Column("postal_code", _("Postal code")),
        Column("parent", _("Parent account")),
        Column("potential", _("Potential"), Kind.AMOUNT),
        Column("revenue", _("Revenue"), Kind.AMOUNT),
        *([] if _unit_repeats(outcome.accounts) else [Column("unit", _("Unit"))]),
        Column("territory", _("Territory"), Kind.TERRITORY),
        Column("owner_before", _("Owner before")),
        Column("owner_after", _("Owner after")),
        Column("rule", _("Rule"), Kind.RULE),
        Column("touches", _("Touches"), Kind.COUNT),
        Column("touching_reps", _("Reps in contact"), Kind.COUNT),
    ]


def rep_columns() -> list[Column]:
    """Columns of the reps."""
    return [
        Column("rep_id", _("Identifier")),
        Column("name", _("Rep")),
        Column("seniority", _("Seniority")),
        Column("capacity", _("Capacity"), Kind.AMOUNT),
        Column("city", _("City")),
        Column("state", _("State")),
        Column("territory", _("No."), Kind.TERRITORY),
        Column("territory_name", _("Territory")),
        Column("home_km", _("Home to centre (km)"), Kind.KILOMETRES),
        Column("accounts_before", _("Accounts before"), Kind.COUNT),
        Column("accounts_after", _("Accounts after"), Kind.COUNT),
        Column("kept", _("Accounts kept"), Kind.COUNT),
        Column("potential_before", _("Potential before"), Kind.AMOUNT),
        Column("potential_after", _("Potential after"), Kind.AMOUNT),
    ]


def move_columns() -> list[Column]:
    """Columns of the accounts that change owner."""
    return [
        Column("account", _("Identifier")),
        Column("name", _("Account")),
        Column("state", _("State")),
        Column("from_rep", _("From")),
        Column("to_rep", _("To")),
        Column("territory", _("Territory"), Kind.TERRITORY),
        Column("potential", _("Potential"), Kind.AMOUNT),
        Column("revenue", _("Revenue"), Kind.AMOUNT),
        Column("reason", _("Reason"), Kind.REASON),
        Column("detail", _("Detail")),
    ]
