"""A small company in New Hampshire and Vermont: one account or more in each of the 24 counties."""

from __future__ import annotations

from datetime import date

from maillage.domain.accounts.queries import accounts_frame
from maillage.domain.territories.design import conclude, renumber, search
from maillage.domain.territories.framing import Frame, frame_problem
from maillage.domain.territories.request import DesignRequest, MeasureRequest, Source
from maillage.domain.territories.units import county_units
from maillage.models import Account
from maillage.reference import table
from tests.domain.accounts.factories import make_account

STATES = ("NH", "VT")
DAY = date(2026, 6, 30)
BURLINGTON = {"latitude": 44.48, "longitude": -73.21, "state": "VT", "city": "Burlington"}
CONCORD = {"latitude": 43.21, "longitude": -71.54, "state": "NH", "city": "Concord"}


def place(county: str, rank: int = 0) -> dict[str, object]:
    """Where an account lies: a postal code of a county, the most populous first."""
    codes = table("us_postal")
    codes = codes[codes["county"] == county]
    codes = codes.sort_values(["population", "postal_code"], ascending=[False, True])
    row = codes.iloc[rank]
    return {
        "state": row["state"],
        "county": county,
        "city": row["place"],
        "postal_code": row["postal_code"],
        "latitude": float(row["latitude"]),
        "longitude": float(row["longitude"]),
    }


def cover(states: tuple[str, ...] = STATES, each: int = 1, **fields) -> list[Account]:
    """Make ``each`` accounts of potential 100 in every county."""
    counties = county_units(states)["unit"]
    places = [place(county, rank) for county in counties for rank in range(each)]
    return [
        make_account(number, **{"potential": 100.0, **where, **fields})
        for number, where in enumerate(places, start=1)
    ]


def ask(**changes) -> DesignRequest:
    """Ask for a draft of three territories of the two states, within 25 %."""
    usual = {
        "measures": (MeasureRequest(Source.POTENTIAL, 0.25),),
        "states": STATES,
        "effort": 0.02,
        "on": DAY,
    }
    return DesignRequest(**{**usual, **changes})


def designed(request: DesignRequest):
    """The outcome of a request, without keeping it."""
    frame: Frame = frame_problem(request=request)
    return conclude(frame=frame, alignment=renumber(frame, search(frame=frame, progress=None)))


def read_accounts():
    """The accounts as a design reads them."""
    return accounts_frame(on=DAY)


def checks(outcome) -> dict[str, tuple[str, int]]:
    """Severity and count of each check, by its code."""
    return {check.code: (check.severity.value, check.count) for check in outcome.checks}
