"""The days of a plan, and how its documents write them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.utils.formats import date_format

from maillage.core.plans.year import MONTHS, WEEKS
from maillage.domain.days import day_in_words
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.texts import _, language

MOST_REVIEWS: Final = 13


def day(on: date) -> str:
    """A day in words."""
    return day_in_words(on, _("F j, Y"))


def short_month(on: date) -> str:
    """A month as short as its language writes it: Jul, but juin and juil."""
    return str(date_format(on, "N" if language() == "fr" else "M", use_l10n=False))


def months_of(plan: WrittenPlan | None) -> list[date]:
    """The first days of the months of the year."""
    if plan is None:
        return [date(2001, month, 1) for month in range(1, MONTHS + 1)]
    return plan.read().year.months()[:MONTHS]


def reviews(plan: WrittenPlan) -> list[date]:
    """The days of the reviews of a year."""
    every = timedelta(weeks=plan.review_weeks)
    count = min(WEEKS // plan.review_weeks, MOST_REVIEWS)
    return [plan.starts_on + every * place for place in range(1, count + 1)]
