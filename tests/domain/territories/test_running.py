"""The engine on a scenario: as asked, locked units stay, nobody's work is lost."""

import pytest

from maillage.domain import jobs
from maillage.domain.jobs import cancel_job
from maillage.domain.territories import running
from maillage.domain.territories.comparing import frontier_points
from maillage.domain.territories.editing.changes import undo
from maillage.domain.territories.editing.moves import (
    give_rep,
    lock_units,
    move_units,
    state_of,
)
from maillage.domain.territories.request import Homes
from maillage.domain.territories.running import run_design, run_frontier
from maillage.domain.territories.starting import Origin, start_scenario
from maillage.errors import ConflictError, InputError, ParameterError
from maillage.models import Job, Scenario
from tests.domain.territories.scene import ask, cover
from tests.domain.territories.today import ADDISON, COOS, fresh, owned_today, territory_of, today
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def by():
    return member()


def finished(job: Job) -> Job:
    jobs.run_job.func(job.pk)
    return Job.objects.get(pk=job.pk)


def test_from_nothing_to_a_plan_and_back(by):
    cover()
    scenario = start_scenario(request=ask(territories=3), origin=Origin.NOTHING, by=by)
    job = finished(run_design(scenario=scenario, by=by, effort=0.02, prove=True))
    assert (job.state, job.message) == ("done", "")
    assert job.progress["share"] == 1.0
    state = state_of(scenario=fresh(scenario))
    assert (state.indicators.unassigned, state.indicators.warnings) == (0, ())
    names = [each.name for each in state.indicators.territories]
    assert all(", " in name for name in names)
    west = [
        fresh(scenario).units.filter(territory__number=number, unit__startswith="50").count()
        for number in (1, 3)
    ]
    assert west[0] > west[1]
    design = fresh(scenario).statistics["design"]
    assert 0 <= design["gap"] < 1
    assert state.undoable == "design"
    undo(scenario=scenario, revision=1, by=by)
    assert set(territory_of(scenario).values()) == {0}
    assert scenario.territories.get(number=1).name == "Territory 1"


def test_reps_are_matched_where_no_territory_has_one(by):
    owned_today()
    scenario = start_scenario(request=ask(territories=2), origin=Origin.NOTHING, by=by)
    finished(run_design(scenario=scenario, by=by, effort=0.02))
    reps = fresh(scenario).territories.values_list("rep__external_id", flat=True)
    assert sorted(reps) == ["R1", "R2"]


def test_locked_units_and_reps_stay(by):
    owned_today()
    scenario = today(by)
    move_units(scenario=scenario, units=[COOS], territory=1, revision=0, by=by)
    lock_units(scenario=scenario, units=[COOS, ADDISON], locked=True, revision=1, by=by)
    job = finished(run_design(scenario=fresh(scenario), by=by, effort=0.02, improve=True))
    assert job.state == "done"
    held = territory_of(scenario)
    assert (held[COOS], held[ADDISON]) == (1, 1)
    assert list(scenario.territories.values_list("rep__external_id", flat=True)) == ["R1", "R2"]


def test_a_plan_whose_scenario_changed_meanwhile_becomes_a_copy(by, monkeypatch):
    owned_today()
    scenario = today(by, name="Plan")
    found = running.search

    def slow(**given):
        alignment = found(**given)
        move_units(scenario=scenario, units=[ADDISON], territory=2, revision=0, by=by)
        return alignment

    monkeypatch.setattr(running, "search", slow)
    job = finished(run_design(scenario=scenario, by=by, effort=0.02))
    assert (job.state, job.result["copied"]) == ("done", True)
    assert fresh(scenario).revision == 1
    assert territory_of(scenario)[ADDISON] == 2
    made = Scenario.objects.get(pk=job.result["scenario"])
    assert made.name == "Plan, designed"
    assert state_of(scenario=made).indicators.largest_deviation <= 0.25


def test_what_is_impossible_fails_with_its_reasons(by):
    accounts = cover()
    accounts[0].potential = 1e6
    accounts[0].save()
    scenario = start_scenario(request=ask(territories=3), origin=Origin.NOTHING, by=by)
    job = finished(run_design(scenario=scenario, by=by, effort=0.02))
    assert job.state == "failed"
    assert "Belknap County" in job.message
    assert fresh(scenario).revision == 0


def test_a_cancelled_design_changes_nothing(by, monkeypatch):
    monkeypatch.setattr(jobs, "BEAT", 0.0)
    owned_today()
    scenario = today(by)
    job = run_design(scenario=scenario, by=by, effort=0.5)

    class Impatient(jobs.Watcher):
        def __call__(self, progress):
            if not self.job.cancel_requested:
                self.job = cancel_job(job=self.job, by=by)
            super().__call__(progress)

    monkeypatch.setattr(jobs, "Watcher", Impatient)
    assert finished(job).state == "cancelled"
    assert fresh(scenario).revision == 0


def test_homes_need_a_rep_in_every_territory(by):
    owned_today()
    scenario = today(by, homes=Homes.REPS)
    give_rep(scenario=scenario, territory=2, rep=None, revision=0, by=by)
    job = finished(run_design(scenario=fresh(scenario), by=by, effort=0.02))
    assert job.message.startswith("Territory 2 has no rep, so it has no home for its centre.")


def test_a_sweep_makes_scenarios_of_a_frontier(by):
    owned_today()
    scenario = today(by, name="Plan")
    job = finished(run_frontier(scenario=scenario, by=by, points=2, effort=0.02))
    assert (job.state, job.message) == ("done", "")
    points = frontier_points(scenario=scenario)
    assert points == job.result["points"]
    assert [each["knee"] for each in points].count(True) == 1
    shares = [each["disruption"] for each in points]
    assert shares == sorted(shares)
    for each in points:
        made = Scenario.objects.get(pk=each["scenario"])
        figures = state_of(scenario=made).indicators
        assert figures.disruption == pytest.approx(each["disruption"])
        assert figures.mean_km == pytest.approx(each["mean_km"])
    assert fresh(scenario).revision == 0


def test_what_cannot_be_run_is_refused_at_once(by):
    owned_today()
    scenario = today(by)
    with pytest.raises(ParameterError, match="The effort is 0"):
        run_design(scenario=scenario, by=by, effort=0)
    with pytest.raises(InputError, match="1 plans are asked for"):
        run_frontier(scenario=scenario, by=by, points=1)
    scenario.territories.update(rep=None)
    with pytest.raises(InputError, match="has a rep"):
        run_frontier(scenario=scenario, by=by)
    scenario.status = "approved"
    with pytest.raises(ConflictError, match="can no longer be changed"):
        run_design(scenario=scenario, by=by)
    assert Job.objects.count() == 0
