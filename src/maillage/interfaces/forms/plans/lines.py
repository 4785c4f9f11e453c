"""The rows of a list as they were typed, a row more or less, and a source with its stages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from maillage.interfaces.forms.plans.rows import Row, SourceRow, StageRow

STAGES = "stages"
LISTS = ("stages", "conversions", "hours")
MOST_ROWS = 1_000


class Rows:
    """The rows of a list.

    Parameters
    ----------
    kind
        The form of a row.
    prefix
        What the names of their fields begin with: ``sources-0-name``.
    items
        What is stored.
    data
        What was typed; None shows what is stored.
    """

    def __init__(
        self, kind: type[Row], prefix: str, items: list[dict[str, Any]], data: Any = None
    ) -> None:
        self.kind, self.prefix, self.items, self.data = kind, prefix, items, data
        if data is None:
            self.rows = [self.row(place, place) for place in range(len(items))]
        else:
            numbers = typed_numbers(data, prefix)[:MOST_ROWS]
            self.rows = [self.row(number, self.was(number)) for number in numbers]

    def row(self, number: int, was: int | None) -> Row:
        """The row of a number, about the stored item of a place."""
        item = self.items[was] if was is not None else {}
        prefix = f"{self.prefix}-{number}"
        found = self.kind(
            self.data, item=item, was=was, prefix=prefix, use_required_attribute=False
        )
        if isinstance(found, SourceRow):
            found.stages = Rows(StageRow, f"{prefix}-{STAGES}", stages_of(item), self.data)
        return found

    def was(self, number: int) -> int | None:
        """The place of the stored item of a row; None where it is new."""
        text = self.data.get(f"{self.prefix}-{number}-was", "")
        known = text.isdecimal() and len(text) < len(str(MOST_ROWS)) + 1
        return int(text) if known and int(text) < len(self.items) else None

    def kept(self) -> list[Row]:
        """The rows in which something is typed."""
        return [row for row in self.rows if not row.blank]

    def valid(self) -> bool:
        """Whether each field of each row can be read."""
        found = [row.is_valid() and stages_valid(row) for row in self.kept()]
        return all(found)


def typed_numbers(data: Mapping[str, Any], prefix: str) -> list[int]:
    """The numbers of the rows that were typed, in order."""
    pattern = re.compile(rf"{re.escape(prefix)}-(\d{{1,4}})-")
    return sorted({int(found[1]) for name in data if (found := pattern.match(name))})


def stages_of(source: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The stages of a stored source, each with the conversion to the next."""
    conversions, hours = source.get("conversions") or [], source.get("hours") or []
    found = []
    for place, name in enumerate(source.get("stages") or []):
        rate = conversions[place] if place < len(conversions) else {}
        found.append(
            {"name": name, **rate, **({"hours": hours[place]} if place < len(hours) else {})}
        )
    return found


def stages_valid(row: Row) -> bool:
    """Whether the stages of a source can be read, and each but the last says what goes on."""
    if not isinstance(row, SourceRow):
        return True
    valid = row.stages.valid()
    for stage in row.stages.kept()[:-1]:
        if stage.is_valid() and stage.cleaned_data.get("rate") is None:
            stage.missing("rate")
            valid = False
    return valid


def source_written(row: SourceRow) -> dict[str, Any]:
    """The source that a row and its stages stand for."""
    found = {key: value for key, value in row.written().items() if key not in LISTS}
    stages = [stage.cleaned_data for stage in row.stages.kept()]
    written: dict[str, Any] = {"stages": [each["name"] for each in stages]}
    written["conversions"] = [
        {"rate": each["rate"]} | ({"trials": each["trials"]} if each.get("trials") else {})
        for each in stages[:-1]
    ]
    hours = [each.get("hours") for each in stages]
    if any(each is not None for each in hours):
        written["hours"] = [each or 0 for each in hours]
    return found | written
