"""Says in words what criteria ask of an account."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from maillage.core.accounts import criteria as asked
from maillage.core.geography.zones import CENSUS_DIVISION_OF_STATE, MACRO_REGION_OF_STATE
from maillage.domain.accounts.criteria.presets import region_names
from maillage.domain.accounts.criteria.reading import CHOSEN
from maillage.texts import _, ngettext, number, percent

MOST_VALUES = 8


def said(criterion: asked.Criterion, *, inner: bool = False) -> str:
    """Say what a criterion asks for; ``inner`` groups are put in brackets."""
    match criterion:
        case asked.Every(parts):
            return joined([said(part, inner=True) for part in parts], _(" and "), inner=inner)
        case asked.Either(parts):
            return joined([said(part, inner=True) for part in parts], _(" or "), inner=inner)
        case asked.Neither(parts):
            text = joined([said(part, inner=True) for part in parts], _(" or "), inner=False)
            return _("not (%(conditions)s)") % {"conditions": text}
        case asked.Size():
            return said_size(criterion)
    return said_texts(criterion)


def joined(texts: Sequence[str], word: str, *, inner: bool) -> str:
    """Join conditions with a word."""
    text = word.join(texts)
    return f"({text})" if inner and len(texts) > 1 else text


def said_texts(criterion: asked.Criterion) -> str:
    """Say a condition on a text, a code or labels."""
    match criterion:
        case asked.OneOf(field, values):
            text, shown = _("%(field)s is %(values)s"), called(field, values)
        case asked.Containing(field, values):
            text, shown = _("%(field)s contains %(values)s"), listed(values)
        case asked.StartingWith(values):
            field, shown = "postal_code", listed(values)
            text = _("%(field)s begins with %(values)s")
        case asked.Within(low, high):
            field, shown = "postal_code", _("%(low)s to %(high)s") % {"low": low, "high": high}
            text = _("%(field)s is from %(values)s")
        case asked.OfIndustry(values):
            field, text = "naics", _("%(field)s is %(values)s or a part of it")
            shown = listed([value or _("any") for value in values])
        case asked.Labelled(field, values):
            text, shown = _("%(field)s include %(values)s"), listed(values)
        case _:
            raise TypeError(criterion)
    return text % {"field": field_names()[field], "values": shown}


def called(field: str, values: Sequence[str]) -> str:
    """Name codes as a person does: a region by its name, a status by its word."""
    if field in CHOSEN:
        return listed([str(CHOSEN[field](value).label) for value in values])
    if field == "state":
        return region_of(values) or listed(values)
    return listed(values)


def region_of(states: Sequence[str]) -> str:
    """Name the region that is made of these states, "" where none is."""
    chosen = {state.upper() for state in states}
    for regions in (MACRO_REGION_OF_STATE, CENSUS_DIVISION_OF_STATE):
        names = {regions[state] for state in chosen if state in regions}
        if len(names) == 1 and chosen == members(regions, next(iter(names))):
            name = region_names()[next(iter(names))]
            text = _("of the %(region)s (%(states)s)")
            return text % {"region": name, "states": ", ".join(sorted(chosen))}
    return ""


def members(regions: Mapping[str, str], name: str) -> set[str]:
    """Give the states of a region."""
    return {state for state, region in regions.items() if region == name}


def listed(values: Sequence[str]) -> str:
    """Write a list of texts, at most some of them."""
    shown = ", ".join(values[:MOST_VALUES])
    more = len(values) - MOST_VALUES
    if more <= 0:
        return shown
    text = ngettext("%(shown)s and %(more)d more", "%(shown)s and %(more)d more", more)
    return text % {"shown": shown, "more": more}


def said_size(size: asked.Size) -> str:
    """Say the bounds of a number."""
    name = field_names()[size.field]
    low, high = (
        percent(bound, 0) if size.field == "growth" else number(bound)
        for bound in (size.low, size.high)
    )
    above = _("at least %(amount)s") if size.low_included else _("above %(amount)s")
    below = _("at most %(amount)s") if size.high_included else _("below %(amount)s")
    said_bounds = [
        text % {"amount": bound}
        for text, bound, given in (
            (above, low, math.isfinite(size.low)),
            (below, high, math.isfinite(size.high)),
        )
        if given
    ]
    return _("%(field)s is %(values)s") % {"field": name, "values": _(" and ").join(said_bounds)}


def field_names() -> dict[str, str]:
    """The fields of accounts, as a sentence names them."""
    return {
        "country": _("the country"),
        "state": _("the state"),
        "county": _("the county"),
        "metro": _("the metropolitan area"),
        "city": _("the city"),
        "postal_code": _("the postal code"),
        "status": _("the status"),
        "sales_cycle": _("the sales cycle"),
        "decision": _("the decision"),
        "segment": _("the segment"),
        "industry": _("the industry"),
        "naics": _("the NAICS code"),
        "employees": _("the number of employees"),
        "company_revenue": _("the company's own sales per year"),
        "budget": _("the budget per year"),
        "revenue": _("the sales figure per year"),
        "potential": _("the potential"),
        "white_space": _("the white space"),
        "growth": _("the growth expected over twelve months"),
        "tags": _("the tags"),
        "products": _("the products"),
        "personas": _("the personas"),
        "technologies": _("the technologies"),
    }
