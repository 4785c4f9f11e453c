"""Finding duplicates: precision and recall on known truth, calibrated grades, no chains (A-26)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from maillage.core.accounts.duplicates import SURE, find_duplicates
from maillage.core.accounts.duplicates.blocking import candidate_pairs
from maillage.core.accounts.duplicates.clusters import clusters
from maillage.core.accounts.duplicates.records import COLUMNS, comparable
from maillage.core.accounts.duplicates.wording import evidence
from maillage.core.accounts.synthetic.duplicates import generate_duplicates
from maillage.errors import ParameterError
from maillage.reference import table

pytestmark = pytest.mark.unit
ROWS = 5000


def rows(*changes):
    plain = {
        "name": "Kestspire Robotics LLC", "country": "US", "state": "MA", "city": "Boston",
        "postal_code": "02116", "street": "12 Main Street", "domain": "kestspire.example",
        "phone": "(617) 555-0123",
    }  # fmt: skip
    return pd.DataFrame([plain | each for each in changes])


def only(found):
    assert len(found.pairs) == 1
    return found.pairs.iloc[0]


@pytest.fixture(scope="module")
def made():
    return generate_duplicates(table("us_postal"), accounts=ROWS, seed=3)


@pytest.fixture(scope="module")
def found(made):
    return find_duplicates(made.accounts, least=0.5)


def test_known_pairs_are_found_and_hardly_any_others(made, found):
    truth = made.entity[found.pairs["first"]] == made.entity[found.pairs["second"]]
    sizes = np.bincount(made.entity)
    known = int((sizes * (sizes - 1) // 2).sum())
    sure = (found.pairs["grade"] >= 0.95).to_numpy()
    assert truth[sure].mean() >= 0.99
    assert truth[sure].sum() / known >= 0.75
    assert truth.sum() / known >= 0.85


def test_a_grade_is_the_share_of_such_pairs_that_are_one(made, found):
    truth = made.entity[found.pairs["first"]] == made.entity[found.pairs["second"]]
    grades = found.pairs["grade"]
    assert truth[grades >= SURE].mean() >= SURE
    between = ((grades >= 0.5) & (grades < 0.9)).to_numpy()
    assert 0.4 <= truth[between].mean() <= 1.0
    assert truth.mean() == pytest.approx(grades.mean(), abs=0.03)


def test_the_same_accounts_give_the_same_pairs_in_any_order(made, found):
    again = find_duplicates(made.accounts, least=0.5)
    assert_frame_equal(again.pairs, found.pairs)
    order = np.random.default_rng(1).permutation(ROWS)
    turned = find_duplicates(made.accounts.iloc[order].reset_index(drop=True), least=0.5)
    back = np.sort(order[turned.pairs[["first", "second"]].to_numpy()], axis=1)
    assert {tuple(pair) for pair in back} == {
        tuple(pair) for pair in found.pairs[["first", "second"]].to_numpy()
    }


def test_different_companies_share_names_in_the_generated_set(made):
    names = pd.DataFrame({"name": made.accounts["name"], "entity": made.entity})
    assert names.drop_duplicates()["name"].duplicated().sum() > 50


def test_the_same_company_typed_twice_is_sure():
    pair = only(
        find_duplicates(
            rows({}, {"name": "KESTSPIRE ROBOTICS, Inc.", "street": "12 Main St., Suite 3",
                      "phone": "+1 617 555 0123", "domain": "www.kestspire.example"})
        )
    )  # fmt: skip
    assert pair["grade"] >= SURE
    assert evidence(pair) == [
        "They have the same name, legal form aside.",
        "They have the same internet domain.",
        "They have the same telephone number.",
        "They have the same street and number.",
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"city": "Denver", "state": "CO", "postal_code": "80202", "street": "9 Elm Road",
         "phone": "(303) 555-0199"},
        {"name": "Kestspire Robotics Holdings LLC"},
        {"name": "Aldvane Insurance Co.", "domain": "aldvane.example"},
        {"name": "Kestspire Robotics 2 LLC"},
    ],
    ids=["a site elsewhere", "a sister", "a neighbour", "a number"],
)  # fmt: skip
def test_what_only_looks_alike_is_never_sure(other):
    found = find_duplicates(rows({}, other))
    assert (found.pairs["grade"] < SURE).all()


def test_nothing_is_known_of_an_empty_account():
    empty = dict.fromkeys(COLUMNS, "")
    assert find_duplicates(rows(empty, empty, empty)).pairs.empty
    assert find_duplicates(rows({})).pairs.empty
    assert find_duplicates(rows({}).iloc[:0]).pairs.empty


def test_a_missing_column_is_named():
    with pytest.raises(ParameterError, match="no column phone"):
        find_duplicates(rows({}).drop(columns="phone"))


def test_keys_many_share_cost_no_more_than_the_window():
    many = rows(*[{"name": f"Shop {n}", "street": "", "phone": ""} for n in range(2000)])
    assert len(candidate_pairs(comparable(many))) < 2000 * 25 * 8


def test_a_chain_of_resemblance_joins_nobody_unlike():
    pairs = np.array([[0, 1], [1, 2], [3, 4], [4, 5], [3, 5]])
    group = clusters(6, pairs, np.array([0.99, 0.97, 0.9, 0.9, 0.9]), least=0.8)
    assert group.tolist() == [0, 0, 2, 3, 3, 3]


@given(st.data())
def test_everybody_in_a_group_resembles_everybody(data):
    count = data.draw(st.integers(2, 9))
    edges = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    drawn = data.draw(st.sets(edges.filter(lambda edge: edge[0] < edge[1]), min_size=1))
    pairs = np.array(sorted(drawn))
    grades = np.array(
        data.draw(st.lists(st.floats(0, 1), min_size=len(pairs), max_size=len(pairs)))
    )
    group = clusters(count, pairs, grades, least=0.5)
    alike = {
        tuple(pair) for pair, grade in zip(pairs.tolist(), grades, strict=True) if grade >= 0.5
    }
    for one in range(count):
        assert group[group[one]] == group[one] <= one
        for other in range(one + 1, count):
            assert group[one] != group[other] or (one, other) in alike
