"""Forecasts: closed forms against drawn ones, the middle, and ranges that hold."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.plans.expecting import expect, pace_of, team_on
from maillage.core.plans.forecasting import Chance, Coming, Group, draw, forecast
from maillage.core.plans.odds import Deals
from maillage.core.plans.pursuits import Pursuit

pytestmark = pytest.mark.unit
DAY = date(2026, 1, 1)
GROUPS = (
    Group(
        tuple(Chance(0.1 + place / 20, Deals(8_000.0 + 3_000 * place, 0.0)) for place in range(12)),
        share=0.4,
        trials=30,
    ),
    Group(
        (Chance(0.3, Deals(20_000, 1.0)),) * 9,
        share=0.25,
        trials=40,
        coming=Coming(30, Chance(0.2, Deals(20_000, 1.0)), dispersion=2.5),
    ),
)


def test_closed_form_and_drawing_agree():
    found, drawn = forecast(GROUPS, 50_000), draw(GROUPS, 40_000, 7, 50_000)
    assert found.mean == pytest.approx(drawn.mean(), rel=0.01)
    for share in (0.1, 0.5, 0.9):
        below = (drawn <= found.quantile(share)).mean()
        assert below == pytest.approx(share, abs=0.012)


def test_the_mean_is_what_is_expected():
    expected = sum(group.mean for group in GROUPS)
    assert forecast(GROUPS).mean == pytest.approx(expected, rel=0.005)


@given(st.lists(st.tuples(st.floats(0.01, 1), st.integers(2_000, 50_000)), min_size=1, max_size=8))
@settings(max_examples=15, deadline=None)
def test_a_few_sure_chances_are_enumerated(rows):
    group = Group(tuple(Chance(p, Deals(float(a), 0.0)) for p, a in rows), 0.5, 0)
    found = forecast([group], 10.0)
    mean = sum(p * a for p, a in rows)
    nothing = np.prod([1 - p for p, _a in rows])
    assert found.mean == pytest.approx(10 + mean, rel=1e-6)
    assert found.at_least(10 + min(a for _p, a in rows) / 2) == pytest.approx(1 - nothing, abs=0.01)


def test_nothing_open_is_what_is_sold():
    found = forecast([], 1_000.0)
    assert (found.mean, found.quantile(0.1), found.quantile(0.9)) == (1000, 1000, 1000)


def made(seed: int, *, weeks: int = 80, weekly: float = 3.0, reps: int = 3) -> list[Pursuit]:
    """A team at work: openings by chance, a third won after 2 to 12 weeks."""
    rng = np.random.default_rng(seed)
    found = []
    for rep in "ABCDEF"[:reps]:
        for week in range(weeks):
            for _each in range(rng.poisson(weekly)):
                opened = DAY + timedelta(days=int(7 * week + rng.integers(7)))
                closed = opened + timedelta(days=int(rng.integers(14, 84)))
                found.append(
                    Pursuit(
                        opened_on=opened, closed_on=closed, won=bool(rng.random() < 1 / 3),
                        amount=float(rng.lognormal(9, 0.7)), rep=rep, source="new",
                    )
                )  # fmt: skip
    return found


def test_eighty_of_a_hundred_ranges_hold():
    """Forecasts of a quarter, made without looking ahead, against what came."""
    inside = []
    on = DAY + timedelta(weeks=60)
    until = on + timedelta(weeks=13)
    for seed in range(10):
        pursuits = made(seed)
        for rep in "ABC":
            found = expect(team_on(pursuits, on), until, since=on + timedelta(days=1), rep=rep)
            came = sum(
                each.amount
                for each in pursuits
                if each.rep == rep and each.won and on < each.closed_on < until
            )
            low, high = found.outlook.quantile(0.1), found.outlook.quantile(0.9)
            inside.append(low <= came <= high)
    assert 0.68 <= np.mean(inside) <= 0.92


def test_a_forecast_does_not_look_ahead():
    pursuits = made(1)
    on, until = DAY + timedelta(weeks=40), DAY + timedelta(weeks=50)
    past = [each for each in pursuits if each.opened_on <= on]
    whole = expect(team_on(pursuits, on), until, since=DAY, rep="A")
    assert whole.outlook.mean == expect(team_on(past, on), until, since=DAY, rep="A").outlook.mean
    later = [each for each in pursuits if each.opened_on > on]
    assert later


def test_a_planned_pace_takes_the_place_of_the_past_one():
    pursuits, on = made(2), DAY + timedelta(weeks=60)
    until = on + timedelta(weeks=20)
    one, two = (
        expect(team_on(pursuits, on), until, since=on, rep="B", opened_weekly=pace)
        for pace in (2.0, 4.0)
    )
    assert two.coming == pytest.approx(2 * one.coming)
    assert two.open == one.open
    assert pace_of([each for each in pursuits if each.rep == "B"], on)[0] == pytest.approx(3, 0.25)


def test_the_last_day_brings_nothing_more():
    pursuits, on = made(3), DAY + timedelta(weeks=60)
    found = expect(team_on(pursuits, on), on, since=DAY, rep="A")
    assert (found.open, found.coming) == (0.0, 0.0)
    assert found.outlook.quantile(0.9) == found.sold


def test_real_quarters_of_real_reps_fall_into_their_ranges(shared_data):
    """Trained until a day of 2017, compared with the three months after it."""
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(
        shared_data / "crm" / "maven_crm" / "sales_pipeline.csv",
        parse_dates=["engage_date", "close_date"],
    ).dropna(subset="engage_date")
    pursuits = [
        Pursuit(
            opened_on=row.engage_date.date(),
            closed_on=None if pandas.isna(row.close_date) else row.close_date.date(),
            won=row.deal_stage == "Won",
            rep=row.sales_agent,
            amount=row.close_value if row.deal_stage == "Won" else None,
        )
        for row in table.itertuples()
    ]
    inside = []
    on, until = date(2017, 8, 31), date(2017, 12, 1)
    known = [
        Pursuit(opened_on=each.opened_on, rep=each.rep)
        if each.closed_on is None or each.closed_on > on
        else each
        for each in pursuits
        if each.opened_on <= on
    ]
    for rep in sorted({each.rep for each in known}):
        came = sum(
            e.amount for e in pursuits if e.rep == rep and e.won and on < e.closed_on < until
        )
        found = expect(team_on(known, on), until, since=date(2017, 9, 1), rep=rep).outlook
        inside.append(found.quantile(0.1) <= came <= found.quantile(0.9))
    assert 0.65 <= np.mean(inside) <= 0.95
