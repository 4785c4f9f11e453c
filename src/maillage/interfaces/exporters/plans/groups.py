"""Groups of accounts in plain rows, and in words (K-03)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from maillage.core.plans.grouping import Engagement, Grouped
from maillage.core.plans.matrices import Level
from maillage.texts import _


def group_rows(found: Iterable[Grouped[str]]) -> list[dict[str, Any]]:
    """The four criteria, accounts and known potential of each group; None is not known."""
    return [
        {
            "potential": row.group.potential,
            "engagement": row.group.engagement,
            "cycle": row.group.cycle,
            "decision": row.group.decision,
            "accounts": list(row.accounts),
            "amount": row.potential,
        }
        for row in found
    ]


def in_words(row: dict[str, Any]) -> dict[str, Any]:
    """A row for people: criteria by their names, accounts counted."""
    return {
        "potential": potential_name(row["potential"]),
        "engagement": engagement_name(row["engagement"]),
        "cycle": cycle_name(row["cycle"]),
        "accounts": len(row["accounts"]),
        "amount": row["amount"],
    }


def potential_name(level: Level | None) -> str:
    """What a level of potential is called."""
    return {
        Level.HIGH: _("High potential"),
        Level.MIDDLE: _("Medium potential"),
        Level.LOW: _("Low potential"),
        None: _("not known"),
    }[level]


def engagement_name(engagement: Engagement | None) -> str:
    """What an engagement is called."""
    return {
        Engagement.ACTIVE: _("Active customers"),
        Engagement.DORMANT: _("Dormant customers"),
        Engagement.COLD: _("Cold prospects"),
        None: _("not known"),
    }[engagement]


def cycle_name(level: Level | None) -> str:
    """What a length of the cycle is called."""
    return {
        Level.HIGH: _("Long cycle"),
        Level.MIDDLE: _("Medium cycle"),
        Level.LOW: _("Short cycle"),
        None: _("not known"),
    }[level]
