"""Sites of one company: suggested with reasons, in different places only (issue 5, A-25)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from maillage.core.accounts.duplicates.wording import evidence
from maillage.core.accounts.sites import suggest_sites
from maillage.core.accounts.synthetic.duplicates import generate_duplicates
from maillage.errors import ParameterError
from maillage.reference import table

pytestmark = pytest.mark.unit
BOSTON = {"state": "MA", "city": "Boston", "postal_code": "02116", "street": "12 Main Street"}
DENVER = {"state": "CO", "city": "Denver", "postal_code": "80202", "street": "9 Elm Road"}
TAMPA = {"state": "FL", "city": "Tampa", "postal_code": "33602", "street": "4 Bay Way"}


def accounts(*rows):
    plain = {"name": "Kestspire Robotics LLC", "country": "US", "domain": "kestspire.example",
             "phone": "", "parent": -1, "employees": np.nan}  # fmt: skip
    return pd.DataFrame([plain | each for each in rows])


def links(*rows, **asked):
    found = suggest_sites(accounts(*rows), **asked)
    return list(zip(found["site"].tolist(), found["parent"].tolist(), strict=True))


def test_one_company_in_three_places_stands_under_its_largest():
    found = suggest_sites(accounts(BOSTON, DENVER | {"employees": 90}, TAMPA))
    assert found[["site", "parent"]].to_numpy().tolist() == [[0, 1], [2, 1]]
    assert (found["grade"] > 0.95).all()
    assert evidence(found.iloc[0])[:2] == [
        "They have the same name, as some others have.",
        "They have the same internet domain.",
    ]


def test_who_has_sites_already_stays_above_and_nobody_loses_a_parent():
    rows = [BOSTON, DENVER | {"employees": 500}, TAMPA | {"parent": 0}]
    assert links(*rows) == [(1, 0)]
    assert links(BOSTON | {"parent": 1}, DENVER | {"parent": 2}, TAMPA) == []


def test_two_accounts_at_one_place_are_no_sites():
    assert links(BOSTON, BOSTON) == []
    assert links(BOSTON, BOSTON | {"street": ""}) == []
    assert links(BOSTON, DENVER | {"city": "", "postal_code": "", "street": ""}) == []


def test_namesakes_and_tenants_are_no_sites():
    assert links(BOSTON, DENVER | {"domain": "other.example"}) == []
    assert links(BOSTON, DENVER | {"name": "Aldvane Insurance"}) == []
    assert links(BOSTON | {"domain": "gmail.com"}, DENVER | {"domain": "gmail.com"}) == []


def test_the_domain_of_others_of_the_name_stands_for_a_missing_one():
    unknown = TAMPA | {"domain": ""}
    assert links(BOSTON, DENVER, unknown) == [(1, 0)]
    assert links(BOSTON, DENVER, unknown, least=0.5) == [(1, 0), (2, 0)]
    other = {"name": "Kestspire Robotics", "domain": "else.example", **DENVER}
    assert links(BOSTON, other, unknown, least=0.5) == []


def test_names_that_resemble_count_for_less():
    longer = DENVER | {"name": "Kestspire Robotics Colorado LLC"}
    (row,) = suggest_sites(accounts(BOSTON, longer)).to_dict("records")
    assert 0.8 <= row["grade"] < 0.97


def test_nothing_of_nothing_and_a_missing_column_is_named():
    assert suggest_sites(accounts(BOSTON).iloc[:0]).empty
    with pytest.raises(ParameterError, match="no column phone"):
        suggest_sites(accounts(BOSTON).drop(columns="phone"))


def test_suggestions_are_of_one_company_where_the_truth_is_known():
    made = generate_duplicates(table("us_postal"), accounts=8000, seed=4)
    found = suggest_sites(made.accounts.assign(parent=-1, employees=np.nan), least=0.9)
    one = made.company[found["site"]] == made.company[found["parent"]]
    assert len(found) > 100
    assert one.mean() >= 0.9
    assert not found["site"].isin(found["parent"]).any()
