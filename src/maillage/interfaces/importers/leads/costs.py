"""Costs of winning customers from a file (CSV, XLSX): a line for a kind and a period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from maillage.domain.leads.costs import Cost
from maillage.interfaces.importers.leads.tables import Reader
from maillage.texts import _

KIND: Final = ("kind", "type", "nature")
FIRST: Final = ("starts on", "from", "first day", "du", "début")
LAST: Final = ("ends on", "to", "last day", "au", "fin")
AMOUNT: Final = ("amount", "cost", "montant", "coût")
KINDS: Final = {"marketing": "marketing", "sales": "sales", "ventes": "sales", "vente": "sales"}


def read_costs(path: Path) -> list[Cost]:
    """Read costs.

    Raises
    ------
    MappingError, RowError
        If a column or cells cannot be read.
    """
    reader = Reader(path, "UTC")
    kind, first, last, amount = (reader.needed(names) for names in (KIND, FIRST, LAST, AMOUNT))
    today = date.min
    found = [
        Cost(
            reader.read(row, kind, kind_of, "", _("Write marketing or sales.")),
            reader.read(row, first, day_of, today, _("Write it as 2026-03-31.")),
            reader.read(row, last, day_of, today, _("Write it as 2026-03-31.")),
            reader.read(row, amount, amount_of, Decimal(0), _("Enter the amount, 0 or more.")),
        )
        for row in reader.rows()
    ]
    reader.done()
    return found


def kind_of(text: str) -> str:
    """Read a kind of cost."""
    if text.casefold() not in KINDS:
        raise ValueError(_("it is no kind of cost"))
    return KINDS[text.casefold()]


def day_of(text: str) -> date:
    """Read a day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(_("it is no day")) from error


def amount_of(text: str) -> Decimal:
    """Read an amount, with spaces between thousands and a point or a comma before cents."""
    bare = "".join(text.split()).replace(",", ".")
    try:
        found = Decimal(bare)
    except InvalidOperation as error:
        raise ValueError(_("it is no amount")) from error
    if not found.is_finite() or found < 0:
        raise ValueError(_("it is no amount"))
    return found
