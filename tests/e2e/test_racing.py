"""Two people do the same thing at the same moment: one wins, the other is told (B-01)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def races(company):
    kept = {name: text for name, text in os.environ.items() if not name.startswith("MAILLAGE_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.racing"],
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=280,
        env=kept
        | company.surroundings
        | {
            "MAILLAGE_DATA_DIR": str(company.data_dir),
            "DJANGO_SETTINGS_MODULE": "maillage.settings",
        },
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("race", "outcome"),
    [
        ("twice_published", [["ConflictError", "done"], 1, 1]),
        ("two_published", [["ConflictError", "done"], ["approved", "published"], True]),
        ("twice_claimed",
         [["ConflictError", "done"], 1, ["ConflictError", "done"], "rejected"]),
        ("twice_moved", [["StaleError", "done"], 1, 1]),
        ("twice_undone", [["ConflictError", "done"], 0, 1]),
    ],
)  # fmt: skip
def test_one_wins_and_the_other_is_told(races, race, outcome):
    assert races[race] == [outcome] * len(races[race])


def test_rules_and_a_hand_never_mix(races):
    for said, given, whole, counted in races["ruled_and_given"]:
        assert said in (["ConflictError", "done"], ["done", "done"])
        assert (given, whole, counted) == (True, True, True)
