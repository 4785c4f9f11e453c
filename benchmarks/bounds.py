"""How near to the best possible our plans are proven to be, and what the proof costs.

    python benchmarks/bounds.py [CASES] [--effort X] [--seed N] [--verify]

CASES defaults to "A C L B". L is the map of case A with lognormal weights (mean 0, deviation 1,
seed 0), 50 territories within 5 %. CPU seconds are this process's, kernels compiled beforehand.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from cases import problem_of

ROW = "{:5} {:>10} {:>10} {:>7} {:>9} {:>9} {:>9}"
WHOLE = 100.0


def named_problem(case: str):
    """A shared case, or L."""
    from maillage.core.territories import Measure, Problem

    if case != "L":
        return problem_of(case)
    map_of = problem_of("A")
    weights = np.random.default_rng(0).lognormal(0, 1, map_of.size)
    return Problem(
        ids=map_of.ids,
        latitude=map_of.latitude,
        longitude=map_of.longitude,
        territories=50,
        measures=[Measure("weight", weights, 0.05)],
        edges=map_of.edges,
    )


def main() -> None:
    """Print the table."""
    from maillage.core.territories import prove, solve, verify

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=["A", "C", "L", "B"])
    parser.add_argument("--effort", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--verify", action="store_true")
    asked = parser.parse_args()
    prove(named_problem("A"), effort=0.02)
    print(ROW.format("case", "value", "bound", "gap %", "solve s", "prove s", "verify s"))
    for case in asked.cases:
        problem = named_problem(case)
        began = time.process_time()
        plan = solve(problem, seed=asked.seed)
        solved = time.process_time()
        plan = plan.with_certificate(prove(problem, effort=asked.effort))
        proven = time.process_time()
        checked = "-"
        if asked.verify:
            verdict = verify(plan.certificate, problem, plan.labels)
            checked = f"{time.process_time() - proven:.1f}" if verdict.verified else "refused"
        print(
            ROW.format(
                case, f"{plan.value:.3e}", f"{plan.bound:.3e}", f"{WHOLE * plan.gap:.1f}",
                f"{solved - began:.1f}", f"{proven - solved:.1f}", checked,
            ),
            flush=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
