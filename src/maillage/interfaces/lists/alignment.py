"""Lists of the figures of marketing and sales, and of the rows behind one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd
from django.utils.formats import date_format

from maillage.domain.leads.alignment.behind import Behind
from maillage.domain.leads.alignment.figures import Figure
from maillage.domain.leads.alignment.measures import reading_words
from maillage.domain.leads.alignment.telling import reading_told
from maillage.domain.leads.queries import leads
from maillage.interfaces.exporters.wording import DASH, compact, number, percent
from maillage.interfaces.lists.columns import Column
from maillage.interfaces.lists.frames import FrameRows
from maillage.interfaces.lists.indicators import behind_deals
from maillage.interfaces.lists.leads import leads as listed_leads
from maillage.interfaces.lists.listing import Listing
from maillage.models import Opportunity
from maillage.texts import _

Link = Callable[[Any], str]
DEFINED = ("requirement", "name", "numerator", "denominator", "window", "source", "unit")
NUMBERS = ("value", "low", "high", "count", "of")


def value_text(value: float | None, unit: str) -> str:
    """Write a figure in its unit."""
    if value is None:
        return DASH
    texts: dict[str, Callable[[], str]] = {
        "percent": lambda: percent(value, 1),
        "money": lambda: compact(value),
        "hours": lambda: _("%(count)s h") % {"count": number(value, 1)},
        "minutes": lambda: _("%(count)s min") % {"count": number(value, 1)},
        "days": lambda: _("%(count)s days") % {"count": number(value, 1)},
    }
    return texts[unit]()


def unit_of(reading: str, unit: str) -> str:
    """The unit of a reading: how many wait is a share, whatever the figure."""
    return "percent" if reading in {"waiting", "missing"} else unit


def day_text(day: date) -> str:
    """Write a day."""
    return str(date_format(day, "SHORT_DATE_FORMAT"))


def verdict_words() -> dict[str, str]:
    """What figures say of a target."""
    return {
        "reached": _("target reached"),
        "missed": _("target missed"),
        "open": _("cannot be told yet"),
    }


def rows_of(found: Sequence[Figure]) -> FrameRows:
    """Figures as rows of a list, one for each reading."""
    words = reading_words()
    rows = [
        {name: getattr(each.definition, name) for name in DEFINED}
        | reading_told(each.definition.key, reading)
        | {
            "name": each.definition.name,
            "key": each.definition.key,
            "reading": words[each.definition.key][reading.key],
            "unit": unit_of(reading.key, each.definition.unit),
            "target": each.aim.text if reading is each.main else "",
            "verdict": each.verdict.value if reading is each.main else "",
        }
        for each in found
        for reading in each.readings
    ]
    frame = pd.DataFrame([{"pk": place, **row} for place, row in enumerate(rows)])
    return FrameRows(frame.astype(dict.fromkeys(NUMBERS, "float64")))


def alignment(caption: str) -> Listing:
    """The figures of marketing and sales, with their definitions."""
    verdicts = verdict_words()
    return Listing(
        name="alignment",
        caption=caption,
        order="place",
        columns=[
            Column("place", _("Number"), lambda row: row.pk + 1, ("pk",), number=True),
            Column("requirement", _("Requirement"), lambda row: row.requirement),
            Column("name", _("Figure"), lambda row: row.name, ("name",)),
            Column("reading", _("How it is read"), lambda row: row.reading),
            Column("value", _("Value"), lambda row: row.value, ("value",), number=True),
            Column("unit", _("Unit of the value"), lambda row: row.unit),
            Column("low", _("At least"), lambda row: row.low, number=True),
            Column("high", _("At most"), lambda row: row.high, number=True),
            Column("count", _("Numerator"), lambda row: row.count, number=True),
            Column("of", _("Of how many"), lambda row: row.of, number=True),
            Column("target", _("Target"), lambda row: row.target),
            Column("verdict", _("Against the target"),
                   lambda row: verdicts.get(row.verdict, "")),
            Column("numerator", _("What is counted"), lambda row: row.numerator),
            Column("denominator", _("Divided by"), lambda row: row.denominator),
            Column("window", _("Window"), lambda row: row.window),
            Column("source", _("Source"), lambda row: row.source),
        ],
    )  # fmt: skip


def behind_alignment(found: Behind, of_lead: Link, of_deal: Link) -> tuple[Listing, Any]:
    """The leads or opportunities behind a number."""
    if found.deals:
        rows = Opportunity.objects.filter(pk__among=found.rows).select_related("account", "rep")
        return behind_deals(of_deal), rows
    return listed_leads(of_lead), leads().filter(pk__among=found.rows)
