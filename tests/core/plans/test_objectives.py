"""Objectives by quarter, product and segment sum to the cent, both ways at once (K-01)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.plans.amounts import apportion
from maillage.core.plans.objectives import objectives_of, split_both_ways
from maillage.core.plans.year import SalesYear
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
YEAR = SalesYear(date(2026, 1, 1))
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any)


@given(st.integers(0, 10**13), weights, weights)
def test_a_table_sums_both_ways_and_stays_near_its_exact_cells(total, rows, columns):
    """Each cell is within a cent per row, and one for its column, of row x column / total."""
    down, across = apportion(total, rows), apportion(total, columns)
    table = split_both_ways(down, across)
    assert [sum(row) for row in table] == down
    assert [sum(column) for column in zip(*table, strict=True)] == across
    for row, whole in zip(table, down, strict=True):
        for cell, part in zip(row, across, strict=True):
            assert 0 <= cell <= min(whole, part)
            assert abs(cell - Fraction(whole * part, total or 1)) <= len(rows)


@given(
    st.integers(0, 10**13),
    st.lists(st.integers(0, 1000), min_size=4, max_size=4).filter(any),
    weights,
    weights,
)
def test_every_row_of_objectives_sums_to_the_whole(total, quarters, products, segments):
    found = objectives_of(
        total, YEAR, quarters=quarters, products=dict(enumerate(products)),
        segments=dict(enumerate(segments)),
    )  # fmt: skip
    amounts = [each.amount for each in found.milestones]
    assert sum(amounts) == sum(found.products.values()) == sum(found.segments.values()) == total
    assert [each.cumulated for each in found.milestones] == [
        sum(amounts[: place + 1]) for place in range(4)
    ]
    assert [sum(row) for row in found.table] == amounts
    assert [sum(column) for column in zip(*found.table, strict=True)] == [*found.products.values()]


def test_milestones_stand_at_the_ends_of_quarters():
    """1,200,000 by even quarters; the segments of L-05."""
    found = objectives_of(
        120_000_000, YEAR, quarters=[Decimal("0.25")] * 4,
        segments={"gold": 0.21, "silver": 0.49, "bronze": 0.3},
    )  # fmt: skip
    assert [(each.on.isoformat(), each.cumulated) for each in found.milestones] == [
        ("2026-03-31", 30_000_000),
        ("2026-06-30", 60_000_000),
        ("2026-09-30", 90_000_000),
        ("2026-12-31", 120_000_000),
    ]
    assert found.segments == {"gold": 25_200_000, "silver": 58_800_000, "bronze": 36_000_000}
    assert found.table == ()


def test_without_quarters_the_seasons_tell():
    year = SalesYear(date(2026, 4, 1), seasonality=[0] * 3 + [1, 1, 1] + [0.1, 0.1, 0.1] + [2] * 3)
    found = objectives_of(93, year)
    assert [each.amount for each in found.milestones] == [0, 30, 3, 60]
    assert found.milestones[-1].on == date(2027, 3, 31)


def test_rows_and_columns_of_different_sums_are_refused():
    with pytest.raises(ParameterError, match=r"rows sum to 0.03, the columns to 0.04"):
        split_both_ways([1, 2], [4])
