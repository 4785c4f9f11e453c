"""What a scenario moves against today and why: accounts or units, and the plans of its frontier."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from maillage.domain.territories.comments import open_by_part
from maillage.domain.territories.comparing import frontier_points, unit_moves
from maillage.domain.territories.lifecycle import scenario_seen, visible_scenarios
from maillage.domain.territories.owners import account_moves
from maillage.errors import InputError
from maillage.interfaces.lists import Cell
from maillage.interfaces.lists import moves as lists
from maillage.interfaces.lists.frames import FrameRows
from maillage.interfaces.lists.listing import Listing
from maillage.models import Comment, Scenario
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.views.scenarios.comments import comments_cell
from maillage.web.views.scenarios.comparison import plot

UNITS = "units"


@needs(Action.VIEW)
def moves(request: HttpRequest, pk: int) -> HttpResponse:
    """List what a scenario moves against today, and why; and the plans of its frontier."""
    found = scenario_seen(pk=pk, member=request.member)
    units = request.GET.get("show") == UNITS
    listing, rows, problem = (of_units if units else of_accounts)(request, found)
    here = address(request, "scenario_moves", pk=pk)
    return show_list(
        request,
        listing,
        rows,
        "maillage/scenarios/moves.html",
        kept={"show": UNITS} if units else {},
        scenario=found,
        problem=problem,
        plot=plot(points(request, found)),
        tabs=[
            {"label": _("Accounts"), "url": here, "current": not units},
            {"label": _("Units"), "url": f"{here}?show={UNITS}", "current": units},
        ],
        header={
            "title": _("Moves of %(name)s") % {"name": found.name},
            "lead": _("Against who owns what today."),
            "crumbs": [
                {"label": _("Scenarios"), "url": address(request, "scenarios")},
                {"label": found.name, "url": address(request, "scenario", pk=pk)},
            ],
        },
    )


def of_accounts(request: HttpRequest, found: Scenario) -> tuple[Listing, FrameRows, str]:
    """The accounts that change owner."""
    frame = account_moves(scenario=found)
    listing = lists.accounts(
        frame,
        lambda row: address(request, "accounts", {"q": row.account}),
        said_of(request, found, Comment.Subject.ACCOUNT),
    )
    return listing, lists.account_rows(frame), ""


def of_units(request: HttpRequest, found: Scenario) -> tuple[Listing, FrameRows, str]:
    """The units that change hands; and why they cannot be explained, where they cannot."""
    try:
        reasons, problem = unit_moves(scenario=found), ""
    except InputError as error:
        reasons, problem = (), str(error)
    rows = lists.unit_rows(reasons)
    return lists.units(rows, said_of(request, found, Comment.Subject.MOVE)), rows, problem


def said_of(request: HttpRequest, found: Scenario, subject: str) -> lists.Said:
    """Give what counts the comments of a part and leads to them."""
    waiting = open_by_part(scenario=found, subject=subject)

    def said(code: str) -> Cell:
        return comments_cell(request, found, subject, code, waiting)

    return said


def points(request: HttpRequest, found: Scenario) -> list[dict[str, Any]]:
    """The plans of the frontier that this member may see."""
    visible = visible_scenarios(member=request.member)
    return [
        each | {"url": address(request, "scenario", pk=each["scenario"])}
        for each in frontier_points(scenario=found)
        if visible.filter(pk=each["scenario"]).exists()
    ]
