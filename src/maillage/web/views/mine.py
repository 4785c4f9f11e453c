"""A rep's own data, first on the page of their territory, and the wins of the team (N-03, N-04)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maillage.domain.reviews.mine import own_data
from maillage.domain.reviews.wins import wins_shown_to
from maillage.domain.words import day_word, touch_word
from maillage.interfaces.exporters.wording import compact, number, percent
from maillage.interfaces.lists import recognition as lists
from maillage.models import Rep
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list

WIN_DAYS = 90


def own_context(request: HttpRequest, rep: Rep | None) -> dict[str, Any]:
    """What the page of a territory shows of its rep before anything else."""
    if rep is None:
        return {}
    found = own_data(rep, timezone.localdate())
    top = address(request, "top_list", pk=rep.pk)
    return {
        "mine": found,
        "mine_tiles": [
            *plan_tiles(request, rep, found),
            week_tile(request, rep, found["week"]),
            *review_tile(found),
            *pay_tile(request, rep, found),
        ],
        "best": [
            {**each, "url": address(request, "account", pk=each["key"])}
            for each in found["accounts"]
        ],
        "top_url": top,
        "wins_url": address(request, "wins"),
    }


def plan_tiles(request: HttpRequest, rep: Rep, found: dict[str, Any]) -> list[dict[str, Any]]:
    """What is sold of the objective, and the pace."""
    plan = found["plan"]
    if plan is None:
        return [
            {"label": _("Your plan of the year"), "figure": "–", "note": _("none accepted yet")}
        ]
    figures = address(request, "indicators", {"of": f"rep:{rep.external_id}"})
    state = "good" if plan["pace"] >= 1 else "warn"
    return [
        {"label": _("Sold of your objective"), "figure": percent(plan["share"], 0),
         "url": figures, "note": _("%(sold)s of %(objective)s") % {
             "sold": compact(plan["sold"]), "objective": compact(plan["objective"])}},
        {"label": _("Your pace"), "figure": number(plan["pace"], 2), "state": state,
         "note": _("1 is an even year")},
    ]  # fmt: skip


def week_tile(request: HttpRequest, rep: Rep, week: dict[str, Any]) -> dict[str, Any]:
    """What was done since Monday."""
    kinds = ", ".join(
        f"{touch_word(kind)}: {number(count)}" for kind, count in week["kinds"].items()
    )
    return {
        "label": _("Your contacts since %(day)s") % {"day": day_word(week["since"])},
        "figure": number(week["contacts"]),
        "url": address(request, "indicators", {"of": f"rep:{rep.external_id}"}),
        "note": kinds,
    }


def review_tile(found: dict[str, Any]) -> list[dict[str, Any]]:
    """When the next review is."""
    if found["next_review"] is None:
        return []
    return [{"label": _("Next review"), "figure": day_word(found["next_review"])}]


def pay_tile(request: HttpRequest, rep: Rep, found: dict[str, Any]) -> list[dict[str, Any]]:
    """The variable pay so far."""
    if found["pay"] is None:
        return []
    note = "" if found["pay"]["complete"] else _("not all measures are known")
    return [
        {"label": _("Your variable pay so far"), "figure": number(found["pay"]["variable"], 2),
         "url": address(request, "pay_rep", pk=rep.pk), "note": note}
    ]  # fmt: skip


@needs(Action.VIEW)
def wins(request: HttpRequest) -> HttpResponse:
    """List the wins of the last 90 days."""
    found = wins_shown_to(request.member, days=WIN_DAYS, on=timezone.localdate())

    def link(row: Any) -> str:
        return address(request, "account", pk=row.account_key) if row.account_key else ""

    return show_list(
        request,
        lists.wins(link),
        lists.wins_rows(found),
        "maillage/list.html",
        header={
            "title": _("Wins"),
            "lead": _("Sales to priority accounts, customers won back, objectives reached, in the"
                      " last 90 days."),
        },
    )  # fmt: skip
