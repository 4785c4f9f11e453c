"""Which account a lead works for, by what, and when it is not clear."""

import pandas as pd
import pytest

from maillage.core.leads.matching import Directory, Match

ROWS = [
    (1, None, "Acme Corporation", "US", "NY", "Albany", "12207", "1 State Street", "acme.com", ""),
    (2, 1, "Acme Corp Boston", "US", "MA", "Boston", "02108", "9 Beacon St", "acme.com", ""),
    (3, 1, "Acme Corp Salem", "US", "MA", "Salem", "01970", "2 Essex St", "www.acme.com", ""),
    (4, None, "Blue Sky Foods Inc", "US", "TX", "Austin", "78701", "5 Main St", "", ""),
    (5, None, "Blue Sky Foods", "US", "TX", "Dallas", "75201", "7 Elm St", "", ""),
    (6, None, "Northern Lights Bakery", "US", "OH", "Dayton", "45402", "", "", ""),
    (7, None, "Twin One", "US", "OH", "Lima", "45801", "", "twin.com", ""),
    (8, None, "Twin Two", "US", "OH", "Lima", "45801", "", "twin.com", ""),
    (9, None, "Acme", "US", "CA", "Fresno", "93701", "", "gmail.com", ""),
]
NAMES = [
    "key",
    "parent",
    "name",
    "country",
    "state",
    "city",
    "postal_code",
    "street",
    "domain",
    "phone",
]


@pytest.fixture(scope="module")
def accounts():
    return Directory(pd.DataFrame(ROWS, columns=NAMES))


@pytest.mark.parametrize(
    ("lead", "found"),
    [
        ({"domain": "acme.com", "postal_code": "02108"}, (2, "domain", "postal_code", 0.99)),
        ({"domain": "acme.com", "city": "SALEM", "state": "MA"}, (3, "domain", "city", 0.97)),
        ({"domain": "acme.com", "state": "MA"}, (1, "domain", "state", 0.85)),
        ({"domain": "acme.com"}, (1, "domain", "unknown", 0.85)),
        ({"domain": "acme.com", "state": "FL"}, (1, "domain", "elsewhere", 0.85)),
        ({"domain": "twin.com", "company": "Twin One"}, (7, "domain", "unknown", 0.95)),
        (
            {"company": "blue sky foods, inc.", "state": "TX", "city": "Dallas"},
            (5, "name", "city", 0.98),
        ),
        (
            {"company": "Blue Sky Foods", "postal_code": "78701", "street": "5 Main Street"},
            (4, "name", "street", 0.99),
        ),
        ({"company": "Northern Light Bakery", "postal_code": "45402"}, (6, "close_name", "postal_code", 0.98)),
    ],
)  # fmt: skip
def test_the_nearest_site_is_found_with_its_reason(accounts, lead, found):
    match = accounts.find(lead)
    assert (match.account, match.by, match.place, match.grade) == found
    assert match.candidates == ()


@pytest.mark.parametrize(
    ("lead", "candidates"),
    [
        ({"company": "Blue Sky Foods", "state": "TX"}, (4, 5)),
        ({"company": "Northern Lights Bakery"}, (6,)),
        ({"company": "Northern Lights Bakery", "state": "OH"}, (6,)),
        ({"company": "Northern Lights Bakery", "state": "NV"}, (6,)),
        ({"domain": "twin.com"}, (7, 8)),
    ],
)
def test_what_is_not_clear_is_not_known_and_candidates_are_told(accounts, lead, candidates):
    match = accounts.find(lead)
    assert (match.account, match.candidates) == (None, candidates)


@pytest.mark.parametrize(
    "lead",
    [{}, {"company": "", "domain": ""}, {"domain": "gmail.com"}, {"company": "The Inc."},
     {"company": "株式会社例", "state": "??", "postal_code": "x" * 90}],
)  # fmt: skip
def test_free_mail_and_nothing_find_nothing(accounts, lead):
    assert accounts.find(lead) == Match()


def test_a_circle_of_parents_holds_nothing_up():
    rows = [(*ROWS[0][:1], 2, *ROWS[0][2:]), (*ROWS[1][:1], 1, *ROWS[1][2:])]
    found = Directory(pd.DataFrame(rows, columns=NAMES)).find({"domain": "acme.com"})
    assert found.account == 1
