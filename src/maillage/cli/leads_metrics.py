"""The figures of marketing and sales, as rows for a person or a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from math import isfinite
from typing import Any

import numpy as np

from maillage.cli.leads_files import rate_words
from maillage.core.leads.clock import Clock
from maillage.core.leads.happenings import Lead
from maillage.core.leads.metrics import deals as of_deals
from maillage.core.leads.metrics import leads as of_leads
from maillage.core.leads.metrics.deals import DealRows
from maillage.core.leads.metrics.rates import Change, Rate
from maillage.texts import _, number

type Row = dict[str, Any]


def lead_figures(leads: Sequence[Lead], clock: Clock, now: datetime) -> list[Row]:
    """Give I-01 to I-03."""
    rows = of_leads.rows_of(leads, now)
    response = of_leads.response(rows, clock)
    conversion = of_leads.conversion(rows)
    moment = np.datetime64(now.astimezone(UTC).replace(tzinfo=None), "us")
    follow_up = of_leads.follow_up(rows, clock, moment)
    business, elapsed = response.business, response.elapsed
    answer, follow = _("Time to the first contact"), _("Contacted in time")
    converted = _("Conversion of MQL")
    return [
        hours("I-01", answer, _("mean, business hours"), business.mean, "< 1 h"),
        hours("I-01", answer, _("median, business hours"), business.median, "< 1 h"),
        hours("I-01", answer, _("mean, elapsed hours"), elapsed.mean, ""),
        hours("I-01", answer, _("median, elapsed hours"), elapsed.median, ""),
        share("I-01", _("Never contacted"), "", Rate(response.waiting, len(rows.mql)), ""),
        share("I-02", converted, _("accepted by sales"), conversion.accepted, "> 40 %"),
        share("I-02", converted, _("became SQL"), conversion.sql, "> 40 %"),
        share("I-03", follow, _("within 24 hours"), follow_up.elapsed, "100 %"),
        share("I-03", follow, _("or by the next opening"), follow_up.moved, "100 %"),
    ]


def deal_figures(deals: DealRows) -> list[Row]:
    """Give I-04 to I-07."""
    cycle, sizes = of_deals.cycle(deals), of_deals.sizes(deals)
    return [
        share("I-04", _("Deals with marketing"), "", of_deals.influenced(deals), "> 70 %"),
        amount("I-05", _("Sales cycle of deals won"), _("mean, days"), mean(cycle)),
        amount("I-06", _("Amount of deals won"), _("mean"), mean(sizes)),
        share("I-07", _("Deals won of those decided"), "", of_deals.win_rate(deals), ""),
    ]


def mean(values: np.ndarray) -> float:
    """Give the mean; NaN of nothing."""
    return float(np.mean(values)) if len(values) else float("nan")


def changes(deals: DealRows, split: datetime) -> dict[str, Change]:
    """Compare the deals opened before an instant with those opened from it on."""
    later = deals.opened >= np.datetime64(split.astimezone(UTC).replace(tzinfo=None), "us")
    return of_deals.results(chosen(deals, ~later), chosen(deals, later))


def chosen(deals: DealRows, rows: np.ndarray) -> DealRows:
    """Give some of the deals."""
    columns = ("opened", "closed", "won", "amount", "touches")
    return replace(deals, **{name: getattr(deals, name)[rows] for name in columns})


def hours(metric: str, figure: str, reading: str, value: float, target: str) -> Row:
    """Lay out a time."""
    return amount(metric, figure, reading, value) | {"target": target}


def amount(metric: str, figure: str, reading: str, value: float) -> Row:
    """Lay out an amount."""
    known = isfinite(value)
    return {
        "id": metric,
        "figure": figure,
        "reading": reading,
        "value": value if known else None,
        "shown": number(value, 2) if known else "–",
        "target": "",
    }


def share(metric: str, figure: str, reading: str, rate: Rate, target: str) -> Row:
    """Lay out a share."""
    return {
        "id": metric,
        "figure": figure,
        "reading": reading,
        "value": rate.share if rate.of else None,
        "shown": rate_words(rate),
        "target": target,
    }
