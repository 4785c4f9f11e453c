"""Time zones, and the macro-regions that American territories are named after."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from maillage.errors import ParameterError
from maillage.texts import _, quoted

# A-03 names four regions and leaves the Southwest and Texas homeless; Texas, Oklahoma and
# Arkansas go to the Southeast, whose hubs (Atlanta, Miami) serve them by air, and the mountain
# states to the West, so that each state has exactly one region.
MACRO_REGIONS: Final[dict[str, str]] = {
    "Northeast": "CT DC DE MA MD ME NH NJ NY PA RI VT",
    "Southeast": "AL AR FL GA KY LA MS NC OK SC TN TX VA WV",
    "Midwest": "IA IL IN KS MI MN MO ND NE OH SD WI",
    "West": "AK AZ CA CO HI ID MT NM NV OR UT WA WY",
}
CENSUS_DIVISIONS: Final[dict[str, str]] = {
    "New England": "CT MA ME NH RI VT",
    "Middle Atlantic": "NJ NY PA",
    "East North Central": "IL IN MI OH WI",
    "West North Central": "IA KS MN MO ND NE SD",
    "South Atlantic": "DC DE FL GA MD NC SC VA WV",
    "East South Central": "AL KY MS TN",
    "West South Central": "AR LA OK TX",
    "Mountain": "AZ CO ID MT NM NV UT WY",
    "Pacific": "AK CA HI OR WA",
}
CENSUS_REGIONS: Final[dict[str, tuple[str, ...]]] = {
    "Northeast": ("New England", "Middle Atlantic"),
    "Midwest": ("East North Central", "West North Central"),
    "South": ("South Atlantic", "East South Central", "West South Central"),
    "West": ("Mountain", "Pacific"),
}


def _by_state(presets: dict[str, str]) -> dict[str, str]:
    return {state: name for name, states in presets.items() for state in states.split()}


_REGION_OF_DIVISION: Final[dict[str, str]] = {
    division: region for region, divisions in CENSUS_REGIONS.items() for division in divisions
}
MACRO_REGION_OF_STATE: Final[dict[str, str]] = _by_state(MACRO_REGIONS)
CENSUS_DIVISION_OF_STATE: Final[dict[str, str]] = _by_state(CENSUS_DIVISIONS)
CENSUS_REGION_OF_STATE: Final[dict[str, str]] = {
    state: _REGION_OF_DIVISION[division] for state, division in CENSUS_DIVISION_OF_STATE.items()
}


def time_zone(name: str) -> ZoneInfo:
    """Return an IANA time zone.

    Raises
    ------
    ParameterError
        When no such zone exists.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ParameterError(
            _("%(name)s is not a time zone.") % {"name": quoted(name[:60])},
            remedy=_("Use an IANA name such as America/New_York."),
        ) from error


def convert(moment: datetime, source: str, target: str) -> datetime:
    """Read the clock of one time zone at a wall-clock moment of another (A-01).

    Parameters
    ----------
    moment
        Wall-clock time in ``source``, without a time zone of its own.
    source, target
        IANA names of time zones.

    Returns
    -------
    datetime
        The moment on the clock of ``target``, aware of its zone.
    """
    return moment.replace(tzinfo=time_zone(source)).astimezone(time_zone(target))


def utc_offset_hours(name: str, moment: datetime) -> float:
    """Return how many hours a time zone is ahead of UTC at one of its wall-clock moments."""
    offset = moment.replace(tzinfo=time_zone(name)).utcoffset()
    assert offset is not None, "an IANA zone always has an offset"
    return offset.total_seconds() / 3600
