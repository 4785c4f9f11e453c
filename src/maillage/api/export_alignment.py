"""The tables of the figures of marketing and sales that are exported."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from maillage.api.export_query import ExportQuery
from maillage.domain.leads.alignment.behind import behind
from maillage.domain.leads.alignment.figures import figures
from maillage.domain.leads.alignment.periods import part_of_leads, period_asked
from maillage.interfaces.lists import Listing, alignment


def alignment_asked(_request: HttpRequest, query: ExportQuery) -> tuple[Listing, Any]:
    """The figures of marketing and sales of a part and a period."""
    period = period_asked(query.since, query.until, timezone.localdate())
    part = part_of_leads(query.part)
    found = figures(part=part, period=period, now=timezone.now(), months=1)
    return alignment.alignment(part.name), alignment.rows_of(found)


def behind_alignment_asked(_request: HttpRequest, query: ExportQuery) -> tuple[Listing, Any]:
    """The leads or opportunities behind a figure of marketing and sales."""
    period = period_asked(query.since, query.until, timezone.localdate())
    found = behind(
        query.indicator,
        query.reading,
        part=part_of_leads(query.part),
        period=period,
        now=timezone.now(),
    )
    return alignment.behind_alignment(found, str, str)
