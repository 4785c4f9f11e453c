"""Background work is watched, cancelled and never lost silently."""

import os
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import get_language
from django_scopes import scope

from maillage.core.territories.solver import Progress
from maillage.domain import jobs
from maillage.domain.jobs import Watcher, begin_job, cancel_job, mark_interrupted
from maillage.domain.work import run_worker
from maillage.errors import ConflictError, InputError
from maillage.models import Event, Job, Scenario
from tests.people import member, other_workspace

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def scenario() -> Scenario:
    return Scenario.objects.create(name="Plan", unit_level="county", geography_vintage="2022")


def succeed(job, watcher):
    watcher(Progress("searching", 0.5, 2.0, objective=10.0, violation=0.0, bound=9.0))
    return {"workspace": job.workspace_id, "options": job.options}


def fail(job, watcher):
    raise InputError("It is broken.", remedy="Mend it.")


def crash(job, watcher):
    raise ZeroDivisionError


def speak(job, watcher):
    return {"language": get_language()}


def be_stopped(job, watcher):
    cancel_job(job=job, by=job.by)
    watcher(Progress("searching", 0.1, 1.0))
    assert watcher.cancelled()
    raise jobs.CancelledError("stopped")


@pytest.fixture
def runners(monkeypatch):
    for runner in (succeed, fail, crash, speak, be_stopped):
        monkeypatch.setitem(jobs.RUNNERS, runner.__name__, f"{__name__}.{runner.__name__}")


@pytest.mark.parametrize(
    ("kind", "state", "message"),
    [
        ("succeed", "done", ""),
        ("fail", "failed", "It is broken. Mend it."),
        ("be_stopped", "cancelled", ""),
    ],
)
def test_work_ends_in_its_state(runners, workspace, kind, state, message):
    job = begin_job(kind=kind, scenario=scenario(), by=member(), options={"seed": 4})
    assert (job.state, Event.objects.filter(verb="job.begun").count()) == ("queued", 1)
    with scope():
        jobs.run_job.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message, job.active) == (state, message, False)
    assert job.finished_at >= job.started_at
    if state == "done":
        assert job.result == {"workspace": workspace.pk, "options": {"seed": 4}}
        assert job.progress == {
            "stage": "searching", "share": 1.0, "seconds": 2.0, "seconds_left": 2.0,
            "value": 10.0, "violation": 0.0, "bound": 9.0, "gap": pytest.approx(0.1),
        }  # fmt: skip


def test_a_fault_of_ours_ends_it_too(runners):
    job = begin_job(kind="crash", scenario=scenario(), by=member())
    with pytest.raises(ZeroDivisionError):
        jobs.run_job.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == (
        "failed", "Something unexpected happened. Nothing was changed."
    )  # fmt: skip


@pytest.mark.parametrize(("own", "of_workspace", "spoken"), [("fr", "en", "fr"), ("", "fr", "fr")])
def test_messages_are_in_the_language_of_who_asked(runners, workspace, own, of_workspace, spoken):
    by = member()
    by.user.language, workspace.language = own, of_workspace
    by.user.save()
    workspace.save()
    job = begin_job(kind="speak", scenario=scenario(), by=by)
    jobs.run_job.func(job.pk)
    job.refresh_from_db()
    assert job.result == {"language": spoken}


@pytest.mark.django_db(transaction=True)
def test_a_worker_takes_it_from_the_database(runners):
    job = begin_job(kind="succeed", scenario=scenario(), by=member())
    run_worker(once=True)
    job.refresh_from_db()
    assert job.state == "done"


def test_one_at_a_time_on_a_scenario(runners):
    where, by = scenario(), member()
    first = begin_job(kind="succeed", scenario=where, by=by)
    with pytest.raises(ConflictError, match="is going on already"):
        begin_job(kind="succeed", scenario=where, by=by)
    jobs.run_job.func(first.pk)
    begin_job(kind="succeed", scenario=where, by=by)
    assert Job.objects.count() == 2


def test_what_waits_is_cancelled_at_once_and_never_run(runners):
    by = member()
    job = begin_job(kind="fail", scenario=scenario(), by=by)
    assert cancel_job(job=job, by=by).state == "cancelled"
    jobs.run_job.func(job.pk)
    job.refresh_from_db()
    assert (job.state, job.started_at) == ("cancelled", None)
    with pytest.raises(ConflictError, match="over already"):
        cancel_job(job=job, by=by)


def test_a_watcher_looks_at_the_database_now_and_then(django_assert_num_queries):
    watcher = Watcher(Job.objects.create(kind="design", state="running"))
    with django_assert_num_queries(2):
        for share in (0.1, 0.2, 0.3):
            watcher(Progress("searching", share, 1.0))


def gone() -> int:
    """The number of a process that has ended."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return child


def test_what_a_killed_worker_left_is_marked():
    here = jobs.this_worker().rpartition(":")[0]
    now = timezone.now()
    made = {
        name: Job.objects.create(kind="design", state="running", worker=worker, seen_at=seen)
        for name, worker, seen in (
            ("dead", f"{here}:{gone()}", now),
            ("alive", f"{here}:{os.getppid()}", now),
            ("elsewhere", "otherhost:1", now),
            ("silent", "otherhost:2", now - timedelta(hours=1)),
        )
    }
    with scope(workspace=other_workspace()):
        assert mark_interrupted() == 2
    states = {name: Job.objects.get(pk=job.pk).state for name, job in made.items()}
    assert states == {
        "dead": "interrupted", "alive": "running", "elsewhere": "running", "silent": "interrupted",
    }  # fmt: skip
