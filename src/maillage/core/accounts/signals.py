"""Dated facts on accounts: what they look for and what they use, each for as long as it counts."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from maillage.core.geography.states import fold


class SignalKind(StrEnum):
    """What a signal tells: a company looks for something, or uses it."""

    INTENT = "intent"
    TECHNOLOGY = "technology"


LIFETIMES: Final = {
    SignalKind.INTENT: timedelta(days=90),
    SignalKind.TECHNOLOGY: timedelta(days=365),
}
"""How long a signal counts where its source does not say."""


def expiry(kind: SignalKind, seen_on: date) -> date:
    """Give the first day on which a signal no longer counts, by the lifetime of its kind."""
    return seen_on + min(LIFETIMES[kind], date.max - seen_on)


def counts(seen_on: date, expires_on: date, on: date) -> bool:
    """Tell whether a signal counts on a day: seen by then, and not expired."""
    return seen_on <= on < expires_on


def folded(name: str) -> str:
    """Write a name as names of signals are compared: without accents, case and punctuation."""
    return fold(name) or name.casefold().strip()
