"""Figures of marketing and sales: exact definitions, both readings, changes with uncertainty."""

from __future__ import annotations

from math import inf, isnan

import numpy as np
import pytest
from scipy.stats import binomtest

from maillage.core.leads.clock import Clock
from maillage.core.leads.metrics.deals import (
    DealRows,
    Spending,
    cycle,
    influenced,
    results,
    sizes,
    win_rate,
)
from maillage.core.leads.metrics.leads import (
    LeadRows,
    conversion,
    follow_up,
    latency,
    response,
)
from maillage.core.leads.metrics.rates import (
    Change,
    Rate,
    Verdict,
    change_of_cost,
    change_of_means,
    change_of_rates,
)
from maillage.core.leads.scenario import starting_month
from maillage.errors import ParameterError
from tests.core.leads.clocks import NEW_YORK

pytestmark = pytest.mark.unit
CLOCK = Clock(NEW_YORK)
NEVER = "NaT"


def instants(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[us]")


def rows(mql, contacted, accepted=None, sql=None) -> LeadRows:
    nothing = instants(*[NEVER] * len(mql))
    columns = (instants(*each) if each else nothing for each in (accepted, sql))
    return LeadRows(instants(*mql), instants(*contacted), *columns)


def test_i01_response_in_business_and_elapsed_hours():
    found = response(
        rows(
            ["2026-02-06T21:30", "2026-02-09T14:00", "2026-02-09T15:00", "2026-02-09T15:00"],
            ["2026-02-09T14:30", "2026-02-09T17:00", "2026-02-09T14:00", NEVER],
        ),
        CLOCK,
    )
    assert (found.business.mean, found.business.median, found.business.count) == (4 / 3, 1, 3)
    assert (found.elapsed.mean, found.elapsed.median, found.elapsed.p95) == (68 / 3, 3, 65)
    assert found.waiting == 1


def test_nobody_contacted_has_no_response_time():
    found = response(rows(["2026-02-06T21:30"], [NEVER]), CLOCK)
    assert (found.business.count, found.elapsed.count, found.waiting) == (0, 0, 1)
    assert isnan(found.business.mean)


def test_i02_both_readings_of_the_conversion():
    day = "2026-02-09T15:00"
    found = conversion(
        rows([day] * 5, [NEVER] * 5, [day, day, day, NEVER, NEVER], [day, *[NEVER] * 4])
    )
    assert (found.accepted, found.sql) == (Rate(3, 5), Rate(1, 5))


def test_i03_both_readings_of_the_follow_up_and_those_whose_time_is_not_over():
    found = follow_up(
        rows(
            [
                "2026-02-06T15:00",
                "2026-02-05T15:00",
                "2026-02-05T15:00",
                "2026-02-12T15:00",
                "2026-02-12T15:00",
            ],
            ["2026-02-09T14:00", "2026-02-06T15:00", "2026-02-06T15:01", NEVER, "2026-02-12T16:00"],
        ),
        CLOCK,
        np.datetime64("2026-02-12T18:00", "us"),
    )
    assert (found.elapsed, found.moved, found.open) == (Rate(2, 4), Rate(3, 4), 1)


def test_x27_the_latency_of_the_crm():
    happened = instants(*["2026-02-09T15:00"] * 3)
    found = latency(happened, instants("2026-02-09T15:03", "2026-02-09T15:06", NEVER))
    assert (found.mean * 60, found.count) == (pytest.approx(4.5), 2)
    assert found.p95 * 60 == pytest.approx(6)


DEALS = DealRows(
    instants(*["2026-01-01"] * 4),
    instants("2026-01-31", "2026-02-10", "2026-02-01", NEVER),
    np.array([True, True, False, True]),
    np.array([100.0, 300, 900, 5]),
    np.array([1, 0, 2, 4]),
)


def test_i04_to_i08_of_deals():
    assert influenced(DEALS) == Rate(3, 4)
    assert cycle(DEALS).tolist() == [30, 40]
    assert sizes(DEALS).tolist() == [100, 300]
    assert win_rate(DEALS) == Rate(2, 3)
    assert Spending(900, 3).cac == 300
    assert isnan(Spending(900, 0).cac)


def test_e10_the_starting_month_has_50_leads_12_contacted_38_lost():
    told = [{each.kind: each.at for each in lead.happenings} for lead in starting_month()]
    columns = [
        [each[kind].isoformat()[:19] if kind in each else NEVER for each in told]
        for kind in ("mql", "first_contact", "accepted")
    ]
    found = rows(*columns)
    contacted = Rate(int((~np.isnat(found.contacted)).sum()), len(told))
    assert (contacted, response(found, CLOCK).waiting) == (Rate(12, 50), 38)
    assert (contacted.share, 1 - contacted.share) == (0.24, 0.76)
    assert conversion(found).accepted == Rate(3, 50)
    assert follow_up(found, CLOCK, np.datetime64("2026-03-01", "us")).elapsed.share < 0.24


def test_a_share_has_the_interval_of_wilson():
    for count, of in ((12, 50), (0, 20), (20, 20), (1, 3)):
        wanted = binomtest(count, of).proportion_ci(method="wilson")
        assert Rate(count, of).interval == pytest.approx((wanted.low, wanted.high))
    assert Rate(0, 0).interval == (0, 1)
    assert isnan(Rate(0, 0).share)
    with pytest.raises(ParameterError, match="4 of 3 is no share"):
        Rate(4, 3)


def test_a_target_is_reached_where_the_whole_interval_is():
    assert Change(1, 2, 1.0, 0.15, 2, 0.15).verdict is Verdict.REACHED
    assert Change(1, 2, 1.0, 0.1, 2, 0.15).verdict is Verdict.OPEN
    assert Change(1, 1, 0, -0.1, 0.1, 0.15).verdict is Verdict.MISSED


def test_changes_are_judged_in_the_wanted_direction():
    draw = np.random.default_rng(1)
    long, short = draw.normal(60, 10, 400), draw.normal(45, 10, 400)
    shorter = change_of_means(long, short, at_least=0.15, less=True)
    assert shorter.verdict is Verdict.REACHED
    assert shorter.improvement == pytest.approx(0.25, abs=0.03)
    assert shorter.low < shorter.improvement < shorter.high
    assert change_of_means(short, long, at_least=0.15, less=True).verdict is Verdict.MISSED
    rate = change_of_rates(Rate(200, 1000), Rate(300, 1000), at_least=0.15)
    assert (rate.improvement, rate.verdict) == (pytest.approx(0.5), Verdict.REACHED)
    assert change_of_rates(Rate(2, 10), Rate(3, 10), at_least=0.15).verdict is Verdict.OPEN
    cost = change_of_cost((1000, 1000), (700, 1000), at_least=0.2)
    assert (cost.improvement, cost.verdict) == (pytest.approx(0.3), Verdict.REACHED)


@pytest.mark.parametrize(
    "found",
    [
        change_of_means(np.array([1.0]), np.array([2.0, 3]), at_least=0.1),
        change_of_means(np.array([]), np.array([]), at_least=0.1),
        change_of_rates(Rate(0, 0), Rate(1, 2), at_least=0.1),
        change_of_cost((100, 0), (100, 5), at_least=0.1),
    ],
)
def test_of_nothing_nothing_can_be_told(found):
    assert (found.low, found.high, found.verdict) == (-inf, inf, Verdict.OPEN)


def test_intervals_hold_the_truth_as_often_as_they_say():
    draw, held = np.random.default_rng(2), np.zeros(2)
    for _trial in range(600):
        one, other = draw.binomial(80, 0.3), draw.binomial(80, 0.42)
        found = change_of_rates(Rate(one, 80), Rate(other, 80), at_least=0)
        held[0] += found.low <= 0.4 <= found.high
        customers = draw.poisson(30), draw.poisson(40)
        cost = change_of_cost((100, customers[0]), (100, customers[1]), at_least=0)
        held[1] += cost.low <= 0.25 <= cost.high
    assert (held / 600 > 0.93).all()


def test_two_periods_are_compared_at_once():
    found = results(DEALS, DEALS, (Spending(100, 5), Spending(100, 5)))
    assert list(found) == ["I-05", "I-06", "I-07", "I-08"]
    assert [each.improvement for each in found.values()] == [0, 0, 0, 0]
    assert [each.at_least for each in found.values()] == [0.15, 0.10, 0.15, 0.20]
    assert list(results(DEALS, DEALS)) == ["I-05", "I-06", "I-07"]


def test_rows_that_do_not_fit_are_refused():
    with pytest.raises(ParameterError, match="leads that were MQL"):
        rows([NEVER], [NEVER])
    with pytest.raises(ParameterError, match="leads that were MQL"):
        rows(["2026-01-01"], [NEVER, NEVER])
    late = instants("2026-01-02")
    with pytest.raises(ParameterError, match="closed before it was opened"):
        DealRows(late, instants("2026-01-01"), np.array([True]), np.array([1.0]), np.array([0]))
    with pytest.raises(ParameterError, match="each with the date"):
        DealRows(instants(NEVER), late, np.array([True]), np.array([1.0]), np.array([0]))
    with pytest.raises(ParameterError, match="0 or more"):
        change_of_cost((-1, 1), (1, 1), at_least=0)
