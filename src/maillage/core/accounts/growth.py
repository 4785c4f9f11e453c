"""What can still be sold to an account: the growth potential of A-07 and K-03, and its formula.

::

    white space = potential - own sales, 0 where more is sold than the potential says
    share won   = own sales / potential, where the potential is above 0
    next year   = own sales x growth expected over twelve months

Own sales to a prospect are 0 where none are recorded; to a customer they are then not known, and
neither is what follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from maillage.core.arrays import FloatArray

PROSPECT = "prospect"


@dataclass(frozen=True, slots=True)
class Growth:
    """What can still be sold to one account per year; None where it is not known."""

    potential: float | None
    sales: float | None
    white_space: float | None
    won: float | None
    next_year: float | None
    exceeded: bool


def own_sales(accounts: pd.DataFrame) -> FloatArray:
    """(n,) sales per year of accounts with ``status`` and ``revenue``; NaN where not known."""
    revenue = accounts["revenue"].to_numpy(np.float64)
    prospects = (accounts["status"] == PROSPECT).to_numpy(bool)
    return np.where(prospects & np.isnan(revenue), 0.0, revenue)


def white_space(accounts: pd.DataFrame) -> FloatArray:
    """(n,) white space of accounts with ``potential`` · ``status`` · ``revenue``, as ``revenue``.

    NaN where the potential or the own sales are not known.
    """
    room = accounts["potential"].to_numpy(np.float64) - own_sales(accounts)
    return np.maximum(room, 0.0)


def growth_of(
    *, status: str, potential: float | None, revenue: float | None, growth: float | None
) -> Growth:
    """Say what can still be sold to one account.

    Parameters
    ----------
    status
        ``prospect``, ``customer`` or ``dormant``.
    potential, revenue
        Sales possible and sales made per year.
    growth
        Expected over twelve months, 0.2 for 20 %.
    """
    row = pd.DataFrame({"status": [status], "potential": [potential], "revenue": [revenue]}).astype(
        {"potential": "float64", "revenue": "float64"}
    )
    sales, room = known(own_sales(row)[0]), known(white_space(row)[0])
    won = None if sales is None or not potential else sales / potential
    return Growth(
        potential=potential,
        sales=sales,
        white_space=room,
        won=won,
        next_year=None if sales is None or growth is None else sales * growth,
        exceeded=won is not None and won > 1,
    )


def known(value: float) -> float | None:
    """Give a number, None for NaN."""
    return None if np.isnan(value) else float(value)
