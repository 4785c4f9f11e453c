"""What `maillage coverage` answers: the detectors with their counts, then the first rows."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from rich import box
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from maillage.core.territories.coverage import CoverageFinding
from maillage.domain.accounts.coverage import NAMED_BY_REP, CoverageReport

DETAILED = ("no_owner", "never_approached", "double_contact", "potential_ratio")
FIRST_ROWS = 5
STYLE: dict[str, Any] = {"title_justify": "left", "box": box.SIMPLE_HEAD, "pad_edge": False}


def as_json(report: CoverageReport) -> str:
    """Write the report for machines: every finding with its count, figures and all ids."""
    findings = [
        {
            "code": finding.code,
            "count": finding.count,
            "figures": {name: _finite(value) for name, value in finding.figures.items()},
            "ids": list(finding.ids),
        }
        for finding in report.findings
    ]
    content = {"on": report.on.isoformat(), "accounts": len(report.accounts), "findings": findings}
    return json.dumps(content, ensure_ascii=False, indent=2)


def as_tables(report: CoverageReport) -> Iterator[RenderableType]:
    """Draw the report: the detectors with their counts, then the richest rows of each."""
    yield _summary(report)
    for code in DETAILED:
        if report.finding(code).count:
            yield (
                _reps_table(report, code) if code in NAMED_BY_REP else _accounts_table(report, code)
            )


def title(code: str) -> str:
    """Name a detector."""
    return {
        "no_owner": _("No owner"),
        "never_approached": _("Never approached"),
        "double_contact": _("Contacted by two reps or more"),
        "potential_ratio": _("One book three times as rich as another"),
        "stale": _("Not contacted lately"),
        "sole_owner": _("The whole country to one owner"),
    }[code]


def explanation(finding: CoverageFinding) -> str:
    """Say in a few words what the figures of a finding mean."""
    shown = {name: _number(value) for name, value in finding.figures.items()}
    texts: dict[str, Callable[[], str]] = {
        "no_owner": lambda: _(
            "%(without_owner)s without an owner, %(owner_left)s whose owner has left"
        ),
        "never_approached": lambda: _("out of %(accounts)s accounts, potential %(potential)s"),
        "double_contact": lambda: _(
            "within %(window_days)s days; up to %(most_reps)s reps on one account"
        ),
        "potential_ratio": lambda: _("richest to poorest: %(ratio)s to 1, limit %(limit)s"),
        "stale": lambda: _("contacted before, but not within %(window_days)s days"),
        "sole_owner": lambda: _("%(owners)s owners over %(states)s states"),
    }
    return texts[finding.code]() % shown


def _summary(report: CoverageReport) -> Table:
    table = Table(
        title=_("Coverage of %(accounts)s accounts on %(on)s")
        % {"accounts": _number(len(report.accounts)), "on": report.on.isoformat()},
        **STYLE,
    )
    table.add_column(_("Detector"))
    table.add_column(_("Count"), justify="right")
    table.add_column(_("Detail"))
    for finding in report.findings:
        style = "green" if finding.count == 0 else "yellow"
        table.add_row(
            title(finding.code), f"[{style}]{_number(finding.count)}[/]", explanation(finding)
        )
    return table


def _accounts_table(report: CoverageReport, code: str) -> Table:
    table = _detail(report, code)
    table.add_column(_("Account"), no_wrap=True)
    table.add_column(_("Name"))
    table.add_column(_("Place"))
    table.add_column(_("Owner"))
    table.add_column(_("Last contact"), no_wrap=True)
    table.add_column(_("Potential"), justify="right", no_wrap=True)
    for row in report.rows(code, limit=FIRST_ROWS).itertuples():
        last = "" if pd.isna(row.last_touch) else f"{row.last_touch:%Y-%m-%d}"
        place = ", ".join(part for part in (row.city, row.state) if part)
        cells = (row.external_id, row.name, place, row.owner_name, last)
        table.add_row(*(escape(cell) for cell in cells), _number(row.potential))
    return table


def _reps_table(report: CoverageReport, code: str) -> Table:
    table = _detail(report, code)
    table.add_column(_("Rep"), no_wrap=True)
    table.add_column(_("Name"))
    table.add_column(_("Accounts"), justify="right")
    table.add_column(_("Potential"), justify="right")
    for row in report.rows(code).itertuples():
        cells = (_number(row.accounts), _number(row.potential))
        table.add_row(escape(row.rep_id), escape(row.name), *cells)
    return table


def _detail(report: CoverageReport, code: str) -> Table:
    hidden = 0 if code in NAMED_BY_REP else report.finding(code).count - FIRST_ROWS
    caption = _("and %(count)s more") % {"count": _number(hidden)} if hidden > 0 else None
    heading = title(code)
    return Table(
        title=heading,
        caption=caption,
        caption_justify="left",
        min_width=len(heading),
        **STYLE,
    )


def _number(value: float | None) -> str:
    if value is None or math.isnan(value):
        return ""
    if math.isinf(value):
        return "∞"
    places = 0 if float(value).is_integer() or abs(value) >= 1000 else 1
    return str(number_format(value, places, force_grouping=True))


def _finite(value: float) -> Any:
    """Write an infinite ratio as null, which JSON has no other word for."""
    if not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else value
