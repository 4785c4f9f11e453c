"""What the fields of a plan are called, in the reader's language."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from maillage.domain.words import day_word
from maillage.texts import _, number

EXACT = re.compile(r"-?\d{1,15}(\.\d+)?")


def field_word(name: str) -> str:
    """Name a field; what people named themselves keeps its name."""
    return (fields_of_plan() | fields_of_parts()).get(name, name)


def fields_of_plan() -> dict[str, str]:
    """The fields of a whole plan."""
    return {
        "name": _("Name"),
        "objective": _("Objective"),
        "currency": _("Currency"),
        "starts_on": _("First day of the year"),
        "worked_weeks": _("Worked weeks"),
        "seasonality": _("Seasons, month by month"),
        "began_on": _("First day of the rep"),
        "ramp_months": _("Months to full strength"),
        "weekly_hours": _("Hours of selling per week"),
        "confidence": _("Confidence wanted"),
        "sources": _("Sources of sales"),
        "segments": _("Segments"),
        "activities": _("Regular activities"),
        "pipeline": _("Pipeline"),
        "counts": _("What is counted"),
        "sold": _("Sold so far"),
        "potential_bounds": _("A middle potential"),
        "probability_bounds": _("A middle probability"),
        "time_zone": _("Time zone"),
        "quarters": _("Shares of the quarters"),
        "products": _("Products"),
        "opportunities": _("Opportunities"),
        "blocks": _("Blocks of the week"),
        "indicators": _("Indicators"),
        "review_weeks": _("Weeks between reviews"),
        "holidays": _("Public holidays of"),
        "steps_note": _("Notes on the steps"),
    }


def fields_of_parts() -> dict[str, str]:
    """The fields of sources, segments and what else has parts."""
    return {
        "share": _("Share of sales"),
        "sales": _("Share of sales"),
        "time": _("Share of time"),
        "planned": _("Planned activity"),
        "count": _("How many"),
        "per": _("Per week, month, quarter or year"),
        "deal": _("Size of a deal"),
        "mean": _("Mean amount"),
        "cv": _("Coefficient of variation"),
        "stages": _("Stages of the funnel"),
        "conversions": _("Conversion of each stage"),
        "rate": _("Conversion rate"),
        "trials": _("Counted on"),
        "lag_weeks": _("Weeks to the signature"),
        "hours": _("Hours of each stage"),
        "so_far": _("Reached so far"),
        "accounts": _("Accounts"),
        "potential": _("Potential"),
        "probability": _("Probability"),
        "effort_hours": _("Hours of effort"),
        "priorities": _("Priorities"),
        "worth": _("Worth of the pipeline"),
        "win_rate": _("Win rate"),
        "monthly": _("To sell per month"),
        "months": _("Months an opportunity stays open"),
        "amount": _("Amount"),
        "horizon": _("Horizon"),
        "segment": _("Segment"),
        "target": _("Target"),
        "low": _("From"),
        "high": _("Up to"),
        "unit": _("Counted in"),
        "weekday": _("Day of the week, 0 is Monday"),
        "starts": _("Begins at"),
        "account": _("Number of the account"),
        "on": _("Day"),
        "reached": _("Reached by that day"),
        "yearly": _("Per year"),
    }


def value_word(value: Any) -> str:
    """Write a value as its reader does; of an item its name, of a list its values."""
    if isinstance(value, dict):
        return str(value.get("name") or ", ".join(map(value_word, value.values())))
    if isinstance(value, list):
        return ", ".join(map(value_word, value))
    if isinstance(value, bool | None):
        return "–"
    if isinstance(value, int | float):
        return number_word(float(value))
    return text_word(str(value))


def text_word(text: str) -> str:
    """Write a text; days and exact numbers, which are stored as texts, as their reader does."""
    if EXACT.fullmatch(text):
        return number_word(float(text))
    try:
        return day_word(date.fromisoformat(text)) if "-" in text else text
    except ValueError:
        return text


def number_word(value: float) -> str:
    """Write a number with the decimals it has, four at most."""
    return number(value, len(f"{value:.4f}".rstrip("0").partition(".")[2]))
