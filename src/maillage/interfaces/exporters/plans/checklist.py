"""The checklist of a plan to print: seven steps, five errors, and when to look again (M-02)."""

from __future__ import annotations

import json
from datetime import date
from itertools import islice
from typing import Any

from django.utils import timezone

from maillage.domain.brand.look import Brand
from maillage.domain.days import day_in_words
from maillage.interfaces.exporters.maps.markup import fitted
from maillage.interfaces.exporters.plans.days import day, months_of, reviews
from maillage.interfaces.exporters.report import compile_document
from maillage.interfaces.exporters.wording import clean
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.texts import _, language

TEMPLATE = "checklist.typ"
TITLE = (320.0, 21.0)
"""Points: the width of the title, and the size of its letters."""
MONTHS_OF_QUARTER = 3


def checklist_of(written: WrittenPlan | None, brand: Brand) -> bytes:
    """Write the checklist as PDF in the reader's language, with the days of a plan if there is one.

    The texts reach the template as data, so that none of them is ever read as markup.
    """
    now = timezone.localtime()
    texts = json.dumps(told(written, brand, now.date()), ensure_ascii=False)
    files: dict[str, str | bytes] = {"data.json": texts}
    if brand.logo:
        files["logo.png"] = brand.logo
    return compile_document(TEMPLATE, files, made_at=now, colour=brand.colour)


def told(written: WrittenPlan | None, brand: Brand, on: date) -> dict[str, Any]:
    """All that the checklist says."""
    name = fitted(clean(written.name), *TITLE) if written and written.name else ""
    return {
        "language": language(),
        "paper": "a4" if language() == "fr" else "us-letter",
        "kind": _("Checklist of the territory plan"),
        "title": name or _("Territory plan"),
        "company": brand.name,
        "date": day(on),
        "banner": "",
        "page": _("Page"),
        "logo": bool(brand.logo),
        "heading": {
            "steps": _("Seven steps"),
            "errors": _("Five frequent errors"),
            "follow": _("Follow and adjust"),
        },
        "heads": [_("The error"), _("The good practice instead")],
        "reminder_heads": [_("When"), _("What"), _("Dates of this plan")],
        "steps": [
            {"title": f"{place}. {title}", "checks": checks}
            for place, (title, checks) in enumerate(steps(), start=1)
        ],
        "errors": [{"error": error, "practice": practice} for error, practice in errors()],
        "reminders": reminders(written),
    }


def steps() -> list[tuple[str, list[str]]]:
    """The seven steps of a plan, and what each one is to hold (K-01 to K-07)."""
    return [
        (_("Objectives"), [
            _("The objective of the year is written down, with its currency."),
            _("Quarters, products and segments add up to it."),
            _("There are objectives for activity: meetings, proposals, conversion."),
        ]),
        (_("Sources of sales"), [
            _("Existing clients, new clients and references each have a share."),
            _("The shares make 100 %."),
            _("Each source says how its sales come about."),
        ]),
        (_("Segments"), [
            _("Accounts are grouped by potential, engagement, cycle and who decides."),
            _("Each account belongs to one group, also at the bounds."),
        ]),
        (_("Opportunities of each segment"), [
            _("The potential of each segment is known."),
            _("Quick wins and long projects are told apart."),
            _("The accounts that come first are named."),
        ]),
        (_("Time"), [
            _("Time follows what a segment returns for the effort."),
            _("Blocks of the week are kept for each group, within the hours of selling."),
        ]),
        (_("Indicators"), [
            _("Each indicator has a number, a unit and a day."),
            _("Contacts, proposals, conversion and pipeline are looked at each month."),
        ]),
        (_("Reviews and adjustments"), [
            _("The days of the reviews are in the calendar."),
            _("It is agreed what happens when a segment dries up or explodes."),
        ]),
    ]  # fmt: skip


def errors() -> list[tuple[str, str]]:
    """What plans get wrong, and what to do instead (K-10)."""
    return [
        (
            _("A territory is only a piece of geography."),
            _("Group accounts by potential or by kind as well."),
        ),
        (
            _("Accounts are split by habit or history."),
            _("Split by data: potential, workload, access."),
        ),
        (
            _("Only past results count."),
            _("Look ahead: potential, pipeline, odds of each source."),
        ),
        (
            _("The plan stays as it is all year."),
            _("Review it each month or quarter, and write down what changes."),
        ),
        (
            _("The plan is made by one person alone."),
            _("Build it together: rep, manager, marketing, partners."),
        ),
    ]


def reminders(written: WrittenPlan | None) -> list[dict[str, Any]]:
    """When to look again, at what, and on which days of the plan."""
    months = months_of(written) if written else []
    quarters = list(islice(months, 0, None, MONTHS_OF_QUARTER))
    return [
        {
            "when": _("Each week"),
            "checks": [_("The blocks were kept; the next ones are in the calendar.")],
            "days": "",
        },
        {
            "when": _("Each month"),
            "checks": [
                _("The forecast and the indicators are up to date."),
                _("Active and dormant accounts are told apart anew."),
            ],
            "days": days(months[1:]),
        },
        {
            "when": _("At each review"),
            "checks": [
                _("Time is moved where a segment dries up or explodes."),
                _("What was decided is written down, with a name and a day."),
            ],
            "days": days(reviews(written)) if written else "",
        },
        {
            "when": _("Each quarter"),
            "checks": [_("Objectives, segments and conversions are compared with what happened.")],
            "days": days(quarters[1:]),
        },
    ]


def days(listed: list[date]) -> str:
    """Days one after the other."""
    written = (day_in_words(each, "MONTH_DAY_FORMAT") for each in listed)
    return " · ".join(each.replace(" ", "\u00a0") for each in written)
