"""The case of Élise, figure by figure as its text gives them (section L), in rows and sentences."""

from __future__ import annotations

import json

import pytest
from django.utils.translation import override

from maillage.core.plans.checklist import Benefit, Check, Error, Good, State
from maillage.core.plans.examining import examine
from maillage.core.plans.findings import Finding, Kind
from maillage.core.plans.matrices import Tier, Worth
from maillage.interfaces.exporters.plans.answers import (
    CHECKS,
    said_of_benefit,
    said_of_check,
    tier_name,
    worth_name,
)
from maillage.interfaces.exporters.plans.words import as_data, said
from maillage.interfaces.importers.plans.files import EXAMPLE, IN_FRENCH, plan_from, read_plan

pytestmark = pytest.mark.unit
FOUND = as_data(examine(read_plan(EXAMPLE).read()))
SEGMENTS = {each["name"]: each for each in FOUND["segments"]}
SOURCES = {each["name"]: each for each in FOUND["sources"]}


def total(names, field):
    return sum(SEGMENTS[name][field] for name in names)


def test_1_200_000_are_600_480_and_120():
    """L-01, L-02."""
    assert FOUND["objectives"]["total"] == 1_200_000
    assert [each["target"] for each in FOUND["sources"]] == [600_000, 480_000, 120_000]


def test_115_accounts_are_12_gold_28_silver_and_75_bronze():
    """L-03, L-04: 12 + 28 + 75 = 35 + 80, and the matrix gives each its own name."""
    assert [(each["name"], each["accounts"], each["tier"]) for each in FOUND["segments"]] == [
        ("Gold", 12, "gold"), ("Silver", 28, "silver"), ("Bronze", 75, "bronze"),
    ]  # fmt: skip
    assert total(SEGMENTS, "accounts") == 115 == 35 + 80


def test_40_key_accounts_carry_840_000_with_80_percent_of_the_time():
    """L-05: 21,000 for each of the 40, 4,800 for each of the 75."""
    key = ("Gold", "Silver")
    amounts = {each["name"]: each["amount"] for each in FOUND["objectives"]["segments"]}
    assert total(key, "accounts") == 40
    assert (amounts["Gold"] + amounts["Silver"], amounts["Bronze"]) == (840_000, 360_000)
    assert total(key, "time") == pytest.approx(0.8)
    assert [each["amount_each"] for each in FOUND["segments"]] == [21_000, 21_000, 4_800]


def test_activities_have_their_units():
    """L-06, X-05: 4 a week are 208 in 52 weeks, 8 a month 96, 2 a month 24."""
    assert [(each["count"], each["per"], each["yearly"]) for each in FOUND["activities"]] == [
        (4, "week", 208), (8, "month", 96), (2, "month", 24),
    ]  # fmt: skip


def test_indicators_have_targets_with_their_units():
    """L-07."""
    assert [(each["target"], each["unit"], each["per"]) for each in FOUND["indicators"]] == [
        (12, "opportunities", "month"), (25, "%", "month"), (300_000, "CAD", "month"),
    ]  # fmt: skip


def test_the_plan_is_reviewed_each_month():
    """L-08: every four weeks, 13 times in the year."""
    assert (len(FOUND["reviews"]), FOUND["reviews"][0]) == (13, "2026-01-29")


def test_half_a_year_is_a_pace_of_1_16_and_references_are_at_42_percent():
    """L-09, L-10: 58 % against the 600,000 of the second milestone."""
    assert [each["cumulated"] for each in FOUND["objectives"]["milestones"]] == [
        300_000, 600_000, 900_000, 1_200_000,
    ]  # fmt: skip
    assert FOUND["pace_index"] == pytest.approx(1.16)
    behind = [each["figure"] for each in FOUND["findings"] if each["kind"] == "behind"]
    assert behind == [pytest.approx(5 / 12)]


def test_meetings_and_interviews_imply_a_deal_of_20_000():
    """L-10: 96 x 25 % = 24 deals of 480,000 / 24; 24 interviews are 6 deals, 120,000."""
    meeting, sale = SOURCES["New clients"]["stages"]
    assert (meeting["yearly"], sale["yearly"], 480_000 / sale["yearly"]) == (96, 24, 20_000)
    interview, _reference, sold = SOURCES["References and partners"]["stages"]
    assert (interview["yearly"], sold["yearly"], 120_000 / sold["yearly"]) == (24, 6, 20_000)


def test_the_four_warnings():
    """L-11: time against return, a thin pipeline, a coin flip; capacity is not known without hours."""
    found = {(each["kind"], each["about"]): each for each in FOUND["findings"]}
    for name in ("Gold", "Silver"):
        against = found["time_against_return", name]
        assert (against["figure"], against["wanted"]) == pytest.approx((10_500, 18_000))
    pipeline = found["thin_pipeline", ""]
    assert (pipeline["figure"], pipeline["wanted"]) == (3, 4)
    assert found["coin_flip", "New clients"]["figure"] == pytest.approx(0.47, abs=0.01)
    hours = EXAMPLE.read_bytes().replace(b"weekly_hours = 30", b"weekly_hours = 20")
    crowded = as_data(examine(plan_from(hours, name="plan.toml").read()))["findings"]
    assert ("effort_over_hours", 1560, 1040) in [
        (each["kind"], each["figure"], each["wanted"]) for each in crowded
    ]


