"""Criteria to begin with: regions, segments by size, and the three rules of A-08."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maillage.core.geography.zones import (
    CENSUS_DIVISION_OF_STATE,
    CENSUS_REGION_OF_STATE,
    MACRO_REGION_OF_STATE,
)
from maillage.texts import _

SMALL, LARGE = 100_000, 500_000

REGIONS: dict[str, Mapping[str, str]] = {
    "macro": MACRO_REGION_OF_STATE,
    "census_regions": CENSUS_REGION_OF_STATE,
    "census_divisions": CENSUS_DIVISION_OF_STATE,
}


def region_names() -> dict[str, str]:
    """The regions, in the language of the moment."""
    return {
        "Northeast": _("Northeast"),
        "Southeast": _("Southeast"),
        "Midwest": _("Midwest"),
        "West": _("West"),
        "South": _("South"),
        "New England": _("New England"),
        "Middle Atlantic": _("Middle Atlantic"),
        "East North Central": _("East North Central"),
        "West North Central": _("West North Central"),
        "South Atlantic": _("South Atlantic"),
        "East South Central": _("East South Central"),
        "West South Central": _("West South Central"),
        "Mountain": _("Mountain"),
        "Pacific": _("Pacific"),
    }


def region_rules(preset: str) -> dict[str, dict[str, Any]]:
    """Criteria by region: each state, and the District of Columbia, in exactly one (A-03, X-20)."""
    states: dict[str, list[str]] = {}
    for state, region in sorted(REGIONS[preset].items()):
        states.setdefault(region, []).append(state)
    return {
        region_names()[region]: {
            "all": [{"field": "country", "is": ["US"]}, {"field": "state", "is": codes}]
        }
        for region, codes in sorted(states.items())
    }


def size_rules() -> dict[str, dict[str, Any]]:
    """Criteria by size of the sales: above, from one bound to the other, below (X-24)."""
    return {
        _("Enterprise"): {"field": "revenue", "above": LARGE},
        _("Mid-market"): {"field": "revenue", "at_least": SMALL, "at_most": LARGE},
        _("Small and medium"): {"field": "revenue", "below": SMALL},
    }


def named_rules() -> dict[str, dict[str, Any]]:
    """The three rules that every rule engine must be able to say (A-08)."""
    manufacturing = {
        "any": [
            {"field": "naics", "within": ["31-33"]},
            {"field": "industry", "contains": ["manufactur"]},
        ]
    }
    return {
        _("Large accounts in manufacturing, wherever they are"): {
            "all": [{"field": "revenue", "above": LARGE}, manufacturing]
        },
        _("All new potential customers, for a junior"): {"field": "status", "is": ["prospect"]},
        _("Customers with growth, for a senior"): {
            "all": [
                {"field": "status", "is": ["customer"]},
                {"field": "growth", "above": 0.2},
            ]
        },
        _("Dormant customers with a high potential"): {
            "all": [
                {"field": "status", "is": ["dormant"]},
                {"field": "potential", "above": SMALL},
            ]
        },
    }


def presets() -> dict[str, dict[str, dict[str, Any]]]:
    """All criteria to begin with, by kind."""
    return {name: region_rules(name) for name in REGIONS} | {
        "size": size_rules(),
        "named": named_rules(),
    }
