"""When an account may be called, and what hours two places share (A-02, A-21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from maillage import reference
from maillage.core.geography.hours import Hours, Window, call_window, is_early
from maillage.core.geography.zones import time_zone
from maillage.models import Account, Membership, Rep


@dataclass(frozen=True, slots=True)
class CallTimes:
    """What an account's clock says: ``early`` warns of a call at this moment.

    ``home`` is "" where the caller's time zone is not known; ``window`` is None there, where no
    hour suits both, and on days off.
    """

    zone: str
    home: str
    now: datetime
    early: bool
    window: Window | None


def call_times(
    *, account: Account, home: str, at: datetime, hours: Hours | None = None
) -> CallTimes | None:
    """Say when an account may be called on the day it has at a moment.

    None where its time zone is not known.
    """
    zone = zone_of(account)
    if not zone:
        return None
    there = at.astimezone(time_zone(zone))
    worked = hours or Hours()
    window = (
        call_window(home, zone, there.date(), home_hours=worked, hours=worked) if home else None
    )
    return CallTimes(zone, home, there, is_early(at, zone, hours=worked), window)


def zone_of(place: Account | Rep) -> str:
    """Give the time zone of an account or rep: its own, else that of its postal code or city."""
    if place.time_zone:
        return place.time_zone
    if not (place.postal_code or (place.city and place.state)):
        return ""
    found = reference.gazetteer().locate(
        place.postal_code or None, place.city or None, place.state or None, place.country
    )
    return found.time_zone


def home_of(member: Membership, owner: Rep | None) -> str:
    """Give the time zone a member calls from: the own one of a rep, else that of the owner."""
    rep = member.rep or owner
    return zone_of(rep) if rep else ""
