"""Profiles to begin with: four industries where they are dense (A-17).

Industries and places are those of the requirement; ranges and exclusions are a first proposal for
both teams to change.
"""

from __future__ import annotations

from typing import Any, Final

from maillage.core.accounts.icp.criteria import Icp, Span
from maillage.core.geography.zones import CENSUS_REGION_OF_STATE

MIDDLE: Final[dict[str, Any]] = {
    "company_revenue": Span(5e6, 50e6),
    "employees": Span(50, 200),
    "excluded": ("92",),
}
BAY_AREA: Final = ("41860", "41940")
SEATTLE, NEW_YORK, BOSTON, HOUSTON = ("42660",), ("35620",), ("14460",), ("26420",)
MIDWEST: Final = tuple(
    sorted(state for state, region in CENSUS_REGION_OF_STATE.items() if region == "Midwest")
)
PRESETS: Final[dict[str, Icp]] = {
    "tech": Icp(
        **MIDDLE,
        industries=("3341", "5112", "5132", "518", "5415"),
        metros=(*BAY_AREA, *SEATTLE),
    ),
    "finance": Icp(**MIDDLE, industries=("52",), metros=NEW_YORK),
    "health": Icp(**MIDDLE, industries=("3254", "3391", "62"), metros=(*BOSTON, *HOUSTON)),
    "industry": Icp(**MIDDLE, industries=("31-33",), states=MIDWEST),
}
