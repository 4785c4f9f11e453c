"""Editing a plan by hand on a shared case: CPU milliseconds of each step, medians.

    python benchmarks/editing.py [CASE] [--repeats N] [--seed N] [--json FILE]

CASE defaults to B. The plan is a short solution; the kernels are compiled before anything is timed.
Moves give the units nearest to a random one to a neighbouring territory.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from pathlib import Path

import numpy as np
from cases import DATA, problem_of

SIZES = (1, 20, 500)
MENDED = (1, 20)
"""Sizes of the moves whose counter-moves are timed."""


def timed(times: dict, name: str, call, *arguments, **options):
    """Call, and note the CPU milliseconds."""
    began = time.process_time()
    found = call(*arguments, **options)
    times.setdefault(name, []).append(1000 * (time.process_time() - began))
    return found


def handful(problem, labels, generator, size):
    """Indices of the units nearest to a random one, and a neighbouring territory."""
    places = problem.coordinates()
    centre = int(generator.integers(problem.size))
    near = np.argsort(((places - places[centre]) ** 2).sum(axis=1))
    goal = next(label for label in labels[near] if label != labels[centre])
    return near[labels[near] != goal][:size], int(goal)


def run(problem, labels, repeats: int, seed: int) -> dict:
    """All steps, so many times; the first round is not counted."""
    from maillage.core.territories import Draft, Reference, explain, mend, suggest

    generator = np.random.default_rng(seed)
    today = dataclasses.replace(problem, reference=Reference(shaken(problem, labels, generator)))
    times: dict = {}
    for number in range(repeats + 1):
        if number == 1:
            times = {}
        draft = timed(times, "creation", Draft, problem, labels)
        for size in SIZES:
            units, goal = handful(problem, labels, generator, size)
            timed(times, f"preview of {size}", draft.what_if, units, goal)
            timed(times, f"move of {size}", draft.move, units, goal)
            if size in MENDED:
                timed(times, f"suggestions after {size}", suggest, draft, keep=units)
                timed(times, f"repair after {size}", mend, draft, keep=units)
            timed(times, "undo", draft.undo)
            timed(times, "redo", draft.redo)
            draft.undo()
        if number < 3:
            timed(times, "explanation", explain, today, labels)
    return {name: (float(np.median(each)), max(each), len(each)) for name, each in times.items()}


def shaken(problem, labels, generator) -> np.ndarray:
    """A plan of today not unlike this one: units at the territory of the nearest shaken centre."""
    from scipy.spatial import cKDTree

    from maillage.core.territories.figures import measure_up

    centres = measure_up(problem, labels).centres
    tree = cKDTree(centres + generator.normal(0, 0.5, centres.shape))
    return tree.query(problem.coordinates())[1]


def main() -> None:
    """Print the table."""
    from maillage.core.territories import SearchParameters, solve

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("case", nargs="?", default="B")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"The cases are not here: {DATA}")
    problem = dataclasses.replace(problem_of(asked.case), reference=None)
    short = SearchParameters(proposals=5_000_000, attempts=20)
    labels = solve(problem, parameters=short, seed=asked.seed).labels
    rows = run(problem, labels, asked.repeats, asked.seed)
    print(f"case {asked.case}: {problem.size} units, {problem.territories} territories")
    for name, (median, largest, count) in rows.items():
        print(f"{name:24} median {median:9.1f} ms   largest {largest:9.1f} ms   of {count}")
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
