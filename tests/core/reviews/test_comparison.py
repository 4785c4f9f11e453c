"""Reps compared fairly: luck is not taken for talent (J-05)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import gamma

from maillage.core.reviews.comparison import (
    LARGEST_SPREAD,
    Record,
    compare,
    years_at_work,
)
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
RECORDS = st.lists(st.tuples(st.integers(0, 60), st.floats(0.1, 50.0)), min_size=1, max_size=8).map(
    lambda rows: [Record(f"R{place}", *row) for place, row in enumerate(rows)]
)


def by_chance(records, draws=400_000, seed=3):
    """An independent computation: rates drawn from the prior, weighed by the Poisson counts."""
    rng = np.random.default_rng(seed)
    deals = np.array([each.deals for each in records])
    exposure = np.array([each.exposure for each in records])
    sizes = exposure * max(deals.sum(), 0.5) / exposure.sum()
    spread = rng.uniform(0, LARGEST_SPREAD, draws)
    mean = np.exp(rng.uniform(-3, 3, draws))
    shape = spread**-2
    logs = np.zeros(draws)
    rates = np.empty((len(records), draws))
    for place, (count, size) in enumerate(zip(deals, sizes, strict=True)):
        rates[place] = rng.gamma(shape) * mean / shape
        logs += count * np.log(np.maximum(rates[place] * size, 1e-300)) - rates[place] * size
    weight = np.exp(logs - logs.max())
    relative = rates / (gamma.ppf(0.5, shape) * mean / shape)
    return (relative @ weight) / weight.sum(), ((relative > 1) @ weight) / weight.sum()


def test_agrees_with_years_drawn_at_random():
    records = [Record("A", 9, 5.0), Record("B", 2, 5.0), Record("C", 4, 6.0), Record("D", 7, 4.0)]
    means, above = by_chance(records)
    found = {each.rep: each for each in compare(records).standings}
    assert [found[name].rate for name in "ABCD"] == pytest.approx(list(means), rel=0.05)
    assert [found[name].above for name in "ABCD"] == pytest.approx(list(above), abs=0.03)


@given(RECORDS, st.randoms())
@settings(max_examples=20, deadline=None)
def test_the_order_of_reps_changes_nothing(records, chance):
    shuffled = list(records)
    chance.shuffle(shuffled)
    assert compare(shuffled) == compare(records)


@given(RECORDS, st.floats(0.01, 1000))
@settings(max_examples=20, deadline=None)
def test_the_unit_of_potential_changes_nothing(records, unit):
    scaled = [Record(each.rep, each.deals, each.exposure * unit) for each in records]
    found, again = compare(records).standings, compare(scaled).standings
    by_name = {each.rep: each for each in again}
    for each in found:
        assert by_name[each.rep].rate == pytest.approx(each.rate, rel=1e-6)
        assert by_name[each.rep].above == pytest.approx(each.above, abs=1e-6)


@given(RECORDS)
@example([Record("R0", 0, 14.0), Record("R1", 43, 0.125), Record("R2", 0, 22.0)])
@settings(max_examples=20, deadline=None)
def test_figures_hold_together(records):
    for each in compare(records).standings:
        assert 0 <= each.low < each.high
        assert 0 <= each.above <= 1
        assert 1 <= each.best <= each.worst <= len(records)


def test_intervals_hold_what_they_say():
    rng = np.random.default_rng(11)
    held = teams = 0
    for spread in (0.2, 0.5):
        for _team in range(40):
            exposure = rng.uniform(3, 30, 10)
            rates = rng.gamma(spread**-2, spread**2, 10)
            deals = rng.poisson(rates * exposure)
            records = [
                Record(f"{place}", int(deals[place]), exposure[place]) for place in range(10)
            ]
            middle = gamma.ppf(0.5, spread**-2) * spread**2
            for each in compare(records).standings:
                held += each.low <= rates[int(each.rep)] / middle <= each.high
                teams += 1
    assert held / teams == pytest.approx(0.8, abs=0.035)


def test_equal_reps_are_not_told_apart():
    rng = np.random.default_rng(5)
    records = [Record(f"R{place}", int(rng.poisson(8)), 8.0) for place in range(12)]
    found = compare(records)
    assert [each.rep for each in found.standings if each.ranked] == []
    assert {each.verdict for each in found.standings} == {"undecided"}


def test_few_deals_are_drawn_to_the_middle_and_many_are_believed():
    team = [Record(f"R{place}", 20, 20.0) for place in range(8)]
    found = {
        each.rep: each
        for each in compare([*team, Record("few", 2, 1.0), Record("many", 200, 100.0)]).standings
    }
    assert found["few"].raw == found["many"].raw
    assert found["few"].rate < found["many"].rate
    assert found["many"].verdict == "above"
    assert found["few"].verdict == "undecided"


def test_who_stands_apart_is_ranked():
    team = [Record(f"R{place}", 100, 100.0) for place in range(5)] + [Record("best", 300, 100.0)]
    best = compare(team).standings[0]
    assert (best.rep, best.best, best.worst, best.ranked) == ("best", 1, 1, True)
    assert best.above > 0.95


def test_nobody_and_nothing_won():
    assert compare([]).standings == ()
    found = compare([Record("A", 0, 1.0), Record("B", 0, 2.0)])
    assert [each.ranked for each in found.standings] == [False, False]


@pytest.mark.parametrize(
    ("records", "level", "said"),
    [
        ([("A", 1, 1.0), ("A", 2, 1.0)], 0.8, "A is there twice."),
        ([("A", 1, 1.0)], 1.0, "An interval of 100.0% is none."),
        ([("A", 1, 1.0)], 0.0, "An interval of 0.0% is none."),
        ([("A", -1, 1.0)], 0.8, "A has -1 deals on an exposure of 1.0."),
        ([("A", 1, 0.0)], 0.8, "A has 1 deals on an exposure of 0.0."),
        ([("A", 1, float("inf"))], 0.8, "A has 1 deals on an exposure of inf."),
        ([("A", 1, float("nan"))], 0.8, "A has 1 deals on an exposure of nan."),
    ],
)
def test_what_cannot_be_compared(records, level, said):
    with pytest.raises(ParameterError) as caught:
        compare([Record(*row) for row in records], level)
    assert str(caught.value).startswith(said)


def test_a_ramp_counts_in_part():
    year = {"since": date(2026, 1, 1), "until": date(2027, 1, 1)}
    assert years_at_work(**year) == pytest.approx(365 / 365.25)
    half = years_at_work(**year, began_on=date(2026, 1, 1), ramp_months=12)
    assert half == pytest.approx(0.5, abs=0.002)
    assert years_at_work(**year, began_on=date(2020, 1, 1), ramp_months=12) == pytest.approx(
        365 / 365.25
    )
    assert years_at_work(**year, began_on=date(2027, 1, 1), ramp_months=6) == 0
    with pytest.raises(ParameterError):
        years_at_work(**year, ramp_months=-1)
