"""Indicators with their definitions, the rows behind each, and reps compared (J-01 to J-05)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import mark_safe

from maillage.domain.accounts.holdings import accounts_at
from maillage.domain.reviews.comparing import compare_reps, method_words
from maillage.domain.reviews.indicators.asking import (
    MONTHS,
    Told,
    indicator,
    indicators,
    month_asked,
    months_before,
)
from maillage.domain.reviews.indicators.parts import Part, part_asked, parts_of
from maillage.errors import ParameterError
from maillage.interfaces.exporters.sparklines import sparkline
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.lists import indicators as lists
from maillage.models import Opportunity
from maillage.permissions import Action, may
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list


@needs(Action.VIEW)
def indicators_page(request: HttpRequest) -> HttpResponse:
    """Show all indicators of a part of the market in a month."""
    today = timezone.localdate()
    part = part_asked(request.GET.get("of", ""), by=request.member)
    month = month_of(request)
    found = indicators(part=part, month=month, today=today)
    kept = {"of": part.key, "month": f"{month:%Y-%m}"}
    compare = {"label": _("Compare reps"), "icon": "users", "url": address(request, "compared")}
    return show_list(
        request,
        lists.indicators(found),
        lists.rows_of(found),
        "maillage/reviews/indicators.html",
        kept=kept,
        part=part,
        parts=list(parts_of(request.member, today)),
        months=[(f"{each:%Y-%m}", lists.month_text(each)) for each in choices(today)],
        month=f"{month:%Y-%m}",
        figures=[row(request, each, kept) for each in found],
        header={
            "title": _("Indicators"),
            "lead": _("%(part)s, %(month)s")
            % {"part": part.name, "month": lists.month_text(month)},
            "actions": [compare] if may(request.member, Action.HOLD_REVIEWS) else [],
        },
    )


def month_of(request: HttpRequest) -> Any:
    """The month asked for; the one of today where that is none."""
    today = timezone.localdate()
    try:
        return month_asked(request.GET.get("month", ""), today)
    except ParameterError:
        return today.replace(day=1)


def choices(today: Any) -> list[Any]:
    """The months that can be chosen, the latest first."""
    return list(reversed(months_before(today.replace(day=1), 2 * MONTHS)))


def row(request: HttpRequest, each: Told, kept: dict[str, str]) -> dict[str, Any]:
    """One indicator, as the page shows it."""
    unit, counted = each.definition.unit, each.counted
    label = ", ".join(
        f"{lists.month_text(month)}: {lists.value_text(value, unit)}"
        for month, value in zip(each.months, each.series, strict=True)
    )
    rows = counted.accounts or counted.deals
    return {
        "definition": each.definition,
        "value": lists.value_text(counted.value, unit),
        "known": counted.value is not None,
        "url": address(request, "indicator", kept, key=each.definition.key) if rows else "",
        "parts": parts_text(each),
        "line": mark_safe(sparkline(each.series, label)),  # noqa: S308 - escaped by element()
    }


def parts_text(each: Told) -> str:
    """Numerator and denominator in figures, of a ratio."""
    counted = each.counted
    if counted.part is None or counted.whole is None or each.definition.unit == "days":
        return ""
    decimals = 0 if each.definition.unit == "percent" else 1
    return f"{number(counted.part, decimals)} / {number(counted.whole, decimals)}"


@needs(Action.VIEW)
def indicator_rows(request: HttpRequest, key: str) -> HttpResponse:
    """List the accounts or opportunities behind an indicator."""
    today = timezone.localdate()
    part: Part = part_asked(request.GET.get("of", ""), by=request.member)
    month = month_of(request)
    definition, counted = indicator(key, part=part, month=month, today=today)
    kept = {"of": part.key, "month": f"{month:%Y-%m}"}

    def link(each: Any) -> str:
        return address(request, "account", pk=getattr(each, "account_id", each.pk))

    listing, rows = lists.behind(counted, accounts_at(today), Opportunity.objects.all(), link)
    return show_list(
        request,
        listing,
        rows,
        "maillage/list.html",
        kept=kept,
        header={
            "title": definition.name,
            "lead": f"{part.name}, {lists.month_text(month)} · {definition.sentence}",
            "crumbs": [{"label": _("Indicators"), "url": address(request, "indicators", kept)}],
        },
    )


@needs(Action.HOLD_REVIEWS)
def compared(request: HttpRequest) -> HttpResponse:
    """Compare the reps by deals for their potential, luck set apart."""
    found = compare_reps(until=timezone.localdate())
    return show_list(
        request,
        lists.compared(lambda row: address(request, "indicators", {"of": f"rep:{row.rep}"})),
        lists.compared_rows(found),
        "maillage/reviews/compared.html",
        method=method_words(found),
        left_out=", ".join(rep.name for rep in found.left_out),
        header={
            "title": _("Reps compared"),
            "lead": _("Over 365 days, for the potential each of them held."),
            "crumbs": [{"label": _("Indicators"), "url": address(request, "indicators")}],
        },
    )
