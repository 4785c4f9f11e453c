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
