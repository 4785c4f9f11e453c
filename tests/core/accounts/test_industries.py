"""Suppliers' industries as NAICS codes: only where one code holds all of it."""

from __future__ import annotations

import pytest

from maillage.core.accounts.industries import NAICS_OF, sure_code
from maillage.core.market.naics import read_code
from maillage.reference import table

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Restaurants", "7225"),
        ("hospital & health care", "62"),
        ("Transportation/Trucking/Railroad", "48-49"),
        ("Primary/Secondary Education", "6111"),
        ("Law Firms & Legal Services", "5411"),
        ("Manufacturing", "31-33"),
        ("Construction", "23"),
        ("computer software", ""),
        ("Internet", ""),
        ("Automotive", ""),
        ("", ""),
        ("日本", ""),
    ],
)
def test_an_industry_is_read_at_the_level_that_is_sure(name, code):
    assert sure_code(name) == code


def test_every_code_is_of_the_classification():
    """In the edition of 2022; below the sector none of them differs from that of 2017."""
    codes = {read_code(code) for code in table("naics")["code"]}
    assert {read_code(code) for code in NAICS_OF.values()} <= codes
    assert "" not in NAICS_OF
