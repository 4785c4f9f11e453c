"""Numbers of a plan as people type them: amounts, and shares as percentages."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms.widgets import Input
from django.utils.translation import gettext_lazy as _

DIGITS = 16


class NumberInput(Input):
    """A number in the reader's marks, which a browser's own field for numbers does not know."""

    input_type = "text"

    def __init__(self) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off"})


class Figure(forms.DecimalField):
    """A number of 0 or more that may be left empty."""

    widget = NumberInput

    def __init__(self, label: Any, **options: Any) -> None:
        kept = {"min_value": 0, "max_digits": DIGITS, "required": False, "localize": True}
        super().__init__(label=label, **kept | options)

    def prepare_value(self, value: Any) -> Any:
        """Give a number without decimals that are none; what was typed stays."""
        return value if isinstance(value, str) else tidy(value)


class Percentage(Figure):
    """A share, typed in percent."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **{"max_value": 100, "help_text": _("in percent")} | options)

    def prepare_value(self, value: Any) -> Any:
        """Give a share in percent; what was typed stays."""
        return value if isinstance(value, str) else tidy(value, 100)

    def clean(self, value: Any) -> Decimal | None:
        """Read percents, with their sign or without."""
        bare = str(value or "").strip().rstrip("%\u00a0\u202f ")
        found: Decimal | None = super().clean(bare)
        return None if found is None else found / 100


class Whole(Figure):
    """A whole number of 0 or more."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **{"decimal_places": 0} | options)

    def clean(self, value: Any) -> int | None:
        """Read it."""
        found = super().clean(value)
        return None if found is None else int(found)


def tidy(value: Any, times: int = 1) -> Decimal | None:
    """Give a number, some times over, as it is written: 50 and not 50.00 or 5E+1."""
    if value is None:
        return None
    exact = (Decimal(str(value)) * times).normalize()
    try:
        return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact
    except InvalidOperation:
        return exact


def stored_number(value: Any) -> Any:
    """Give a number that is stored as a text as one; all else as it is."""
    if not isinstance(value, str):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:
        return value
