"""Accounts in ordered segments: the first one that fits has an account."""

from __future__ import annotations

from dataclasses import dataclass

from maillage.core.accounts.criteria import Criterion

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: what it is called, and what it asks of an account."""

    name: str
    criterion: Criterion
