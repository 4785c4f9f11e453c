"""What is different between two versions of something written, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from maillage.core.leads.conditions import Operator
from maillage.texts import _

OF_THE_ROW = frozenset({"version", "effective_from"})


@dataclass(frozen=True, slots=True)
class Different:
    """A place that says something else; empty where it is not there."""

    place: str
    before: str
    after: str


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Different]:
    """Compare two plain versions; items of lists are told apart by their names."""
    old, new = dict(leaves(before)), dict(leaves(after))
    return [
        Different(place, old.get(place, ""), new.get(place, ""))
        for place in dict.fromkeys([*old, *new])
        if old.get(place, "") != new.get(place, "")
    ]


def leaves(item: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Give each value with its place: fit › profile › icp_match › points."""
    if isinstance(item, Mapping):
        if "field" in item:
            yield place, condition_text(item)
            return
        for key, value in item.items():
            if key not in OF_THE_ROW and key != "name":
                yield from leaves(value, joined(place, key))
    elif isinstance(item, list) and any(isinstance(each, Mapping) for each in item):
        for number, each in enumerate(item, start=1):
            named = each.get("name")
            within = place.rpartition(" › ")[0] if named else place
            yield from leaves(each, joined(within, named or str(number)))
    elif item not in (None, "", [], ()):
        yield place, text_of(item)


def joined(place: str, key: str) -> str:
    """Go one step further."""
    return f"{place} › {key}" if place else key


def text_of(value: Any) -> str:
    """Write a value."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(text_of, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def condition_text(condition: Mapping[str, Any]) -> str:
    """Write a condition in short."""
    operator = condition.get("operator", Operator.IS)
    value = condition.get("value", True)
    if operator == Operator.KNOWN:
        return f"{condition['field']}?"
    signs = {Operator.AT_LEAST: "≥", Operator.AT_MOST: "≤", Operator.IN: "∈"}
    return f"{condition['field']} {signs.get(operator, '=')} {text_of(value)}"
