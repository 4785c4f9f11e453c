"""In which segment accounts are, as Ibis expressions: the same on any backend.

A condition is true, false, or null where the account does not say; SQL's logic of nulls is
Kleene's, so that the verdicts are those of :mod:`maillage.core.accounts.segments.explanation`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, reduce
from operator import and_, or_
from typing import Final

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as pa

from maillage.core.accounts import criteria as asked
from maillage.core.accounts.icp.expression import labelled, of_industries
from maillage.core.accounts.segments import NOWHERE, Segment
from maillage.core.geography.states import fold

SEGMENT: Final = "segment_place"
PERHAPS: Final = "perhaps_place"
FOLDED: Final = "_folded"
OURS: Final = ("tags",)
"""Labels that are given here: an account without any is known to have none."""


def segment_table(accounts: pd.DataFrame, fields: Collection[str]) -> ir.Table:
    """Make the table that :func:`placed` reads of a data frame of accounts.

    ``accounts`` has ``key`` and the fields asked, as :mod:`maillage.core.accounts.criteria`
    describes them, but ``metro`` is None where it is not known and "" outside of any. Codes are
    written in capitals, words besides as :func:`~maillage.core.geography.states.fold` writes them,
    and what is not known becomes null.
    """
    columns = {"key": pa.array(accounts["key"])}
    folding = cache(fold)
    for name in fields:
        if name in asked.MEASURES:
            columns[name] = pa.array(accounts[name], pa.float64(), from_pandas=True)
        elif name in asked.LABELS:
            folded = [[folding(label) for label in labels] for labels in accounts[name]]
            columns[name] = pa.array(folded, pa.list_(pa.string()))
        else:
            columns[name] = texts(accounts[name], capitals, empty=name == "metro")
            if name in asked.WORDS:
                columns[name + FOLDED] = texts(accounts[name], fold, empty=False)
    return ibis.memtable(pa.table(columns))


def texts(column: pd.Series, write: Callable[[str], str], *, empty: bool) -> pa.Array:
    """Write each distinct text once; an empty one is not known unless it means none."""
    codes, distinct = pd.factorize(column.to_numpy(object))
    written = [write(text) if empty or text.strip() else None for text in distinct]
    found = np.array([*written, None], object)
    return pa.array(found[codes], pa.string())


def capitals(text: str) -> str:
    """Write a code as codes are compared."""
    return text.strip().upper()


def placed(accounts: ir.Table, segments: Sequence[Segment]) -> ir.Table:
    """Say in which segment each account is.

    Parameters
    ----------
    accounts
        As :func:`segment_table` makes it.
    segments
        In order; the first whose conditions are known to be met has the account.

    Returns
    -------
    Table
        With ``segment_place``, the place of its segment from 0, -1 for none; and
        ``perhaps_place``, the first place before that one (before the end, for an account in
        none) of which it is not known whether the account belongs there, -1 for none.
    """
    verdicts = [verdict(accounts, each.criterion) for each in segments]
    sure = [(each, place) for place, each in enumerate(verdicts)]
    open_first = [
        case
        for place, each in enumerate(verdicts)
        for case in ((unknown(each), place), (each, NOWHERE))
    ]
    return accounts.mutate(
        **{SEGMENT: first_of(sure), PERHAPS: first_of(open_first)},
    )


def first_of(cases: Sequence[tuple[ir.BooleanValue, int]]) -> ir.IntegerValue:
    """Give the place of the first case that is true, -1 where none is."""
    if not cases:
        return ibis.literal(NOWHERE)
    return ibis.cases(*cases, else_=NOWHERE)


def verdict(accounts: ir.Table, criterion: asked.Criterion) -> ir.BooleanValue:
    """Whether accounts meet a criterion; null where it is not known."""
    match criterion:
        case asked.Every(parts):
            return reduce(and_, (verdict(accounts, each) for each in parts), ibis.literal(True))
        case asked.Either(parts):
            return any_of(verdict(accounts, each) for each in parts)
        case asked.Neither(parts):
            return ~any_of(verdict(accounts, each) for each in parts)
    [condition] = asked.conditions(criterion)
    return met(accounts, condition)


def any_of(parts: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    """Whether one part at least is met."""
    return reduce(or_, parts, ibis.literal(False))


def met(accounts: ir.Table, condition: asked.Condition) -> ir.BooleanValue:
    """Whether accounts meet a condition on one field."""
    column = accounts[condition.field]
    match condition:
        case asked.OneOf(_field, values):
            return column.isin([capitals(value) for value in values])
        case asked.OfIndustry(values):
            return of_industries(column, values)
        case asked.Size():
            return within(column, condition)
        case asked.Labelled(field, values):
            return carried(column, values, known=field in OURS)
    return written(accounts, condition)


def written(
    accounts: ir.Table, condition: asked.Containing | asked.StartingWith | asked.Within
) -> ir.BooleanValue:
    """Whether a part of a text, or its place among others, is as asked."""
    column = accounts[condition.field]
    match condition:
        case asked.Containing(field, values):
            folded = accounts[field + FOLDED]
            return any_in(folded, (folded.contains(fold(value)) for value in values if fold(value)))
        case asked.StartingWith(values):
            return any_in(column, (column.startswith(capitals(value)) for value in values))
        case asked.Within(low, high):
            return in_range(column, capitals(low), capitals(high))


def carried(column: ir.ArrayValue, values: Iterable[str], *, known: bool) -> ir.BooleanValue:
    """Whether one of some labels is in arrays; an empty one is ``known`` to have none, or not."""
    if known:
        return any_of(column.contains(fold(value)) for value in values)
    return labelled(column, values)


def unknown(verdict: ir.BooleanValue) -> ir.BooleanValue:
    """Whether there is no answer."""
    # not isnull(): Ibis writes NOT x IS NULL without brackets, which databases read as NOT (…)
    return verdict.fill_null(True) & ~verdict.fill_null(False)


def any_in(column: ir.StringValue, parts: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    """Whether one of several is met by a text; null where there is no text."""
    missing = column.isnull()  # noqa: PD003 - Ibis has no other name for it
    return ibis.cases((missing, ibis.null("boolean")), else_=any_of(parts))


def within(column: ir.NumericValue, size: asked.Size) -> ir.BooleanValue:
    """Whether numbers are between bounds, open ones left out."""
    above = column >= size.low if size.low_included else column > size.low
    below = column <= size.high if size.high_included else column < size.high
    if not np.isfinite(size.high):
        return above
    return below if not np.isfinite(size.low) else above & below


def in_range(column: ir.StringValue, low: str, high: str) -> ir.BooleanValue:
    """Whether postal codes are in a range: digits by their number, others as text of one length."""
    if not asked.is_number(low):
        return (column.length() == len(low)) & (column >= low) & (column <= high)
    first, last = low.lstrip("0"), high.lstrip("0")
    number = column.re_replace("^0+", "")
    size = number.length()
    above = (size > len(first)) | ((size == len(first)) & (number >= first))
    below = (size < len(last)) | ((size == len(last)) & (number <= last))
    return column.re_search("^[0-9]+$") & above & below
