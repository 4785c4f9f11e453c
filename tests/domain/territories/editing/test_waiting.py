"""Several who look at the same scenario at once wait for one who lays it out."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace
from uuid import uuid4

import pytest

from maillage.domain.territories.editing import bench as benches

pytestmark = pytest.mark.unit


def test_a_scenario_is_laid_out_once_for_all_who_wait(monkeypatch):
    scenario = SimpleNamespace(workspace_id=1, pk=1, created_at=uuid4(), state=uuid4(), request={})
    made = []

    def lay_out(found, ground, stamp):
        made.append(ground)
        time.sleep(0.2)
        return SimpleNamespace(state=found.state, stamp=stamp, ground="ground")

    monkeypatch.setattr(benches, "laid_out", lay_out)
    monkeypatch.setattr(benches, "data_stamp", lambda: "7")
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(benches.bench_of(scenario))) for _ in range(5)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert made == [None]
    assert len({id(each) for each in found}) == 1
    scenario.state = uuid4()
    assert benches.bench_of(scenario).state == scenario.state
    assert made == [None, "ground"]


def test_scenarios_of_a_workspace_are_laid_out_one_after_another(monkeypatch):
    """The second stands on the ground the first has read."""
    scenarios = [
        SimpleNamespace(workspace_id=2, pk=pk, created_at=uuid4(), state=uuid4(), request={})
        for pk in (1, 2)
    ]
    busy, most = [], []

    def lay_out(found, _ground, stamp):
        busy.append(found.pk)
        time.sleep(0.2)
        most.append(len(busy))
        busy.remove(found.pk)
        return SimpleNamespace(state=found.state, stamp=stamp, ground="ground")

    monkeypatch.setattr(benches, "laid_out", lay_out)
    monkeypatch.setattr(benches, "data_stamp", lambda: "7")
    threads = [threading.Thread(target=benches.bench_of, args=(each,)) for each in scenarios]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most == [1, 1]
