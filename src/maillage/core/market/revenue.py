"""What a market may be worth: establishments or employees times an average that somebody states."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import pandas as pd

from maillage.core.market.sizes import CLASSES
from maillage.errors import ParameterError
from maillage.texts import _, quoted

ESTABLISHMENT, EMPLOYEE = "establishment", "employee"
UNITS: Final = (ESTABLISHMENT, EMPLOYEE)
LARGEST: Final = 1e12
LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Average:
    """Sales per year with one establishment, or per employee.

    Attributes
    ----------
    amount
        For all sizes; None where each class has its own.
    by_class
        Class of employees and amount; a class that is not named adds nothing.
    per
        One of ``UNITS``.
    customers
        Of how many customers it is the mean; 0 where somebody stated it.
    """

    amount: float | None
    by_class: tuple[tuple[str, float], ...] = ()
    per: str = ESTABLISHMENT
    customers: int = 0

    @property
    def weights(self) -> pd.Series[float]:
        """The amount of each class of establishments."""
        flat = 0.0 if self.amount is None else self.amount
        named = dict(self.by_class)
        return pd.Series({name: named.get(name, flat) for name in CLASSES}, dtype="float64")


def read_average(typed: str, per: str = ESTABLISHMENT) -> Average:
    """Read an average as a person types it: ``12000``, or ``1-4:500,5-9:1200`` by class.

    Raises
    ------
    ParameterError
        If an amount or a class cannot be, or classes are given per employee.
    """
    if per not in UNITS:
        raise ParameterError(
            _("There is no average per %(value)s.") % {"value": quoted(per[:LONGEST])},
            remedy=_("Choose one of: %(choices)s.") % {"choices": ", ".join(UNITS)},
        )
    if ":" not in typed:
        return Average(read_amount(typed), per=per)
    pairs = [part.partition(":") for part in typed.split(",")]
    named = {name.strip(): read_amount(amount) for name, _colon, amount in pairs}
    wrong = [name for name in named if name not in CLASSES]
    if wrong or len(named) < len(pairs) or per == EMPLOYEE:
        raise ParameterError(
            _("%(value)s does not give an average by class of employees.")
            % {"value": quoted(typed[:LONGEST])},
            remedy=_("Name classes once each, per establishment, as in 1-4:500; classes: %(all)s.")
            % {"all": ", ".join(CLASSES)},
        )
    return Average(None, tuple(named.items()))


def read_amount(typed: str) -> float:
    """Read an amount of money per year."""
    try:
        amount = float(typed)
    except ValueError:
        amount = math.nan
    if not 0 < amount <= LARGEST:
        raise ParameterError(
            _("%(value)s is no amount of sales per year.") % {"value": quoted(typed[:LONGEST])},
            remedy=_("Give a number above 0, with a point for decimals, such as 12000."),
        )
    return amount
