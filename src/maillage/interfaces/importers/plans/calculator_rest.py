"""The last sheet of the calculator: what the other sheets have no room for (M-03)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from maillage.interfaces.importers.plans.files import Place
from maillage.texts import _

LISTS: Final[dict[str, tuple[str, ...]]] = {
    "activities": ("name", "count", "per"),
    "products": ("name", "share"),
    "opportunities": (
        "segment", "name", "amount", "probability", "effort_hours", "horizon", "account",
    ),
    "blocks": ("segment", "weekday", "starts", "hours"),
    "indicators": ("name", "target", "per", "unit"),
    "counts": ("name", "on", "reached", "yearly"),
}  # fmt: skip
"""Lists of a plan with the fields of their items, an item in a row."""
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "pipeline": ("worth", "win_rate", "monthly", "months"),
    "potential_bounds": ("low", "high"),
    "probability_bounds": ("low", "high"),
}
"""Groups of fields, each in a row."""
SINGLE: Final = ("review_weeks", "time_zone", "holidays")
QUARTERS, HOURS, DETAIL, NOTE = "quarters", "hours", "segment detail", "note "
DETAILS: Final = ("potential", "probability", "effort_hours", "priorities")
"""What a segment has besides its shares, in the order of the segments."""
CHOICES: Final = ("per", "horizon")
TEXTS: Final = ("name", "segment", "unit", "starts")
FIRST: Final = 2
"""The column of the first value."""
WORDS: Final = {
    "en": {"week": "week", "month": "month", "quarter": "quarter", "year": "year",
           "quick_win": "quick win", "project": "long project"},
    "fr": {"week": "semaine", "month": "mois", "quarter": "trimestre", "year": "an",
           "quick_win": "gain rapide", "project": "projet long"},
}  # fmt: skip
"""Choices in the words of the workbook; those of each language are read in any."""
KNOWN: Final = {word: choice for words in WORDS.values() for choice, word in words.items()}


def titles() -> dict[str, str]:
    """What the parts of the sheet are called."""
    return {
        QUARTERS: _("Shares of the quarters"),
        "products": _("Products"),
        "activities": _("Regular activities"),
        DETAIL: _("Segments"),
        "opportunities": _("Opportunities"),
        "blocks": _("Blocks of the week"),
        HOURS: _("Hours of each stage"),
        "indicators": _("Indicators"),
        "counts": _("What is counted"),
    }


def taken_in(found: Any, rows: Sequence[Any]) -> None:
    """Put what the rows of the sheet say into a plan; empty rows say nothing."""
    details = [row for row in rows if row.value(0) == DETAIL]
    for row in rows:
        code = str(row.value(0))
        if code in LISTS:
            listed(found, row, code)
        elif code in GROUPS:
            put(found.written, code, item(found, row, (code,), GROUPS[code]))
        elif code in SINGLE:
            found.put(found.written, (code,), row.cell(FIRST), row.value(FIRST))
        elif code == QUARTERS:
            put(found.written, code, numbers(row, 4))
        elif code.startswith(NOTE) and row.value(FIRST) != "":
            notes = found.written.setdefault("steps_note", {})
            found.put(notes, ("steps_note", code.removeprefix(NOTE)), row.cell(FIRST),
                      str(row.value(FIRST)))  # fmt: skip
        elif code == HOURS:
            hours(found, row)
    for place, row in enumerate(details[: len(found.written["segments"])]):
        detail(found, row, place)


def listed(found: Any, row: Any, code: str) -> None:
    """An item of a list."""
    items = found.written.setdefault(code, [])
    each = item(found, row, (code, len(items)), LISTS[code])
    if each:
        items.append(each)


def item(found: Any, row: Any, here: Place, names: Sequence[str]) -> dict[str, Any]:
    """The fields of an item that say something."""
    said: dict[str, Any] = {}
    for place, name in enumerate(names):
        value = row.value(FIRST + place)
        if name in CHOICES and isinstance(value, str):
            value = KNOWN.get(value.strip().lower(), value)
        elif name in TEXTS and isinstance(value, float):
            value = f"{value:g}"
        found.put(said, (*here, name), row.cell(FIRST + place), value)
    return said


def detail(found: Any, row: Any, place: int) -> None:
    """What a segment has besides its shares; its priorities stand below each other."""
    said = item(found, row, ("segments", place), DETAILS)
    if "priorities" in said:
        lines = str(said["priorities"]).splitlines()
        said["priorities"] = [line.strip() for line in lines if line.strip()]
    found.written["segments"][place] |= said


def hours(found: Any, row: Any) -> None:
    """The hours of the stages of a source, which is named as on the first sheet."""
    for source in found.written["sources"]:
        if source.get("name") == row.value(1) and "stages" in source:
            put(source, "hours", numbers(row, len(source["stages"])))


def numbers(row: Any, count: int) -> list[Any]:
    """The first values of a row, 0 where a cell is empty; none where all are."""
    said = [row.value(FIRST + place) for place in range(count)]
    return [0 if each == "" else each for each in said] if any(each != "" for each in said) else []


def put(into: dict[str, Any], name: str, value: Any) -> None:
    """Keep what says something."""
    if value:
        into[name] = value
