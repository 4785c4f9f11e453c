"""Tables of accounts for rules."""

from __future__ import annotations

import pandas as pd

BLANK = {
    "parent": "", "country": "US", "state": "", "county": "", "metro": "", "city": "",
    "postal_code": "", "status": "prospect", "segment": "", "industry": "", "naics": "",
    "employees": float("nan"), "revenue": float("nan"), "potential": float("nan"),
    "growth": float("nan"), "tags": (), "products": (), "personas": (),
    "before": -1, "locked": False,
}  # fmt: skip


def table(*rows: dict) -> pd.DataFrame:
    """Accounts A0, A1, ... with these values."""
    full = [BLANK | {"external_id": f"A{number}"} | row for number, row in enumerate(rows)]
    frame = pd.DataFrame(full, columns=["external_id", *BLANK])
    numbers = ("employees", "revenue", "potential", "growth")
    return frame.astype(dict.fromkeys(numbers, "float64") | {"before": "int32", "locked": "bool"})
