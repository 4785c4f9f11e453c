"""Two matrices, kept apart (X-07), and the bounds of their fields (X-24, L-04)."""

from __future__ import annotations

import pytest

from maillage.core.plans.matrices import (
    POTENTIAL,
    Bounds,
    Level,
    Middle,
    Tier,
    Worth,
    middle_of,
    tier_of,
    worth_of,
)  # fmt: skip
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("potential", "level"),
    [
        (99_999.99, Level.LOW), (100_000, Level.MIDDLE), (500_000, Level.MIDDLE),
        (500_000.01, Level.HIGH), (0, Level.LOW),
    ],
)  # fmt: skip
def test_the_middle_holds_its_bounds(potential, level):
    assert POTENTIAL.level(potential) is level


@pytest.mark.parametrize(
    ("potential", "probability", "tier"),
    [
        (600_000, 0.6, Tier.GOLD),
        (600_000, 0.5, Tier.SILVER),
        (500_000, 0.6, Tier.SILVER),
        (100_000, 0.25, Tier.SILVER),
        (99_999, 1.0, Tier.BRONZE),
        (600_000, 0.24, Tier.BRONZE),
        (99_999, None, Tier.BRONZE),
        (None, 0.1, Tier.BRONZE),
        (600_000, None, None),
        (None, 0.9, None),
        (None, None, None),
    ],
)
def test_a_segment_is_gold_silver_or_bronze_unless_what_is_unknown_decides(
    potential, probability, tier
):
    assert tier_of(potential, probability) is tier


@pytest.mark.parametrize(
    ("potential", "effort", "worth"),
    [
        (10, 5, Worth.QUICK_WIN), (11, 4, Worth.QUICK_WIN), (10, 6, Worth.MAJOR_PROJECT),
        (9, 5, Worth.FILL_IN), (9, 6, Worth.DROP), (None, 5, None), (9, None, None),
    ],
)  # fmt: skip
def test_what_is_at_the_middle_is_much_potential_for_little_effort(potential, effort, worth):
    assert worth_of(potential, effort, Middle(10, 5)) is worth
    assert worth_of(potential, effort, None) is None


def test_the_middle_is_that_of_what_is_known():
    rows = [(1, 10), (3, 30), (None, 99), (99, None), (2, 50)]
    assert middle_of(rows) == Middle(2, 30)
    assert middle_of([(None, 1)]) is None


@pytest.mark.parametrize("bounds", [(2, 1), (-1, 1), (float("nan"), 1)])
def test_bounds_in_the_wrong_order_are_refused(bounds):
    with pytest.raises(ParameterError, match="Give the lower one first"):
        Bounds(*bounds)
