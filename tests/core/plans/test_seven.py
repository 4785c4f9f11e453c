"""The seven steps of a plan from its own figures (K-01 to K-08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from maillage.core.plans.examining import Indicator, Stream, examine
from maillage.core.plans.findings import Kind, Segment
from maillage.core.plans.matrices import Tier, Worth
from maillage.core.plans.opportunities import Horizon, Opportunity
from maillage.core.plans.seven import reviews_of
from maillage.core.plans.week import Block
from maillage.core.plans.year import Frequency, Per, SalesYear
from maillage.errors import ParameterError
from tests.core.plans.test_examining import INTERVIEWS, MEETINGS, PLAN

pytestmark = pytest.mark.unit
SEGMENTS = [
    Segment("unknown", 3, 0.1, 0.1),
    Segment("large", 2, 0.4, 0.4, 2_000_000, 0.6, 400, ("Aero",)),
    Segment("small", 10, 0.3, 0.3, 500_000, 0.6, 500),
    Segment("good", 10, 0.2, 0.2, 2_000_000, 0.4, 1000),
]
WON = Opportunity("small", "S", 10_000, 0.5, Horizon.QUICK_WIN, 10)
LONG = Opportunity("large", "L", 100_000, 0.3, Horizon.PROJECT, 200)
CLOSE = Opportunity("large", "C", 20_000, 0.8, Horizon.QUICK_WIN, 8)
RICH = replace(
    PLAN, segments=SEGMENTS, opportunities=[LONG, WON, CLOSE], weekly_hours=50,
    quarters=[0.1, 0.2, 0.3, 0.4], products={"A": 0.5, "B": 0.5}, review_weeks=26,
    indicators=[Indicator("calls", 10, "calls", Per.WEEK)],
)  # fmt: skip


def test_segments_come_in_order_with_both_matrices():
    """Gold, silver, unknown last; an account of each is what is compared."""
    found = examine(RICH).seven
    assert [(each.segment.name, each.tier, each.worth) for each in found.segments] == [
        ("large", Tier.GOLD, Worth.MAJOR_PROJECT),
        ("good", Tier.SILVER, Worth.QUICK_WIN),
        ("small", Tier.BRONZE, Worth.FILL_IN),
        ("unknown", None, None),
    ]
    large = found.segments[0]
    assert (large.each, large.potential, large.expected, large.hourly) == (
        240_000, 1_000_000, 1_200_000, 3000,
    )  # fmt: skip
    assert (found.segments[3].expected, found.segments[3].hourly) == (None, None)


def test_a_segment_without_accounts_has_no_share_for_each():
    empty = [replace(SEGMENTS[1], accounts=0, sales=1, time=1)]
    found = examine(replace(RICH, segments=empty, opportunities=[])).seven.segments[0]
    assert (found.each, found.potential, found.tier) == (None, None, None)


def test_opportunities_stand_in_the_order_of_segments_quick_wins_apart():
    found = examine(RICH).seven.opportunities
    assert [(each.segment, each.amount) for each in found] == [
        ("large", 120_000), ("good", 0), ("small", 10_000), ("unknown", 0),
    ]  # fmt: skip
    assert (found[0].quick_wins, found[0].projects) == ((CLOSE,), (LONG,))


def test_the_four_questions_are_answered():
    """K-08: how many sales, which shares, who first, how tracked."""
    found = examine(RICH)
    answers = found.answers
    assert (answers.deals, answers.without) == (pytest.approx(30), ("existing",))
    assert answers.shares == (
        ("existing", 0.5, 60_000_000), ("new", 0.4, 48_000_000), ("references", 0.1, 12_000_000),
    )  # fmt: skip
    assert [each.segment.name for each in answers.first] == ["large", "good", "small", "unknown"]
    assert answers.best == (CLOSE, WON, LONG)
    assert [each.name for each in answers.indicators] == ["calls"]
    assert answers.reviews == (date(2026, 7, 2), date(2026, 12, 31))
    assert answers.adjust == found.findings


def test_scenarios_look_up_and_down():
    """20 % more of 600,000 from funnels is likelier to be sold with 20 % more activity."""
    better, worse = examine(PLAN).seven.scenarios
    assert (better.change, better.sales, worse.sales) == (0.2, 1_440_000, pytest.approx(840_000))
    assert [(each.name, each.stage, each.needed) for each in better.parts] == [
        ("new", "meeting", pytest.approx(115.2)),
        ("references", "interview", pytest.approx(28.8)),
    ]
    assert [each.needed for each in worse.parts] == pytest.approx([67.2, 16.8])
    chances = [step.chance.probability for step in examine(PLAN).steps[1:]]
    for up, now, down in zip(better.parts, chances, worse.parts, strict=True):
        assert up.probability < now < down.probability
    together = examine(PLAN).together.at_least(600_000)
    assert worse.probability < together < better.probability
    assert better.low < better.median < better.high
    more = replace(PLAN, streams=[
        PLAN.streams[0],
        Stream("new", 0.4, MEETINGS, Frequency(8 * 1.25, Per.MONTH)),
        Stream("references", 0.1, INTERVIEWS, Frequency(2.5, Per.MONTH)),
    ])  # fmt: skip
    assert examine(more).together.at_least(600_000) > better.probability


def test_a_plan_without_funnels_has_no_scenario_and_no_week_without_segments():
    plan = replace(PLAN, streams=[Stream("all", 1)], segments=[], blocks=[])
    found = examine(plan).seven
    assert (found.scenarios, found.week, found.allocation) == ((), None, None)


@pytest.mark.parametrize(
    ("starts_on", "weeks", "days"),
    [
        (date(2026, 1, 1), 26, ["2026-07-02", "2026-12-31"]),
        (date(2026, 8, 1), 26, ["2027-02-01"]),
        (date(2026, 8, 2), 26, ["2027-02-01"]),
        (date(2026, 1, 1), 52, ["2026-12-31"]),
    ],
)
def test_reviews_are_held_on_working_days_of_the_year(starts_on, weeks, days):
    """A day on a weekend moves to Monday, and into no other year."""
    found = reviews_of(SalesYear(starts_on), weeks)
    assert [each.isoformat() for each in found] == days


def test_six_weeks_are_eight_reviews_in_a_year():
    """K-07, X-01."""
    assert len(reviews_of(SalesYear(date(2026, 1, 1)), 6)) == 8


def kinds(**changed):
    found = examine(replace(RICH, **changed)).findings
    return [(each.kind, each.about, each.figure, each.wanted) for each in found]


def test_efforts_beyond_the_hours_are_found():
    """1,900 hours of effort; 52 weeks of 50 hours are enough, of 30 not."""
    assert Kind.EFFORT_OVER_HOURS not in {kind for kind, *_rest in kinds()}
    assert (Kind.EFFORT_OVER_HOURS, "", 1900, 1560) in kinds(weekly_hours=30)


def test_blocks_beyond_the_hours_or_off_the_shares_are_found():
    """Given blocks are kept, and told against the hours and shares of time."""
    blocks = [Block("large", day, 540, 360) for day in range(5)]
    found = kinds(blocks=blocks)
    assert (Kind.WEEK_OFF_SHARES, "large", 30, 20) in found
    assert (Kind.WEEK_TOO_FULL, "", 60, 50) in found
    assert not {Kind.WEEK_OFF_SHARES, Kind.WEEK_TOO_FULL} & {kind for kind, *_rest in kinds()}
    assert (Kind.WEEK_WITHOUT_ROOM, "", 42.5, 0) in kinds(weekly_hours=100)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"quarters": [0.5, 0.4, 0, 0]}, r"sum to 90.00%. 10.00% is missing"),
        ({"quarters": [1]}, "4 quarters; the plan has 1"),
        ({"products": {"A": 0.9, "B": 0.2}}, r"110.00%. That is 10.00% too much"),
        ({"opportunities": [replace(WON, segment="none")]}, "no segment 'none'"),
        ({"blocks": [Block("none", 0, 540, 60)]}, "no segment 'none'"),
        ({"blocks": [Block("large", 0, 540, 60)] * 2}, "of the same day"),
        ({"indicators": RICH.indicators * 2}, "'calls' comes twice"),
    ],
)
def test_steps_that_contradict_themselves_are_refused(changed, words):
    with pytest.raises(ParameterError, match=words):
        examine(replace(RICH, **changed))


def test_products_and_quarters_make_a_table():
    found = examine(replace(RICH, objective=100_01)).seven.objectives
    assert found.products == {"A": 50_01, "B": 50_00}
    assert [sum(row) for row in found.table] == [each.amount for each in found.milestones]
    assert [sum(column) for column in zip(*found.table, strict=True)] == [50_01, 50_00]
