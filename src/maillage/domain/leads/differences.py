"""What is different between two versions of something written, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from maillage.core.leads.conditions import Operator
from maillage.texts import _

OF_THE_ROW = frozenset({"version", "effective_from"})


type Path = tuple[str, ...]


class Name(str):
    """A step of a path that somebody named."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Different:
    """A place that says something else, as programs read it; empty where it is not there.

    ``path`` are its steps, ``old`` and ``new`` what is written there.
    """

    place: str
    before: str
    after: str
    path: Path = field(default=(), compare=False)
    old: Any = field(default=None, compare=False)
    new: Any = field(default=None, compare=False)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Different]:
    """Compare two plain versions; items of lists are told apart by their names."""
    old, new = dict(leaves(before)), dict(leaves(after))
    return [
        Different(" › ".join(path), text_of(one), text_of(other), path, one, other)
        for path in dict.fromkeys([*old, *new])
        for one, other in [(old.get(path), new.get(path))]
        if text_of(one) != text_of(other)
    ]


def leaves(item: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Give each value with its path: fit, profile, icp_match, points."""
    if isinstance(item, Mapping) and "field" not in item:
        for key, value in item.items():
            if key not in OF_THE_ROW and key != "name":
                yield from leaves(value, (*path, key))
    elif isinstance(item, list) and any(isinstance(each, Mapping) for each in item):
        for number, each in enumerate(item, start=1):
            named = each.get("name")
            yield from leaves(each, (*path[:-1], Name(named)) if named else (*path, str(number)))
    elif item not in (None, "", [], ()):
        yield path, item


def text_of(value: Any) -> str:
    """Write a value; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return condition_text(value)
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
