"""The concordance of NAICS editions that is loaded, put to use on accounts and profiles."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from maillage import reference
from maillage.core.accounts.icp.criteria import Icp
from maillage.core.market.crosswalks import INDUSTRIES
from maillage.core.market.editions import Editions
from maillage.core.market.naics import chosen, read_code
from maillage.domain.market.crosswalks import newest_crosswalk


def loaded_editions() -> Editions | None:
    """Read the newest concordance of the workspace, None where none is loaded."""
    dataset, shares = newest_crosswalk(INDUSTRIES)
    if dataset is None:
        return None
    pairs = shares[["origin", "target"]].itertuples(index=False, name=None)
    return Editions(current_codes(), tuple(pairs))


@cache
def current_codes() -> frozenset[str]:
    """The codes of the edition that ships, of every level."""
    codes = reference.table("naics")["code"]
    return frozenset(filter(None, (read_code(code) for code in codes)))


def in_editions(icp: Icp, editions: Editions) -> Icp:
    """Have a profile ask for its older codes in the current edition as well, where that is sure."""
    industries = [new for code in icp.industries for new in editions.sure(code)]
    excluded = [new for code in icp.excluded for new in editions.sure(code)]
    return replace(
        icp,
        industries=chosen(industries),
        excluded=chosen(excluded) if excluded else (),
    )
