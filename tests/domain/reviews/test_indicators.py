"""Indicators of a workspace, a rep, a territory, a segment and a channel (J-01 to J-05)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from maillage.core.reviews.indicators.counting import COUNT
from maillage.domain.accounts.segments.writing import save_segmentation
from maillage.domain.plans.objectives import Given, write_objectives
from maillage.domain.reviews.comparing import compare_reps, exposures, told
from maillage.domain.reviews.indicators.asking import indicator, indicators, month_asked
from maillage.domain.reviews.indicators.definitions import definitions
from maillage.domain.reviews.indicators.parts import part_asked, parts_of
from maillage.domain.reviews.indicators.reading import everything
from maillage.errors import NotFoundError, ParameterError, PermissionDeniedError
from maillage.models import Account, AccountAssignment, Publication, Scenario, Submission, Territory
from tests.domain.accounts.factories import make_account, make_rep, own
from tests.domain.reviews.scene import TODAY, deal, make_year
from tests.factories import HOSTILE_NAMES, lead
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
JUNE = date(2026, 6, 1)


def values(asked: str, month: date = JUNE, **given) -> dict[str, float | None]:
    found = indicators(part=part_asked(asked, by=None), month=month, today=TODAY, **given)
    return {each.definition.key: each.counted.value for each in found}


def test_each_is_defined_and_counted_in_the_same_order():
    assert list(definitions()) == list(COUNT)
    for each in definitions().values():
        assert all((each.name, each.numerator, each.window, each.source, each.missing))


def test_a_workspace():
    make_year()
    found = values("")
    assert found["coverage"] == pytest.approx(1 / 5)
    assert found["revenue"] == 1000.0
    assert found["pipeline_value"] == 4000.0
    assert found["conversion"] == pytest.approx(1 / 2)
    assert found["proposals"] == 1.0
    assert found["overlaps"] == pytest.approx(1 / 2)
    assert found["for_potential"] == pytest.approx(3000 / 1500)
    assert (found["nps"], found["attainment"], found["response_rate"]) == (None, None, None)


def test_the_pace_from_lead_to_opportunity():
    """J-01: from the first MQL of those it came of; merged ones and other deals do not count."""
    rep = make_rep(1)
    first = deal(1, rep, opened_on=date(2026, 6, 12))
    second = deal(2, rep, opened_on=date(2026, 6, 9))
    deal(3, rep, opened_on=date(2026, 6, 3))
    for opportunity, day in ((first, 8), (first, 2), (second, 5)):
        at = datetime(2026, 6, day, 15, tzinfo=UTC)
        row = lead(opportunity=opportunity, life="opportunity", mql_at=at)
    lead(opportunity=second, mql_at=datetime(2026, 1, 1, tzinfo=UTC), merged_into=row)
    lead(opportunity=second)
    assert values("")["lead_conversion"] == pytest.approx((10 + 4) / 2)
    assert values("rep:R1")["lead_conversion"] == pytest.approx((10 + 4) / 2)


def test_attainment_counts_against_what_was_handed_down():
    """Of all, of a territory by its name and of a rep without a plan; of a channel it is none."""
    make_year()
    scenario = Scenario.objects.create(name="S")
    east = Territory.objects.create(scenario=scenario, number=1, name="East")
    for number in (1, 2):
        account = Account.objects.get(external_id=f"A{number}")
        AccountAssignment.objects.create(scenario=scenario, account=account, territory=east)
    nodes = [
        Given("All", "company"),
        Given("east", "territory", "All", measures={"size": 3}),
        Given("Rep 1", "rep", "All", rep="R1", measures={"size": 1}),
    ]
    write_objectives(
        starts_on=date(2026, 1, 1), total=Decimal(8000), mix={"size": 1}, nodes=nodes, by="test"
    )
    asked = ("", f"territory:{east.pk}", "rep:R1", "rep:R2", "channel:new")
    assert [values(each)["attainment"] for each in asked] == [
        3000 / 8000, 3000 / 6000, 3000 / 2000, None, None,
    ]  # fmt: skip
    assert values("", date(2025, 6, 1))["attainment"] is None


def test_a_rep_has_their_accounts_and_deals():
    make_year()
    first, second = values("rep:R1"), values("rep:R2")
    assert (first["coverage"], second["coverage"]) == (0.5, 0.0)
    assert (first["revenue"], second["revenue"]) == (1000.0, 0.0)
    assert (first["pipeline_value"], second["pipeline_value"]) == (0.0, 4000.0)


def test_channels_segments_and_territories():
    rep, _other = make_year()
    assert values("channel:existing")["conversion"] == 0.0
    assert values("channel:new")["conversion"] == 1.0
    rich = {"name": "Rich", "criteria": {"field": "potential", "above": 350}}
    made = save_segmentation(name="S", segments=[rich], by="test")
    assert values(f"segment:{made.pk}-0")["pipeline_value"] == 4000.0
    assert values(f"segment:{made.pk}-none")["pipeline_value"] == 0.0
    scenario = Scenario.objects.create(name="N")
    territory = Territory.objects.create(scenario=scenario, number=1, name="East", rep=rep)
    account = Account.objects.get(external_id="A4")
    AccountAssignment.objects.create(
        scenario=scenario, account=account, territory=territory, rule="named"
    )
    assert values(f"territory:{territory.pk}")["pipeline_value"] == 4000.0


def test_months_before():
    make_year()
    [told_] = [
        each
        for each in indicators(part=part_asked("", by=None), month=JUNE, today=TODAY, months=6)
        if each.definition.key == "revenue"
    ]
    assert told_.series == (0.0, 2000.0, 0.0, 0.0, 0.0, 1000.0)
    assert told_.change == 1000.0
    assert told_.months[0] == date(2026, 1, 1)


def test_owners_of_the_month_count():
    _first, second = make_year()
    account = Account.objects.get(external_id="A1")
    account.ownerships.update(ends_on=date(2026, 6, 1))
    own(account, second, starts_on=date(2026, 6, 1))
    assert values("rep:R2")["coverage"] == pytest.approx(1 / 3)
    assert values("rep:R1", date(2026, 5, 1))["coverage"] == 0.0


def test_rows_behind():
    make_year()
    part = part_asked("", by=None)
    definition, counted = indicator("revenue", part=part, month=JUNE, today=TODAY)
    assert (definition.requirement, len(counted.deals)) == ("J-01", 1)
    with pytest.raises(NotFoundError):
        indicator("luck", part=part, month=JUNE, today=TODAY)


def test_an_empty_workspace_knows_nothing():
    assert set(values("").values()) == {None}


@pytest.mark.parametrize("asked", [
    "rep:", "rep:R9", "rep:\0", "territory:x", "territory:99999999999999999999", "segment:1-0",
    "segment:1", "channel:", "channel:luck", "planet:mars", ":", "²", "territory:²",
    *(f"rep:{name}" for name in HOSTILE_NAMES),
])  # fmt: skip
def test_parts_that_are_not_there(asked):
    with pytest.raises(NotFoundError):
        part_asked(asked, by=None)


@pytest.mark.parametrize(
    "asked", ["2026-13", "2026", "x", "2026-06-01", "1999-12", "9999-01", "2026-07", "\0"]
)
def test_months_that_are_none(asked):
    with pytest.raises(ParameterError):
        month_asked(asked, TODAY)


def test_a_rep_sees_their_own():
    first, _second = make_year()
    rep = member("rep", rep=first)
    assert part_asked("", by=rep).key == "rep:R1"
    assert part_asked("workspace", by=rep).kind == "workspace"
    with pytest.raises(PermissionDeniedError):
        part_asked("rep:R2", by=rep)
    kinds = {kind: [each.key for each in found] for kind, found in parts_of(rep, TODAY)}
    assert kinds["Reps"] == ["rep:R1"]
    assert kinds["Channels"] == ["channel:existing", "channel:new"]
    assert [each.key for each in dict(parts_of(member("manager"), TODAY))["Reps"]] == [
        "rep:R1",
        "rep:R2",
    ]


def test_territories_in_force_are_offered():
    rep, _other = make_year()
    by = member()
    scenario = Scenario.objects.create(name="N", status="published")
    territory = Territory.objects.create(scenario=scenario, number=1, name="East", rep=rep)
    submission = Submission.objects.create(scenario=scenario, revision=1, effective_on=TODAY, by=by)
    Publication.objects.create(scenario=scenario, submission=submission, effective_on=TODAY, by=by)
    offered = dict(parts_of(by, TODAY))["Territories"]
    assert [(each.key, each.name) for each in offered] == [(f"territory:{territory.pk}", "East")]


def test_exposure_is_potential_times_time():
    make_year()
    found = exposures(everything(TODAY), date(2025, 7, 1), TODAY, 0.0)
    first, second = sorted(found.values())
    assert first == pytest.approx(300 * 365 / 365.25)
    assert second == pytest.approx(700 * 365 / 365.25)


def test_a_new_rep_is_given_a_ramp():
    make_year()
    late = make_rep(3)
    own(make_account(9), late, starts_on=date(2026, 1, 1))
    without = exposures(everything(TODAY), date(2025, 7, 1), TODAY, 0.0)[late.pk]
    ramped = exposures(everything(TODAY), date(2025, 7, 1), TODAY, 6.0)[late.pk]
    assert without == pytest.approx(900 * 181 / 365.25)
    assert ramped == pytest.approx(without / 2, rel=0.02)


def test_reps_are_compared_for_their_potential():
    first, _second = make_year()
    for number in range(10, 40):
        deal(number, first)
    idle = make_rep(3)
    found = compare_reps(until=TODAY)
    assert [each.name for each in found.left_out] == [idle.name]
    rows = told(found)
    assert [(row["rep"], row["deals"]) for row in rows] == [("R1", 32), ("R2", 0)]
    assert rows[0]["expected"] == pytest.approx(32 * 300 / 1000)
    assert [(row["best"], row["worst"]) for row in rows] == [(1, 1), (2, 2)]
    assert timezone.localdate() >= found.since
