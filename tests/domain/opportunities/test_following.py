"""What opportunities say of a period, of a plan, and of the three questions (G-06, J-02, K-07)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from maillage.domain.opportunities.actuals import Reached, actuals
from maillage.domain.opportunities.following import ages_of, follow, measured
from maillage.domain.opportunities.history import pursuits
from maillage.domain.opportunities.questions import answer
from maillage.errors import InputError
from maillage.models import Opportunity
from tests.domain.accounts.factories import make_account, make_rep, own, touch

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
ON = date(2026, 6, 30)
YEAR = {"since": date(2026, 1, 1), "until": date(2027, 1, 1)}


def opportunity(number: int, rep, account=None, **fields):
    return Opportunity.objects.create(
        external_id=f"O{number}", rep=rep, account=account, **{"source": "new", **fields}
    )


@pytest.fixture
def book():
    """A rep with four ended and two open opportunities, and another who opened forty."""
    rep, other = make_rep(1), make_rep(2)
    gold = make_account(1, segment="Gold")
    bronze = make_account(2, segment="Bronze")
    own(gold, rep)
    own(bronze, rep)
    opened = date(2026, 2, 1)
    for place, won in enumerate((True, True, False, False)):
        opportunity(
            place, rep, gold, opened_on=opened, closed_on=opened + timedelta(days=30 + place),
            outcome="won" if won else "lost", amount=10_000.0,
        )  # fmt: skip
    first = opportunity(10, rep, gold, opened_on=date(2026, 6, 1), amount=30_000.0, stage="Offer")
    first.entries.create(stage="Offer", entered_on=date(2026, 6, 10))
    opportunity(11, rep, bronze, opened_on=date(2026, 3, 1), source="existing", stage="Talk")
    for place in range(40):
        day = date(2025, 8, 1) + timedelta(days=place * 4)
        opportunity(
            100 + place, other, opened_on=day, closed_on=day + timedelta(days=20),
            outcome="won" if place % 4 == 0 else "lost", amount=5_000.0,
        )  # fmt: skip
    opportunity(999, rep, amount=1.0)  # no day of opening: left out
    return rep, other


def test_all_opportunities_with_a_day_are_read(book):
    found = pursuits()
    assert len(found) == 46
    (one,) = [each for each in found if each.stage == "Offer"]
    assert (one.rep, one.segment, one.entries) == ("R1", "Gold", (("Offer", date(2026, 6, 10)),))


def test_where_a_rep_stands(book):
    rep, other = book
    found = follow(on=ON, rep=rep, objective=100_000.0, **YEAR)
    expected = found.expectation
    assert (expected.sold, expected.open_count) == (20_000.0, 2)
    assert found.pace_index == pytest.approx(0.2 / (181 / 365))
    assert 0 <= found.probability < 0.5
    assert expected.outlook.quantile(0.1) >= 20_000
    assert [(each.stage, each.count, each.worth, each.unknown) for each in found.stages] == [
        ("Talk", 1, 0.0, 1),
        ("Offer", 1, 30_000.0, 0),
    ]
    assert found.stages[1].oldest == 20
    assert found.pipeline.worth == 30_000.0
    assert found.pipeline.wanted == pytest.approx(1 / found.pipeline.win_rate)
    everyone = follow(on=ON, **YEAR)
    assert everyone.expectation.open_count == 2
    assert (everyone.pace_index, everyone.pipeline) == (None, None)
    assert follow(on=ON, rep=other, **YEAR).expectation.open_count == 0


def test_ages_are_counted_once(book):
    rep, _other = book
    own_ones = [each for each in pursuits() if each.rep == rep.external_id]
    assert dict(ages_of(own_ones, ON)) == {
        "0–30": 1, "30–60": 0, "60–90": 0, "90–180": 1, "≥ 180": 0,
    }  # fmt: skip


def test_a_day_outside_the_period_is_refused(book):
    with pytest.raises(InputError, match="2027-01-01"):
        follow(on=date(2027, 1, 1), **YEAR)


def test_a_workspace_without_opportunities_says_nothing():
    found = follow(on=ON, objective=1000.0, **YEAR)
    assert (found.expectation.outlook.mean, found.stages, found.alerts) == (0.0, (), ())
    assert measured(on=ON) == []
    assert found.pipeline is None


def test_a_segment_that_dries_up_is_told(book):
    _rep, other = book
    gold, bronze = make_account(7, segment="A"), make_account(8, segment="B")
    for place in range(46):
        day = ON - timedelta(weeks=50 - place)
        for number, account in ((2000, gold), (3000, bronze)):
            if account is bronze or place < 40:
                opportunity(number + place, other, account, opened_on=day)
    late = ON - timedelta(days=3)
    for place in range(6):
        opportunity(4000 + place, other, bronze, opened_on=late - timedelta(weeks=place))
    found = {each.segment: each for each in follow(on=ON, rep=other, **YEAR).alerts}
    assert (found["A"].trend.value, found["A"].count) == ("dries_up", 0)
    assert found["B"].trend.value == "steady"


def test_the_team_speaks_where_a_rep_has_few(book):
    rep, _other = book
    (existing, new) = measured(on=ON, rep=rep)
    assert (existing.name, existing.open, existing.won) == ("existing", 1, 0)
    assert (new.won, new.lost, new.open) == (2, 2, 1)
    assert 0.25 < new.steps[-1].rate * new.steps[0].rate < 0.5
    (_existing, team) = measured(on=ON)
    assert (team.won, team.lost) == (12, 32)


def test_what_was_reached_in_the_year(book):
    rep, _other = book
    touch(make_account(5), rep, date(2026, 3, 1), "Call")
    touch(make_account(6), rep, date(2025, 3, 1), "call")
    found = actuals(on=ON, since=date(2026, 1, 1), rep=rep)
    assert found.sources == {
        "existing": Reached(1, 1, 0, 0, 0.0),
        "new": Reached(5, 5, 4, 2, 20_000.0),
    }
    assert (found.sold, found.touches, found.worth) == (20_000.0, {"call": 1}, 30_000.0)
    before = actuals(on=date(2026, 2, 10), since=date(2026, 1, 1), rep=rep)
    assert before.sources == {"new": Reached(4, 4, 0, 0, 0.0)}


def test_the_three_questions(book):
    rep, _other = book
    gold, bronze = make_account(3, segment="Gold"), make_account(4, segment="Gold")
    own(gold, rep)
    own(bronze, rep)
    touch(gold, rep, date(2026, 6, 2))
    for place in range(12):
        touch(bronze, rep, date(2026, 5, 25) + timedelta(days=place % 6), kind=f"k{place}")
    found = answer(
        on=ON, rep=rep, sources={"new": 0.4, "existing": 0.6}, sales={"gold": 0.5, "Bronze": 0.5},
        time={"Gold": 0.5, "Bronze": 0.5}, priority=3,
    )  # fmt: skip
    assert [each.external_id for each in found.not_contacted] == ["A4", "A2"]
    assert [(each.name, each.actual, each.advice) for each in found.pipeline_by_source] == [
        ("new", 1.0, "less"),
        ("existing", 0.0, "more"),
    ]
    assert [(each.name, each.actual) for each in found.pipeline_by_segment] == [
        ("gold", 1.0),
        ("Bronze", 0.0),
    ]
    assert [(each.name, each.number, each.advice) for each in found.time_by_segment] == [
        ("Gold", 13, "less"),
        ("Bronze", 0, "more"),
    ]


def test_shares_that_chance_explains_are_as_planned(book):
    rep, _other = book
    account = make_account(3, segment="Gold")
    touch(account, rep, ON)
    found = answer(on=ON, rep=rep, time={"Gold": 0.6, "Bronze": 0.4})
    assert [each.advice for each in found.time_by_segment] == ["as_planned", "as_planned"]
    assert answer(on=ON).pipeline_by_source[0].advice == "not_planned"
