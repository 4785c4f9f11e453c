"""What a rep types: their ten best accounts, and amounts of deals to simulate their pay with."""

from __future__ import annotations

import re
from typing import Any

from maillage.core.reviews.agreement import DEPTH
from maillage.domain.reviews.top_accounts import LONGEST_REASON
from maillage.errors import InputError
from maillage.texts import _, quoted


def amounts_typed(typed: str) -> list[float]:
    """Read amounts typed one after another, apart by semicolons.

    Raises
    ------
    InputError
        Naming what is no amount.
    """
    return [amount_typed(part) for part in typed.split(";") if part.strip()]


def amount_typed(text: str) -> float:
    """Read one amount, with a point or a comma before its decimals."""
    digits = "".join(text.split()).replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,2})?", digits):
        raise InputError(
            _("%(text)s is no amount.") % {"text": quoted(text.strip()[:40])},
            remedy=_("Write it as 50000; put a semicolon between two."),
        )
    return float(digits)


def entries_sent(sent: Any) -> list[dict[str, str]]:
    """The accounts and reasons of a form of ten lines; empty lines are left out."""
    lines = [
        {"account": sent.get(f"account{place}", ""), "reason": sent.get(f"reason{place}", "")}
        for place in range(1, DEPTH + 1)
    ]
    return [line for line in lines if line["account"].strip()]


def lines_shown(entries: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Ten lines of a form, filled as far as there are entries."""
    empty = {"account": "", "reason": ""}
    padded = [*entries, *([empty] * DEPTH)][:DEPTH]
    return [
        {"place": place, "most": LONGEST_REASON, **entry}
        for place, entry in enumerate(padded, start=1)
    ]
