"""How long Maillage takes to start: the import, the help, the first solution and the second.

    python benchmarks/startup.py [--json FILE]

Every row is run in a fresh process. The import and the help are medians of seven runs. The
solutions are of case A and of a grid of 225 units; the first begins with an empty cache of kernels,
the second with what the first left there, and a short search keeps the search itself out of the
figures. CPU seconds are user plus system of the process, imports included.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from cases import DATA

RUNS = 7
STATEMENTS = {
    "numpy alone": ["-c", "import numpy"],
    "maillage.core.territories": ["-c", "import maillage.core.territories"],
    "..., Measure, Problem": [
        "-c",
        "from maillage.core.territories import Measure, Problem; Measure, Problem",
    ],
    "..., solve": ["-c", "from maillage.core.territories import solve; solve"],
    "maillage --help": ["-m", "maillage.cli.main", "--help"],
}


def grid(side: int = 15):
    """A square of units with unequal weights."""
    from maillage.core.territories import Measure, Problem

    place = np.arange(side * side).reshape(side, side)
    pairs = [(place[:, :-1], place[:, 1:]), (place[:-1], place[1:])]
    weight = np.random.default_rng(0).uniform(1, 2, side * side)
    return Problem(
        ids=[str(number) for number in range(side * side)],
        latitude=40 + 0.1 * (place.ravel() // side),
        longitude=-90 + 0.1 * (place.ravel() % side),
        territories=6,
        measures=[Measure("w", weight, 0.05)],
        edges=np.concatenate([np.stack([a.ravel(), b.ravel()], axis=1) for a, b in pairs]),
    )


def solve_once(case: str) -> dict:
    """One short search in this process: CPU and wall seconds, and the stages that were told."""
    began = time.perf_counter()
    from maillage.core.territories import SearchParameters, solve

    if case == "grid":
        problem = grid()
    else:
        from cases import problem_of

        problem = problem_of(case)
    stages: list[str] = []
    solve(
        problem,
        parameters=SearchParameters(proposals=20_000, attempts=60),
        progress=lambda found: stages.append(found.stage),
    )
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "cpu": spent.ru_utime + spent.ru_stime,
        "wall": time.perf_counter() - began,
        "said": "compiling" in stages,
    }


def start(arguments: list[str]) -> dict:
    """Median wall and CPU seconds of a warm interpreter, its own start included."""
    walls, spent = [], [children()]
    for _run in range(RUNS + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        walls.append(time.perf_counter() - began)
        spent.append(children())
    return {
        "wall": statistics.median(walls[1:]),
        "cpu": statistics.median(np.diff(spent[1:]).tolist()),
    }


def children() -> float:
    """CPU seconds of all processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def in_fresh_process(case: str, cache: str) -> dict:
    """The figures of one solution with its own cache of kernels."""
    command = [sys.executable, __file__, "--solve", case]
    surroundings = os.environ | {"NUMBA_CACHE_DIR": cache}
    ran = subprocess.run(command, env=surroundings, check=True, capture_output=True, text=True)
    return json.loads(ran.stdout)


def measure() -> dict:
    """All figures, printed as they come."""
    figures = {}
    print(f"{'start':28} {'wall s':>7} {'CPU s':>7}")
    for name, arguments in STATEMENTS.items():
        row = figures[name] = start(arguments)
        print(f"{name:28} {row['wall']:7.2f} {row['cpu']:7.2f}", flush=True)
    print(f"\n{'solution':28} {'wall s':>7} {'CPU s':>7}  says that it compiles")
    for case in ("grid", "A") if DATA.exists() else ("grid",):
        with tempfile.TemporaryDirectory() as cache:
            for name in ("first", "second"):
                row = figures[f"{case}, {name}"] = in_fresh_process(case, cache)
                said = "yes" if row["said"] else "no"
                title = f"{case}, {name}"
                print(f"{title:28} {row['wall']:7.2f} {row['cpu']:7.2f}  {said}", flush=True)
    return figures


def main() -> None:
    """Run every row, or one solution."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--solve", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.solve:
        print(json.dumps(solve_once(options.solve)))
        return
    figures = measure()
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
