"""The five benefits and errors of a plan, told from the plan or said not to be known (K-09, K-10)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maillage.core.plans.checklist import Benefit, Error, State
from maillage.core.plans.examining import Indicator, Stream, examine
from maillage.core.plans.findings import Pipeline, Segment
from tests.core.plans.test_examining import PLAN

pytestmark = pytest.mark.unit
BARE = replace(PLAN, streams=[Stream("all", 1)], segments=[], pipeline=None, counts=[])
TWO = [Segment("a", 1, 0.6, 0.6), Segment("b", 1, 0.4, 0.4)]
KNOWN = [replace(each, potential=9, probability=0.5) for each in TWO]
EVEN = [replace(each, time=0.5, sales=0.5) for each in KNOWN]
AGAINST = [replace(KNOWN[0], sales=0.4), replace(KNOWN[1], sales=0.6)]


@pytest.mark.parametrize(
    ("error", "changed", "state"),
    [
        (Error.ONLY_GEOGRAPHY, {}, State.FOUND),
        (Error.ONLY_GEOGRAPHY, {"segments": TWO}, State.NOT_KNOWN),
        (Error.ONLY_GEOGRAPHY, {"segments": KNOWN}, State.AVOIDED),
        (Error.ARBITRARY_SPLIT, {}, State.NOT_KNOWN),
        (Error.ARBITRARY_SPLIT, {"segments": TWO}, State.NOT_KNOWN),
        (Error.ARBITRARY_SPLIT, {"segments": KNOWN}, State.AVOIDED),
        (Error.ARBITRARY_SPLIT, {"segments": EVEN}, State.FOUND),
        (Error.ARBITRARY_SPLIT, {"segments": AGAINST}, State.FOUND),
        (Error.PAST_ONLY, {}, State.FOUND),
        (Error.PAST_ONLY, {"segments": TWO}, State.FOUND),
        (Error.PAST_ONLY, {"segments": KNOWN}, State.AVOIDED),
        (Error.PAST_ONLY, {"pipeline": Pipeline(1, 1, 1)}, State.AVOIDED),
        (Error.PAST_ONLY, {"streams": PLAN.streams}, State.AVOIDED),
        (Error.FROZEN, {}, State.AVOIDED),
        (Error.FROZEN, {"review_weeks": 13}, State.AVOIDED),
        (Error.FROZEN, {"review_weeks": 14}, State.FOUND),
        (Error.SILO, {}, State.NOT_KNOWN),
    ],
)
def test_an_error_is_found_where_the_plan_tells(error, changed, state):
    found = {each.error: each for each in examine(replace(BARE, **changed)).checks}
    assert list(found) == list(Error)
    assert found[error].state is state


@pytest.mark.parametrize(("discussed", "state"), [(True, State.AVOIDED), (False, State.FOUND)])
def test_who_knows_whether_it_was_discussed_says_so(discussed, state):
    found = examine(BARE, discussed=discussed)
    assert found.checks[-1].state is state
    assert found.goods[2].figure == float(discussed)


def test_the_benefits_have_figures_where_the_plan_tells():
    found = examine(
        replace(PLAN, weekly_hours=30, indicators=[Indicator("a", 1), Indicator("b", 1)])
    ).goods
    assert [(each.benefit, each.about) for each in found] == [
        (Benefit.CLARITY, "key"),
        (Benefit.PRODUCTIVITY, ""),
        (Benefit.ALIGNMENT, ""),
        (Benefit.TRACKING, ""),
        (Benefit.PREDICTABILITY, ""),
    ]
    figures = [each.figure for each in found]
    assert figures[:4] == [0.8, pytest.approx(769.23, abs=0.01), None, 2]
    assert figures[4] == examine(PLAN).together.at_least(600_000)
    assert [each.figure for each in examine(BARE).goods] == [None] * 5
