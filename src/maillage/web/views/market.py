"""How large a market is in each zone: map, figures and the zones in order (A-18)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from maillage.core.geography.states import US_STATES
from maillage.core.market.files import BUSINESS
from maillage.core.market.sizes import CLASSES
from maillage.domain.accounts.icp.versions import icp_in_force, versions
from maillage.domain.accounts.icp.words import titles
from maillage.domain.market.asking import average_asked, market_asked
from maillage.domain.market.choice import CODE_OF_NUMBER
from maillage.domain.market.levels import LEVELS, MarketMap, market_map
from maillage.domain.market.queries import newest_dataset
from maillage.domain.market.words import notes
from maillage.domain.market.zones import level_names, postal_places
from maillage.errors import MaillageError
from maillage.interfaces.exporters.wording import compact, number, percent
from maillage.interfaces.lists import market as lists
from maillage.models import MarketDataset
from maillage.permissions import Action
from maillage.texts import _, language
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list

ASKED = ("level", "icp", "naics", "employees", "state", "vintage", "average")
USUAL_LEVEL = "state"
INNER = {"state": "county", "macro_region": "state", "census_region": "state",
         "census_division": "state"}  # fmt: skip
LONGEST = 200
MOST_DIGITS = 6


@dataclass(frozen=True)
class Asked:
    """What the address asks of the page; what cannot be is said in ``problem`` and left out."""

    words: dict[str, str]
    found: MarketMap
    problem: str = ""

    @property
    def icp(self) -> int | None:
        """The version of the profile that is asked for."""
        return whole_number(self.words["icp"])


@needs(Action.VIEW)
def market(request: HttpRequest) -> HttpResponse:
    """Show a market by zone."""
    header = {
        "title": _("Market"),
        "lead": _(
            "How many establishments there are to sell to, zone by zone, and how many you have."
        ),
    }
    if newest_dataset(kind=BUSINESS, level="county", vintage=None) is None:
        return render(request, "maillage/market/nothing.html", {"header": header})
    asked = asked_of(request)
    found = asked.found
    kept = {name: value for name, value in asked.words.items() if value}
    level = found.level

    def accounts(row: Any) -> str:
        word = lists.market_word(found.choice, asked.icp)
        return address(request, "accounts", {"zone": f"{level}:{row.zone}", "market": word})

    return show_list(
        request,
        lists.zones(found, inner_of(request, kept, level), accounts),
        lists.rows_of(found),
        "maillage/market/market.html",
        kept=kept,
        header=header,
        problem=asked.problem,
        words=asked.words,
        choices=choices(asked.words),
        sectors=sectors(),
        tiles=tiles(request, asked),
        notes=notes(found),
        map=panel_of(request, kept, found) if found.total else None,
    )


def asked_of(request: HttpRequest) -> Asked:
    """Read the address; where it cannot be answered, all industries are."""
    words = {name: " ".join(request.GET.get(name, "").split())[:LONGEST] for name in ASKED}
    words["level"] = words["level"] if words["level"] in LEVELS else USUAL_LEVEL
    try:
        return Asked(words, answer(words))
    except MaillageError as error:
        plain = dict.fromkeys(ASKED, "") | {"level": words["level"]}
        return Asked(plain, answer(plain), problem=str(error))


def answer(words: dict[str, str]) -> MarketMap:
    """Size the market that is asked for.

    Raises
    ------
    MaillageError
        If it cannot be.
    """
    icp = whole_number(words["icp"])
    typed = words["naics"].replace(",", " ").split()
    choice = market_asked(
        industries=[] if icp else typed,
        states=[words["state"]] if words["state"] and not icp else None,
        size="" if icp else words["employees"],
        icp=icp,
    )
    return market_map(
        choice=choice,
        level=words["level"],
        vintage=whole_number(words["vintage"]),
        quotients=True,
        average=average_asked(typed=words["average"], choice=choice),
    )


def whole_number(typed: str) -> int | None:
    """Read a number; None where it is none."""
    fits = typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS
    return int(typed) if fits else None


def inner_of(request: HttpRequest, kept: dict[str, str], level: str) -> Callable[[Any], str] | None:
    """Open the zones inside one: the counties of a state, the states of a region."""
    if level not in INNER:
        return None

    def inside(row: Any) -> str:
        state = CODE_OF_NUMBER.get(row.zone, "") if level == "state" else kept.get("state", "")
        return address(request, "market", kept | {"level": INNER[level], "state": state})

    return inside


def choices(words: dict[str, str]) -> list[dict[str, Any]]:
    """List what can be chosen besides the industries."""
    spoken = 2 if language() == "fr" else 1
    current = icp_in_force(timezone.localdate())
    profiles = [
        (str(each.number), profile_name(each.number, in_force=each == current))
        for each in versions()
    ]
    years = MarketDataset.objects.filter(kind=BUSINESS).order_by("-vintage")
    vintages = years.values_list("vintage", flat=True).distinct()
    sizes = [(name, name if name[-1] != "-" else _("1,000 and more")) for name in CLASSES]
    offered = {
        "level": (_("Zones"), [*level_names().items()]),
        "icp": (_("Ideal customer"), [("", _("none")), *profiles]),
        "employees": (_("Employees"), [("", _("All sizes")), *sizes]),
        "state": (_("State"), [("", _("All")),
                               *((code, names[spoken]) for code, names in US_STATES.items())]),
        "vintage": (_("Year"), [("", _("Newest")), *((str(each), str(each)) for each in vintages)]),
    }  # fmt: skip
    return [
        {
            "name": name,
            "label": label,
            "options": [(value, text, value == words[name]) for value, text in options],
        }
        for name, (label, options) in offered.items()
        if name != "icp" or profiles
    ]


def profile_name(number: int, *, in_force: bool) -> str:
    """Name a version of the profile."""
    text = _("Version %(number)d, in force") if in_force else _("Version %(number)d")
    return text % {"number": number}


def sectors() -> list[tuple[str, str]]:
    """List the sectors of industry, to be typed or chosen."""
    return [(code, title) for code, title in titles().items() if len(code) == 2 or "-" in code]


def panel_of(request: HttpRequest, kept: dict[str, str], found: MarketMap) -> dict[str, Any]:
    """Say where the map finds the figures, and the places of what has no area."""
    points = found.level == "postal"
    return {
        "title": _("The market by zone"),
        "topology": "counties",
        "around": "counties" if points else "",
        "places_url": address(request, "market_places") if points else "",
        "state_url": address(request, "market_map", kept),
        "hint": circles_in_words(found) if points else "",
        "plain": True,
    }


def circles_in_words(found: MarketMap) -> str:
    """Say what the circles are, and how much of the market has no place for one."""
    said = _("Each circle is a postal code, the larger the more establishments it has.")
    counts = found.zones["establishments"].drop(index="", errors="ignore")
    unplaced = int(counts[~counts.index.isin(postal_places()["postal_code"])].sum())
    if not unplaced:
        return said
    text = _("%(count)s establishments are in postal codes whose place is not known.")
    return f"{said} {text % {'count': number(unplaced)}}"


def tiles(request: HttpRequest, asked: Asked) -> list[dict[str, Any]]:
    """Give the figures of a market; each opens the rows behind it."""
    found = asked.found
    zones = found.zones
    accounts = int(zones["accounts"].sum())
    outside = found.total - int(zones.drop(index="", errors="ignore")["establishments"].sum())
    residual = found.counted.residual
    word = lists.market_word(found.choice, asked.icp)
    state = found.choice.states[0] if len(found.choice.states) == 1 and not asked.icp else ""
    behind = {"market": word, "zone": f"state:{state}" if state else ""}
    left = _("%(count)s of them in no zone of this level") % {"count": number(outside)}
    return [
        {"label": _("Establishments"), "figure": number(found.total),
         "note": left if outside else "", "url": "#market-zones"},
        {"label": _("In no county"), "figure": number(residual), "url": "#market-notes"},
        {"label": _("Your accounts"), "figure": number(accounts),
         "url": address(request, "accounts", behind)},
        {"label": _("Penetration"), "url": "#market-zones",
         "figure": percent(accounts / found.total if found.total else None, 2),
         "note": _("accounts / establishments")},
        *summed(zones),
    ]  # fmt: skip


def summed(zones: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the sums of the figures that a market has only in part."""
    labels = {
        "employees": _("Employees published"),
        "payroll": _("Payroll published ($)"),
        "revenue": _("Sales possible"),
    }
    return [
        {
            "label": label,
            "figure": compact(zones[name].sum() * (1_000 if name == "payroll" else 1)),
            "note": withheld(zones, name),
            "url": "#market-zones",
        }
        for name, label in labels.items()
        if name in zones
    ]


def withheld(zones: pd.DataFrame, name: str) -> str:
    """Say for how many establishments a figure is withheld."""
    count = int(zones[f"{name}_withheld"].sum()) if f"{name}_withheld" in zones else 0
    return _("withheld for %(count)s establishments") % {"count": number(count)} if count else ""
