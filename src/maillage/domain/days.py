"""Days in words, as the reader's language says them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from django.utils.formats import date_format

from maillage.texts import language

FIRST_OF_THE_MONTH: Final = re.compile(r"^1(?=\s)")


def day_in_words(moment: date | datetime, shape: str = "DATE_FORMAT") -> str:
    """A day, or a moment where ``shape`` has its time; French begins a month with its 1er."""
    text = str(date_format(moment, shape))
    return FIRST_OF_THE_MONTH.sub("1er", text) if language() == "fr" else text
