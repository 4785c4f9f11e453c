"""Opportunities in time: stages in order, what was known on a day, conversions that multiply."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.plans.incidence import LOST, ON, OPEN, incidence
from maillage.core.plans.measuring import measure, strength
from maillage.core.plans.pursuits import Pursuit, known_on, reached, stage_order

pytestmark = pytest.mark.unit
DAY = date(2026, 1, 1)
STAGES = ("Talk", "Offer", "Terms")


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def pursuit(opened: int, *entries: tuple[str, int], end: int | None = None, **fields) -> Pursuit:
    closed = None if end is None else day(end)
    entered = tuple((stage, day(number)) for stage, number in entries)
    return Pursuit(opened_on=day(opened), entries=entered, closed_on=closed, **fields)


@st.composite
def histories(draw, *, closed: bool = False):
    """Opportunities that go through stages in order, passing some over, back at times."""
    found = []
    for _each in range(draw(st.integers(1, 25))):
        opened = draw(st.integers(0, 60))
        count = draw(st.integers(0, len(STAGES)))
        gaps = draw(st.lists(st.integers(1, 20), min_size=count, max_size=count))
        place, entries = opened, []
        for stage, gap in zip(STAGES, gaps, strict=False):
            place += gap
            if draw(st.integers(0, 3)):
                entries.append((stage, place))
        won = draw(st.booleans())
        end = place + draw(st.integers(1, 20)) if closed or draw(st.booleans()) else None
        found.append(
            pursuit(
                opened, *entries, end=end, won=won and end is not None, amount=100.0,
                rep=draw(st.sampled_from("AB")), stage=entries[-1][0] if entries else "",
            )
        )  # fmt: skip
    return found


def test_stages_come_in_the_order_in_which_they_were_gone_through():
    found = [
        pursuit(0, ("Talk", 1), ("Terms", 9)),
        pursuit(0, ("Offer", 2), ("Terms", 3)),
        pursuit(0, ("Talk", 1), ("Offer", 2), stage="Signature"),
    ]
    assert stage_order(found) == ("Talk", "Offer", "Signature", "Terms")


def test_a_day_knows_nothing_of_later_ones():
    one = pursuit(0, ("Talk", 1), ("Offer", 10), end=20, won=True, stage="Offer")
    assert known_on([one], day(5)) == [pursuit(0, ("Talk", 1), stage="Talk")]
    assert known_on([one], day(-1)) == []
    assert known_on([one], day(20)) == [one]


def test_a_stage_passed_over_is_reached_with_the_next():
    one = pursuit(0, ("Offer", 4), end=9, won=True)
    assert reached(one, STAGES) == [day(0), day(4), day(4), day(9), day(9)]
    assert reached(pursuit(0, ("Offer", 4)), STAGES) == [day(0), day(4), day(4), None, None]


@given(histories())
@settings(max_examples=60, deadline=None)
def test_days_reached_never_go_back(found):
    for each in found:
        days = [one for one in reached(each, STAGES) if one is not None]
        assert days == sorted(days)
        assert reached(each, STAGES)[len(days) :] == [None] * (5 - len(days))


@given(histories(closed=True))
@settings(max_examples=60, deadline=None)
def test_where_all_ended_conversions_multiply_to_the_share_won(found):
    (source,) = measure(found, day(1000))
    product = 1.0
    for step in source.steps:
        product *= step.rate
    won = sum(each.won for each in found)
    assert product == pytest.approx(won / len(found), abs=1e-12)
    assert (source.won, source.lost, source.open) == (won, len(found) - won, 0)
    assert [(a.after, b.before) for a, b in pairwise(source.steps)] == [
        (a.after, a.after) for a in source.steps[:-1]
    ]


def test_what_is_open_is_not_lost():
    """Three won at once, three that are as young as they were: nothing is known against them."""
    found = [pursuit(0, end=10, won=True) for _ in range(3)] + [pursuit(95) for _ in range(3)]
    (source,) = measure(found, day(100))
    assert (source.steps[0].rate, source.steps[0].trials, source.open) == (1.0, 3, 3)
    assert source.lag_weeks == pytest.approx(10 / 7)


def test_incidence_by_hand():
    """Of four: one won at 1, one open since 2, one lost at 3, one won at 4."""
    found = incidence([1, 2, 3, 4], [ON, OPEN, LOST, ON])
    assert found.on.tolist() == pytest.approx([0.25, 0.25, 0.625])
    assert found.lost.tolist() == pytest.approx([0, 0.375, 0.375])
    assert (found.share, found.lag, found.resolved) == (0.625, 4, 3)
    assert found.chance(2, 2) == pytest.approx((0.625 - 0.25) / 0.75)
    assert found.chance(4, 100) == 0.0
    nothing = incidence([5, 6], [OPEN, OPEN])
    assert (nothing.share, nothing.lag, nothing.chance(0, 10)) == (0, 0, 0)


@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from([OPEN, ON, LOST])), min_size=1))
@settings(max_examples=80, deadline=None)
def test_shares_grow_and_stay_a_share(rows):
    found = incidence([age for age, _end in rows], [end for _age, end in rows])
    for shares in (found.on, found.lost):
        assert all(one <= other + 1e-12 for one, other in pairwise(shares))
    assert found.on[-1] + found.lost[-1] <= 1 + 1e-9
    assert 0 <= found.chance(3, 9) <= 1


def test_a_rep_with_few_gets_what_the_team_says():
    team = [
        pursuit(0, end=10, won=place % 2 == 0, amount=10.0 + place % 4 * 90, rep=rep)
        for rep in "ABCD"
        for place in range(50)
    ]
    lucky = [pursuit(0, end=10, won=True, amount=amount, rep="E") for amount in (300.0, 350.0)]
    (found,) = measure(team + lucky, day(100), rep="E")
    assert 0.5 < found.steps[0].rate < 0.56
    assert found.steps[0].own == 2
    assert found.steps[0].trials > 50
    assert 110 < found.mean < 320
    (whole,) = measure(team + lucky, day(100))
    assert (whole.steps[0].own, whole.steps[0].trials) == (202, 202)


def test_reps_who_differ_weigh_the_team_less_than_reps_who_are_alike():
    alike = [(25, 50)] * 8
    apart = [(10, 50), (40, 50)] * 4
    assert strength(apart) < 12 < strength(alike)
    assert strength([(1, 2)]) == 4.0
    assert strength([]) == 4.0
