"""The figures and the verdict of one plan, as JSON.

    python benchmarks/judge.py CASE LABELS [--relabel]

The verdict is that of the independent checker of the tests: what the plan breaks of what was asked,
by kind, and how often. With ``--relabel`` territories that mean nobody get the owners that keep
most. Fails where the engine's figures and the checker's differ.
"""

from __future__ import annotations

import argparse
import collections
import json
import math
import sys
from pathlib import Path

import numpy as np
from cases import Case, problem_from, read_case

sys.path.append(str(Path(__file__).resolve().parents[1]))


def relabelled(case: Case, labels: np.ndarray) -> np.ndarray:
    """Numbers of territories matched to owners so that most of what is owned stays."""
    from scipy.optimize import linear_sum_assignment

    owned = case.owner >= 0
    kept = np.zeros((case.territories, case.territories))
    np.add.at(kept, (labels[owned], case.owner[owned]), case.weight[owned])
    rows, columns = linear_sum_assignment(kept, maximize=True)
    names = np.empty(case.territories, dtype=np.int32)
    names[rows] = columns
    return names[labels]


def judge(case: Case, labels: np.ndarray) -> dict:
    """Figures by the checker, distance by the engine."""
    from tests.core.territories import checker

    from maillage.core.territories.figures import measure_up

    problem = problem_from(case)
    faults = collections.Counter(fault[0] for fault in checker.faults(problem, labels))
    if "label" in faults:
        return {"verdict": f"{len(np.unique(labels))} territories for {case.territories}"}
    found = checker.figures(problem, labels)
    ours = measure_up(problem, labels)
    assert math.isclose(found.wssd, ours.moment_of_inertia, rel_tol=1e-6), "figures differ"
    target = case.weight.sum() / case.territories
    deviation = np.abs(np.array(found.amounts)[:, 0] / target - 1)
    return {
        "imbalance": 100 * float(deviation.max()),
        "out": faults["balance"],
        "pieces": sum(count > 1 for count in found.pieces),
        "wssd": found.wssd,
        "km": float(np.average(ours.mean_km, weights=ours.amounts[:, 0])),
        "change": None if case.owner is None else 100 * found.disruption,
        "verdict": verdict(faults),
    }


def verdict(faults: dict[str, int]) -> str:
    """What is broken, in words."""
    words = {
        "empty": "empty",
        "balance": "out of balance",
        "pieces": "in pieces",
        "cap": "over the cap",
    }
    broken = [f"{count} {words[kind]}" for kind, count in faults.items()]
    return ", ".join(broken) or "holds"


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("case")
    parser.add_argument("labels", type=Path)
    parser.add_argument("--relabel", action="store_true")
    asked = parser.parse_args()
    case = read_case(asked.case)
    labels = np.load(asked.labels)
    if asked.relabel and case.owner is not None and labels.max() < case.territories:
        labels = relabelled(case, labels)
    print(json.dumps(judge(case, labels)))


if __name__ == "__main__":
    main()
