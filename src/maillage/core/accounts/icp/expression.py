"""How many accounts fit a profile, as Ibis expressions: true, false, or null where unknown.

SQL's logic of nulls is Kleene's, so that the verdicts are those of
:func:`maillage.core.accounts.icp.fit.explain` on any backend.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Final

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from maillage.core.accounts.icp.criteria import Icp, IcpCriterion, Span
from maillage.core.geography.states import fold
from maillage.core.market.naics import ALL, RANGES, SECTORS, ancestors

NUMBERS: Final = ("company_revenue", "employees", "budget")
TEXTS: Final = ("naics", "country", "state", "metro")
LABELS: Final = ("technologies", "personas")
FIT: Final = "fit"
INSIDE, BARRED = "naics_wanted", "naics_excluded"
LEGIBLE: Final = r"^([0-9]{2,6}|31-33|44-45|48-49)$"
SPELT: Final = {
    name: sorted(digits for digits, whole in RANGES.items() if whole == name) or [name]
    for name in SECTORS
}
BEGINNINGS: Final = tuple(sorted(digits for spelt in SPELT.values() for digits in spelt))


def icp_table(accounts: pd.DataFrame) -> ir.Table:
    """Make the table that :func:`judged` reads of a data frame of accounts.

    ``accounts`` has the columns of :func:`maillage.core.accounts.icp.fit.explain`; others are left
    out but for ``key``, which is kept where it is there.
    """
    columns = {name: pa.array(accounts[name], pa.float64(), from_pandas=True) for name in NUMBERS}
    columns |= {name: pa.array(accounts[name], pa.string(), from_pandas=True) for name in TEXTS}
    for name in LABELS:
        folded = [[fold(label) for label in labels] for labels in accounts[name]]
        columns[name] = pa.array(folded, pa.list_(pa.string()))
    if "key" in accounts:
        columns["key"] = pa.array(accounts["key"])
    return ibis.memtable(pa.table(columns))


def judged(accounts: ir.Table, icp: Icp, *, codes: ir.Table | None = None) -> ir.Table:
    """Add the verdict of each criterion asked, ``fit_…``, and that of all, ``fit``.

    Rows may come in another order: each distinct industry is judged once and joined.

    Parameters
    ----------
    accounts
        ``company_revenue`` · ``employees`` · ``budget`` (numbers) · ``naics`` · ``country`` ·
        ``state`` · ``metro`` (texts; ``metro`` is "" outside of any) · ``technologies`` ·
        ``personas`` (arrays of texts as :func:`maillage.core.geography.states.fold` writes them,
        or one text of them such as ``;sap;odoo;``); null or empty when unknown.
    icp
        The profile.
    codes
        A table with all ``naics`` of the accounts, where one is at hand that is less work to read.
    """
    own = accounts.columns
    accounts = with_industries(accounts, accounts if codes is None else codes, icp)
    makers = {
        IcpCriterion.REVENUE: lambda: between(accounts["company_revenue"], icp.company_revenue),
        IcpCriterion.EMPLOYEES: lambda: between(accounts["employees"], icp.employees),
        IcpCriterion.INDUSTRY: lambda: accounts[INSIDE],
        IcpCriterion.EXCLUSION: lambda: ~accounts[BARRED],
        IcpCriterion.TECHNOLOGY: lambda: labelled(accounts["technologies"], icp.technologies),
        IcpCriterion.BUDGET: lambda: between(accounts["budget"], Span(icp.budget or 0.0)),
        IcpCriterion.GEOGRAPHY: lambda: placed(accounts, icp),
        IcpCriterion.PERSONA: lambda: labelled(accounts["personas"], icp.personas),
    }
    verdicts = {name: makers[name]() for name in icp.asked}
    added = {f"{FIT}_{name}": verdict for name, verdict in verdicts.items()}
    return accounts.select(*own, **added, **{FIT: reduce(and_, verdicts.values())})


def with_industries(accounts: ir.Table, codes: ir.Table, icp: Icp) -> ir.Table:
    """Say of the industry of each account whether it is wanted, and whether it is excluded."""
    lists = {INSIDE: (IcpCriterion.INDUSTRY, icp.industries)}
    lists |= {BARRED: (IcpCriterion.EXCLUSION, icp.excluded)}
    asked = {name: listed for name, (criterion, listed) in lists.items() if criterion in icp.asked}
    if not asked:
        return accounts
    known = codes.select(code="naics").distinct()
    verdicts = {name: of_industries(known["code"], listed) for name, listed in asked.items()}
    return accounts.left_join(known.mutate(**verdicts), accounts["naics"] == known["code"])


def between(column: ir.NumericValue, span: Span) -> ir.BooleanValue:
    """Whether numbers are in a range."""
    above = column >= double(span.low)
    return above if span == Span(span.low) else above & (column <= double(span.high))


def double(value: float) -> ir.FloatingValue:
    """Give a number as SQL reads it in double precision; Spark reads 0.5 as a decimal number."""
    return ibis.literal(repr(float(value))).cast("float64")


def of_industries(column: ir.StringValue, industries: Iterable[str]) -> ir.BooleanValue:
    """Whether codes are one of some industries or a part of one; unknown where broader."""
    wanted = list(industries)
    unknown = ibis.null("boolean")
    code = column.strip().re_replace("[-/]+$", "")
    legible = (code.re_search(LEGIBLE) & code.substr(0, 2).isin(BEGINNINGS)).fill_null(False)
    starts = {start for code in wanted for start in SPELT.get(code, [code])}
    inside = reduce(or_, (code.startswith(start) for start in sorted(starts)))
    broader = code.isin(sorted(spellings_above(wanted)))
    return ibis.cases((~legible, unknown), (inside, True), (broader, unknown), else_=False)


def spellings_above(industries: Iterable[str]) -> set[str]:
    """All ways of writing the codes that are broader than some industries."""
    above = {each for code in industries for each in ancestors(code)} - {ALL}
    return {digits for code in above for digits in (code, *SPELT.get(code, ()))}


def labelled(column: ir.ArrayValue | ir.StringValue, wanted: Iterable[str]) -> ir.BooleanValue:
    """Whether one of some labels is in each row; unknown where there is none."""
    folded = [fold(each) for each in wanted]
    if column.type().is_string():
        return reduce(or_, (column.contains(f";{each};") for each in folded))
    found = reduce(or_, (column.contains(each) for each in folded))
    return ibis.cases((column.length() == 0, ibis.null("boolean")), else_=found)


def placed(accounts: ir.Table, icp: Icp) -> ir.BooleanValue:
    """Whether accounts are in the country, and in a state or metropolitan area wanted."""
    here = accounts["country"].nullif("").upper() == icp.country
    parts = []
    if icp.states:
        parts.append(accounts["state"].nullif("").upper().isin(icp.states))
    if icp.metros:
        parts.append(accounts["metro"].isin(icp.metros))
    return here & reduce(or_, parts) if parts else here
