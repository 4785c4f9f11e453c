"""From an objective to activities per week, with their odds: the examples of the trade."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.core.plans.conversion import Conversion
from maillage.core.plans.funnel import Rep, Source, chance_of, need_of, together
from maillage.core.plans.odds import Deals
from maillage.core.plans.year import SalesYear
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
YEAR = SalesYear(date(2026, 1, 1), 45)


def source(target=1_000_000, deal=20_000, rates=(0.25, 0.25), **fields):
    names = ("call", "meeting", "proposal", "sale")[-len(rates) - 1 :]
    links = zip(names, names[1:], rates, strict=False)
    return Source("new", target, Deals(deal), tuple(Conversion(*link) for link in links), **fields)


def test_eighteen_calls_a_week():
    """1,000,000 / 20,000 = 50 sales, / 25 % = 200 meetings, / 25 % = 800 calls, in 45 weeks."""
    need = need_of(source(), YEAR)
    assert [round(each.yearly) for each in need.volumes] == [800, 200, 50]
    assert [round(each.weekly, 1) for each in need.volumes] == [17.8, 4.4, 1.1]
    assert need.in_time == 1


def test_five_hundred_suspects():
    """1,000,000 / 10,000 = 100 sales, / 0.4 = 250 prospects, / 0.5 = 500 suspects."""
    need = need_of(source(deal=10_000, rates=(0.5, 0.4)), YEAR)
    assert [each.yearly for each in need.volumes] == [500, 250, 100]


def test_a_lag_and_a_ramp_ask_for_more():
    slow = need_of(source(lag_weeks=31 / 7), YEAR)
    assert slow.volumes[0].yearly == pytest.approx(800 * 12 / 11)
    fresh = need_of(source(), YEAR, Rep(date(2026, 7, 1)))
    assert fresh.volumes[0].yearly == pytest.approx(1600, rel=0.01)
    with pytest.raises(ParameterError, match="Nothing done for 'new' this year closes this year"):
        need_of(source(lag_weeks=60), YEAR)


def test_hours_are_those_of_all_stages():
    need = need_of(source(hours=(0.25, 1.5, 4)), YEAR)
    assert [each.hours for each in need.volumes] == [200, 300, 200]


def test_the_average_is_no_plan():
    """L-11 (c): the 96 meetings that are enough on average reach the target 46 years of 100."""
    need = need_of(source(480_000, rates=(0.25,)), YEAR)
    assert need.volumes[0].yearly == 96
    chance = chance_of(need, 96)
    assert chance.probability == pytest.approx(0.47, abs=0.01)
    assert (chance.for_half, chance.for_confidence, chance.confidence) == (99, 121, 0.8)
    assert chance_of(need, 120).probability == pytest.approx(0.79, abs=0.01)
    assert chance.low < chance.median < chance.high
    both = together([need, need], [96, 96])
    assert both.mean == pytest.approx(960_000, rel=1e-3)
    assert both.quantile(0.1) > 2 * chance.low  # bad luck with both is rarer than with one


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"target": -1}, "The target of 'new' is -1"),
        ({"target": float("nan")}, "The target of 'new' is nan"),
        ({"hours": (1,)}, "1 hours for 3 stages"),
        ({"hours": (1, 1, -1)}, "3 hours for 3 stages"),
    ],
)
def test_what_is_no_source_is_refused(fields, words):
    with pytest.raises(ParameterError, match=words):
        source(**fields)


@pytest.mark.parametrize(
    "conversions", [(), (Conversion("call", "meeting", 0.5), Conversion("demo", "sale", 0.5))]
)
def test_stages_follow_each_other(conversions):
    with pytest.raises(ParameterError, match="do not follow each other"):
        Source("new", 1, Deals(1), conversions)
