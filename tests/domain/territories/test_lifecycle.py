"""The stages of a scenario (B-04, B-09)."""

import itertools

import pytest

from maillage.domain.territories.lifecycle import (
    EDITABLE,
    NEXT,
    check_editable,
    move_on,
    scenario_seen,
    visible_scenarios,
)
from maillage.errors import ConflictError, NotFoundError
from maillage.models import Event, Scenario, Stage
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def scenario_at(stage: str, name: str = "Plan") -> Scenario:
    return Scenario.objects.create(
        name=name, unit_level="county", geography_vintage="2022", status=stage
    )


@pytest.mark.parametrize(("stage", "to"), list(itertools.product(Stage, Stage)))
def test_only_some_stages_follow_each_other(stage, to):
    scenario = scenario_at(stage)
    if to in NEXT[stage]:
        assert move_on(scenario=scenario, to=to, by=member(), reason="why").status == to
        event = Event.objects.get(verb="scenario.moved_on")
        assert (event.before, event.after, event.reason) == (
            {"status": stage}, {"status": to}, "why"
        )  # fmt: skip
        return
    with pytest.raises(ConflictError):
        move_on(scenario=scenario, to=to, by=member())
    scenario.refresh_from_db()
    assert scenario.status == stage


def test_no_stage_is_a_dead_end_nor_out_of_reach():
    assert {to for each in NEXT.values() for to in each} == set(Stage)
    assert all(NEXT[stage] for stage in Stage)


@pytest.mark.parametrize("stage", Stage)
def test_scenarios_are_changed_until_approval_begins(stage):
    scenario = scenario_at(stage)
    if stage in EDITABLE:
        check_editable(scenario)
        return
    with pytest.raises(ConflictError) as refusal:
        check_editable(scenario)
    assert str(stage.label) in str(refusal.value)


@pytest.mark.parametrize(
    ("role", "seen"),
    [("operations", 6), ("manager", 6), ("finance", 6), ("rep", 4), ("reader", 4)],
)
def test_reps_see_scenarios_from_consultation_on(role, seen):
    made = {stage: scenario_at(stage, name=stage) for stage in Stage}
    person = member(role)
    assert visible_scenarios(member=person).count() == seen
    assert scenario_seen(pk=made["consultation"].pk, member=person) == made["consultation"]
    if seen == 4:
        with pytest.raises(NotFoundError):
            scenario_seen(pk=made["draft"].pk, member=person)
