"""Indicators, the rows behind them, and reps compared (J-01 to J-05)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.domain.reviews.comparing import RAMP_MONTHS, compare_reps, method_words
from maillage.domain.reviews.comparing import told as compared_told
from maillage.domain.reviews.indicators.asking import (
    MONTHS,
    indicator,
    indicators,
    month_asked,
)
from maillage.domain.reviews.indicators.parts import part_asked
from maillage.domain.reviews.indicators.telling import behind, told
from maillage.permissions import Action

router = Router(tags=["indicators"])
OF = (
    "workspace, rep:ID, territory:NUMBER, segment:NUMBER-PLACE or channel:NAME;"
    " of a rep, their own if left out."
)


class PartQuery(Schema):
    """Of which part of the market, and when."""

    of: str = Field("", max_length=120, description=OF)
    month: str = Field("", max_length=7, description="2026-09; the one of today if left out.")


class IndicatorQuery(PartQuery):
    """How many months of each."""

    months: int = Field(MONTHS, ge=1, le=24)


class MonthValue(Schema):
    """What an indicator came to in a month; null where it is not known."""

    month: date
    value: float | None


class IndicatorView(Schema):
    """An indicator with its definition; what is not recorded is null, never 0."""

    key: str
    requirement: str
    name: str
    numerator: str
    denominator: str
    window: str
    source: str
    unit: Literal["percent", "money", "count", "rate", "days"]
    value: float | None
    part: float | None = Field(description="What is counted.")
    whole: float | None = Field(description="What it is divided by.")
    missing: str = Field(description="What brings it, where it is not recorded.")
    series: list[MonthValue]


class BehindView(Schema):
    """The rows behind an indicator, by their ids: accounts, or opportunities."""

    key: str
    value: float | None
    accounts: list[str]
    opportunities: list[str]


class ComparedRow(Schema):
    """Where a rep stands; rates are relative to the team's, 1 is its middle."""

    rep: str
    name: str
    deals: int
    expected: float = Field(description="Deals the team wins for the same potential and time.")
    raw: float
    rate: float = Field(description="Luck set apart.")
    low: float
    high: float
    above: float = Field(description="Probability to be above the middle of the team.")
    best: int
    worst: int = Field(description="Equal to best only where the figures tell a rank.")
    verdict: Literal["above", "below", "undecided"]
    said: str


class ComparedView(Schema):
    """Reps compared."""

    since: date
    until: date
    level: float
    spread: float
    method: list[str]
    left_out: list[str]
    reps: list[ComparedRow]


@router.get("/{workspace}/indicators", response=list[IndicatorView])
@allowed(Action.VIEW)
def list_indicators(request: HttpRequest, workspace: str, query: Query[IndicatorQuery]) -> Any:  # noqa: ARG001
    """Give all indicators of a part of the market, month by month."""
    today = timezone.localdate()
    found = indicators(
        part=part_asked(query.of, by=request.member),
        month=month_asked(query.month, today),
        today=today,
        months=query.months,
    )
    return [told(each) for each in found]


@router.get("/{workspace}/indicators/compared", response=ComparedView)
@allowed(Action.HOLD_REVIEWS)
def read_compared(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    on: date | None = None,
    ramp_months: float = Query(RAMP_MONTHS, ge=0, le=60),
) -> Any:
    """Compare the reps over 365 days by deals for their potential, luck set apart."""
    found = compare_reps(until=on or timezone.localdate(), ramp_months=ramp_months)
    return {
        "since": found.since,
        "until": found.until,
        "level": found.comparison.level,
        "spread": found.comparison.spread,
        "method": method_words(found),
        "left_out": [rep.external_id for rep in found.left_out],
        "reps": compared_told(found),
    }


@router.get("/{workspace}/indicators/{key}/rows", response=BehindView)
@allowed(Action.VIEW)
def read_behind(request: HttpRequest, workspace: str, key: str, query: Query[PartQuery]) -> Any:  # noqa: ARG001
    """Name the accounts or opportunities behind an indicator."""
    today = timezone.localdate()
    _definition, counted = indicator(
        key,
        part=part_asked(query.of, by=request.member),
        month=month_asked(query.month, today),
        today=today,
    )
    return behind(key, counted)
