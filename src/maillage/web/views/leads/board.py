"""What marketing and sales owe each other, and how it is kept, for both teams (E-08)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maillage.core.leads.metrics.rates import Rate
from maillage.core.leads.sla.policies import Direction
from maillage.domain.leads.breaches import median_hours, missed
from maillage.domain.leads.queries import BoardRow, board, total
from maillage.domain.leads.terms import agreement_at
from maillage.domain.people.lead_messages import owed_word
from maillage.interfaces.exporters.wording import DASH, number, percent
from maillage.interfaces.lists import Column
from maillage.interfaces.lists.breaches import breaches
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.views.leads.live import live_context
from maillage.web.views.tracking import plain_table

DAYS = (7, 30, 90)
USUAL = 30
type Table = dict[str, Any]


@needs(Action.VIEW)
def leads_board(request: HttpRequest) -> HttpResponse:
    """Show what is owed by policy and by rep, and the list of what was missed."""
    now = timezone.now()
    days = asked_days(request)
    since = now - timedelta(days=days)
    rows = board(now=now, since=since)
    owed = {each.id: owed_word(each.fulfilled_by) for each in agreement_at(now)[1]}
    return show_list(
        request,
        breaches(lambda row: address(request, "lead", pk=row.lead_id), now),
        missed(now=now, since=since),
        "maillage/leads/board.html",
        kept={"days": str(days)} if days != USUAL else None,
        header={
            "title": _("SLA board"),
            "lead": _("What marketing and sales owe each other. Both teams see both sides."),
        },
        now=now,
        periods=[
            {
                "label": _("%(days)d days") % {"days": each},
                "url": address(request, "leads_board", {"days": each}),
                "current": each == days,
            }
            for each in DAYS
        ],
        sides=sides(rows, owed, median_hours(since=since)),
        by_rep=rep_table(rows, owed),
        **live_context(request),
    )


def asked_days(request: HttpRequest) -> int:
    """The days that are looked at."""
    asked = request.GET.get("days", "")
    return next((each for each in DAYS if asked == str(each)), USUAL)


def sides(
    rows: Sequence[BoardRow], owed: dict[str, str], hours: dict[str, float]
) -> list[dict[str, Any]]:
    """Both directions of the agreement, a table each."""
    titles = {
        Direction.MARKETING_TO_SALES: _("What marketing owes sales"),
        Direction.SALES_TO_MARKETING: _("What sales owe marketing"),
    }
    found = []
    for direction, title in titles.items():
        own = total(each for each in rows if each.direction == direction)
        columns = [
            Column("policy", _("Promise"), lambda row: named(row.policy, owed)),
            *counts(),
            Column("median", _("Median time"),
                   lambda row: time_text(hours[row.policy]) if row.policy in hours else DASH,
                   number=True),
        ]  # fmt: skip
        table = plain_table(
            direction.replace("_", "-"), title, columns, own, {"title": _("Nothing was owed.")}
        )
        found.append(table)
    return found


def rep_table(rows: Sequence[BoardRow], owed: dict[str, str]) -> Table:
    """What each rep owes."""
    columns = [
        Column("rep", _("Rep"), debtor),
        Column("policy", _("Promise"), lambda row: named(row.policy, owed)),
        *counts(),
    ]
    ordered = sorted(rows, key=lambda row: (row.owner.name if row.owner else "", row.policy))
    return plain_table("by-rep", _("By rep"), columns, ordered, {"title": _("Nothing was owed.")})


def debtor(row: BoardRow) -> str:
    """Name who owes: the rep, else marketing where it does, else nobody yet."""
    if row.owner:
        return str(row.owner.name)
    to_sales = row.direction == Direction.MARKETING_TO_SALES
    return _("marketing") if to_sales else _("nobody")


def time_text(hours: float) -> str:
    """Write a time: minutes where it is under an hour."""
    if hours < 1:
        return _("%(count)s min") % {"count": number(60 * hours)}
    return _("%(count)s h") % {"count": number(hours, 1)}


def named(policy: str, owed: dict[str, str]) -> str:
    """Name a promise: what is owed, and its number."""
    return f"{owed[policy]} ({policy})" if policy in owed else policy


def counts() -> list[Column]:
    """The columns of figures."""
    return [
        Column("running", _("Open"), lambda row: row.running, number=True),
        Column("warned", _("Warned of"), lambda row: row.warned, number=True),
        Column("late", _("Late"), lambda row: row.late, number=True),
        Column("kept", _("Kept"), lambda row: kept_word(row.rate), number=True),
        Column("decided", _("Kept or late"), lambda row: row.decided, number=True),
    ]


def kept_word(rate: Rate) -> str:
    """The share that was kept, with its interval of 95 %."""
    if not rate.of:
        return DASH
    low, high = rate.interval
    names = {"share": percent(rate.share, 0), "low": percent(low, 0), "high": percent(high, 0)}
    return _("%(share)s (%(low)s to %(high)s)") % names
