"""The second opinion of Splink: better together, refused where it is missing (issue 5, A-26)."""

from __future__ import annotations

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from maillage.core.accounts.duplicates import SURE, find_duplicates, splinking
from maillage.core.accounts.duplicates.records import COLUMNS
from maillage.core.accounts.synthetic.duplicates import generate_duplicates
from maillage.errors import ParameterError
from maillage.reference import table
from tests.core.accounts.duplicates.test_finding import rows

pytestmark = pytest.mark.unit
needs_splink = pytest.mark.skipif(
    not splinking.is_installed(), reason="the extra `splink` is not installed"
)
ROWS = 10_000


@pytest.fixture(scope="module")
def made():
    return generate_duplicates(table("us_postal"), accounts=ROWS, seed=5)


@pytest.fixture(scope="module")
def found(made):
    return find_duplicates(made.accounts, least=0.5, splink=True)


def f1(made, pairs):
    truth = made.entity[pairs["first"]] == made.entity[pairs["second"]]
    sizes = np.bincount(made.entity)
    return 2 * truth.sum() / (len(pairs) + int((sizes * (sizes - 1) // 2).sum()))


def test_without_the_extra_it_is_refused_with_what_to_install(monkeypatch):
    monkeypatch.setattr(splinking, "find_spec", lambda _name: None)
    with pytest.raises(ParameterError, match="Splink is not installed") as refused:
        find_duplicates(rows({}, {}), splink=True)
    assert "maillage[splink]" in str(refused.value.remedy)


@needs_splink
def test_both_together_find_better_than_the_first_alone(made, found):
    alone = find_duplicates(made.accounts, least=0.5)
    assert f1(made, found.pairs) > f1(made, alone.pairs)
    assert list(found.pairs.columns) == list(alone.pairs.columns)


@needs_splink
def test_what_is_sure_is_sure_still(made, found):
    sure = found.pairs[found.pairs["grade"] >= SURE]
    assert len(sure) > 1000
    assert (made.entity[sure["first"]] == made.entity[sure["second"]]).mean() >= SURE


@needs_splink
def test_the_same_accounts_give_the_same_grades(made, found):
    again = find_duplicates(made.accounts, least=0.5, splink=True)
    assert_frame_equal(again.pairs, found.pairs)


@needs_splink
@pytest.mark.parametrize("number", [0, 1, 3])
def test_from_a_handful_of_accounts_there_is_nothing_to_learn(number):
    for few in (rows(*[{}] * 3), rows(*[dict.fromkeys(COLUMNS, "")] * 3)):
        with pytest.raises(ParameterError, match="learn too little"):
            find_duplicates(few.iloc[:number], splink=True)


@needs_splink
def test_it_learns_where_a_field_is_empty_in_all(made):
    silent = made.accounts.assign(domain="", street="").iloc[:2500]
    found = find_duplicates(silent, splink=True).pairs
    assert found["grade"].between(0, 1).all()
    assert len(found) > 50
