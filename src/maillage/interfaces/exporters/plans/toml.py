"""A plan as the text file that a person writes and reads (TOML)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from maillage.interfaces.importers.plans.schema import WrittenPlan


def plan_toml(written: WrittenPlan) -> str:
    """Write a plan so that it is read back the same; what is as usual is left out."""
    return "\n".join(lines_of(written.model_dump(exclude_defaults=True))) + "\n"


def lines_of(plan: dict[str, Any]) -> Iterator[str]:
    """The lines: single values, then tables, then rows of lists."""
    tables = {key: each for key, each in plan.items() if isinstance(each, dict)}
    lists = {key: each for key, each in plan.items() if each and has_rows(each)}
    for key, value in plan.items():
        if key not in tables and key not in lists:
            yield f"{key} = {value_of(value)}"
    for key, table in tables.items():
        yield from ("", f"[{key}]")
        yield from (f"{name} = {value_of(value)}" for name, value in table.items())
    for key, rows in lists.items():
        for row in rows:
            yield from ("", f"[[{key}]]")
            yield from (f"{name} = {value_of(value)}" for name, value in row.items())


def has_rows(value: Any) -> bool:
    """Whether a value is a list of items with several values."""
    return isinstance(value, list) and isinstance(value[0], dict)


def value_of(value: Any) -> str:
    """One value; texts have the escapes of JSON, which TOML shares."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(value_of, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {value_of(each)}' for key, each in value.items())} }}"
    return plain_value_of(value)


def plain_value_of(value: Any) -> str:
    """One value that holds no others."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else repr(value)
