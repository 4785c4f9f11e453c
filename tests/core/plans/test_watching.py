"""Alarms of segments: no more false ones than stated, and real changes are seen (K-07)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from maillage.core.plans.watching import Trend, Watched, watch
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


def alarmed(count: int, *others, rate: float) -> bool:
    (found,) = watch({"a": Watched(count, *others)}, false_alarms=rate)
    return found.trend is not Trend.STEADY


RATES = st.sampled_from([0.01, 0.05, 0.2])


@given(st.integers(0, 30), st.floats(1, 12), st.floats(6, 60), RATES)
@settings(max_examples=30, deadline=None)
def test_alarms_are_false_no_more_often_than_stated(whole, weeks, reference, rate):
    """Given both numbers together, whatever their rate: the exact probability of an alarm."""
    counts = np.arange(whole + 1)
    raised = [alarmed(int(each), weeks, whole - each, reference, rate=rate) for each in counts]
    share = weeks / (weeks + reference)
    assert float(binom.pmf(counts, whole, share) @ raised) <= rate + 1e-9


@given(st.floats(0.05, 4), st.floats(1, 12), RATES)
@settings(max_examples=20, deadline=None)
def test_against_a_plan_they_keep_the_rate_too(weekly, weeks, rate):
    counts = np.arange(int(poisson.ppf(1 - 1e-7, weekly * weeks)) + 2)
    raised = [alarmed(int(each), weeks, weekly * 52, 52, True, rate=rate) for each in counts]
    assert float(poisson.pmf(counts, weekly * weeks) @ raised) <= rate + 1e-6


def test_segments_share_the_rate():
    """A number that alarms alone does not among twenty."""
    one = Watched(3, 6, 80, 46)
    assert watch({"a": one})[0].trend is Trend.DRIES_UP
    many = {str(place): one for place in range(20)}
    assert {each.trend for each in watch(many)} == {Trend.STEADY}


def test_what_dries_up_and_what_explodes_is_seen():
    found = watch(
        {
            "gold": Watched(0, 6, 92, 46),
            "silver": Watched(40, 6, 92, 46),
            "bronze": Watched(12, 6, 92, 46),
            "planned": Watched(1, 6, 52, 26, planned=True),
        }
    )
    assert [(each.segment, each.trend) for each in found] == [
        ("gold", Trend.DRIES_UP),
        ("silver", Trend.EXPLODES),
        ("bronze", Trend.STEADY),
        ("planned", Trend.DRIES_UP),
    ]
    assert found[0].expected == 12
    assert found[2].probability == 1.0


@pytest.mark.parametrize("rate", [0, 1, -1, float("nan")])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(ParameterError):
        watch({}, false_alarms=rate)
