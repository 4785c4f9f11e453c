"""Criteria of a rule as the fields of a form, for all that is not nested."""

from __future__ import annotations

import json
import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from maillage.core.accounts.criteria import LABELS, MEASURES
from maillage.domain.accounts.criteria.reading import CHOSEN, criterion_of
from maillage.errors import InputError
from maillage.texts import quoted

LISTS = {
    "country": "is",
    "state": "is",
    "county": "is",
    "metro": "is",
    "industry": "contains",
    "naics": "within",
} | dict.fromkeys(LABELS, "has")
BOUNDS = {">": "above", ">=": "at_least", "≥": "at_least", "<": "below", "<=": "at_most",
          "≤": "at_most"}  # fmt: skip
SIGNS = {"above": ">", "at_least": "≥", "below": "<", "at_most": "≤"}
BOUND = re.compile(r"\s*(>=|<=|≥|≤|>|<)\s*(\d[\d\s'’.,]*)\s*(%|[kKM])?\s*(?:,|;|and|et)?\s*")
UNITS = {"%": 0.01, "k": 1e3, "K": 1e3, "M": 1e6, None: 1.0, "": 1.0}
RANGE = re.compile(r"(\w+)\s*(?:-|–|\.\.)\s*(\w+)")
PLAIN = (*LISTS, *MEASURES, *CHOSEN, "postal_code")


def criteria_of(fields: dict[str, Any]) -> dict[str, Any]:
    """Write the criteria that the fields of a form ask for; a text that cannot be read is refused.

    Raises
    ------
    ValidationError
        For a field that cannot be read.
    """
    if fields.get("advanced"):
        return json_of(fields["advanced"])
    parts: list[dict[str, Any]] = []
    for name, operator in LISTS.items():
        if words := listed(fields.get(name, "")):
            parts.append({"field": name, operator: words})
    parts += [{"field": name, "is": list(fields[name])} for name in CHOSEN if fields.get(name)]
    parts += [
        {"field": name, **bounds}
        for name in MEASURES
        if (bounds := bounds_of(name, fields.get(name, "")))
    ]
    parts += postal_of(fields.get("postal_code", ""))
    return {fields.get("join") or "all": parts}


def json_of(text: str) -> Any:
    """Read JSON that a person typed."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise forms.ValidationError({"advanced": _("This is not JSON.")}) from error


def listed(text: str) -> list[str]:
    """Read words separated by commas, semicolons or lines."""
    return list(dict.fromkeys(word for part in re.split(r"[,;\n]", text) if (word := part.strip())))


def bounds_of(name: str, text: str) -> dict[str, float]:
    """Read bounds such as ``> 500 000`` or ``≥ 100k, ≤ 500k``."""
    found: dict[str, float] = {}
    place = 0
    while place < len(text):
        match = BOUND.match(text, place)
        if match is None or BOUNDS[match[1]] in found:
            example = _(
                "%(text)s is not understood: write for example > 500 000, or ≥ 100k ≤ 500k."
            )
            raise forms.ValidationError({name: example % {"text": quoted(text[:60])}})
        found[BOUNDS[match[1]]] = number_of(match[2]) * UNITS[match[3]]
        place = match.end()
    return found


def number_of(text: str) -> float:
    """Read a number with the marks of either language."""
    plain = re.sub(r"[\s'’]", "", text).rstrip(".,")
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
        return float(plain.replace(",", ""))
    if re.fullmatch(r"\d{1,3}(\.\d{3}){2,}(,\d+)?", plain):
        return float(plain.replace(".", "").replace(",", "."))
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return float("nan")


def postal_of(text: str) -> list[dict[str, Any]]:
    """Read postal codes: codes, beginnings (``100*``) and ranges (``10001-10499``)."""
    codes, begins, ranges = [], [], []
    for word in listed(text):
        if match := RANGE.fullmatch(word):
            ranges.append({"field": "postal_code", "from": match[1], "to": match[2]})
        elif word.endswith("*"):
            begins.append(word.removesuffix("*"))
        else:
            codes.append(word)
    parts = [
        {"field": "postal_code", operator: words}
        for operator, words in (("is", codes), ("starts_with", begins))
        if words
    ] + ranges
    return [{"any": parts}] if len(parts) > 1 else parts


def fields_of(criteria: Any) -> dict[str, Any]:
    """Give the fields that show criteria; as JSON where they are nested."""
    plain = plainly(criteria)
    if plain is None:
        return {"advanced": json.dumps(criteria, ensure_ascii=False, indent=2)}
    return plain


def plainly(criteria: Any) -> dict[str, Any] | None:
    """Give the fields of criteria that the form can write again just so, else None."""
    if not isinstance(criteria, dict):
        return None
    join = next((name for name in ("all", "any") if name in criteria), "")
    shown: dict[str, Any] = {"join": join or "all"}
    for part in criteria[join] if join else [criteria]:
        for each in part.get("any", [part]):
            name, text = field_of(each)
            shown[name] = [*shown.get(name, []), *text] if name in CHOSEN else ", ".join(
                filter(None, [shown.get(name, ""), text])
            )  # fmt: skip
    wanted = criteria if join else {"all": [criteria]}
    try:
        unchanged = same(criteria_of(shown), wanted)
    except (forms.ValidationError, InputError):
        return None
    return shown if unchanged else None


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two plain groups say the same, in whatever order."""
    sides = [
        {name: sorted(repr(criterion_of(part)) for part in parts) for name, parts in group.items()}
        for group in (one, other)
    ]
    return sides[0] == sides[1]


def field_of(part: dict[str, Any]) -> tuple[str, Any]:
    """Give the field of a condition and what is written in it."""
    name = str(part.get("field", ""))
    if name in CHOSEN:
        return name, part.get("is", [])
    if name in MEASURES:
        return name, " ".join(
            f"{sign} {part[word]:.15g}" for word, sign in SIGNS.items() if word in part
        )
    if name == "postal_code" and "from" in part:
        return name, f"{part['from']}-{part['to']}"
    if name == "postal_code" and "starts_with" in part:
        return name, ", ".join(f"{each}*" for each in part["starts_with"])
    words = part.get(LISTS.get(name, "is"), [])
    return name, ", ".join(words) if isinstance(words, list) else ""
