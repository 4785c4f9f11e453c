"""What is wrong with a plan, and what is not (L-11)."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.core.plans.conversion import Conversion
from maillage.core.plans.findings import (
    Finding,
    Kind,
    Pipeline,
    Segment,
    capacity_findings,
    odds_findings,
    pace_finding,
    pipeline_findings,
    time_findings,
)
from maillage.core.plans.funnel import Source, chance_of, need_of
from maillage.core.plans.odds import Deals
from maillage.core.plans.year import SalesYear
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
NEED = need_of(
    Source(
        "new", 480_000, Deals(20_000), (Conversion("meeting", "sale", 0.25),), hours=(3.0, 10.0)
    ),
    SalesYear(date(2026, 1, 1), 45),
)


@pytest.mark.parametrize(
    ("meetings", "kinds"), [(60, [Kind.UNLIKELY]), (96, [Kind.COIN_FLIP]), (120, [])]
)
def test_a_plan_that_is_a_coin_flip(meetings, kinds):
    found = list(odds_findings([NEED], [chance_of(NEED, meetings)]))
    assert [each.kind for each in found] == kinds


@pytest.mark.parametrize(("worth", "thin"), [(300_000, True), (399_999, True), (400_000, False)])
def test_a_pipeline_covers_one_over_the_win_rate(worth, thin):
    found = list(pipeline_findings(Pipeline(worth, 0.25, 100_000)))
    assert found == [Finding(Kind.THIN_PIPELINE, "", worth / 100_000, 4.0)] * thin


def test_a_pipeline_that_turns_faster_covers_more():
    """L-11 (b): unless it turns over in less than 0.75 months."""
    assert list(pipeline_findings(Pipeline(300_000, 0.25, 100_000, 0.75))) == []


def test_time_follows_return():
    """L-11 (a): 10,500 for each percent of time against 18,000."""
    key, bronze = Segment("key", 40, 0.7, 0.8), Segment("bronze", 75, 0.3, 0.2)
    [found] = time_findings([key, bronze], 1_200_000)
    assert (found.kind, found.about) == (Kind.TIME_AGAINST_RETURN, "key")
    assert (found.figure, found.wanted) == (pytest.approx(10_500), pytest.approx(18_000))
    fair = [Segment("a", 1, 0.5, 0.5), Segment("b", 1, 0.3, 0.3), Segment("c", 1, 0.2, 0.2)]
    assert list(time_findings(fair, 1_200_000)) == []
    assert list(time_findings([key, Segment("none", 1, 0.3, 0.0)], 1)) == []


def test_hours_that_are_not_there():
    """96 meetings of 3 hours and 24 sales of 10 are 528 hours."""
    assert list(capacity_findings([NEED], worked_weeks=45, weekly_hours=10)) == [
        Finding(Kind.OVER_CAPACITY, "", 528, 450)
    ]
    assert list(capacity_findings([NEED], worked_weeks=45, weekly_hours=12)) == []


@pytest.mark.parametrize(("done", "behind"), [(0, True), (7.9, True), (8, False), (12, False)])
def test_a_count_that_is_behind(done, behind):
    found = list(pace_finding("references", done, 10))
    assert found == [Finding(Kind.BEHIND, "references", done / 10, 1.0)] * behind
    assert list(pace_finding("references", done, 0)) == []


@pytest.mark.parametrize("wrong", [(-1, 0.5, 0.5), (1, 1.1, 0.5), (1, 0.5, -0.1)])
def test_shares_that_are_none_are_refused(wrong):
    with pytest.raises(ParameterError, match="Shares are from 0 to 1"):
        Segment("x", *wrong)


@pytest.mark.parametrize("wrong", [(-1, 0.5, 1), (1, 0, 1), (1, 1.1, 1), (1, 0.5, 0), (1, 1, 1, 0)])
def test_what_is_no_pipeline_is_refused(wrong):
    with pytest.raises(ParameterError, match="A pipeline of"):
        Pipeline(*wrong)
