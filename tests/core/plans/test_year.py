"""Weeks that are worked, seasons, lags and ramps (X-05)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.plans.year import Frequency, Per, SalesYear
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
YEAR = SalesYear(date(2026, 1, 1))


@pytest.mark.parametrize(
    ("frequency", "weeks", "yearly"),
    [
        (Frequency(4, Per.WEEK), 52, 208),
        (Frequency(4, Per.WEEK), 45, 180),
        (Frequency(8, Per.MONTH), 45, 96),
        (Frequency(3, Per.QUARTER), 45, 12),
        (Frequency(7, Per.YEAR), 45, 7),
    ],
)
def test_a_quantity_has_a_unit(frequency, weeks, yearly):
    """X-05: 4 per week is 208 or 180 in a year, never 4 per month."""
    assert frequency.yearly(weeks) == yearly


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.lists(st.floats(0, 100), min_size=12, max_size=12).filter(lambda row: sum(row) > 1),
)
def test_a_year_has_twelve_months_whose_weights_sum_to_one(first, seasonality):
    year = SalesYear(first, 45, seasonality)
    months = year.months()
    assert len(months) == 13
    assert len(year.weights()) == (months[-1] - months[0]).days
    assert year.weights().sum() == pytest.approx(1)
    assert year.effective() == pytest.approx(1)
    halves = year.effective(on=months[6])
    assert halves == pytest.approx(sum(seasonality[6:]) / sum(seasonality), abs=1e-9)


def test_late_activity_counts_for_the_next_year():
    assert YEAR.effective(lag_weeks=0) == 1
    assert YEAR.effective(lag_weeks=52) == pytest.approx(1 / 31 / 12)
    assert YEAR.effective(lag_weeks=53) == 0
    assert YEAR.effective(lag_weeks=31 / 7) == pytest.approx(11 / 12)
    assert YEAR.effective(lag_weeks=31 / 7, on=date(2026, 12, 1)) == 0


def test_a_new_rep_grows_in_a_straight_line():
    months = [YEAR.effective(ramp_months=ramp) for ramp in (0, 3, 6, 12)]
    assert months == pytest.approx([1, 1 - 1.5 / 12, 1 - 3 / 12, 0.5], abs=0.005)
    assert YEAR.effective(since=date(2026, 7, 1)) == pytest.approx(0.5)
    assert YEAR.effective(ramp_months=6, since=date(2025, 7, 1)) == pytest.approx(1, abs=1e-3)
    assert YEAR.effective(ramp_months=12, since=date(2027, 1, 1)) == 0


@pytest.mark.parametrize("weeks", [0, -1, 52.1, float("nan")])
def test_weeks_that_cannot_be_worked_are_refused(weeks):
    with pytest.raises(ParameterError, match="worked weeks"):
        SalesYear(date(2026, 1, 1), weeks)


@pytest.mark.parametrize(
    "seasonality", [[], [1] * 11, [0] * 12, [-1] + [1] * 11, [float("inf")] + [1] * 11]
)
def test_seasons_that_are_none_are_refused(seasonality):
    with pytest.raises(ParameterError, match="seasonality"):
        SalesYear(date(2026, 1, 1), 45, seasonality)


@pytest.mark.parametrize("wrong", [{"lag_weeks": -1}, {"ramp_months": -1}])
def test_time_does_not_run_backwards(wrong):
    with pytest.raises(ParameterError, match="neither is below 0"):
        YEAR.effective(**wrong)
