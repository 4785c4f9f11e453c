"""Rows of the page of marketing and sales, as it shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.safestring import mark_safe

from maillage.domain.leads.alignment.figures import Figure
from maillage.domain.leads.alignment.telling import figure_told
from maillage.interfaces.exporters.sparklines import sparkline
from maillage.interfaces.exporters.wording import DASH, number, percent
from maillage.interfaces.lists.alignment import unit_of, value_text, verdict_words
from maillage.interfaces.lists.indicators import month_text
from maillage.texts import _

type Linked = Callable[[str, str], str]

TONES = {"reached": "good", "missed": "bad", "open": ""}


def figure_row(each: Figure, linked: Linked) -> dict[str, Any]:
    """One figure: its first reading large, the others below it."""
    told, unit = figure_told(each), each.definition.unit
    label = ", ".join(
        _("%(name)s: %(value)s")
        % {"name": month_text(month.since), "value": value_text(value, unit)}
        for month, value in zip(each.months, each.series, strict=True)
    )
    readings = [reading_row(each.definition.key, unit, row, linked) for row in told["readings"]]
    return {
        "definition": each.definition,
        "target": each.aim.text,
        "verdict": verdict_words()[told["verdict"]],
        "tone": TONES[told["verdict"]],
        "change": change_text(told["change"]),
        "main": readings[0],
        "others": readings[1:],
        "missing": told["missing"],
        "line": mark_safe(sparkline(each.series, label)),  # noqa: S308 - escaped by element()
    }


def reading_row(key: str, unit: str, row: dict[str, Any], linked: Linked) -> dict[str, Any]:
    """One reading, with the address of its rows where it counts any."""
    unit = unit_of(row["key"], unit)
    known = row["value"] is not None
    return {
        "name": row["name"],
        "known": known,
        "value": value_text(row["value"], unit),
        "between": between(row["low"], row["high"], unit),
        "of": number(row["of"]),
        "url": linked(key, row["key"]) if known and row["of"] else "",
    }


def between(low: float | None, high: float | None, unit: str) -> str:
    """Write an interval; empty where none can be told."""
    if low is None:
        return ""
    if high is None:
        return _("over %(low)s") % {"low": value_text(low, unit)}
    return f"{value_text(low, unit)} – {value_text(high, unit)}"


def change_text(change: dict[str, Any] | None) -> str:
    """Say how much better a figure is than in the period before."""
    if change is None or change["improvement"] is None:
        return ""
    better = percent(abs(change["improvement"]), 1)
    if change["improvement"] < 0:
        return _("%(share)s worse than in the period before") % {"share": better}
    return _("%(share)s better than in the period before") % {"share": better}


def share_text(rate: dict[str, Any]) -> str:
    """Write a share with what it is counted from."""
    if rate["share"] is None:
        return DASH
    return f"{percent(rate['share'], 0)} ({number(rate['count'])} / {number(rate['of'])})"


def side_rows(side: dict[str, Any], linked: Linked) -> dict[str, Any]:
    """What one side owes the other, promise by promise."""
    return {
        "name": side["name"],
        "kept": share_text(side),
        "policies": [
            {
                "name": each["name"],
                "code": each["policy"],
                "kept": share_text(each),
                "share": each["share"],
                "between": between(each["low"], each["high"], "percent"),
                "late": each["late"],
                "late_url": linked("promises", f"{each['policy']}-late"),
                "open": each["open"],
                "open_url": linked("promises", f"{each['policy']}-open"),
                "incomplete": each["incomplete"],
            }
            for each in side["policies"]
        ],
    }


def step_row(step: dict[str, Any], linked: Linked) -> dict[str, Any]:
    """One step of the funnel."""
    why = ", ".join(f"{each['text']} ({number(each['count'])})" for each in step["reasons"])
    return {
        "name": step["name"],
        "count": step["of_first"]["count"],
        "url": linked("funnel", step["key"]),
        "share": step["of_first"]["share"] or 0,
        "of_first": share_text(step["of_first"]),
        "of_previous": share_text(step["of_previous"]),
        "lost": step["lost"],
        "lost_url": linked("funnel", f"{step['key']}-lost"),
        "waiting": step["waiting"],
        "waiting_url": linked("funnel", f"{step['key']}-waiting"),
        "why": why,
    }


def change_row(each: dict[str, Any]) -> dict[str, Any]:
    """A figure before and after."""
    unit = each["unit"]
    verdict = each["verdict"] if each["aimed"] else ""
    known = each["improvement"] is not None
    return {
        "name": each["name"],
        "before": value_text(each["before"], unit),
        "after": value_text(each["after"], unit),
        "better": value_text(each["improvement"], "percent"),
        "between": between(each["low"], each["high"], "percent") if known else DASH,
        "target": percent(each["at_least"], 0) if each["aimed"] else "",
        "verdict": verdict_words().get(verdict, ""),
        "tone": TONES.get(verdict, ""),
    }
