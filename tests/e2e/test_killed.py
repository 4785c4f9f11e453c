"""A publication whose process is killed has happened wholly, or not at all (B-01)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]


def test_a_killed_publication_is_all_or_nothing(company):
    kept = {name: text for name, text in os.environ.items() if not name.startswith("MAILLAGE_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.killing", "7"],
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=280,
        env=kept | company.surroundings | {"MAILLAGE_DATA_DIR": str(company.data_dir)},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["between"] == []
    assert found["killed"] >= 3
    assert found["nothing"] >= 1
    assert found["at_last"] == 1
