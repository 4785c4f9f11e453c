"""Opportunities of a plan (K-04)."""

from __future__ import annotations

import math

import pytest

from maillage.core.plans.findings import Segment
from maillage.core.plans.opportunities import Horizon, Opportunity
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
WRONG = [
    (-1, 0.5, 1),
    (1, 1.1, 1),
    (1, -0.1, 1),
    (1, 0.5, -1),
    (math.inf, 0.5, 1),
    (math.nan, 0, 0),
]


@pytest.mark.parametrize(("amount", "probability", "hours"), WRONG)
def test_an_amount_probability_or_effort_that_is_none_is_refused(amount, probability, hours):
    words = "'A': an amount of .* in .* hours"
    with pytest.raises(ParameterError, match=words):
        Opportunity("key", "A", amount, probability, Horizon.PROJECT, hours)
    with pytest.raises(ParameterError, match=words):
        Segment("A", 1, 0.5, 0.5, amount, probability, hours)


def test_what_is_unknown_is_allowed():
    assert Segment("A", 1, 0.5, 0.5).potential is None
    assert Opportunity("key", "A", 1, 0, Horizon.QUICK_WIN).effort_hours is None
