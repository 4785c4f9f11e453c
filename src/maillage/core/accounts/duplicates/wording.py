"""Why two accounts are taken for one, or not, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any, Final

from maillage.core.accounts.duplicates.evidence import FIELDS, Level, NameLevel, PlaceLevel
from maillage.texts import _

type Texts = dict[IntEnum, Callable[[], str]]

_NAMES: Final[Texts] = {
    NameLevel.DIFFERENT: lambda: _("Their names differ."),
    NameLevel.TOLD_APART: lambda: _("A number or a word in their names tells them apart."),
    NameLevel.LONGER: lambda: _("One name is the other and a word more."),
    NameLevel.RELATED: lambda: _("One name is the other's initials or trade name."),
    NameLevel.CLOSE: lambda: _("Their names resemble each other."),
    NameLevel.VERY_CLOSE: lambda: _("Their names differ by a letter or two."),
    NameLevel.VERY_COMMON: lambda: _("They have the same name, as many others have."),
    NameLevel.COMMON: lambda: _("They have the same name, as some others have."),
    NameLevel.SAME: lambda: _("They have the same name, legal form aside."),
}
_DOMAINS: Final[Texts] = {
    Level.DIFFERENT: lambda: _("Their internet domains differ."),
    Level.SHARED: lambda: _("They have the same internet domain, as many others have."),
    Level.SAME: lambda: _("They have the same internet domain."),
}
_PHONES: Final[Texts] = {
    Level.DIFFERENT: lambda: _("Their telephone numbers differ."),
    Level.SHARED: lambda: _("They have the same telephone number, as many others have."),
    Level.SAME: lambda: _("They have the same telephone number."),
}
_PLACES: Final[Texts] = {
    PlaceLevel.ELSEWHERE: lambda: _("They are in different places."),
    PlaceLevel.SAME_AREA: lambda: _("They are in the same region."),
    PlaceLevel.OTHER_STREET_OF_CITY: lambda: _("They are in the same city, in other streets."),
    PlaceLevel.SAME_CITY: lambda: _("They are in the same city."),
    PlaceLevel.OTHER_STREET_OF_CODE: lambda: _("They have the same postal code, other streets."),
    PlaceLevel.SAME_CODE: lambda: _("They have the same postal code."),
    PlaceLevel.SAME_STREET: lambda: _("They have the same street and number."),
}
_TEXTS: Final[dict[str, Texts]] = {
    "name": _NAMES,
    "domain": _DOMAINS,
    "phone": _PHONES,
    "place": _PLACES,
}


def evidence(levels: Mapping[str, Any]) -> list[str]:
    """Say how the fields of a pair agree; what is not known of one of them is left out.

    Parameters
    ----------
    levels
        For each of name, domain, phone and place, the level of agreement.
    """
    said = ((field, FIELDS[field](int(levels[field]))) for field in FIELDS)
    return [_TEXTS[field][level]() for field, level in said if level in _TEXTS[field]]
