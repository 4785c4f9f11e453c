"""Who covers what, and where the holes are."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maillage import reference
from maillage.core.territories.colours import territory_colours
from maillage.domain.accounts.holdings import (
    Spread,
    books,
    by_zone,
    figures,
    figures_of,
    spread_of,
)
from maillage.domain.accounts.remembering import remembered
from maillage.domain.reviews.timers import timers
from maillage.domain.territories.waiting import Waiting, waiting_for
from maillage.interfaces.exporters.wording import compact, number, percent
from maillage.interfaces.lists import accounts as lists
from maillage.models import Account
from maillage.permissions import Action, may
from maillage.texts import _, language
from maillage.web.addresses import address
from maillage.web.asked import day_asked, day_kept
from maillage.web.guard import needs
from maillage.web.lists import show_list
from maillage.web.packed import Packed, pack, sent

NOBODY = 0
POINT = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[%.4f,%.4f]}}'


@needs(Action.VIEW)
def coverage(request: HttpRequest) -> HttpResponse:
    """Show the coverage of the workspace on a day: figures, map, and the books of the reps."""
    on = day_asked(request)
    found = books(on=on)
    reps = list(found)
    spread = spread_of(reps)
    active = [rep for rep in reps if rep.active]
    mean = sum(rep.potential for rep in active) / len(active) if active else 0.0
    listing = lists.books(lambda row: rows_behind(request, owner=row.pk), mean)
    return show_list(
        request,
        listing,
        found,
        "maillage/coverage.html",
        kept=day_kept(request),
        on=on,
        today=timezone.localdate(),
        own=own_tiles(request, on),
        tiles=tiles(request, on, spread),
        map=map_of(request),
        waiting=[waiting_line(request, each) for each in waiting_for(request.member)],
        header={
            "title": _("Who covers what"),
            "lead": _("Every account has one owner who answers for it. Here is where that fails."),
            "actions": actions(request),
        },
    )


def actions(request: HttpRequest) -> list[dict[str, str]]:
    """What can be done about the holes."""
    if not may(request.member, Action.EDIT_SCENARIOS):
        return []
    url = address(request, "scenario_new")
    return [{"label": _("Plan other territories"), "icon": "layers", "kind": "primary", "url": url}]


def waiting_line(request: HttpRequest, waiting: Waiting) -> dict[str, str]:
    """What waits for a member, and where they do it."""
    name = {"scenario": waiting.scenario.name}
    if waiting.what == "publish":
        text = _("%(scenario)s is approved and waits to be published.") % name
        return {"text": text, "url": address(request, "publish", pk=waiting.scenario.pk)}
    if waiting.what == "approve":
        text = _("%(scenario)s waits for your approval.") % name
        return {"text": text, "url": address(request, "approval", pk=waiting.scenario.pk)}
    text = _("%(scenario)s gives you another territory: say what you think of it.") % name
    return {"text": text, "url": address(request, "territory", {"scenario": waiting.scenario.pk})}


def map_of(request: HttpRequest) -> dict[str, Any] | None:
    """Say where the map finds the counties; none where no account lies in one."""
    if not Account.objects.exclude(county="").exists():
        return None
    return {
        "title": _("Who holds which county"),
        "topology": "counties",
        "state_url": address(request, "coverage_map", day_kept(request)),
        "accounts_url": address(request, "accounts_map"),
    }


def rows_behind(request: HttpRequest, **asked: Any) -> str:
    """Give the address of the accounts behind a figure."""
    return address(request, "accounts", asked | day_kept(request))


def tiles(request: HttpRequest, on: date, spread: Spread) -> list[dict[str, Any]]:
    """Give the figures of the first page; each opens the rows behind it."""
    found = figures(on=on)
    every = found["all"]
    labels = {
        "owned": _("Owned"),
        "no_owner": _("Nobody answers for"),
        "never_approached": _("Never approached"),
        "double_contact": _("Touched by two reps"),
        "stale": _("No touch for six months"),
    }
    tiles = [
        {
            "label": label,
            "figure": number(found[code].accounts),
            "unit": percent(found[code].accounts / every.accounts if every.accounts else None, 0),
            "note": _("potential %(amount)s") % {"amount": compact(found[code].potential)},
            "state": "" if code == "owned" or not found[code].accounts else "warn",
            "url": rows_behind(request, finding=code),
        }
        for code, label in labels.items()
    ]
    return [*tiles, ratio_tile(spread), *review_tile(request, on)]


def own_tiles(request: HttpRequest, on: date) -> list[dict[str, Any]]:
    """Give a rep the figures of their own accounts, before those of all (N-04)."""
    rep = request.member.rep
    if rep is None:
        return []
    found = figures_of(rep=rep, on=on)
    labels = {
        "all": _("Yours"),
        "never_approached": _("Never approached"),
        "double_contact": _("Touched by two reps"),
        "stale": _("No touch for six months"),
    }
    return [
        {
            "label": label,
            "figure": number(found[code].accounts),
            "note": _("potential %(amount)s") % {"amount": compact(found[code].potential)},
            "state": "" if code == "all" or not found[code].accounts else "warn",
            "url": rows_behind(request, owner=rep.pk, finding="" if code == "all" else code),
        }
        for code, label in labels.items()
    ]


def review_tile(request: HttpRequest, on: date) -> list[dict[str, Any]]:
    """How many reviews are past their date (X-01), for those who see reviews."""
    if not may(request.member, Action.VIEW_DRAFTS):
        return []
    clocks = timers(on=on)
    if not clocks:
        return []
    late = sum(each.overdue for each in clocks)
    stale = any(each.stale for each in clocks)
    return [
        {
            "label": _("Reviews past their date"),
            "figure": number(late),
            "unit": _("of %(count)s") % {"count": number(len(clocks))},
            "note": _("plans, assignments, structure"),
            "state": "bad" if stale else "warn" if late else "good",
            "url": address(request, "reviews"),
        }
    ]


def ratio_tile(spread: Spread) -> dict[str, Any]:
    """The richest book against the poorest (A-14)."""
    infinite = spread.ratio == float("inf")
    figure = "–" if spread.ratio is None else "∞" if infinite else number(spread.ratio, 1)
    names = {"richest": spread.richest, "poorest": spread.poorest}
    return {
        "label": _("Richest book to poorest"),
        "figure": figure,
        "note": _("%(richest)s to %(poorest)s") % names if spread.richest else "",
        "state": "bad" if spread.unequal else "good" if spread.richest else "",
        "url": "#books",
    }


@needs(Action.VIEW)
def coverage_map(request: HttpRequest) -> HttpResponse:
    """Give the map the counties with the rep who holds most of each."""
    on = day_asked(request)
    return sent(request, remembered(f"map-{language()}", on, lambda: whole_map(on)))


def whole_map(on: date) -> Packed:
    """The counties on a day, packed."""
    reps = list(books(on=on))
    numbers = {rep.pk: place for place, rep in enumerate(reps, start=1)}
    leading: dict[str, int] = {}
    potential: dict[str, float] = {}
    accounts: dict[str, int] = {}
    holes: dict[str, int] = {}
    for county, owner, count, worth in by_zone(on=on):
        potential[county] = potential.get(county, 0.0) + worth
        accounts[county] = accounts.get(county, 0) + count
        if owner is None:
            holes[county] = count
        elif county not in leading:
            leading[county] = numbers[owner]
    codes = sorted(accounts)
    names = reference.table("us_counties").set_index("code")
    names = names[names["vintage"] == reference.CURRENT_COUNTY_VINTAGE]
    called = names["name"].str.cat(names["state"], sep=", ").to_dict()
    measures = {
        "potential": (_("Potential of the counties"), potential),
        "accounts": (_("Accounts in the counties"), accounts),
        "holes": (_("Accounts nobody answers for"), holes),
    }
    colours = territory_colours(len(reps)) if reps else []
    found = {
        "revision": 0,
        "units": codes,
        "names": [called.get(code, code) for code in codes],
        "labels": [leading.get(code, NOBODY) for code in codes],
        "locked": [],
        "territories": [
            {"number": numbers[rep.pk], "name": rep.name, "colour": colour}
            for rep, colour in zip(reps, colours, strict=True)
        ],
        "measures": [
            {"name": name, "label": label, "values": [values.get(code, 0) for code in codes]}
            for name, (label, values) in measures.items()
        ],
    }
    return pack(json.dumps(found))


@needs(Action.VIEW)
def accounts_map(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Give the map a point for each account that has a place (GeoJSON, RFC 7946)."""
    places = Account.objects.filter(latitude__isnull=False, longitude__isnull=False)
    points = ",".join(
        POINT % (east, north)
        for east, north in places.order_by("pk").values_list("longitude", "latitude").iterator()
    )
    text = f'{{"type":"FeatureCollection","features":[{points}]}}'
    return HttpResponse(text, "application/geo+json")
