"""What a repair of an address assumes, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from maillage.core.accounts.addresses.confidence import Repair
from maillage.core.geography.postal import Assumption
from maillage.texts import _

_SAID: Final[dict[Repair, Callable[[], str]]] = {
    Repair.SPELLED: lambda: _("Only the form of the postal code changes."),
    Repair.LOOKALIKE: lambda: _("Letters and digits that look alike were taken for each other."),
    Repair.NEAR_CODE: lambda: _(
        "The code is not of this city; the only one of the city that differs by a digit is."
    ),
    Repair.ONLY_CODE: lambda: _("The city has this postal code only."),
    Repair.COUNTRY_OF_CODE: lambda: _(Assumption.COUNTRY),
    Repair.STATE_NAME: lambda: _("The state is written as its code."),
    Repair.STATE_OF_CODE: lambda: _("The postal code lies in this state."),
    Repair.CITY_SPELLING: lambda: _("No such city is known there; this one is spelt nearly so."),
    Repair.CITY_OF_CODE: lambda: _("The postal code is of this city."),
    Repair.COUNTY_OF_CODE: lambda: _("The postal code lies in this county, wholly or mostly."),
    Repair.COUNTY_OF_CITY: lambda: _("The city lies in this county."),
}


def assumed(repairs: Iterable[str]) -> list[str]:
    """Say what repairs assume; names of :class:`Repair` as they are stored."""
    return [_text(Repair(each)) for each in repairs]


def _text(repair: Repair) -> str:
    said = _SAID.get(repair)
    return said() if said else _(Assumption[repair.name])
