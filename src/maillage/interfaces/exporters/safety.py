"""Cells that a spreadsheet could take for a formula."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def looks_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet that opens the text may calculate it (CSV injection, OWASP)."""
    return text.startswith(FORMULA_STARTS)


def neutralised(text: str) -> str:
    """The text for a CSV cell, with an apostrophe before what could be a formula."""
    return f"'{text}" if looks_like_a_formula(text) else text
