"""Figures of deals: influence, cycle, size, win rate, and what a customer costs (I-04 to I-08)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.leads.instants import Instants
from maillage.core.leads.metrics.rates import Change, Rate, change_of_cost, change_of_means
from maillage.core.leads.metrics.rates import change_of_rates as rates_changed
from maillage.errors import ParameterError
from maillage.texts import _

WANTED: Final = {"I-05": 0.15, "I-06": 0.10, "I-07": 0.15, "I-08": 0.20}
"""How much better each figure is to become, at least."""


@dataclass(frozen=True, slots=True)
class DealRows:
    """Deals, one a row.

    Parameters
    ----------
    opened, closed : shape (n,)
        In UTC; NaT where it is still open.
    won : shape (n,)
        Whether it was won; of open ones it says nothing.
    amount : shape (n,)
        What it is worth, in one currency.
    touches : shape (n,)
        How many contacts by marketing it had.
    """

    opened: Instants
    closed: Instants
    won: BoolArray
    amount: FloatArray
    touches: IntArray

    def __post_init__(self) -> None:
        """Refuse rows that do not fit together, or that closed before they opened."""
        columns = (self.opened, self.closed, self.won, self.amount, self.touches)
        if len({len(each) for each in columns}) > 1 or np.isnat(self.opened).any():
            raise ParameterError(
                _("Figures are of deals, each with the date on which it was opened."),
                remedy=_("Leave out the deals without one."),
            )
        if (self.closed < self.opened).any():
            raise ParameterError(
                _("A deal closed before it was opened."), remedy=_("Check the dates.")
            )

    @property
    def resolved(self) -> BoolArray:
        """Whether each is won or lost."""
        return ~np.isnat(self.closed)

    @property
    def sold(self) -> BoolArray:
        """Whether each is won."""
        return self.resolved & self.won


def influenced(deals: DealRows) -> Rate:
    """Give the share of deals with at least one contact by marketing (I-04)."""
    return Rate(int((deals.touches > 0).sum()), len(deals.touches))


def cycle(deals: DealRows) -> FloatArray:
    """Give the days from opening to closing of each deal that was won (I-05)."""
    days = (deals.closed - deals.opened)[deals.sold] / np.timedelta64(1, "D")
    return np.asarray(days, dtype=np.float64)


def sizes(deals: DealRows) -> FloatArray:
    """Give the amount of each deal that was won (I-06)."""
    found: FloatArray = deals.amount[deals.sold]
    return found


def win_rate(deals: DealRows) -> Rate:
    """Give the share of deals that were won, of those won or lost (I-07)."""
    return Rate(int(deals.sold.sum()), int(deals.resolved.sum()))


@dataclass(frozen=True, slots=True)
class Spending:
    """What a period cost in marketing and sales, and how many customers it won (I-08)."""

    cost: float
    customers: int

    @property
    def cac(self) -> float:
        """Cost of a customer; NaN where none was won."""
        return self.cost / self.customers if self.customers else float("nan")


def results(
    before: DealRows,
    after: DealRows,
    spent: tuple[Spending, Spending] | None = None,
) -> dict[str, Change]:
    """Compare two periods: I-05 to I-07, and I-08 where what was spent is known."""
    found = {
        "I-05": change_of_means(cycle(before), cycle(after), at_least=WANTED["I-05"], less=True),
        "I-06": change_of_means(sizes(before), sizes(after), at_least=WANTED["I-06"]),
        "I-07": rates_changed(win_rate(before), win_rate(after), at_least=WANTED["I-07"]),
    }
    if spent:
        one, other = spent
        found["I-08"] = change_of_cost(
            (one.cost, one.customers), (other.cost, other.customers), at_least=WANTED["I-08"]
        )
    return found
