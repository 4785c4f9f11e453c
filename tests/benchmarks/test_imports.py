"""The benchmark of imports runs to its end."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "imports.py"


def test_a_small_file_is_imported_twice():
    done = subprocess.run(
        [sys.executable, SCRIPT, "50"], capture_output=True, text=True, check=True, timeout=300
    )
    outcomes = [line.split("MB")[1].strip() for line in done.stdout.splitlines()]
    assert (
        outcomes
        == [
            "50 created, 0 unchanged, {'postal': 50}",
            "0 created, 50 unchanged, {'postal': 50}",
        ]
        * 2
    )
