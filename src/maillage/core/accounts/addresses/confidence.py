"""How sure a repair is: the share of such repairs that were right where the truth is known."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Final


class Repair(StrEnum):
    """What is done to a field, and assumed by it."""

    LEADING_ZERO = "leading_zero"
    PLUS_FOUR = "plus_four"
    DECIMALS = "decimals"
    LETTERS_BEFORE = "letters_before"
    TRAILING_TEXT = "trailing_text"
    CEDEX = "cedex"
    FSA = "fsa"
    SPELLED = "spelled"
    LOOKALIKE = "lookalike"
    NEAR_CODE = "near_code"
    ONLY_CODE = "only_code"
    COUNTRY_OF_CODE = "country_of_code"
    STATE_NAME = "state_name"
    STATE_OF_CODE = "state_of_code"
    CITY_SPELLING = "city_spelling"
    CITY_OF_CODE = "city_of_code"
    COUNTY_OF_CODE = "county_of_code"
    COUNTY_OF_CITY = "county_of_city"


class Support(IntEnum):
    """What else in the address speaks for a repair, or against it."""

    AGAINST = 0
    ALONE = 1
    STATE = 2
    CITY = 3


CONFIDENCE: Final[dict[Repair, tuple[float, float, float, float]]] = {
    Repair.LEADING_ZERO: (0.30, 0.90, 0.70, 0.99),
    Repair.LOOKALIKE: (0.00, 0.40, 0.60, 0.99),
    Repair.NEAR_CODE: (0.50, 0.50, 0.50, 0.95),
    Repair.ONLY_CODE: (0.50, 0.50, 0.50, 0.95),
    Repair.COUNTRY_OF_CODE: (0.50, 0.90, 0.90, 0.98),
    Repair.STATE_NAME: (0.90, 0.99, 0.99, 0.99),
    Repair.STATE_OF_CODE: (0.50, 0.95, 0.95, 0.95),
    Repair.CITY_SPELLING: (0.80, 0.80, 0.80, 0.98),
    Repair.CITY_OF_CODE: (0.50, 0.90, 0.95, 0.95),
    Repair.COUNTY_OF_CODE: (0.20, 0.95, 0.95, 0.95),
    Repair.COUNTY_OF_CITY: (0.50, 0.50, 0.50, 0.95),
}
"""By :class:`Support`, at most what ``benchmarks/addresses.py`` measures."""

FORM_ALONE: Final = (0.20, 0.90, 0.70, 0.99)
"""Of repairs that leave the code as it was typed, and change its form."""


def confidence(repairs: tuple[Repair, ...], support: Support) -> float:
    """Confidence in a repair: that of its weakest step."""
    return min(CONFIDENCE.get(each, FORM_ALONE)[support] for each in repairs)
