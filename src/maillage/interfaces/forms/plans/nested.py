"""Between fields side by side, ``deal__mean``, and values within values, ``{"deal": {"mean"}}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

SEPARATOR = "__"


def value_at(item: Mapping[str, Any], field: str) -> Any:
    """Find the value of a field; None where there is none."""
    found: Any = item
    for key in field.split(SEPARATOR):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def with_values(
    item: Mapping[str, Any], values: Mapping[str, Any], mains: Iterable[str]
) -> dict[str, Any]:
    """Give an item with the values of fields; an empty one leaves its key out.

    ``mains`` are the fields without which the group they are in is not there at all.
    """
    written: dict[str, Any] = deepcopy(dict(item))
    for field, value in values.items():
        group, _sep, key = field.rpartition(SEPARATOR)
        within = written
        if group:
            within = written[group] = dict(written.get(group) or {})
        if value in (None, ""):
            within.pop(key, None)
        else:
            within[key] = value
    for main in mains:
        group, _sep, key = main.rpartition(SEPARATOR)
        if key not in written.get(group, {}):
            written.pop(group, None)
    return written


def field_at(place: tuple[int | str, ...]) -> str:
    """Name the field of a place within an item: the last of its keys may be a number."""
    return SEPARATOR.join(str(each) for each in place)
