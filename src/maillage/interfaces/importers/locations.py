"""Places written in one text, as in Sales Navigator: ``Austin, Texas, United States``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isnan

from maillage.core.geography.states import state_code
from maillage.interfaces.importers.readings import Assumed
from maillage.interfaces.importers.values import country
from maillage.reference import gazetteer
from maillage.texts import _

WITH_STATES = ("US", "CA")
SHIPPED = (*WITH_STATES, "FR")
LONGEST = 120
MOST_PARTS = 2
AREA = re.compile(
    r"(?:greater|grand|région de|region de|agglomération de)\s+(?P<after>.+?)"
    r"(?:\s+(?:metropolitan |metro |bay )?(?:area|region))?"
    r"|(?P<before>.+?)(?:\s+city)?\s+"
    r"(?:(?:metropolitan|metro|bay)\s+(?:area|region)|et périphérie)",
    re.IGNORECASE,
)


def location(text: str) -> object:
    """Read city, state and country by the names a supplier's file has for them.

    An area, such as ``Greater Boston``, is read as its main city, and that is said; regions of
    France are left out, as the city tells them. What is not understood stays unknown.
    """
    parts = [part for each in text.split(",") if (part := " ".join(each.split()))]
    if not parts or len(text) > LONGEST or not text.isprintable():
        return unknown()
    if len(parts) == 1 and (area := AREA.fullmatch(parts[0])):
        return main_city(area["after"] or area["before"])
    where = country_of(parts[-1])
    if named_country(parts[-1]):
        parts.pop()
    if not where or len(parts) > MOST_PARTS:
        return unknown()
    city, state = city_and_state(parts, where)
    named = {"hq_country": where, "hq_state": state, "hq_city": city}
    found = {name: value for name, value in named.items() if value}
    if area := AREA.fullmatch(city):
        return as_main_city(found | {"hq_city": area["after"] or area["before"]})
    return found


def unknown() -> Assumed:
    """Leave a place unknown, and say so."""
    return Assumed(None, _("locations that are not understood are left unknown"))


def as_main_city(found: dict[str, str]) -> Assumed:
    """Say that an area was taken for its main city."""
    return Assumed(found, _("areas such as Greater Boston are read as their main city"))


def main_city(name: str) -> Assumed:
    """Read an area that names no country, where only one country has such a city."""
    found = [
        {"hq_country": each, "hq_state": place.state, "hq_city": name}
        for each in SHIPPED
        if (place := gazetteer().locate(city=name, country=each)).latitude is not None
        and not isnan(place.latitude)
    ]
    if len(found) != 1:
        return unknown()
    return as_main_city(found[0])


def country_of(last: str) -> str:
    """Tell the country by the last part: a state of it, or its name."""
    states = (each for each in WITH_STATES if state_code(last, each))
    return next(states, "") or named_country(last)


def named_country(text: str) -> str:
    """Tell the country a text names; "" where it is a state, such as CA or Georgia."""
    named = "" if any(state_code(text, each) for each in WITH_STATES) else country(text)
    return named if isinstance(named, str) else ""


def city_and_state(parts: Sequence[str], where: str) -> tuple[str, str]:
    """Tell city and state of what stands before the country."""
    if not parts:
        return "", ""
    state = state_code(parts[-1], where)
    if len(parts) == 1:
        return ("", state) if state else (parts[0], "")
    return parts[0], state
