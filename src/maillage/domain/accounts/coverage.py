"""Who covers what, and where are the holes? (A-04, A-14, A-22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from maillage.core.territories.coverage import (
    CoverageFinding,
    double_contact,
    never_approached,
    no_owner,
    potential_by_owner,
    potential_ratio,
    sole_owner,
    stale_accounts,
)
from maillage.domain.accounts.queries import WINDOW_DAYS, accounts_frame, touches_frame
from maillage.domain.territories.queries import reps_frame

STALE_DAYS = 180
NAMED_BY_REP = ("potential_ratio", "sole_owner")


@dataclass(frozen=True, eq=False)
class CoverageReport:
    """What the detectors found at a date.

    ``accounts`` is :func:`~maillage.domain.accounts.queries.accounts_frame`; ``reps`` has one
    row per active rep: rep_id · name · accounts · potential.
    """

    on: date
    accounts: pd.DataFrame
    reps: pd.DataFrame
    findings: tuple[CoverageFinding, ...]

    def finding(self, code: str) -> CoverageFinding:
        """Pick one finding by its code."""
        return next(finding for finding in self.findings if finding.code == code)

    def rows(self, code: str, *, limit: int | None = None) -> pd.DataFrame:
        """Give the accounts, or the reps, behind a finding, the richest first."""
        table, key = (
            (self.reps, "rep_id") if code in NAMED_BY_REP else (self.accounts, "external_id")
        )
        behind = table[table[key].isin(self.finding(code).ids)]
        ordered = behind.sort_values(["potential", key], ascending=[False, True])
        return ordered if limit is None else ordered.head(limit)


def coverage_report(
    *,
    on: date,
    country: str = "US",
    window_days: int = WINDOW_DAYS,
    stale_days: int = STALE_DAYS,
) -> CoverageReport:
    """Find accounts nobody owns, nobody approached or two reps call on, and unequal books."""
    accounts = accounts_frame(on=on, country=country, window_days=window_days)
    touches = touches_frame(on=on, country=country)
    held = accounts[accounts["owner_active"]]
    reps = _books(held, reps_frame())
    return CoverageReport(
        on=on,
        accounts=accounts,
        reps=reps,
        findings=(
            no_owner(accounts),
            never_approached(accounts, touches, on=on),
            double_contact(accounts, touches, on=on, window_days=window_days),
            potential_ratio(potential_by_owner(held, reps["rep_id"])),
            stale_accounts(accounts, touches, on=on, window_days=stale_days),
            sole_owner(held),
        ),
    )


def _books(held: pd.DataFrame, reps: pd.DataFrame) -> pd.DataFrame:
    books = held.groupby("owner").agg(
        accounts=("external_id", "size"), potential=("potential", "sum")
    )
    table = reps[["rep_id", "name"]].join(books, on="rep_id")
    return table.fillna({"accounts": 0, "potential": 0.0}).astype({"accounts": "int64"})
