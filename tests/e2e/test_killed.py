"""What is killed has happened wholly, or not at all: a publication (B-01), events that were told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]


def within(module: str, company, *words: str) -> Any:
    """Run a module on the workspace of a company; give what it found."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("MAILLAGE_")}
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=280,
        env=kept | company.surroundings | {"MAILLAGE_DATA_DIR": str(company.data_dir)},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_killed_publication_is_all_or_nothing(company):
    found = within("tests.e2e.killing", company, "7")
    assert found["between"] == []
    assert found["killed"] >= 3
    assert found["nothing"] >= 1
    assert found["at_last"] == 1


def test_events_that_were_acknowledged_are_there_once_whoever_was_killed(company):
    found = within("tests.e2e.killing_events", company, "3", "7")
    assert found["refused"] == []
    assert found["lost"] == 0
    assert found["stored"] == found["told"]
    assert found["acknowledged"] == sum(found["sent"]) >= 5
    assert found["again"] >= 1


def test_a_worker_killed_while_it_digests_loses_nothing_and_repeats_nothing(company):
    found = within("tests.e2e.killing_digestion", company, "2", "7")
    quiet, loud = found["quiet"], found["loud"]
    steps = found["steps"]
    assert all(before > after > 0 for before, after in steps), steps
    assert loud["waiting"] == quiet["waiting"] == 0
    assert loud == quiet
    assert len(loud["leads"]) == 200
    assert len(loud["handed"]) == len(set(loud["handed"])) == 10
