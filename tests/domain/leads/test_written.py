"""What is written down is read back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from maillage.core.leads.calendars import DAY, Calendar, Hours, Special
from maillage.core.leads.conditions import Condition, Operator
from maillage.core.leads.scoring.model import Decay, EventRule, Group
from maillage.core.leads.scoring.presets import RECOMMENDED, SEED
from maillage.core.leads.sla.policies import SEED_POLICIES, Basis, Escalation, Target
from maillage.domain.leads.written import (
    WrittenCalendar,
    WrittenCondition,
    WrittenModel,
    WrittenPolicy,
    amount_of,
    amount_text,
)

pytestmark = pytest.mark.unit
FADING = EventRule(
    "views",
    3,
    "view",
    (Condition("page", Operator.IN, ("/a", "/b")),),
    2,
    None,
    7,
    90,
    Decay.HALF_LIFE,
    30,
)
CALENDAR = Calendar(
    "plant",
    3,
    "America/Chicago",
    (*(Hours(day, 540, 1020) for day in range(4)), Hours(4, 540, 720), Hours(5, 1320, 360)),
    "US",
    "TX",
    ("Juneteenth National Independence Day",),
    ("12-24",),
    (
        Special(date(2026, 7, 1), date(2026, 7, 10)),
        Special(date(2026, 12, 19), date(2026, 12, 19), ((600, DAY),), "inventory"),
    ),
)
PROMISE = replace(
    SEED_POLICIES[0],
    target=Target(timedelta(days=1, hours=2, minutes=3), Basis.BUSINESS),
    when=(Condition("size", Operator.AT_LEAST, (50,)), Condition("email", Operator.KNOWN, ())),
    pauses_on=("waiting",),
    resumes_on=("answered",),
    cancelled_by=("withdrawn",),
    warnings=(0.25,),
    escalations=(Escalation("manager"), Escalation("director", timedelta(hours=2))),
    position=2,
    version=4,
)


@pytest.mark.parametrize(
    "model",
    [
        SEED,
        RECOMMENDED,
        replace(
            SEED,
            version=5,
            effective_from=datetime(2026, 3, 1, 9, tzinfo=UTC),
            dimensions=(replace(SEED.dimensions[0], groups=(Group("g", (FADING,), 20),), cap=30),),
        ),
    ],
)
def test_a_score_model_is_read_back_as_it_was(model):
    assert WrittenModel.model_validate_json(WrittenModel.of(model).model_dump_json()).read() == (
        model
    )


@pytest.mark.parametrize("policy", [*SEED_POLICIES, PROMISE])
def test_a_promise_is_read_back_as_it_was(policy):
    written = WrittenPolicy.of(policy).model_dump_json()
    assert WrittenPolicy.model_validate_json(written).read() == policy


def test_a_calendar_is_read_back_as_it_was():
    written = WrittenCalendar.of(CALENDAR)
    assert [each.days for each in written.weekly] == [[0, 1, 2, 3], [4], [5]]
    assert WrittenCalendar.model_validate_json(written.model_dump_json()).read() == CALENDAR


GROUP = {"name": "g", "rules": [{"name": "r", "points": 1, "event": "call"}]}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_cannot_be_stored_is_no_value_of_a_condition(value):
    for given in (value, [1, value]):
        with pytest.raises(ValidationError, match="finite number"):
            WrittenCondition(field="employees", operator="in", value=given)


@pytest.mark.parametrize(
    "wrong",
    [
        {"stages": [{"name": "x" * 61, "at_least": 40}]},
        {"stages": [{"name": "mql", "at_least": 1e10}]},
        {"dimensions": [{"name": "fit", "cap": 1e308, "groups": [GROUP]}]},
    ],
)
def test_a_score_no_lead_can_be_stored_with_is_refused(wrong):
    """X-10: totals stay finite, and a stage fits where it is stored."""
    with pytest.raises(ValidationError):
        WrittenModel.model_validate(WrittenModel.of(SEED).model_dump(mode="json") | wrong)
    assert WrittenModel.model_validate(WrittenModel.of(SEED).model_dump(mode="json")).read() == SEED


def test_a_condition_keeps_its_kind_of_value():
    for condition in (
        Condition("a"),
        Condition("a", Operator.IS, (1.5,)),
        Condition("a", Operator.IS, ("x",)),
    ):
        read = WrittenCondition.model_validate_json(
            WrittenCondition.of(condition).model_dump_json()
        )
        assert read.read() == condition
        assert type(read.read().values[0]) is type(condition.values[0])


@pytest.mark.parametrize(
    ("minutes", "text"), [(15, "15m"), (90, "1h30m"), (1440, "1d"), (0, "0m"), (1501, "1d1h1m")]
)
def test_an_amount_of_time_is_written_as_it_is_read(minutes, text):
    assert amount_text(timedelta(minutes=minutes)) == text
    assert amount_of(text) == timedelta(minutes=minutes)
