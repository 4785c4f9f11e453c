"""What changed between two versions of a plan, value by value, and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from typing import Any, TypedDict

from maillage.domain.plans.words import field_word, value_word
from maillage.texts import _

EMPTY: tuple[Any, ...] = (None, [], {}, "")


class Difference(TypedDict):
    """One value that changed: None where it was not, or is not any more.

    ``place`` leads to it: keys, and in lists the name of the item, or its number from 1.
    """

    place: list[str]
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Compare two plans; items of lists are those of the same name."""
    return list(compared([], dict(before), dict(after)))


def compared(place: list[str], before: Any, after: Any) -> Iterator[Difference]:
    """Compare two values at a place."""
    if same(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from compared([*place, key], before.get(key), after.get(key))
    elif nested(before) and nested(after):
        yield from by_name(place, before or [], after or [])
    else:
        yield {"place": place, "before": before, "after": after}


def by_name(place: list[str], before: Sequence[Any], after: Sequence[Any]) -> Iterator[Difference]:
    """Compare two lists of items: by their names where they have some, else in order."""
    olds, news = named(before), named(after)
    if olds is not None and news is not None:
        for name in dict.fromkeys([*olds, *news]):
            yield from compared([*place, name], olds.get(name), news.get(name))
        return
    for number, (old, new) in enumerate(zip_longest(before, after), start=1):
        yield from compared([*place, str(number)], old, new)


def named(rows: Sequence[Any]) -> dict[str, Any] | None:
    """Items by their names; None where one has none, or the same as another."""
    found = {str(each["name"]): each for each in rows if isinstance(each, dict) and "name" in each}
    return found if len(found) == len(rows) else None


def nested(value: Any) -> bool:
    """Whether a value is a list with items of several values, or nothing."""
    return value in EMPTY or (isinstance(value, list) and isinstance(value[0], dict))


def same(before: Any, after: Any) -> bool:
    """Whether two values mean the same: 0.4 and 0.40 do, and nothing and an empty list."""
    if before == after or (before in EMPTY and after in EMPTY):
        return True
    if isinstance(before, str) and isinstance(after, str):
        try:
            return Decimal(before) == Decimal(after)
        except InvalidOperation:
            return False
    return False


def in_words(found: Difference) -> str:
    """Say a difference in the reader's language."""
    place = " › ".join(map(field_word, found["place"]))
    before, after = found["before"], found["after"]
    if before in EMPTY:
        return _("%(place)s: added (%(value)s)") % {"place": place, "value": value_word(after)}
    if after in EMPTY:
        return _("%(place)s: taken out (%(value)s)") % {
            "place": place,
            "value": value_word(before),
        }
    return _("%(place)s: %(before)s → %(after)s") % {
        "place": place,
        "before": value_word(before),
        "after": value_word(after),
    }
