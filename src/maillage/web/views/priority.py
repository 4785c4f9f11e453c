"""Which zones come first, by weights anybody may try (A-16)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maillage.core.market.priority import CRITERIA, Stability
from maillage.core.market.sensitivity import KEEP, SPREAD
from maillage.domain.market.launch import advice, launch_advice, said
from maillage.domain.market.priority import LEVELS, Priority, prioritise
from maillage.domain.market.words import expired_words
from maillage.errors import ParameterError
from maillage.interfaces.exporters.wording import percent
from maillage.interfaces.lists import Cell
from maillage.interfaces.lists import priority as lists
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list

USUAL = 25.0
MOST = 100.0


@needs(Action.VIEW)
def priority(request: HttpRequest) -> HttpResponse:
    """Rank the zones with the weights of the address."""
    level = request.GET.get("level", "state")
    level = level if level in LEVELS else "state"
    weights = {name: number_of(request, name, USUAL) for name in CRITERIA}
    spread = number_of(request, "spread", SPREAD * MOST)
    keep = round(number_of(request, "keep", KEEP)) or KEEP
    asked = {"level": level, "on": timezone.localdate(), "spread": spread / MOST, "keep": keep}
    problem = ""
    try:
        found = prioritise(weights=weights, **asked)
    except ParameterError as error:
        problem, weights = str(error), dict.fromkeys(CRITERIA, USUAL)
        found = prioritise(weights=weights, **asked)
    launch = launch_advice(on=timezone.localdate(), states=found if level == "state" else None)
    names = lists.criterion_names()
    numbers = weights | {"spread": spread, "keep": keep}
    levels = {"state": _("States"), "metro": _("Metropolitan areas"), "county": _("Counties")}
    return show_list(
        request,
        lists.zones(
            accounts_of(request, level),
            qualified_of(request, found),
            keep=keep,
            spread=found.spread,
        ),
        lists.rows_of(found.zones),
        "maillage/market/priority.html",
        kept={"level": level} | {name: f"{number:g}" for name, number in numbers.items()},
        weights=[(name, names[name], f"{weights[name]:g}") for name in CRITERIA],
        moving=[
            ("spread", _("Weights move by ±, %"), f"{spread:g}", 0),
            ("keep", _("First zones"), f"{keep:g}", 1),
        ],
        levels=[(value, text, value == level) for value, text in levels.items()],
        problem=problem,
        bounds=bound_table(found.stability),
        lead=lead(found),
        begin=advice(launch),
        signs=[said(each) for each in launch.findings],
        header={"title": _("Priority of zones"), "lead": _("Where to sell first, and why.")},
    )


def number_of(request: HttpRequest, name: str, usual: float) -> float:
    """Read a number from 0 to 100; the usual one where it is none."""
    try:
        number = float(request.GET.get(name, usual))
    except ValueError:
        return usual
    return number if 0 <= number <= MOST else usual


def accounts_of(request: HttpRequest, level: str) -> Any:
    """Open the accounts of a state; zones of other levels have no list of their own."""
    if level != "state":
        return None
    return lambda row: address(request, "accounts", {"state": row.zone})


def qualified_of(request: HttpRequest, found: Priority) -> Any:
    """Open the qualified accounts of a state."""
    version = found.version
    if found.level != "state" or version is None:
        return None
    asked = {"fit": "yes"}
    return lambda row: address(request, "icp_accounts", asked | {"state": row.zone}, pk=version.pk)


def lead(found: Priority) -> list[str]:
    """Say what the figures rest on."""
    texts = []
    if found.version is None:
        texts.append(_("No ideal customer profile is in force: density is not known."))
    else:
        qualified = _("Accounts qualify by version %(number)d of the ideal customer profile.")
        texts.append(qualified % {"number": found.version.number})
    if found.zones["signals"].isna().all():
        text = _(
            "No account has an intent signal that counts, or a tag such as signal or intent:"
            " signals are not known."
        )
        texts.append(text)
    texts += filter(None, [expired_words(found.expired)])
    if found.not_placed:
        text = _("%(count)d accounts are in no zone of this level, or it is not known.")
        texts.append(text % {"count": found.not_placed})
    return texts


def bound_table(found: list[Stability]) -> dict[str, Any]:
    """Between which weights the order holds."""
    names = lists.criterion_names()
    heads = [_("Criterion"), _("Weight"), _("The first stays first from … to"),
             _("The whole order holds from … to")]  # fmt: skip
    return {
        "id": "bounds",
        "caption": _("How robust the order is, one weight moved, the others in proportion"),
        "columns": [{"label": head, "number": place > 0} for place, head in enumerate(heads)],
        "rows": [
            {
                "key": each.criterion,
                "cells": [
                    Cell(names[each.criterion]),
                    Cell(percent(each.weight), number=True),
                    *(
                        Cell(f"{percent(low)} – {percent(high)}", number=True)
                        for low, high in (each.leader, each.order)
                    ),
                ],
            }
            for each in found
        ],
    }
