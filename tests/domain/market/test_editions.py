"""A concordance that was loaded is used on accounts and profiles of the other edition (C-01)."""

from __future__ import annotations

import pandas as pd
import pytest

from maillage.core.accounts.icp.criteria import read_icp
from maillage.core.market.crosswalks import INDUSTRIES, Crosswalk
from maillage.domain.accounts.icp.matching import count_fits, fit_of, fits
from maillage.domain.market.crosswalks import load_crosswalk
from tests.domain.accounts.factories import make_account
from tests.domain.accounts.icp.test_icp import GOOD, SMALL_TECH

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def load(*pairs: tuple[str, str]) -> None:
    shares = pd.DataFrame(pairs, columns=["origin", "target"]).assign(weight=1.0)
    load_crosswalk(
        file=Crosswalk(
            kind=INDUSTRIES, layout="", source="Census", licence="", vintage=2022,
            geography_vintage=2022, file_name="c.xlsx", sha256="x", shares=shares,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("held", "wanted"), [("511210", "5132"), ("513210", "5112"), ("513210", "511210")]
)
def test_the_other_edition_fits_once_the_concordance_is_loaded(held, wanted):
    account = make_account(1, **GOOD | {"naics": held})
    icp = read_icp(SMALL_TECH | {"industries": [wanted], "excluded": []})
    assert fits(icp).loc[account.pk, "fit_industry"] == "no"
    load(("511210", "513210"))
    assert fits(icp).loc[account.pk, "fit_industry"] == "yes"
    industry = next(each for each in fit_of(account, icp).findings if each.criterion == "industry")
    assert industry.answer == "yes"
    assert count_fits(icp).accounts == 1


def test_an_exclusion_holds_in_the_other_edition_too():
    account = make_account(1, **GOOD | {"naics": "511210"})
    load(("511210", "513210"))
    icp = read_icp(SMALL_TECH | {"industries": ["51"], "excluded": ["5132"]})
    assert fits(icp).loc[account.pk, "fit_exclusion"] == "no"
