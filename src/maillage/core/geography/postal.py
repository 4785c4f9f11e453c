"""Postal codes as people type them, and as they should have been."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST_CELL: Final = 120
PLACEHOLDERS: Final = frozenset({"00000", "99999"})
FSA_LETTERS: Final = "ABCEGHJKLMNPRSTVXY"

_REST: Final = r"(?:[ ,;/(-](.*))?$"
_FLAGS: Final = re.ASCII | re.DOTALL
_FSA: Final = re.compile(
    rf"(?:[A-Z]{{2,3}}[-. ]+)?([{FSA_LETTERS}]\d[A-Z])([ -]*\d[A-Z]\d)?{_REST}", _FLAGS
)
_BEFORE: Final = r"((?:USA?|FR?)[-. ]*|[A-Z]{1,3}[-. ]+)?"
_ZIP: Final = re.compile(rf"{_BEFORE}(\d{{3,5}})([- ]\d{{1,4}})?{_REST}", _FLAGS)
_ZIP_PLUS_FOUR: Final = re.compile(r"(\d{8,9})$", _FLAGS)
_CODE_POSTAL: Final = re.compile(rf"{_BEFORE}(\d{{2}} ?\d{{3}}|\d{{4}}){_REST}", _FLAGS)
_NUMBER: Final = re.compile(r"(\d{3,9})[.,]0+$", _FLAGS)


class Assumption(StrEnum):
    """What was taken for granted when a place was read; each text is shown to a person."""

    LEADING_ZERO = "A leading zero was restored."
    PLUS_FOUR = "The four digits after the ZIP code were left out."
    DECIMALS = "The decimals of a number were left out."
    LETTERS_BEFORE = "The letters before the postal code were left out."
    TRAILING_TEXT = "The text after the postal code was left out."
    CEDEX = "The CEDEX mention was left out."
    FSA = "Only the first three characters of the Canadian code are used."
    COUNTRY = "The country was read from the form of the postal code."
    STATE_OF_POSTAL_CODE = "The state follows the postal code and not the state that was typed."
    CITY = "The place was found by its city and state."
    CITY_ALONE = "Only a city was given: the largest of that name was taken."
    AREA = "The postal code is not known; the middle of its area was taken."


class Problem(StrEnum):
    """Why nothing could be made of a place; each text is shown to a person."""

    EMPTY = "No postal code was given."
    UNREADABLE = "This is not a postal code of the country."
    UNKNOWN_COUNTRY = "Postal codes of this country are not known."
    NO_PLACE = "This postal code has no place on the map, as that of military mail."
    NOT_FOUND = "Neither the postal code nor the city is known."


@dataclass(frozen=True, slots=True)
class PostalCode:
    """A postal code made regular, and what was assumed to get there.

    ``code`` is empty when ``problem`` says why nothing could be made of the text.
    """

    code: str
    country: str
    assumed: tuple[Assumption, ...] = ()
    problem: Problem | None = None


def normalise_postal(text: object, country: str = "US") -> PostalCode:
    """Read a postal code the way it was meant.

    Parameters
    ----------
    text
        What the cell holds: text, a number whose zeros were lost, or nothing.
    country
        ``US``, ``CA`` or ``FR``. A Canadian code in an American file is read as Canadian.

    Returns
    -------
    PostalCode
        Five digits for ``US`` and ``FR``, the forward sortation area for ``CA``.
    """
    typed, assumed = cell_text(text)
    if not typed:
        return PostalCode("", country, problem=Problem.EMPTY)
    if country in {"US", "CA"} and (fsa := _FSA.match(typed)):
        return _canadian(fsa, country, assumed)
    if country not in {"US", "FR"}:
        problem = Problem.UNREADABLE if country == "CA" else Problem.UNKNOWN_COUNTRY
        return PostalCode("", country, problem=problem)
    read = _american(typed) if country == "US" else _french(typed)
    if read is None or read[0] in PLACEHOLDERS:
        return PostalCode("", country, assumed, Problem.UNREADABLE)
    return PostalCode(read[0], country, assumed + read[1])


def cell_text(value: object) -> tuple[str, tuple[Assumption, ...]]:
    """Return a cell as capital text without decimals, and what that assumed."""
    if value is None or isinstance(value, bool):
        return "", ()
    if isinstance(value, float):
        value = "" if not math.isfinite(value) else f"{value:.0f}" if value.is_integer() else value
    text = " ".join(str(value)[:LONGEST_CELL].strip(" '\"\t=").upper().split())
    if number := _NUMBER.match(text):
        return number[1], (Assumption.DECIMALS,)
    return ("", ()) if text in {"NAN", "NONE", "<NA>", "NULL"} else (text, ())


def _canadian(match: re.Match[str], country: str, assumed: tuple[Assumption, ...]) -> PostalCode:
    if match[2]:
        assumed += (Assumption.FSA,)
    if country != "CA":
        assumed += (Assumption.COUNTRY,)
    return PostalCode(match[1], "CA", assumed)


def _american(text: str) -> tuple[str, tuple[Assumption, ...]] | None:
    if long := _ZIP_PLUS_FOUR.match(text):
        zeros = (Assumption.LEADING_ZERO,) if len(long[1]) == 8 else ()
        return long[1].zfill(9)[:5], (*zeros, Assumption.PLUS_FOUR)
    match = _ZIP.match(text)
    if match is None:
        return None
    prefix, digits, plus_four, rest = match.groups()
    assumed = (
        (Assumption.LETTERS_BEFORE, prefix),
        (Assumption.LEADING_ZERO, len(digits) < 5),
        (Assumption.PLUS_FOUR, plus_four),
        (Assumption.TRAILING_TEXT, (rest or "").strip(" -,")),
    )
    return digits.zfill(5), tuple(name for name, holds in assumed if holds)


def _french(text: str) -> tuple[str, tuple[Assumption, ...]] | None:
    match = _CODE_POSTAL.match(text)
    if match is None:
        return None
    prefix, digits, rest = match[1], match[2].replace(" ", ""), (match[3] or "").strip(" -,")
    assumed = (
        (Assumption.LETTERS_BEFORE, prefix),
        (Assumption.LEADING_ZERO, len(digits) < 5),
        (Assumption.CEDEX, "CEDEX" in rest),
        (Assumption.TRAILING_TEXT, rest and "CEDEX" not in rest),
    )
    return digits.zfill(5), tuple(name for name, holds in assumed if holds)
