"""An examined plan in plain rows and sentences, for a screen, a program or a document."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from maillage.core.plans.ahead import Ahead
from maillage.core.plans.examining import Examination, Step
from maillage.core.plans.findings import Finding, Kind
from maillage.core.plans.funnel import Chance, Volume
from maillage.interfaces.exporters.plans.seven import seven_rows
from maillage.texts import _, number, percent, quoted

type Row = dict[str, Any]


def as_data(found: Examination) -> dict[str, Any]:
    """All figures of an examination as plain values; amounts in the plan's currency."""
    return {
        "sources": [source_row(step) for step in found.steps],
        "activities": [
            {
                "name": each.name, "count": each.frequency.count, "per": each.frequency.per.value,
                "yearly": times,
            }
            for each, times in found.yearly
        ],
        "together": {
            "mean": found.together.mean,
            "low": found.together.quantile(0.1),
            "median": found.together.quantile(0.5),
            "high": found.together.quantile(0.9),
        }
        if found.together
        else None,
        "pace_index": found.pace_index,
        "findings": [
            {
                "kind": each.kind.value, "about": each.about, "figure": each.figure,
                "wanted": each.wanted, "text": said(each),
            }
            for each in found.findings
        ],
        **seven_rows(found),
    }  # fmt: skip


def source_row(step: Step) -> Row:
    """What one source is to bring, needs, and how likely it is."""
    return {
        "name": step.stream.name,
        "target": step.target / 100,
        "in_time": step.need.in_time if step.need else None,
        "stages": [stage_row(each) for each in step.need.volumes] if step.need else [],
        "chance": chance_row(step.chance) if step.chance else None,
        "ahead": ahead_row(step.ahead) if step.ahead else None,
    }


def stage_row(volume: Volume) -> Row:
    """How many of a stage are needed on average; hours where they are known."""
    return {
        "stage": volume.stage,
        "yearly": volume.yearly,
        "weekly": volume.weekly,
        "hours": volume.hours,
    }


def chance_row(chance: Chance) -> Row:
    """The odds of a source."""
    return {
        "planned": chance.planned,
        "probability": chance.probability,
        "low": chance.low,
        "median": chance.median,
        "high": chance.high,
        "for_half": chance.for_half,
        "for_confidence": chance.for_confidence,
        "confidence": chance.confidence,
    }


def ahead_row(ahead: Ahead) -> Row:
    """The rest of the year of a source; what no activity reaches any more is None."""
    known = math.isfinite(ahead.needed)
    return {
        "rate": ahead.rate,
        "open": ahead.open,
        "probability": ahead.probability,
        "pace_index": ahead.pace_index if math.isfinite(ahead.pace_index) else None,
        "weeks_left": ahead.weeks_left,
        "needed": ahead.needed if known else None,
        "needed_weekly": ahead.needed_weekly if known else None,
    }


def said(finding: Finding) -> str:
    """Say what is wrong, with its figures and what to do."""
    return SENTENCES[finding.kind](finding)


def _odds(finding: Finding) -> str:
    text = (
        _("%(source)s is a coin flip: the planned activity reaches its target with %(odds)s.")
        if finding.kind is Kind.COIN_FLIP
        else _("%(source)s is unlikely: the planned activity reaches its target with %(odds)s.")
    )
    return text % {"source": quoted(finding.about), "odds": percent(finding.figure, 0)}


def _pipeline(finding: Finding) -> str:
    return _(
        "The pipeline covers %(figure)s times what it is to bring; at this win rate"
        " %(wanted)s times are needed."
    ) % {"figure": number(finding.figure, 1), "wanted": number(finding.wanted, 1)}


def _time(finding: Finding) -> str:
    return _(
        "%(segment)s returns %(figure)s for each percent of time, another segment with less time"
        " %(wanted)s: time does not follow return."
    ) % {
        "segment": quoted(finding.about),
        "figure": number(finding.figure),
        "wanted": number(finding.wanted),
    }


def _capacity(finding: Finding) -> str:
    return _("The activities take %(figure)s hours of selling; there are %(wanted)s.") % {
        "figure": number(finding.figure),
        "wanted": number(finding.wanted),
    }


def _behind(finding: Finding) -> str:
    return _("%(count)s is at %(figure)s of the pace that the plan implies.") % {
        "count": quoted(finding.about),
        "figure": percent(finding.figure, 0),
    }


def _effort(finding: Finding) -> str:
    return _("The segments take %(figure)s hours of selling together; there are %(wanted)s.") % {
        "figure": number(finding.figure),
        "wanted": number(finding.wanted),
    }


def _week(finding: Finding) -> str:
    return _("The blocks of a week take %(figure)s hours; there are %(wanted)s for selling.") % {
        "figure": number(finding.figure, 1),
        "wanted": number(finding.wanted, 1),
    }


def _room(finding: Finding) -> str:
    return _("%(figure)s hours of selling find no place on the working days of a week.") % {
        "figure": number(finding.figure, 1)
    }


def _shares(finding: Finding) -> str:
    return _("%(segment)s has blocks of %(figure)s hours a week; its share is %(wanted)s.") % {
        "segment": quoted(finding.about),
        "figure": number(finding.figure, 1),
        "wanted": number(finding.wanted, 1),
    }


SENTENCES: dict[Kind, Callable[[Finding], str]] = {
    Kind.COIN_FLIP: _odds,
    Kind.UNLIKELY: _odds,
    Kind.THIN_PIPELINE: _pipeline,
    Kind.TIME_AGAINST_RETURN: _time,
    Kind.OVER_CAPACITY: _capacity,
    Kind.BEHIND: _behind,
    Kind.EFFORT_OVER_HOURS: _effort,
    Kind.WEEK_TOO_FULL: _week,
    Kind.WEEK_WITHOUT_ROOM: _room,
    Kind.WEEK_OFF_SHARES: _shares,
}
