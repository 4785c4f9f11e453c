"""The line of the odds is made of the odds of its points."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.core.plans.conversion import Conversion
from maillage.core.plans.curve import odds_curve
from maillage.core.plans.funnel import Source, need_of
from maillage.core.plans.odds import Deals, outlook
from maillage.core.plans.year import SalesYear

pytestmark = pytest.mark.unit
YEAR = SalesYear(date(2026, 1, 1))


@pytest.mark.parametrize("trials", [None, 40])
@pytest.mark.parametrize("lag", [0, 13])
def test_each_point_has_the_odds_of_its_activities(trials, lag):
    stages = (Conversion("call", "meeting", 0.5), Conversion("meeting", "sale", 0.25, trials))
    need = need_of(Source("New", 480_000, Deals(20_000), stages, lag_weeks=lag), YEAR)
    curve = odds_curve(need, 400, 20)
    assert [each.activities for each in curve] == list(range(0, 401, 20))
    for each in curve:
        alone = outlook([need.source.play(each.activities * need.in_time)])
        assert each.probability == pytest.approx(alone.at_least(480_000), abs=1e-3)


def test_more_activity_never_lowers_the_odds():
    need = need_of(Source("New", 50, Deals(10), (Conversion("a", "b", 0.3),)), YEAR)
    odds = [each.probability for each in odds_curve(need, 7, 24)]
    assert len(odds) == 25
    assert odds[0] == 0
    assert odds == sorted(odds)
