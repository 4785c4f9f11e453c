"""Tables of accounts as others keep them, brought to the columns that a profile judges.

Nothing runs here: the result is an expression of the table's own backend. What is not finite is
not known. Labels are folded as :func:`maillage.core.geography.states.fold` folds them, for letters
of Western Europe; where one text holds several, semicolons part them, else bars, else commas.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pandas as pd

from maillage.core.accounts.icp.criteria import Icp, IcpCriterion
from maillage.core.accounts.icp.expression import FIT, LABELS, NUMBERS, TEXTS, double, judged
from maillage.core.market.figures import table_of
from maillage.errors import MappingError, ParameterError
from maillage.texts import _, quoted

POTENTIAL, ZONE, COUNTY, METRO, COUNTRY = "potential", "zone", "county", "metro", "country"
AMOUNTS: Final = (*NUMBERS, POTENTIAL)
NAMES: Final = (*NUMBERS, *TEXTS, *LABELS, POTENTIAL, COUNTY)
READ_BY: Final = {
    IcpCriterion.REVENUE: ("company_revenue",),
    IcpCriterion.EMPLOYEES: ("employees",),
    IcpCriterion.INDUSTRY: ("naics",),
    IcpCriterion.EXCLUSION: ("naics",),
    IcpCriterion.TECHNOLOGY: ("technologies",),
    IcpCriterion.BUDGET: ("budget",),
    IcpCriterion.GEOGRAPHY: (COUNTRY,),
    IcpCriterion.PERSONA: ("personas",),
}
OWN: Final = "own_"
SPELT_OUT: Final = {"œ": "oe", "æ": "ae", "ß": "ss", "Œ": "oe", "Æ": "ae"}
LOWER: Final = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ"
PLAIN: Final = "aaaaaaceeeeiiiinoooooouuuuyy"
# Not every database lowers accented letters: PostgreSQL does not in the C locale.
ACCENTED: Final = LOWER + LOWER.upper()


def columns_asked(icp: Icp) -> tuple[str, ...]:
    """Name the columns that a profile looks at, each once."""
    found = [name for criterion in icp.asked for name in READ_BY[criterion]]
    found += ["state"] * bool(icp.states) + [METRO] * bool(icp.metros)
    return tuple(dict.fromkeys(found))


def scored(
    accounts: ir.Table,
    icp: Icp,
    *,
    by: str,
    names: Mapping[str, str] = MappingProxyType({}),
    country: str = "",
    metros: pd.DataFrame | None = None,
) -> ir.Table:
    """Judge every account of a table and name its zone.

    Parameters
    ----------
    accounts
        A table of any Ibis backend: the columns that the profile looks at
        (:func:`columns_asked`), ``potential``, and that of the zones; others are kept.
    icp
        The profile.
    by
        The zone of each account: one of ``NAMES`` or another column of the table.
    names
        What the table calls the columns of Maillage, where it does not call them the same; ``""``
        where it says nothing of them, so that they are known of no account.
    country
        The country of all accounts, where no column says it.
    metros
        ``county`` and ``metro``, each county once, for tables that know counties only.

    Returns
    -------
    Table
        The columns of the table with ``own_`` before their names, those of Maillage, the verdicts
        of :func:`maillage.core.accounts.icp.expression.judged`, and ``zone``, ``""`` for none.

    Raises
    ------
    MappingError
        If a column is missing, or is not of a type that can be read.
    ParameterError
        If ``names`` names a column that Maillage does not know.
    """
    wanted = dict.fromkeys([*columns_asked(icp), POTENTIAL, *([by] if by in NAMES else [])])
    given = dict(names) | ({COUNTRY: ""} if country else {})
    found = found_columns(accounts, [*wanted], given, derive=metros is not None)
    if by not in NAMES:
        found[ZONE] = found_columns(accounts, [by], {}, derive=False)[by]
    check_types(accounts, found)
    own = accounts.rename(f"{OWN}{{name}}")
    values = {name: read(own, name, column) for name, column in found.items()}
    if country:
        values[COUNTRY] = ibis.literal(country)
    table = written = own.mutate(**values)
    for name in [each for each in LABELS if each in values]:
        table = with_labels(table, written.select(name), name)
    if METRO in wanted and METRO not in found and metros is not None:
        table = with_metros(table, metros)
    zone = table[by if by in NAMES else ZONE]
    return judged(table.mutate(**{ZONE: zone.fill_null("")}), icp, codes=written)


def found_columns(
    accounts: ir.Table, wanted: Collection[str], names: Mapping[str, str], *, derive: bool
) -> dict[str, str]:
    """Find what the table calls the columns wanted, ``""`` for those it says nothing of.

    Capitals do not matter. Where metropolitan areas can be derived, counties serve for them.
    """
    unknown = sorted(set(names) - set(NAMES))
    if unknown:
        raise ParameterError(
            _("%(name)s is no column that is read.") % {"name": quoted(unknown[0][:60])},
            remedy=_("Use: %(names)s.") % {"names": ", ".join(sorted(NAMES))},
        )
    own = {each.lower(): each for each in accounts.columns} | {
        each: each for each in accounts.columns
    }
    found: dict[str, str] = {}
    missing: list[str] = []
    for name in wanted:
        written = names.get(name, name)
        if not written or written in own or written.lower() in own:
            found[name] = own.get(written) or own.get(written.lower(), "")
        elif name == METRO and derive and METRO not in names:
            found |= found_columns(accounts, [COUNTY], names, derive=False)
        else:
            missing.append(written)
    if missing:
        raise missing_columns(missing, accounts.columns)
    return found


def missing_columns(missing: Collection[str], own: Collection[str]) -> MappingError:
    """Build the answer to a table without some columns."""
    return MappingError(
        _("The table lacks the columns %(columns)s.") % {"columns": ", ".join(missing)},
        remedy=_("It has: %(names)s. Say which of them is meant, or that it is not known.")
        % {"names": ", ".join(own)[:500]},
    )


def check_types(accounts: ir.Table, found: Mapping[str, str]) -> None:
    """Refuse columns of types that cannot be read: numbers as text, and codes as numbers.

    Codes that are numbers have lost the zeros they began with.
    """
    wrong = [
        _("%(column)s is of type %(type)s, not %(wanted)s")
        % {"column": column, "type": accounts[column].type(), "wanted": wanted_type(name)}
        for name, column in found.items()
        if column and not fits_type(accounts[column].type(), name)
    ]
    if wrong:
        raise MappingError(
            "; ".join(wrong) + ".",
            remedy=_("Amounts have to be numbers; codes have to be text, or they lose zeros."),
        )


def wanted_type(name: str) -> str:
    """Say what a column should be."""
    if name in AMOUNTS:
        return _("a number")
    return _("a text or a list of texts") if name in LABELS else _("a text")


def fits_type(kind: dt.DataType, name: str) -> bool:
    """Whether a column of a type can be read."""
    if name in AMOUNTS:
        return bool(kind.is_numeric() or kind.is_null())
    listed = name in LABELS and kind.is_array() and kind.value_type.is_string()
    return bool(kind.is_string() or kind.is_null() or listed)


def read(own: ir.Table, name: str, column: str) -> ir.Value:
    """Read a column; null where the table says nothing of it."""
    kind = "float64" if name in AMOUNTS else "string"
    if not column or own[OWN + column].type().is_null():
        return ibis.null(kind)
    written = own[OWN + column]
    if name in LABELS:
        return written.join(";") if written.type().is_array() else semicolons(written)
    return finite(written) if name in AMOUNTS else written.strip()


def finite(written: ir.NumericColumn) -> ir.FloatingColumn:
    """Give numbers, null where they are not finite."""
    value = written.cast("float64")
    if not written.type().is_floating():
        return value
    beyond = value.isnan() | (value.abs() > double(sys.float_info.max))
    return ibis.ifelse(beyond, ibis.null("float64"), value)


def semicolons(written: ir.StringColumn) -> ir.StringColumn:
    """Part labels by semicolons, where they are not."""
    return ibis.cases(
        (written.contains(";"), written),
        (written.contains("|"), written.replace("|", ";")),
        else_=written.replace(",", ";"),
    )


def with_labels(table: ir.Table, written: ir.Table, name: str) -> ir.Table:
    """Fold a column of labels; each distinct one of those ``written`` is folded once."""
    known = written.rename(written_as=name).distinct()
    known = known.mutate(**{f"{name}_folded": folded(known["written_as"])})
    joined = table.left_join(known, table[name] == known["written_as"]).drop("written_as", name)
    return joined.rename({name: f"{name}_folded"})


def folded(written: ir.StringColumn) -> ir.StringColumn:
    """Fold labels parted by semicolons into ``;sap;cafe noir;``; null where there is none."""
    text = written.lower()
    for letter, spelt in SPELT_OUT.items():
        text = text.replace(letter, spelt)
    plain = text.translate(ACCENTED, PLAIN * 2).re_replace("[ \t\r\n]+", " ")
    words = plain.re_replace("[^ -~]+", "").re_replace("[^a-z0-9;]+", " ")
    parted = words.re_replace("[ ;]*;[ ;]*", ";").strip().re_replace("^;|;$", "").nullif("")
    return ibis.literal(";") + parted + ibis.literal(";")


def with_metros(table: ir.Table, metros: pd.DataFrame) -> ir.Table:
    """Add the metropolitan area of each county, null where the county is not known."""
    areas = table_of(metros[[COUNTY, METRO]].rename(columns={COUNTY: "county_of"}))
    return table.left_join(areas, table[COUNTY] == areas["county_of"]).drop("county_of")


def handed_back(table: ir.Table, icp: Icp) -> ir.Table:
    """Give the accounts as they were, with ``fit`` and ``fit_…`` as yes, no and unknown.

    Columns of those names that were there before give way.
    """
    verdicts = [FIT, *(f"{FIT}_{name}" for name in icp.asked)]
    own = {
        name.removeprefix(OWN): table[name]
        for name in table.columns
        if name.startswith(OWN) and name.removeprefix(OWN) not in verdicts
    }
    words = {
        name: ibis.cases((table[name], "yes"), (~table[name], "no"), else_="unknown")
        for name in verdicts
    }
    return table.select(**own, **words)
