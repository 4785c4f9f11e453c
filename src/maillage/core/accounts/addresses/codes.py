"""A postal code as it was meant: what was typed, letters for digits, one digit aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rapidfuzz import fuzz

from maillage.core.accounts.addresses.confidence import Repair, Support
from maillage.core.accounts.addresses.places import Known, Places
from maillage.core.geography.postal import normalise_postal

ALIKE: Final = 80.0
"""Likeness (0 to 100) from which a city is taken for another, misspelt."""

DIGITS: Final = str.maketrans("OQDILZSGB", "000112568")
LETTERS: Final = str.maketrans("0125689", "OIZSGBG")


@dataclass(frozen=True, slots=True)
class Typed:
    """An address as it is compared: ``state`` as a code where it can be read, ``city`` as a key."""

    country: str
    state: str
    city: str
    postal_code: str


@dataclass(frozen=True, slots=True)
class Code:
    """A postal code that is known, with how it was made of what was typed."""

    country: str
    code: str
    repairs: tuple[Repair, ...]
    support: Support


def read_code(typed: Typed, places: Places) -> Code | None:
    """Find the postal code that was meant; None where none can be told.

    Of what the text may be, the code that agrees best with city and state is taken. Where neither
    agrees, a code of the city that differs by a digit is.
    """
    read = [
        Code(country, code, repairs, support(typed, known))
        for code, country, repairs in candidates(typed)
        if (known := places.of_code(country, code))
    ]
    fitting = [each for each in read if each.country != "FR" or belongs(each, typed)]
    best = max(fitting, key=lambda each: each.support, default=None)
    if best is not None and best.support != Support.AGAINST:
        return best
    return near_code(typed, places) or only_code(typed, places) or best


def belongs(code: Code, typed: Typed) -> bool:
    """Whether a code of five digits, as two countries have, may be of the one it was read for."""
    return code.country == typed.country or code.support == Support.CITY


def candidates(typed: Typed) -> Iterator[tuple[str, str, tuple[Repair, ...]]]:
    """Read a postal code as it stands, as one of the other country, and with letters for digits."""
    text = typed.postal_code.strip().upper()
    if not text:
        return
    countries = dict.fromkeys([typed.country, *(["FR"] if typed.country == "US" else [])])
    for swapped in ("", "lookalike"):
        for country in countries:
            for form in lookalikes(text, country) if swapped else [text]:
                read = normalise_postal(form, country)
                if read.code:
                    how = [Repair[each.name] for each in read.assumed if each.name != "COUNTRY"]
                    how += [Repair.LOOKALIKE] if swapped else []
                    how += [Repair.COUNTRY_OF_CODE] if read.country != typed.country else []
                    yield read.code, read.country, tuple(how or [Repair.SPELLED])


def lookalikes(text: str, country: str) -> Iterator[str]:
    """Give a code with the letters and digits that are taken for each other."""
    if country == "CA":
        plain = text.replace(" ", "").replace("-", "")
        if len(plain) in {3, 6}:
            yield "".join(
                each.translate(LETTERS if place % 2 == 0 else DIGITS)
                for place, each in enumerate(plain)
            )
    elif any(each.isdigit() for each in text):
        yield text.translate(DIGITS)


def near_code(typed: Typed, places: Places) -> Code | None:
    """Find the one code of the city that differs from what was typed by a digit or two swapped."""
    codes = places.codes_of(typed.country, typed.state, typed.city)
    text = normalise_postal(typed.postal_code, typed.country).code
    near = [each for each in codes if text and one_apart(each, text)]
    if len(near) != 1:
        return None
    return Code(typed.country, near[0], (Repair.NEAR_CODE,), Support.CITY)


def only_code(typed: Typed, places: Places) -> Code | None:
    """Find the code of a city that has one only, where none was typed."""
    codes = places.codes_of(typed.country, typed.state, typed.city)
    if typed.postal_code.strip() or len(codes) != 1:
        return None
    return Code(typed.country, codes[0], (Repair.ONLY_CODE,), Support.CITY)


def one_apart(one: str, other: str) -> bool:
    """Whether two codes differ by one character, or by two neighbours that are swapped."""
    if len(one) != len(other):
        return False
    apart = [place for place, pair in enumerate(zip(one, other, strict=True)) if len({*pair}) > 1]
    swapped = len(apart) == 2 and list(pairwise(apart)) == [(apart[0], apart[0] + 1)]
    return len(apart) == 1 or (
        swapped and one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]
    )


def support(typed: Typed, known: list[Known]) -> Support:
    """Say what of an address agrees with the places of a postal code."""
    if typed.city and any(alike(typed.city, place.key) for place in known):
        return Support.CITY
    if not typed.state:
        return Support.ALONE
    return Support.STATE if any(place.state == typed.state for place in known) else Support.AGAINST


def alike(one: str, other: str) -> bool:
    """Whether two cities, named by their keys, are one, misspelt at most."""
    return one == other or fuzz.ratio(one, other) >= ALIKE
