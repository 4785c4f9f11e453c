"""What a design run hands to the doors and the exporters: plain tables and figures.

All tables are pandas data frames whose columns are listed here once. Texts in them are data (names,
codes); labels are translated by whoever shows them. ``M`` below stands for each measure's name.

``territories``  number (int, from 1) · name · colour (#rrggbb) · rep_id · rep (name) · units ·
                 accounts · latitude · longitude (weighted centre) · mean_km (weighted mean distance
                 of the units to the centre) · radius_km (largest) · components · for each measure:
                 ``M`` (total), ``M_target``, ``M_deviation`` (total/target − 1)
``units``        unit (code) · name · state · latitude · longitude · territory (number) · locked
                 (bool) · previous (name of today's owner of most of it, or "") · one column per
                 measure
``accounts``     account (external id) · name · status · state · county · city · postal_code ·
                 parent (external id or "") · potential · revenue · unit · territory (number or 0) ·
                 owner_before · owner_after (rep names or "") ·
                 owner_after_id (rep id or "") · rule (named, parent, territory,
                 kept, unassigned) · touches · touching_reps
``reps``         rep_id · name · seniority · capacity · city · state · latitude · longitude (home) ·
                 territory (number or 0) · territory_name · home_km (home to the territory's
                 centre) · accounts_before · accounts_after · kept (accounts kept) ·
                 potential_before · potential_after
``moves``        account · name · state · from_rep · to_rep · potential · revenue · territory
                 (number) · reason (a :class:`Reason` value) · detail
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import pandas as pd

from maillage.core.territories.account_rules import Reason

__all__ = [
    "Check",
    "DesignOutcome",
    "ExpectedGain",
    "MeasureSummary",
    "Reason",
    "Severity",
]


class Severity(StrEnum):
    """How serious a check's result is."""

    PASSED = "passed"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Check:
    """One verification of the result. ``code`` is stable; ``count`` is how many rows it concerns.

    Codes: every_unit_once, balance, connected, locks, groups, territory_count, no_owner (A-04c),
    never_approached (A-04b), double_contact (A-04a), potential_ratio (A-14), not_located,
    market_residual, market_residual_unknown, disruption_cap, geography_vintage.
    """

    code: str
    severity: Severity
    count: int = 0
    value: float | None = None
    limit: float | None = None
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureSummary:
    """A balanced measure: its name, tolerance, total, and spread before and after.

    ``largest_deviation_after`` is that of the territories from their targets. The other figures
    compare books, what each rep answers for today and after: ``book_deviation_after`` and the
    ``variation`` and ``ratio`` are theirs where the measure is one of accounts and reps are known.
    ``residual`` is what official figures hold but no unit received, ``None`` where it is unknown.
    Deviations are shares of the target (0.05 = 5 %); ``before`` figures are ``None`` where there is
    no reference alignment.
    """

    name: str
    tolerance: float
    total: float
    unit: str = ""
    residual: float | None = 0.0
    largest_deviation_after: float = 0.0
    largest_deviation_before: float | None = None
    variation_after: float = 0.0
    variation_before: float | None = None
    ratio_after: float | None = None
    ratio_before: float | None = None
    book_deviation_after: float | None = None


@dataclass(frozen=True, slots=True)
class ExpectedGain:
    """Expected gain in sales from balance alone (A-30), as shares: an order of magnitude.

    ``low``, ``base`` and ``high`` are for effort elasticities of 0.25, 0.34 and 0.50.
    """

    low: float
    base: float
    high: float
    variation_before: float
    variation_after: float
    sales: float | None = None


@dataclass(frozen=True)
class DesignOutcome:
    """Everything a design run found.

    ``compactness_gap`` is the share by which a better plan could be more compact, at most; ``None``
    where it was not proven. ``shapes`` are polygons of units no reference data has.
    """

    title: str
    created_at: datetime
    country: str
    unit_level: str
    geography_vintage: str
    territories: pd.DataFrame
    units: pd.DataFrame
    accounts: pd.DataFrame
    reps: pd.DataFrame
    moves: pd.DataFrame
    measures: tuple[MeasureSummary, ...]
    checks: tuple[Check, ...]
    gain: ExpectedGain | None
    disruption: float | None
    disruption_measure: str
    seconds: float
    seed: int
    compactness_gap: float | None = None
    generated_data: bool = False
    parameters: dict[str, Any] = field(default_factory=dict)
    edges: tuple[tuple[str, str], ...] = ()
    shapes: Mapping[str, Any] = field(default_factory=dict)
