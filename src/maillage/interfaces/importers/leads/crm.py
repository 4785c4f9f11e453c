"""Values of fields as CRMs send them: all are texts."""

from __future__ import annotations

from typing import Final

from maillage.core.leads.conditions import Value
from maillage.domain.leads.checking import CONTROLS_BUT_LINES, LARGEST_NUMBER, LONGEST_TEXT
from maillage.interfaces.importers.leads.tables import value_of

TEXTS: Final = ("id", "name", "phone", "fax", "code", "zip", "street", "address", "city", "email")
"""Endings of names of fields that hold texts, even where these look like numbers."""

LONGEST_NUMBER: Final = 15


def crm_value(name: str, text: str | None) -> Value:
    """Read the value of a field: yes and no, a number, a text; nothing where it is empty.

    What cannot be kept as it is does not keep all else that is sent with it from being kept: a
    text that is too long is cut, what is no character of a text is a space, and a number that is
    too large stays a text.
    """
    kept = CONTROLS_BUT_LINES.sub(" ", (text or "")[:LONGEST_TEXT])
    if name.endswith(TEXTS) or len(kept) > LONGEST_NUMBER:
        return kept or None
    found = value_of(kept.strip())
    return kept if isinstance(found, float) and abs(found) > LARGEST_NUMBER else found
