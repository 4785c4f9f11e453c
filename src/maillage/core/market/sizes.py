"""Establishments by number of employees: what is published by class, and the rest by a stated rule.

Official files count the establishments of each zone and industry in nine classes of employees, and
leave out the classes in which there are fewer than three. What is missing of an industry in a zone
is spread over its unpublished classes as those of the same industry are spread in the state, or
else in the nation, where nearly every class is published.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maillage.core.accounts.icp.criteria import Span
from maillage.core.market.naics import ancestors
from maillage.core.market.residual import NATION
from maillage.errors import ParameterError
from maillage.texts import _, quoted

CLASSES: Final[dict[str, tuple[int, float]]] = {
    "1-4": (1, 5),
    "5-9": (5, 10),
    "10-19": (10, 20),
    "20-49": (20, 50),
    "50-99": (50, 100),
    "100-249": (100, 250),
    "250-499": (250, 500),
    "500-999": (500, 1000),
    "1000-": (1000, math.inf),
}
"""First number of employees of each class, and that of the next one."""
SLOPE: Final = 1.059
"""Exponent of the sizes of firms of the United States (Axtell, Science 293, 2001)."""
LONGEST: Final = 40
type Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class BySize:
    """Establishments by class of employees.

    Attributes
    ----------
    counts
        Indexed by ``zone`` and ``industry``, one column per class of ``CLASSES``; rows add up to
        the establishments of the zone and industry.
    published
        The same, with what the zone itself publishes and NaN elsewhere.
    """

    counts: pd.DataFrame
    published: pd.DataFrame


def read_size(typed: str) -> Span:
    """Read a range of employees as a person types it: ``50-99``, ``20-``, ``7``.

    Raises
    ------
    ParameterError
        If it is no range.
    """
    found = re.fullmatch(r"\s*(\d{1,7})\s*(?:(-)\s*(\d{1,7})?)?\s*", typed, re.ASCII)
    if found is not None:
        low, open_end, high = found.groups()
        span = Span(int(low), int(high) if high else math.inf if open_end else int(low))
        if span.low <= span.high and span.high >= 1:
            return span
    raise ParameterError(
        _("%(value)s is no range of employees.") % {"value": quoted(typed[:LONGEST])},
        remedy=_("Give the first and the last number, such as 50-99, or 1000- for no end."),
    )


def class_weights(span: Span) -> pd.Series[float]:
    """Give the share of each class that lies in a range of employees.

    Within a class, the number of establishments with at least ``n`` employees is taken to fall as
    ``n ** -SLOPE``.
    """
    end = math.floor(span.high) + 1 if math.isfinite(span.high) else math.inf
    shares = {
        name: part_within(low, after, math.ceil(span.low), end)
        for name, (low, after) in CLASSES.items()
    }
    return pd.Series(shares, dtype="float64")


def part_within(low: float, after: float, first: float, end: float) -> float:
    """Share of the establishments of ``low`` to below ``after`` that have ``first`` to ``end``."""
    start, stop = max(low, first), min(after, end)
    if start >= stop:
        return 0.0
    return float((start**-SLOPE - stop**-SLOPE) / (low**-SLOPE - after**-SLOPE))


def by_size(establishments: pd.Series[float], sizes: pd.DataFrame) -> BySize:
    """Spread establishments over the classes of employees.

    Parameters
    ----------
    establishments
        By ``zone`` (county FIPS code) and ``industry``.
    sizes
        ``zone`` (counties, states, ``US``), ``naics``, ``size`` (one of ``CLASSES``) and
        ``establishments``: what is published.

    Raises
    ------
    ParameterError
        If nothing is published by class.
    """
    if sizes.empty:
        raise ParameterError(
            _("No figures by number of employees are loaded."),
            remedy=_("Load the national file of County Business Patterns with all size classes."),
        )
    table = sizes.pivot_table(
        index=["zone", "naics"], columns="size", values="establishments", aggfunc="sum"
    )
    table = table.reindex(columns=list(CLASSES)).astype("float64")
    zones = establishments.index.get_level_values("zone")
    industries = establishments.index.get_level_values("industry")
    nation = {code: shares_of_nation(table, code) for code in industries.unique()}
    expected = np.array([nation[code] for code in industries]).reshape(-1, len(CLASSES))
    expected = completed(rows_of(table, zones.str[:2], industries), expected)
    own = rows_of(table, zones, industries)
    counts = filled(own, establishments.to_numpy(np.float64), expected)
    columns = list(CLASSES)
    return BySize(
        pd.DataFrame(counts, index=establishments.index, columns=columns),
        pd.DataFrame(own, index=establishments.index, columns=columns),
    )


def rows_of(table: pd.DataFrame, zones: pd.Index, industries: pd.Index) -> Floats:
    """(n, 9) what zones publish by class; NaN where they do not."""
    wanted = pd.MultiIndex.from_arrays([zones, industries], names=["zone", "naics"])
    return table.reindex(wanted).to_numpy(np.float64)


def shares_of_nation(table: pd.DataFrame, code: str) -> Floats:
    """(9,) share of each class in the nation: of the industry, or the nearest broader one.

    Without national figures, those of all zones together.
    """
    chain: Sequence[str] = [code, *ancestors(code)]
    for zones in (table.index.get_level_values("zone") == NATION, slice(None)):
        known = table[zones].groupby(level="naics").sum()
        for each in chain:
            if each in known.index and known.loc[each].sum() > 0:
                row = known.loc[each].to_numpy(np.float64)
                return np.asarray(row / row.sum(), np.float64)
    whole = table.groupby(level="naics").sum().sum().to_numpy(np.float64)
    even = np.full(len(CLASSES), 1 / len(CLASSES))
    return np.asarray(whole / whole.sum() if whole.sum() else even, np.float64)


def completed(own: Floats, expected: Floats) -> Floats:
    """(n, 9) shares that add up to 1: as published, the missing classes as expected beside them."""
    known = ~np.isnan(own)
    mass = np.where(known, expected, 0.0).sum(axis=1, keepdims=True)
    total = np.where(known, own, 0.0).sum(axis=1, keepdims=True)
    rate = np.divide(total, mass, out=np.ones_like(mass), where=(mass > 0) & (total > 0))
    rows = np.where(known & (total > 0), own, expected * rate)
    return np.asarray(rows / rows.sum(axis=1, keepdims=True), np.float64)


def filled(own: Floats, totals: Floats, expected: Floats) -> Floats:
    """(n, 9) counts that add up to ``totals``: published ones, the rest over the missing classes.

    A row whose published classes add up to another total is scaled to it.
    """
    known = ~np.isnan(own)
    rest = np.maximum(totals - np.where(known, own, 0.0).sum(axis=1), 0.0)[:, np.newaxis]
    room = np.where(known, 0.0, expected)
    mass = room.sum(axis=1, keepdims=True)
    even = ~known / np.maximum((~known).sum(axis=1, keepdims=True), 1)
    share = np.where(mass > 0, room / np.where(mass > 0, mass, 1.0), even)
    rows = np.where(known, own, rest * share)
    rows = np.where(rows.sum(axis=1, keepdims=True) > 0, rows, expected)
    scale = totals[:, np.newaxis] / rows.sum(axis=1, keepdims=True)
    return np.asarray(rows * scale, np.float64)
