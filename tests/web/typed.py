"""What a browser sends of a form of rows, as it was shown."""

from __future__ import annotations

from typing import Any

from maillage.interfaces.forms.leads.trees import WrittenForm


def typed(form: WrittenForm) -> dict[str, Any]:
    """Fill in each field as it is shown."""
    found = {field.html_name: sent(field.value()) for field in form.head}
    for top in form.tree.lists.values():
        for rows in top.all():
            for row in rows.rows:
                found |= {field.html_name: sent(field.value()) for field in row.form}
    return {name: value for name, value in found.items() if value is not False}


def sent(value: Any) -> Any:
    """Give a value as it is sent: a list as several, nothing as an empty text."""
    if isinstance(value, bool | list):
        return value
    return "" if value is None else str(value)
