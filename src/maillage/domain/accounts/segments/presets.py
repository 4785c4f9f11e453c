"""Segmentations to begin with: the examples of A-05, A-07 and K-03.

Potential, engagement, sectors and growth are those of the requirements; the bounds of sizes are a
first proposal to be changed.
"""

from __future__ import annotations

from typing import Any

from maillage.domain.accounts.criteria.presets import LARGE, SMALL
from maillage.models.accounts import Cycle, Decision
from maillage.texts import _

MIDDLE_SIZE, LARGE_SIZE = 100, 1_000
HIGH_GROWTH = 0.2


def segment_presets() -> dict[str, tuple[str, list[dict[str, Any]]]]:
    """Give name and segments of each preset, in the language of the moment."""
    return {
        "potential": (_("Potential"), by_potential()),
        "engagement": (_("Engagement"), by_engagement()),
        "size": (_("Size of the company"), by_size()),
        "sector": (_("Sector"), by_sector()),
        "growth": (_("Growth potential"), by_growth()),
        "cycle": (_("Sales cycle"), by_choice("sales_cycle", Cycle)),
        "decision": (_("Who decides"), by_choice("decision", Decision)),
    }


def segment(name: str, *parts: dict[str, Any]) -> dict[str, Any]:
    """Write a segment that asks for all of some conditions."""
    return {"name": name, "criteria": {"all": list(parts)}}


def by_potential() -> list[dict[str, Any]]:
    """Above, from one bound to the other, below (K-03, X-24)."""
    return [
        segment(_("High potential"), {"field": "potential", "above": LARGE}),
        segment(_("Medium potential"), {"field": "potential", "at_least": SMALL, "at_most": LARGE}),
        segment(_("Low potential"), {"field": "potential", "below": SMALL}),
    ]


def by_engagement() -> list[dict[str, Any]]:
    """Active, dormant, cold (K-03)."""
    return [
        segment(_("Active customers"), status("customer")),
        segment(_("Dormant customers"), status("dormant")),
        segment(_("Cold prospects"), status("prospect")),
    ]


def by_size() -> list[dict[str, Any]]:
    """Enterprise, mid-market, small and medium (A-05), by headcount."""
    return [
        segment(_("Enterprise"), {"field": "employees", "at_least": LARGE_SIZE}),
        segment(_("Mid-market"), {"field": "employees", "at_least": MIDDLE_SIZE}),
        segment(_("Small and medium"), {"field": "employees", "below": MIDDLE_SIZE}),
    ]


def by_sector() -> list[dict[str, Any]]:
    """Technology, manufacturing, services, health care, finance (A-05, A-07)."""
    return [
        segment(name, {"field": "naics", "within": codes})
        for name, codes in (
            (_("Technology"), ["3341", "5112", "5132", "518", "5415"]),
            (_("Manufacturing"), ["31-33"]),
            (_("Professional services"), ["54"]),
            (_("Health care"), ["62"]),
            (_("Financial services"), ["52"]),
        )
    ]


def by_growth() -> list[dict[str, Any]]:
    """Dormant accounts with potential, growing customers, white space (A-07, A-08)."""
    room = {"field": "white_space", "at_least": SMALL}
    return [
        segment(_("Dormant with a high potential"), status("dormant"), room),
        segment(
            _("Growing customers"), status("customer"), {"field": "growth", "above": HIGH_GROWTH}
        ),
        segment(_("Customers with white space"), status("customer"), room),
        segment(_("New accounts with a high potential"), status("prospect"), room),
    ]


def by_choice(field: str, choices: type[Cycle | Decision]) -> list[dict[str, Any]]:
    """One segment for each word a field may hold (K-03)."""
    return [
        segment(str(each.label).capitalize(), {"field": field, "is": [each.value]})
        for each in choices
    ]


def status(value: str) -> dict[str, Any]:
    """Ask for a status."""
    return {"field": "status", "is": [value]}
