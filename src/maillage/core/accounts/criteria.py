"""What a rule or a segment asks of an account: a small tree of conditions that marks rows.

Conditions read these columns of a table of accounts: ``country`` · ``state`` · ``county`` ·
``metro`` · ``city`` · ``postal_code`` · ``status`` · ``sales_cycle`` · ``decision`` · ``segment`` ·
``industry`` · ``naics`` (text, empty when unknown), ``employees`` · ``company_revenue`` ·
``budget`` · ``revenue`` · ``potential`` · ``white_space`` · ``growth`` (float, NaN when unknown)
and ``tags`` · ``products`` · ``personas`` · ``technologies`` (lists of texts). To a mask, what is
not known fits no condition; :mod:`maillage.core.accounts.segments` keeps it apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import ClassVar, Protocol, cast

import numpy as np
import pandas as pd

from maillage.core.arrays import BoolArray
from maillage.core.geography.states import fold
from maillage.core.market.naics import is_within

CODES = ("country", "state", "county", "metro", "status", "sales_cycle", "decision")
WORDS = ("industry", "segment", "city")
MEASURES = (
    "employees", "company_revenue", "budget", "revenue", "potential", "white_space", "growth",
)  # fmt: skip
LABELS = ("tags", "products", "personas", "technologies")
POSTAL = "postal_code"
NAICS = "naics"
FIELDS = (*CODES, *WORDS, POSTAL, NAICS, *MEASURES, *LABELS)


class Criterion(Protocol):
    """Anything that marks accounts."""

    def mask(self, accounts: pd.DataFrame) -> BoolArray:
        """Give (n,) which accounts fit."""
        ...


@dataclass(frozen=True, slots=True)
class OneOf:
    """A code that is one of several, whatever the case."""

    field: str
    values: tuple[str, ...]

    def mask(self, accounts: pd.DataFrame) -> BoolArray:
        """Give (n,) which accounts have one of the codes."""
        wanted = {value.strip().upper() for value in self.values}
        return _by_distinct(accounts[self.field], lambda text: text.strip().upper() in wanted)


@dataclass(frozen=True, slots=True)
class Containing:
    """A text in which one of several words occurs, whatever its accents and case."""

    field: str
    values: tuple[str, ...]

    def mask(self, accounts: pd.DataFrame) -> BoolArray:
        """Give (n,) which accounts have one of the words."""
        wanted = [folded for value in self.values if (folded := fold(value))]
        return _by_distinct(
            accounts[self.field], lambda text: any(word in fold(text) for word in wanted)
        )


@dataclass(frozen=True, slots=True)
class StartingWith:
    """A postal code that begins in one of several ways."""

    values: tuple[str, ...]
    field: ClassVar[str] = POSTAL

    def mask(self, accounts: pd.DataFrame) -> BoolArray:
        """Give (n,) which postal codes begin so."""
        wanted = tuple(value.strip().upper() for value in self.values)
        return _by_distinct(accounts[POSTAL], lambda text: text.strip().upper().startswith(wanted))


@dataclass(frozen=True, slots=True)
class Within:
    """A postal code from one to another, both included.

    Codes of digits compare as numbers, so that a lost leading zero changes nothing; others compare
    as text among those of the same length.
    """

    low: str
    high: str
    field: ClassVar[str] = POSTAL

    def mask(self, accounts: pd.DataFrame) -> BoolArray:
        """Give (n,) which postal codes are in the range."""
        low, high = self.low.strip().upper(), self.high.strip().upper()
        if is_number(low):
            first, last = int(low), int(high)
            return _by_distinct(
                accounts[POSTAL], lambda text: is_number(text) and first <= int(text) <= last
            )
        return _by_distinct(
            accounts[POSTAL], lambda text: len(text) == len(low) and low <= text.upper() <= high
        )


@dataclass(frozen=True, slots=True)
class OfIndustry:
    """A NAICS code that is one of several industries, or a part of one."""

    values: tuple[str, ...]
    field: ClassVar[str] = NAICS

    def mask(self, accounts: pd.DataFrame) -> BoolArray:
        """Give (n,) which accounts are of the industries."""
        return _by_distinct(
            accounts[NAICS], lambda text: any(is_within(text, value) for value in self.values)
        )


@dataclass(frozen=True, slots=True)
class Size:
    """A number between bounds, of which each is included or not (X-24)."""

    field: str
    low: float = -np.inf
    high: float = np.inf
    low_included: bool = True
    high_included: bool = False

    def mask(self, accounts: pd.DataFrame) -> BoolArray:
        """Give (n,) which numbers are between the bounds."""
        numbers = accounts[self.field].to_numpy(np.float64)
        above = numbers >= self.low if self.low_included else numbers > self.low
        below = numbers <= self.high if self.high_included else numbers < self.high
        fits: BoolArray = above & below
        return fits


@dataclass(frozen=True, slots=True)
class Labelled:
    """Labels of which one is among several, whatever their accents and case."""

    field: str
    values: tuple[str, ...]

    def mask(self, accounts: pd.DataFrame) -> BoolArray:
        """Give (n,) which accounts carry one of the labels."""
        wanted = {fold(value) for value in self.values}
        carried = accounts[self.field].to_numpy(object)
        return np.fromiter(
            (any(fold(label) in wanted for label in labels) for labels in carried),
            np.bool_,
            len(carried),
        )


@dataclass(frozen=True, slots=True)
class Every:
    """All of several conditions; of none, every account."""

    parts: tuple[Criterion, ...]

    def mask(self, accounts: pd.DataFrame) -> BoolArray:
        """Give (n,) which accounts fit all parts."""
        all_of = np.ones(len(accounts), np.bool_)
        return reduce(np.logical_and, (part.mask(accounts) for part in self.parts), all_of)


@dataclass(frozen=True, slots=True)
class Either:
    """One at least of several conditions."""

    parts: tuple[Criterion, ...]

    def mask(self, accounts: pd.DataFrame) -> BoolArray:
        """Give (n,) which accounts fit a part."""
        none_of = np.zeros(len(accounts), np.bool_)
        return reduce(np.logical_or, (part.mask(accounts) for part in self.parts), none_of)


@dataclass(frozen=True, slots=True)
class Neither:
    """None of several conditions."""

    parts: tuple[Criterion, ...]

    def mask(self, accounts: pd.DataFrame) -> BoolArray:
        """Give (n,) which accounts fit no part."""
        fits: BoolArray = ~Either(self.parts).mask(accounts)
        return fits


type Condition = OneOf | Containing | StartingWith | Within | OfIndustry | Size | Labelled


def conditions(criterion: Criterion) -> Iterator[Condition]:
    """Give the conditions of a criterion on single fields, in their order."""
    if isinstance(criterion, Every | Either | Neither):
        for part in criterion.parts:
            yield from conditions(part)
    else:
        yield cast("Condition", criterion)


def is_number(text: str) -> bool:
    """Tell whether a code is made of the digits 0 to 9 alone."""
    return text.isascii() and text.isdigit()


def _by_distinct(column: pd.Series, fits: Callable[[str], bool]) -> BoolArray:
    """(n,) which texts fit, each distinct one looked at once; an empty one never does."""
    codes, texts = pd.factorize(column.to_numpy(object))
    answers = np.array([*(bool(text) and fits(text) for text in texts), False], np.bool_)
    marked: BoolArray = answers[codes]
    return marked
