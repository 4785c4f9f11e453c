"""Indicators and the rows behind them, as plain values for programs."""

from __future__ import annotations

from typing import Any

from maillage.core.reviews.indicators.counting import Counted
from maillage.domain.reviews.indicators.asking import Told
from maillage.models import Account, Opportunity

DEFINED = ("key", "requirement", "name", "numerator", "denominator", "window", "source", "unit")


def told(each: Told) -> dict[str, Any]:
    """An indicator with its definition, its value, and the months before."""
    counted = each.counted
    return {name: getattr(each.definition, name) for name in DEFINED} | {
        "value": counted.value,
        "part": counted.part,
        "whole": counted.whole,
        "missing": each.definition.missing if counted.value is None else "",
        "series": [
            {"month": month, "value": value}
            for month, value in zip(each.months, each.series, strict=True)
        ],
    }


def behind(key: str, counted: Counted) -> dict[str, Any]:
    """The rows of a figure, by their ids."""
    accounts = Account.objects.filter(pk__among=counted.accounts).order_by("external_id")
    deals = Opportunity.objects.filter(pk__among=counted.deals).order_by("external_id")
    return {
        "key": key,
        "value": counted.value,
        "accounts": list(accounts.values_list("external_id", flat=True)),
        "opportunities": list(deals.values_list("external_id", flat=True)),
    }
