"""The model of the source: its boundaries, and all 256 combinations (D-02 to D-08)."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pytest

from maillage.core.leads.scoring.many import score_many, table_of
from maillage.core.leads.scoring.presets import RECOMMENDED, SEED
from maillage.core.leads.scoring.score import Missing, score
from tests.core.leads.leads import (
    EVENT_POINTS,
    EVENTS,
    FIELD_POINTS,
    FIELDS,
    NOW,
    happening,
    lead,
    opened,
    seed_lead,
)

pytestmark = pytest.mark.unit
THIRTY_FIVE = ("icp_match", "budget_confirmed")
FORTY = ("icp_match", "decision_authority", "timing_identified")
FIFTY_FIVE = (*FORTY, "budget_confirmed")
SIXTY = (*FIFTY_FIVE, "email_opened")


@pytest.mark.parametrize(
    ("what", "call", "total", "stage"),
    [
        (THIRTY_FIVE, False, 35, ""),
        (THIRTY_FIVE, True, 35, ""),
        (FORTY, False, 40, "mql"),
        (SIXTY, False, 60, "mql"),
        (SIXTY, True, 60, "sql"),
        (FIFTY_FIVE, True, 55, "mql"),
    ],
)
def test_d05_boundaries(what, call, total, stage):
    found = score(SEED, seed_lead(what, call=call), NOW)
    assert (found.total, found.stage) == (total, stage)


@pytest.mark.parametrize(("count", "points"), [(0, 0), (2, 0), (3, 5), (10, 5)])
def test_d05_emails_count_once_from_the_third(count, points):
    assert score(SEED, lead(events=opened(count)), NOW).total == points


def test_d04_the_validation_call_is_made_by_marketing_or_an_sdr():
    for role, stage in (("marketing", "sql"), ("SDR", "sql"), ("ae", "mql"), (None, "mql")):
        base = seed_lead(SIXTY)
        told = [*base.happenings, happening("validation_call", role=role)]
        assert score(SEED, type(base)("L", base.facts, told), NOW).stage == stage


def all_256():
    names = (*FIELDS, *EVENTS)
    return list(chain.from_iterable(combinations(names, size) for size in range(9)))


def test_d08_all_combinations():
    combos = all_256()
    table = table_of([seed_lead(each, str(place)) for place, each in enumerate(combos)], NOW)
    found = score_many(SEED, table)
    points = FIELD_POINTS | EVENT_POINTS
    np.testing.assert_array_equal(
        found.total, [sum(points[name] for name in each) for each in combos]
    )
    assert not (found.total % 5).any()
    assert (found.dimensions.max(axis=0).tolist(), found.total.max()) == ([55, 40], 95)
    has = {name: np.array([name in each for each in combos]) for name in points}
    mql, high = found.stage >= 0, found.total >= 60
    fit, engagement = found.dimensions.T
    assert int(mql.sum()) == 180
    assert int((mql & ~has["icp_match"]).sum()) == 64
    assert int((mql & (fit == 0)).sum()) == 1
    assert int((mql & (engagement == 0)).sum()) == 4
    assert int(high.sum()) == 76
    without = [int((high & ~has[name]).sum()) for name in FIELDS[:3]]
    assert without == [12, 19, 26]
    assert (fit[high].min(), engagement[high].min()) == (20, 5)
    gated = score_many(RECOMMENDED, table).stage >= 0
    np.testing.assert_array_equal(gated, mql & has["icp_match"])


def test_d08_before_any_conversation_the_most_is_60_and_the_potential_95():
    found = score(SEED, lead({"icp_match": True}, [*opened(3), *map(happening, EVENTS[:3])]), NOW)
    assert (found.total, found.potential, found.stage) == (60, 95, "mql")
    assert found.unknown == ("budget_confirmed", "decision_authority", "timing_identified")
    no = score(SEED, lead({"icp_match": True, "budget_confirmed": False}), NOW)
    assert (no.potential, no.unknown) == (40, ("decision_authority", "timing_identified"))


def test_x10_the_gate_says_what_is_missing_and_unknown_is_not_no():
    told = [*opened(3), *map(happening, EVENTS[:3])]
    assert score(SEED, lead({}, told), NOW).stage == "mql"
    for fields, known in (({}, False), ({"icp_match": False}, True)):
        found = score(RECOMMENDED, lead(fields, told), NOW)
        assert found.stage == ""
        assert found.missing == (Missing("mql", field="icp_match", known=known),)
    assert str(found.missing[0]) == "MQL: 'icp_match' is not as it must be."
    raw = score(SEED, lead({"icp_match": True}), NOW)
    assert [str(each) for each in raw.missing] == ["MQL: 20 more points are needed."]
    waiting = score(SEED, seed_lead(SIXTY), NOW)
    assert [str(each) for each in waiting.missing] == ["SQL: no 'validation_call' is recorded."]


@pytest.mark.parametrize(
    ("what", "band"),
    [
        ((), "C3"),
        (FORTY, "A3"),
        (("icp_match", *EVENTS), "B1"),
        (("pricing_page_view",), "C2"),
        ((*FIFTY_FIVE, *EVENTS), "A1"),
    ],
)
def test_the_matrix_has_fit_as_letter_and_engagement_as_digit(what, band):
    assert score(SEED, seed_lead(what), NOW).band == band
