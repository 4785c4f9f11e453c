"""Who answers for each territory (B-02)."""

import pytest

from tests.domain.accounts.factories import make_rep, own
from tests.domain.territories.scene import BURLINGTON, CONCORD, ask, cover, designed

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_reps_get_the_territory_near_their_home():
    make_rep(1, **CONCORD)
    make_rep(2, **BURLINGTON)
    cover()
    outcome = designed(ask())
    assert outcome.territories["rep_id"].tolist() == ["R2", "R1"]
    assert outcome.reps["territory"].tolist() == [2, 1]
    assert (outcome.reps["home_km"] < 100).all()


def test_a_territory_too_many_stays_open():
    make_rep(1, **CONCORD)
    cover()
    outcome = designed(ask(territories=2))
    assert sorted(outcome.territories["rep_id"]) == ["", "R1"]
    open_one = outcome.territories.set_index("rep_id").loc["", "number"]
    orphans = outcome.accounts[outcome.accounts["territory"] == open_one]
    assert set(orphans["rule"]) == {"unassigned"}
    assert set(outcome.moves["reason"]) == {"no_owner"}


def test_without_homes_books_decide():
    first, second = make_rep(1), make_rep(2)
    for account in cover():
        own(account, first if account.state == "NH" else second)
    outcome = designed(ask())
    assert outcome.territories["rep_id"].tolist() == ["R2", "R1"]
