"""Score models, calendars and agreements as the text files that people write and read (TOML)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel

from maillage.interfaces.exporters.plans.toml import has_rows, value_of

TOML: Final = "application/toml; charset=utf-8"
TABLES: Final = frozenset({"dimensions", "groups", "stages", "policies"})
"""Lists whose items stand under a head of their own; those of other lists stand on a line each."""


def as_toml(written: BaseModel) -> str:
    """Write a form so that it is read back the same; what is as usual is left out."""
    plain = written.model_dump(exclude_defaults=True, exclude_none=True)
    return "\n".join(lines_of(plain)).strip() + "\n"


def lines_of(item: dict[str, Any], within: str = "") -> Iterator[str]:
    """Give the lines of an item: its values, then the tables within it."""
    later = []
    for key, value in item.items():
        if key in TABLES or isinstance(value, dict):
            later.append((key, value))
        else:
            yield f"{key} = {listed(value)}"
    for key, value in later:
        head = f"{within}{key}"
        for each in [value] if isinstance(value, dict) else value:
            yield from ("", f"[{head}]" if isinstance(value, dict) else f"[[{head}]]")
            yield from lines_of(each, f"{head}.")


def listed(value: Any) -> str:
    """Give a value; of a list of items each on a line."""
    if not value or not has_rows(value):
        return value_of(value)
    return "\n".join(["[", *(f"  {value_of(each)}," for each in value), "]"])