def test_more_of_her_time_for_bronze_is_worth_some_18_000():
    """L-11 (a): 1 to 3 % of sales, an order of magnitude; at the base 1.5 %."""
    time = FOUND["allocation"]
    assert [round(each["recommended"], 2) for each in time["rows"]] == [0.19, 0.45, 0.36]
    assert [round(time[each] * 1_200_000, -3) for each in ("low", "base", "high")] == [
        11_000, 18_000, 34_000,
    ]  # fmt: skip


def test_her_week_has_30_hours():
    """K-05: 7 hours gold, 17 silver, 6 bronze: 24, 56 and 20 % in whole half hours."""
    week = FOUND["week"]
    hours = {
        name: sum(each["hours"] for each in week["blocks"] if each["segment"] == name)
        for name in SEGMENTS
    }
    assert (week["hours"], week["unplaced_hours"]) == (30, 0)
    assert hours == {"Gold": 7, "Silver": 17, "Bronze": 6}


def test_both_matrices_are_kept_apart():
    """X-07: silver is a quick win by effort, and no gold by probability."""
    assert [(each["tier"], each["worth"]) for each in FOUND["segments"]] == [
        ("gold", "quick_win"), ("silver", "quick_win"), ("bronze", "fill_in"),
    ]  # fmt: skip
    for each in SEGMENTS.values():
        assert each["expected"] == pytest.approx(each["sales"] * 1_200_000)


def test_morgan_s_questions_are_answered():
    """K-08."""
    assert [each["answer"] for each in FOUND["questions"]] == [
        (
            "30 on average, from the sources with a funnel. How many is not known for: Existing"
            " clients."
        ),
        (
            "Existing clients 50% (600,000), New clients 40% (480,000), References and partners 10%"
            " (120,000)"
        ),
        (
            "Gold (gold, accounts: 12), Silver (silver, accounts: 28), Bronze (bronze, accounts:"
            " 75)."
        ),
        (
            "Indicators: Open opportunities above 10,000, Meetings that become sales, Active"
            " pipeline. Reviews: 13, the first on 01/29/2026. To be put right: 6."
        ),
    ]


def test_the_best_opportunities_and_priorities_are_named():
    text = EXAMPLE.read_text().replace(
        "effort_hours = 312", 'effort_hours = 312\npriorities = ["Food"]'
    )
    text += "".join(
        f'[[opportunities]]\nsegment = "Gold"\nname = "O{place}"\namount = {place * 1000}\n'
        f'probability = 0.5\nhorizon = "project"\neffort_hours = 0\n'
        for place in range(1, 5)
    )
    found = as_data(examine(plan_from(text.encode(), name="x").read()))
    assert found["questions"][2]["answer"].endswith(
        "Bronze (bronze, accounts: 75, Food). Best opportunities: O4 (4,000), O3 (3,000), O2"
        " (2,000)."
    )
    gold = found["opportunities"][0]
    assert (gold["amount"], gold["expected"], gold["quick_wins"]) == (10_000, 5_000, [])
    assert [each["hourly"] for each in gold["projects"]] == [None] * 4


def test_a_bare_plan_says_what_is_not_known():
    bare = b'objective = 10\nstarts_on = 2026-01-01\nreview_weeks = 52\n[[sources]]\nname = "a"\nshare = 1'
    found = as_data(examine(plan_from(bare, name="x").read()))
    assert [each["answer"] for each in found["questions"]] == [
        "How many is not known for: a.",
        "a 100% (10)",
        "Not known: the plan has no segments.",
        "No indicator is named. Reviews: 1, the first on 12/31/2026.",
    ]
    assert (found["segments"], found["allocation"], found["week"]) == ([], None, None)
    late = bare.replace(b"2026-01-01", b"2027-01-02")
    answer = as_data(examine(plan_from(late, name="x").read()))["questions"][3]["answer"]
    assert answer == "No indicator is named. No review falls in the year."


@pytest.mark.parametrize("language", ["en", "fr"])
def test_everything_can_be_sent_as_json_in_both_languages(language):
    with override(language):
        found = as_data(examine(read_plan(IN_FRENCH if language == "fr" else EXAMPLE).read()))
        assert json.loads(json.dumps(found, allow_nan=False)) == found
        texts = [said_of_check(Check(*each, 4)) for each in CHECKS]
        texts += [
            said_of_benefit(Good(each, figure, "a")) for each in Benefit for figure in (None, 0, 1)
        ]
        texts += [said(Finding(each, "a", 0.5, 2)) for each in Kind]
        texts += [tier_name(each) for each in Tier] + [worth_name(each) for each in Worth]
    assert all(texts)
    assert not [each for each in texts if "%(" in each]


def test_each_state_an_error_can_have_is_said():
    never = {(Error.PAST_ONLY, State.NOT_KNOWN), (Error.FROZEN, State.NOT_KNOWN)}
    assert set(CHECKS) == {(error, state) for error in Error for state in State} - never
