"""Numbers and dates as the reader writes them."""

from __future__ import annotations

import math
import re
from datetime import datetime
from numbers import Real
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from maillage.domain.days import day_in_words

DASH = "–"
MINUS = "−"
UNPRINTABLE = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff\\u202a-\\u202e\\u2066-\\u2069]"
)


def number(value: Any, decimals: int = 0) -> str:
    """A number with its thousands separated, or a dash when there is none."""
    if not known(value):
        return DASH
    shown = round(float(value), decimals) + 0.0
    text = str(number_format(abs(shown), decimals, use_l10n=True, force_grouping=True))
    return f"{MINUS}{text}" if shown < 0 else text


def measured(value: Any) -> str:
    """An amount of a measure: whole when it is large, with two decimals when it is small."""
    if not known(value):
        return DASH
    return number(value, 0 if abs(float(value)) >= 100 or float(value).is_integer() else 2)


def compact(value: Any) -> str:
    """An amount in at most four digits: 1.2 M, 34 k."""
    if not known(value):
        return DASH
    amount = float(value)
    for size, unit in ((1e9, _("bn")), (1e6, "M"), (1e4, "k")):
        if abs(amount) >= size:
            scaled = amount / (1e3 if unit == "k" else size)
            return f"{number(scaled, 1 if abs(scaled) < 100 else 0)}\u00a0{unit}"
    return measured(amount)


def percent(share: Any, decimals: int = 1) -> str:
    """A share as a percentage."""
    if not known(share):
        return DASH
    return _("%(number)s%%") % {"number": number(float(share) * 100, decimals)}


def signed_percent(share: Any, decimals: int = 1) -> str:
    """A deviation as a percentage that always shows its sign."""
    if not known(share):
        return DASH
    shown = percent(share, decimals)
    return f"+{shown}" if round(float(share) * 100, decimals) > 0 else shown


def kilometres(value: Any) -> str:
    """A distance."""
    return f"{number(value)}\u00a0km" if known(value) else DASH


def day(moment: datetime) -> str:
    """A date in words, without the time."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return day_in_words(local, _("F j, Y"))


def known(value: Any) -> bool:
    """Whether there is a number at all."""
    return value is not None and isinstance(value, Real) and math.isfinite(float(value))


def clean(value: Any, longest: int = 32_000) -> str:
    """A text of the data without what no document can hold, cut where it is far too long."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    text = UNPRINTABLE.sub("", str(value))
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def spoken(value: Any) -> str:
    """A value of the parameters in words."""
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Real):
        return number(value, 0 if float(value).is_integer() else 2)
    if isinstance(value, dict):
        return clean("; ".join(_pair(key, item) for key, item in value.items()), 1000)
    if isinstance(value, (list, tuple, set, frozenset)):
        return clean(", ".join(spoken(item) for item in value), 1000)
    return clean(value, 1000)


def _pair(key: Any, value: Any) -> str:
    return _("%(name)s: %(value)s") % {"name": key, "value": spoken(value)}
