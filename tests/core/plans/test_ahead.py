"""During the year: what was seen changes the odds, and the pace that is needed."""

from __future__ import annotations

import math
from datetime import date

import pytest

from maillage.core.plans.ahead import SoFar, ahead_of, learned
from maillage.core.plans.conversion import Conversion, overall
from maillage.core.plans.funnel import Source, need_of
from maillage.core.plans.odds import Deals, outlook
from maillage.core.plans.year import SalesYear
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
YEAR = SalesYear(date(2026, 1, 1), 45)
JULY = date(2026, 7, 1)


def source(trials=None, **fields):
    link = Conversion("meeting", "sale", 0.25, trials)
    return Source("new", 480_000, Deals(20_000), (link,), **fields)


def test_half_of_a_year_that_went_as_planned():
    need = need_of(source(), YEAR)
    ahead = ahead_of(need, 120, SoFar(JULY, 60, 60, 15, 300_000), YEAR)
    assert (ahead.rate, ahead.open) == (0.25, 0)
    assert ahead.pace_index == pytest.approx(1.25)
    assert ahead.weeks_left == pytest.approx(22.5)
    rest = outlook([need.source.play(60)], 300_000)
    assert ahead.probability == rest.at_least(480_000)
    enough = outlook([need.source.play(ahead.needed)], 300_000).at_least(480_000)
    less = outlook([need.source.play(ahead.needed - 1)], 300_000).at_least(480_000)
    assert less < 0.8 <= enough
    assert ahead.needed_weekly == ahead.needed / ahead.weeks_left


def test_open_activities_count_and_what_was_counted_is_learned():
    need = need_of(source(trials=40), YEAR)
    good = ahead_of(need, 120, SoFar(JULY, 60, 40, 20, 300_000), YEAR)
    bad = ahead_of(need, 120, SoFar(JULY, 60, 40, 2, 300_000), YEAR)
    assert (good.open, good.rate) == (20, pytest.approx(30 / 80, rel=1e-3))
    assert bad.rate == pytest.approx(12 / 80, rel=1e-3)
    assert good.probability > 0.9
    assert bad.probability < 0.7
    assert good.needed < bad.needed


def test_what_is_reached_needs_no_more():
    need = need_of(source(), YEAR)
    ahead = ahead_of(need, 96, SoFar(JULY, 50, 50, 30, 480_000), YEAR)
    assert (ahead.probability, ahead.needed) == (1, 0)


def test_when_nothing_closes_any_more():
    need = need_of(source(lag_weeks=8), YEAR)
    ahead = ahead_of(need, 96, SoFar(date(2026, 12, 1), 90, 90, 20, 400_000), YEAR)
    assert (ahead.probability, ahead.needed) == (0, math.inf)


def test_on_the_first_day_nothing_is_expected():
    ahead = ahead_of(need_of(source(), YEAR), 96, SoFar(date(2026, 1, 1), 0, 0, 0, 0), YEAR)
    assert math.isnan(ahead.pace_index)
    assert ahead.probability == pytest.approx(0.464, abs=0.001)


def test_a_funnel_of_several_stages_learns_as_a_whole():
    links = (Conversion("call", "meeting", 0.5, 80), Conversion("meeting", "sale", 0.5, 40))
    whole = Source("new", 480_000, Deals(20_000), links)
    [found] = learned(whole, SoFar(JULY, 100, 100, 60, 1)).conversions
    assert (found.before, found.after) == ("call", "sale")
    assert overall(links) < found.rate < 0.6
    [same] = learned(whole, SoFar(JULY, 100, 0, 0, 0)).conversions
    assert same.rate == pytest.approx(0.25, rel=1e-3)


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_a_day_outside_the_year_is_refused(day):
    with pytest.raises(ParameterError, match="is not in the year that begins on 2026-01-01"):
        ahead_of(need_of(source(), YEAR), 96, SoFar(day, 0, 0, 0, 0), YEAR)


@pytest.mark.parametrize(
    "counts", [(1, 2, 0, 0), (2, 1, 2, 0), (1, 1, -1, 0), (1, 1, 1, -1), (1, 1, 1, float("nan"))]
)
def test_counts_that_do_not_fit_are_refused(counts):
    with pytest.raises(ParameterError, match="do not fit"):
        SoFar(JULY, *counts)
