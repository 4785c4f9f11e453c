"""What a file of a list is to hold."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.utils import timezone
from ninja import Field

from maillage.api.listing import ListQuery


class ExportQuery(ListQuery):
    """What a file is to hold; filters that a list does not have are left out."""

    of: int | None = Field(
        None,
        ge=1,
        le=2**53,
        description="Which scenario, transfer, publication or version it is of.",
    )
    on: date | None = Field(None, description="Day to look at; today by default.")
    owner: str = Field("", max_length=100, description="Id of a rep.")
    finding: str = Field("", max_length=20)
    state: str = Field("", max_length=12)
    life: str = Field("", max_length=11, description="Of leads.")
    account: str = Field("", max_length=100, description="Id of an account, of leads.")
    band: str = Field("", max_length=8)
    late: str = Field("", max_length=3)
    policy: str = Field("", max_length=200)
    status: str = Field("", max_length=12)
    active: str = Field("", max_length=3)
    role: str = Field("", max_length=20)
    verb: str = Field("", max_length=60)
    layer: str = Field("", max_length=12)
    code: str = Field("", max_length=20)
    scenario: int | None = Field(None, ge=1, le=2**53)
    territory: int | None = Field(None, ge=0, le=10**6)
    rule: int | None = Field(None, ge=1, le=2**53)
    via: str = Field("", max_length=10)
    fit: str = Field("", max_length=7)
    field: str = Field("", max_length=12)
    signal: str = Field("", max_length=10)
    level: Literal[
        "county", "metro", "state", "postal", "macro_region", "census_region", "census_division"
    ] = "state"
    restored: str = Field("", max_length=3)
    year: int | None = Field(None, ge=1990, le=2200, description="Of plans.")
    zone: str = Field("", max_length=40, description="Level and code, such as metro:41860.")
    market: str = Field("", max_length=400, description="As of the accounts: 54,62@50-99, icp3.")
    naics: list[str] = Field([], max_length=50, description="Industries of a market.")
    employees: str = Field("", max_length=20, description="Of an establishment: 50-99, 1000-.")
    icp: int | None = Field(None, ge=1, le=10**6, description="A market by number of a version.")
    vintage: int | None = Field(None, ge=1986, le=2100)
    average: str = Field("", max_length=200, description="As of the market map.")
    segment: str = Field("", max_length=40)
    perhaps: str = Field("", max_length=12)
    subject: str = Field("", max_length=8, description="Of events of leads.")
    part: str = Field("", max_length=120, description="Of indicators: as of GET /indicators.")
    month: str = Field("", max_length=7, description="Of indicators: 2026-09.")
    since: date | None = Field(None, description="Of the alignment: first day.")
    until: date | None = Field(None, description="Of the alignment: last day.")
    reading: str = Field("", max_length=240, description="Of the figure whose rows are asked for.")
    indicator: str = Field("", max_length=40, description="Whose rows are asked for.")
    rep: str = Field("", max_length=100, description="Id of a rep.")
    outcome: str = Field("", max_length=4)
    stage: str = Field("", max_length=60)
    source: str = Field("", max_length=40)
    opened: str = Field("", max_length=7)
    closed: str = Field("", max_length=7)

    @property
    def day(self) -> date:
        """The day to look at."""
        return self.on or timezone.localdate()
