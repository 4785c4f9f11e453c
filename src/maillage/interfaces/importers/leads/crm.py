"""Values of fields as CRMs send them: all are texts."""

from __future__ import annotations

from typing import Final

from maillage.core.leads.conditions import Value
from maillage.interfaces.importers.leads.tables import value_of

TEXTS: Final = ("id", "name", "phone", "fax", "code", "zip", "street", "address", "city", "email")
"""Endings of names of fields that hold texts, even where these look like numbers."""

LONGEST_NUMBER: Final = 15


def crm_value(name: str, text: str | None) -> Value:
    """Read the value of a field: yes and no, a number, a text; nothing where it is empty."""
    if text is None or name.endswith(TEXTS) or len(text) > LONGEST_NUMBER:
        return text or None
    return value_of(text.strip())
