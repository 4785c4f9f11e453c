"""The tables of an outcome agree with each other (B-08)."""

import numpy as np
import pytest

from maillage.domain.territories.request import Level
from maillage.domain.territories.tables import touching_pairs
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.domain.territories.scene import BURLINGTON, CONCORD, ask, cover, designed, place

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def outcome():
    first, second = make_rep(1, **BURLINGTON), make_rep(2, **CONCORD)
    for number, account in enumerate(cover(revenue=10.0)):
        own(account, first if number % 2 else second)
    make_account(90, potential=None, **place("50007", 1))
    return designed(ask())


def test_books_before_and_after(outcome):
    reps = outcome.reps.set_index("rep_id")
    assert reps["accounts_before"].tolist() == [12, 12]
    assert reps["potential_before"].tolist() == [1200.0, 1200.0]
    assert reps["accounts_after"].sum() == 25
    assert reps["potential_after"].sum() == 2400.0
    owned = outcome.accounts[outcome.accounts["owner_before"] != ""]
    kept = (owned["owner_before"] == owned["owner_after"]).sum()
    assert reps["kept"].sum() == kept


def test_moves_are_the_accounts_whose_owner_changes(outcome):
    accounts = outcome.accounts
    changed = accounts[accounts["owner_before"] != accounts["owner_after"]]
    assert sorted(outcome.moves["account"]) == sorted(changed["account"])
    moves = outcome.moves.set_index("account")
    assert moves.loc["A90", ["from_rep", "reason"]].tolist() == ["", "no_owner"]
    others = moves.drop("A90")
    assert set(others["reason"]) <= {"balance", "distance"}
    assert outcome.moves["potential"].dropna().is_monotonic_decreasing
    assert outcome.moves["account"].iloc[-1] == "A90"


def test_units_say_whose_they_are_today(outcome):
    assert sorted(outcome.units["previous"].value_counts().items()) == [
        ("Rep 1", 12),
        ("Rep 2", 12),
    ]


def test_touching_pairs_are_listed_once():
    edges = np.array([[0, 1], [1, 2], [2, 3], [3, 0]])
    assert touching_pairs(edges, np.array([1, 0, 0, 1])) == [(0, 1)]


def test_names_are_apart_even_at_one_place():
    for number in range(4):
        make_account(number, **{**place("50007"), "potential": 100.0})
    town = place("50007")["city"]
    outcome = designed(ask(territories=3, level=Level.ACCOUNT, contiguity=False))
    assert sorted(outcome.territories["name"]) == [
        f"{town}, VT", f"{town}, VT 2", f"{town}, VT 3",
    ]  # fmt: skip
