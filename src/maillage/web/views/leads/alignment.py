"""What both teams look at: figures, promises both ways, the funnel, before and after, claims."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maillage.domain.leads.alignment.behind import behind
from maillage.domain.leads.alignment.board import board
from maillage.domain.leads.alignment.comparing import asked_periods, compare
from maillage.domain.leads.alignment.losses import losses
from maillage.domain.leads.alignment.periods import (
    Period,
    month_of,
    part_of_leads,
    parts_of_leads,
    period_asked,
)
from maillage.domain.leads.alignment.telling import alignment, comparison_told, losses_told
from maillage.domain.reviews.indicators.parts import Part
from maillage.errors import ParameterError
from maillage.interfaces.lists import alignment as lists
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.views.leads.alignment_rows import (
    Linked,
    change_row,
    figure_row,
    share_text,
    side_rows,
    step_row,
)
from maillage.web.views.leads.live import live_context

TYPED = ("revenue", "budget", "leads")


@needs(Action.VIEW)
def alignment_page(request: HttpRequest) -> HttpResponse:
    """Show both teams the same figures."""
    part, period = asked(request)
    found = board(part=part, period=period, now=timezone.now())
    told, kept = alignment(found), kept_of(part, period)
    linked = link_of(request, kept)
    caption = caption_of(part, period)
    return show_list(
        request,
        lists.alignment(caption),
        lists.rows_of(found.figures),
        "maillage/leads/alignment.html",
        kept=kept,
        header={"title": _("Marketing and sales"), "lead": caption},
        part=part,
        parts=list(parts_of_leads()),
        period=period,
        figures=[figure_row(each, linked) for each in found.figures],
        sides=[side_rows(each, linked) for each in told["sides"]],
        funnel=[step_row(each, linked) for each in told["funnel"]],
        heard=told["heard"]
        | {"asked": share_text(told["heard"]["asked"]), "told": told["heard"]["asked"]["count"]},
        **compared(request, part),
        **claimed(request),
        **live_context(request),
    )


def asked(request: HttpRequest) -> tuple[Part, Period]:
    """The part and the period asked for; the month of today where they are no days."""
    today = timezone.localdate()
    try:
        period = period_asked(day(request, "since"), day(request, "until"), today)
    except ParameterError:
        period = month_of(today)
    return part_of_leads(request.GET.get("of", "")), period


def day(request: HttpRequest, name: str) -> date | None:
    """A day that is asked for; None where it is none."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None


def kept_of(part: Part, period: Period) -> dict[str, str]:
    """What addresses of the page keep."""
    return {"of": part.key, "since": period.since.isoformat(), "until": period.until.isoformat()}


def caption_of(part: Part, period: Period) -> str:
    """Say of what and when the figures are."""
    return _("%(part)s, %(since)s to %(until)s") % {
        "part": part.name,
        "since": lists.day_text(period.since),
        "until": lists.day_text(period.until),
    }


def link_of(request: HttpRequest, kept: dict[str, str]) -> Linked:
    """Give what leads to the rows behind a number."""

    def link(key: str, reading: str) -> str:
        return address(request, "alignment_rows", {**kept, "reading": reading}, key=key)

    return link


def compared(request: HttpRequest, part: Part) -> dict[str, Any]:
    """Before and after the day of a change, where one is asked for."""
    change = day(request, "change")
    if change is None:
        return {"change": "", "changes": [], "wrong_change": ""}
    try:
        one, other = asked_periods(
            change=change, before=(None, None), after=(None, None), today=timezone.localdate()
        )
        found = compare(part=part, before=one, after=other, now=timezone.now())
    except ParameterError as error:
        return {"change": change.isoformat(), "changes": [], "wrong_change": str(error)}
    changes = [change_row(each) for each in comparison_told(found)["changes"]]
    days = {"before": caption_of(part, one), "after": caption_of(part, other)}
    return {"change": change.isoformat(), "changes": changes, "wrong_change": "", "days": days}


def claimed(request: HttpRequest) -> dict[str, Any]:
    """What claims of others make of the figures that were typed in."""
    typed = {name: request.GET.get(name, "").strip()[:30] for name in TYPED}
    try:
        found = losses(**{name: float(text) for name, text in typed.items() if text})
    except (ValueError, ParameterError):
        wrong = _("Write amounts of 0 or more in digits.")
        return {"typed": typed, "wrong_loss": wrong, "claims": losses_told(losses())}
    return {"typed": typed, "wrong_loss": "", "claims": losses_told(found)}


@needs(Action.VIEW)
def alignment_rows(request: HttpRequest, key: str) -> HttpResponse:
    """List the leads or opportunities behind a number."""
    part, period = asked(request)
    reading = request.GET.get("reading", "")
    found = behind(key, reading, part=part, period=period, now=timezone.now())
    kept = kept_of(part, period)

    def of_deal(row: Any) -> str:
        return address(request, "account", pk=row.account_id)

    def of_lead(row: Any) -> str:
        return address(request, "lead", pk=row.pk)

    listing, rows = lists.behind_alignment(found, of_lead, of_deal)
    return show_list(
        request,
        listing,
        rows,
        "maillage/list.html",
        kept={**kept, "reading": reading},
        header={
            "title": found.name,
            "lead": caption_of(part, period),
            "crumbs": [
                {"label": _("Marketing and sales"), "url": address(request, "alignment", kept)}
            ],
        },
    )
