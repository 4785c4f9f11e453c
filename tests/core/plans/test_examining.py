"""The plan of Élise, figure by figure, and plans that contradict themselves (L-01 to L-11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from maillage.core.plans.conversion import Conversion
from maillage.core.plans.examining import Activity, Count, Plan, Stream, examine
from maillage.core.plans.findings import Kind, Pipeline, Segment
from maillage.core.plans.funnel import Source
from maillage.core.plans.odds import Deals
from maillage.core.plans.year import Frequency, Per, SalesYear
from maillage.errors import ParameterError

pytestmark = pytest.mark.unit
JULY = date(2026, 7, 1)
MEETINGS = Source("new", 480_000, Deals(20_000), (Conversion("meeting", "sale", 0.25),))
INTERVIEWS = Source(
    "references", 120_000, Deals(20_000),
    (Conversion("interview", "reference", 1.0), Conversion("reference", "sale", 0.25)),
)  # fmt: skip
PLAN = Plan(
    objective=120_000_000,
    year=SalesYear(date(2026, 1, 1), 52),
    streams=[
        Stream("existing", Decimal("0.5")),
        Stream("new", Decimal("0.4"), MEETINGS, Frequency(8, Per.MONTH)),
        Stream("references", Decimal("0.1"), INTERVIEWS, Frequency(2, Per.MONTH)),
    ],
    segments=[Segment("key", 40, 0.7, 0.8), Segment("bronze", 75, 0.3, 0.2)],
    activities=[Activity("calls", Frequency(4, Per.WEEK))],
    pipeline=Pipeline(300_000, 0.25, 100_000),
    counts=[Count("references", JULY, 5, 24)],
    sold=(JULY, 696_000),
)


def test_the_sums_of_elise():
    """L-02, L-05, L-06, L-10."""
    found = examine(PLAN)
    assert [step.target for step in found.steps] == [60_000_000, 48_000_000, 12_000_000]
    existing, new, references = found.steps
    assert (existing.need, existing.chance) == (None, None)
    assert [(each.stage, each.yearly) for each in new.need.volumes] == [
        ("meeting", 96), ("sale", 24),
    ]  # fmt: skip
    assert [each.yearly for each in references.need.volumes] == [24, 24, 6]
    assert new.chance.probability == pytest.approx(0.47, abs=0.01)
    assert found.yearly == ((PLAN.activities[0], 208),)
    assert found.pace_index == pytest.approx(1.16)
    assert found.together.mean == pytest.approx(600_000, rel=1e-3)


def test_the_warnings_for_elise():
    """L-11, and the references of L-10 at 42 % of the pace, behind the good figures of the rest."""
    found = {(each.kind, each.about): each for each in examine(PLAN).findings}
    assert list(found) == [
        (Kind.COIN_FLIP, "new"),
        (Kind.COIN_FLIP, "references"),
        (Kind.THIN_PIPELINE, ""),
        (Kind.TIME_AGAINST_RETURN, "key"),
        (Kind.BEHIND, "references"),
    ]
    assert found[Kind.BEHIND, "references"].figure == pytest.approx(5 / 12)


def test_a_plan_with_enough_of_everything_has_no_warning():
    plan = replace(
        PLAN,
        streams=[
            Stream("new", 1, replace(MEETINGS, hours=(2.0, 8.0)), Frequency(12, Per.MONTH)),
        ],
        segments=[Segment("key", 40, 0.8, 0.7), Segment("bronze", 75, 0.2, 0.3)],
        pipeline=Pipeline(500_000, 0.25, 100_000),
        counts=[],
        weekly_hours=30,
    )
    assert examine(plan).findings == ()
    assert [each.kind for each in examine(replace(plan, weekly_hours=5)).findings] == [
        Kind.OVER_CAPACITY
    ]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"streams": []}, "no source of sales"),
        ({"streams": [Stream("a", 0.5), Stream("a", 0.5)]}, "'a' comes twice"),
        ({"streams": [Stream("a", 0.5)]}, r"sum to 50.00%. 50.00% is missing"),
        ({"segments": [Segment("a", 1, 0.6, 0.5), Segment("b", 1, 0.4, 0.6)]}, "110.00%"),
        ({"segments": [Segment("a", 1, 0.6, 0.5), Segment("b", 1, 0.5, 0.5)]}, "110.00%"),
        ({"sold": (date(2026, 1, 1), 0)}, "Nothing is expected by 2026-01-01 yet"),
        ({"objective": 0}, "Nothing is expected"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(changed, words):
    with pytest.raises(ParameterError, match=words):
        examine(replace(PLAN, **changed))
