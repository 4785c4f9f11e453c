"""What opportunities say, as plain values: for programs, commands and pages alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from maillage.core.plans.measuring import MeasuredSource
from maillage.core.plans.watching import Alert, Trend
from maillage.domain.opportunities.following import FALSE_ALARMS, Followed
from maillage.domain.opportunities.questions import Answers
from maillage.interfaces.exporters.plans.progress import progress_as_data
from maillage.interfaces.importers.plans.standing import Standing
from maillage.texts import _, number, percent


def measured_as_data(found: Sequence[MeasuredSource]) -> list[dict[str, Any]]:
    """Write what was counted of each source."""
    return [asdict(each) | {"steps": [asdict(step) for step in each.steps]} for each in found]


def followed_as_data(found: Followed) -> dict[str, Any]:
    """Write where a rep stands."""
    expected, outlook = found.expectation, found.expectation.outlook
    line = found.pipeline
    return {
        "on": found.on,
        "since": found.since,
        "until": found.until,
        "objective": found.objective,
        "pace_index": found.pace_index,
        "probability": found.probability,
        "sold": expected.sold,
        "forecast": {
            "low": outlook.quantile(0.1),
            "mean": outlook.mean,
            "median": outlook.quantile(0.5),
            "high": outlook.quantile(0.9),
            "from_open": expected.open,
            "from_coming": expected.coming,
        },
        "open": expected.open_count,
        "opened_weekly": expected.opened_weekly,
        "pipeline": line
        and {
            "worth": line.worth,
            "win_rate": line.win_rate,
            "monthly": line.monthly,
            "months": line.months,
            "coverage": line.coverage,
            "wanted": line.wanted,
        },
        "stages": [asdict(each) for each in found.stages],
        "ages": [{"days": days, "count": count} for days, count in found.ages],
        "false_alarms": FALSE_ALARMS,
        "alerts": [alert_as_data(each) for each in found.alerts],
    }


def standing_as_data(found: Standing) -> dict[str, Any]:
    """Write where somebody stands, and how far the plan in force is."""
    return followed_as_data(found.followed) | {
        "objective_from": found.origin,
        "plan": progress_as_data(found.plan) if found.plan else None,
    }


def alert_as_data(alert: Alert) -> dict[str, Any]:
    """Write what a segment does, and say it."""
    return asdict(alert) | {"trend": alert.trend.value, "text": alert_text(alert)}


def alert_text(alert: Alert) -> str:
    """Say what a segment does."""
    words = {
        Trend.DRIES_UP: _("%(segment)s dries up: %(count)s opened, %(expected)s expected."),
        Trend.EXPLODES: _("%(segment)s explodes: %(count)s opened, %(expected)s expected."),
        Trend.STEADY: _("%(segment)s is steady: %(count)s opened, %(expected)s expected."),
    }
    return words[alert.trend] % {
        "segment": alert.segment or _("without a segment"),
        "count": number(alert.count),
        "expected": number(alert.expected, 1),
    }


def answers_as_data(found: Answers) -> dict[str, Any]:
    """Write the answers to the three questions."""
    return {
        "since": found.month,
        "priority": found.priority,
        "not_contacted": [
            {
                "account": each.external_id,
                "name": each.name,
                "potential": each.potential,
                "owner": each.owner_name,
                "last_contact": each.last_touch,
            }
            for each in found.not_contacted
        ],
        "pipeline_by_source": [asdict(each) for each in found.pipeline_by_source],
        "pipeline_by_segment": [asdict(each) for each in found.pipeline_by_segment],
        "time_by_segment": [asdict(each) for each in found.time_by_segment],
        "weeks": found.weeks,
    }


def advice_word(advice: str) -> str:
    """Say whether there should be more or less."""
    return {
        "more": _("more is planned"),
        "less": _("less is planned"),
        "as_planned": _("as planned"),
        "not_planned": _("not in the plan"),
    }[advice]


def source_word(source: str) -> str:
    """Name a source of sales; one of the source system keeps its name."""
    return {
        "existing": _("existing clients"),
        "new": _("new clients"),
        "references": _("references"),
        "partner": _("partners"),
        "": _("source unknown"),
    }.get(source, source)


def share_word(share: float | None) -> str:
    """Write a share, or a dash."""
    return "–" if share is None else percent(share, 0)
