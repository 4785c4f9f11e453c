"""Time by return (K-05): the greedy answer against brute force, the closed form and SciPy."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from maillage.core.plans.allocation import (
    BASE,
    PIECES,
    Response,
    allocate,
    allocation_of,
    sold,
)  # fmt: skip
from maillage.core.plans.findings import Segment
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
KEY = [Segment("key", 40, 0.7, 0.8), Segment("bronze", 75, 0.3, 0.2)]
responses = st.lists(
    st.builds(
        Response, st.integers(1, 10**6), st.sampled_from([0.05, 0.1, 0.3, 0.8]),
        st.none() | st.integers(1, 2 * 10**6),
    ), min_size=1, max_size=4,
)  # fmt: skip


@given(responses, st.integers(0, 8))
def test_no_other_allocation_sells_more(rows, pieces):
    counts = allocate(rows, 1.0, pieces)
    assert sum(counts) == pieces
    best = max(
        sold(rows, [each / max(pieces, 1) for each in tried], BASE)
        for tried in product(range(pieces + 1), repeat=len(rows))
        if sum(tried) == pieces
    )
    assert sold(rows, [each / max(pieces, 1) for each in counts], BASE) == pytest.approx(best)


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20)), min_size=2, max_size=6))
def test_fine_pieces_come_near_the_closed_form(rows):
    """Without a ceiling, time is shared as (sales x planned^-e)^(1 / (1 - e))."""
    segments = [Response(sales, time / 20) for sales, time in rows]
    exact = np.array([(each.sales * each.planned**-BASE) ** (1 / (1 - BASE)) for each in segments])
    counts = allocate(segments, 1.0, 2000)
    assert np.array(counts) / 2000 == pytest.approx(exact / exact.sum(), abs=2e-3)


def test_scipy_finds_the_same():
    rows = [Response(each.sales, each.time) for each in KEY]
    found = minimize(
        lambda shares: -sold(rows, shares, BASE), [0.5, 0.5], bounds=[(1e-6, 1)] * 2,
        constraints={"type": "eq", "fun": lambda shares: shares.sum() - 1},
    )  # fmt: skip
    shares = np.array(allocate(rows)) / PIECES
    assert shares == pytest.approx(found.x, abs=0.01)
    assert sold(rows, shares, BASE) == pytest.approx(-found.fun, rel=1e-4)


def test_time_of_elise_moves_to_bronze():
    """L-11 (a): 80 % of the time on key accounts is not what returns most."""
    found = allocation_of(KEY, 1_200_000)
    assert [(each.segment, each.planned, each.recommended) for each in found.rows] == [
        ("key", 0.8, pytest.approx(0.64)), ("bronze", 0.2, pytest.approx(0.36)),
    ]  # fmt: skip
    assert [each.sales for each in found.rows] == [840_000, 360_000]
    gained = sum(each.expected - each.sales for each in found.rows) / 1_200_000
    assert found.base == pytest.approx(gained)
    assert (found.low, found.base, found.high) == pytest.approx((0.0094, 0.0152, 0.0287), abs=2e-4)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=5))
def test_recommended_shares_make_a_whole_and_sell_no_less(rows):
    sales, time = sum(one for one, _t in rows), sum(other for _s, other in rows)
    if not (sales and time):
        return
    segments = [
        Segment(str(place), 1, one / sales, other / time) for place, (one, other) in enumerate(rows)
    ]
    found = allocation_of(segments, 1000)
    if found is None:
        assert sum(one > 0 < other for one, other in rows) < 2
        return
    assert sum(each.recommended for each in found.rows) == pytest.approx(1)
    assert found.base >= 0
    for each, (one, other) in zip(found.rows, rows, strict=True):
        if not (one and other):
            assert each.recommended == each.planned


def test_a_segment_sells_no_more_than_it_holds():
    """Bronze cannot grow beyond 400,000 of potential; what is sold already is possible."""
    segments = [KEY[0], Segment("bronze", 75, 0.3, 0.2, potential=400_000)]
    bronze = allocation_of(segments, 1_200_000).rows[1]
    assert (bronze.recommended, bronze.expected) == (
        pytest.approx(0.27),
        pytest.approx(398_672, abs=1),
    )
    assert Response(100, 0.5, ceiling=50).at(0.5) == 100


def test_what_is_best_already_stays():
    even = [Segment(name, 1, 1 / 3, 1 / 3) for name in "abc"]
    found = allocation_of(even, 900)
    assert [each.recommended for each in found.rows] == [1 / 3] * 3
    assert (found.low, found.base, found.high) == (0, 0, 0)


@pytest.mark.parametrize(("rows", "pieces"), [([], 1), ([Response(1, 1)], -1)])
def test_nothing_to_allocate_is_refused(rows, pieces):
    with pytest.raises(ParameterError, match="pieces of time"):
        allocate(rows, 1.0, pieces)
