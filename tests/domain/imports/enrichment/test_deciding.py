"""What a supplier tells against what is held: by hand, rule by rule."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.domain.imports.enrichment.deciding import Told, decide, one_row

pytestmark = pytest.mark.unit

HELD = {
    "domain": "", "phone": "", "industry": "", "naics": "", "employees": None,
    "company_revenue": None, "linkedin_url": "", "keywords": [], "country": "US", "state": "",
    "city": "", "postal_code": "", "street": "",
}  # fmt: skip
DAY, BEFORE, AFTER = date(2026, 3, 1), date(2026, 2, 1), date(2026, 4, 1)
BOSTON = {"state": "MA", "city": "Boston", "postal_code": "02108", "street": "1 Main St"}


def made(held, told, earlier=None, *, overwrite=False):
    found = decide(HELD | held, told, earlier or {}, seen_on=DAY, overwrite=overwrite)
    return found.taken, [(each.field, each.held, each.told) for each in found.conflicts]


def test_what_is_empty_is_filled():
    assert made({}, {"employees": 120, "domain": "acme.com"}) == (
        {"employees": 120, "domain": "acme.com"}, [],
    )  # fmt: skip
    assert made({"employees": 120}, {}) == ({}, [])


def test_what_differs_stays_unless_overwritten():
    assert made({"employees": 100}, {"employees": 120}) == ({}, [("employees", 100, 120)])
    assert made({"employees": 100}, {"employees": 120}, overwrite=True) == (
        {"employees": 120}, [("employees", 100, 120)],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("earlier", "taken"),
    [
        (Told(100, BEFORE), True),
        (Told(100, DAY), True),
        (Told(100, AFTER), False),
        (Told(90, BEFORE), False),
    ],
)
def test_what_a_supplier_told_earlier_gives_way(earlier, taken):
    """A person's correction (the last case) does not."""
    found, conflicts = made({"employees": 100}, {"employees": 120}, {"employees": earlier})
    assert (found, len(conflicts)) == (({"employees": 120}, 0) if taken else ({}, 1))


@pytest.mark.parametrize(
    ("name", "held", "told"),
    [
        ("domain", "www.acme.com", "acme.com"),
        ("phone", "(617) 555-0123", "+1 617-555-0123"),
        ("industry", "Law Practice", "law practice"),
        ("naics", "541511", "5415"),
        ("naics", "541511", "54"),
        ("naics", "334", "31"),
    ],
)
def test_another_spelling_or_a_broader_industry_is_the_same(name, held, told):
    assert made({name: held}, {name: told}) == ({}, [])


def test_an_industry_gives_way_to_a_part_of_it():
    assert made({"naics": "54"}, {"naics": "541511"}) == ({"naics": "541511"}, [])
    assert made({"naics": "62"}, {"naics": "541511"})[1] == [("naics", "62", "541511")]


def test_an_address_is_one_value():
    assert made({}, BOSTON | {"country": "US"})[0] == BOSTON | {"country": "US"}
    held = {"state": "MA", "city": "BOSTON"}
    assert made(held, BOSTON | {"state": "Massachusetts"})[0] == {
        "postal_code": "02108", "street": "1 Main St",
    }  # fmt: skip
    other = {"state": "NY", "city": "New York"}
    assert made(other, BOSTON) == (
        {}, [("address", "New York, NY, US", "1 Main St, 02108, Boston, MA")],
    )  # fmt: skip
    taken = made(other | {"street": "5 Broadway"}, {"city": "Boston"}, overwrite=True)[0]
    assert taken == {"state": "", "city": "Boston", "postal_code": "", "street": ""}
    assert made({}, {"country": "CA", "state": "QC"}) == ({}, [])


def test_lists_are_added_to():
    assert made({"keywords": ["ERP"]}, {"keywords": ["erp", "CRM"]})[0] == {
        "keywords": ["ERP", "CRM"]
    }


def test_rows_of_one_account_are_joined_and_the_first_counts():
    rows = [{"a": 1, "l": ["x"]}, {"a": 2, "b": 3, "l": ["X", "y"]}, {"a": 1, "b": None}]
    assert one_row(rows) == ({"a": 1, "b": 3, "l": ["x", "y"]}, ["a"])
