"""Territory design on the shared cases, ours beside other tools, one fresh process each.

    python benchmarks/territories.py [CASES] [--seeds N] [--json FILE]

CASES defaults to "A B C C20 A0 A5050". Every plan is measured by the same code. CPU seconds are
user plus system of the process, set-up of the interpreter included; memory is its peak. The kernels
are compiled before the first row, as after any first use.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "territory_cases"
TOOLS = ("maillage", "pymetis", "b2b-territory-optimization")
ROW = "{:6} {:28} {:>5} {:>9} {:>4} {:>7} {:>10} {:>7} {:>8} {:>7} {:>6}"
HEAD = (
    "case",
    "tool",
    "seed",
    "max imb %",
    "out",
    "discont",
    "WSSD",
    "km",
    "change %",
    "CPU s",
    "MB",
)


def problem_of(case: str):
    """The case as a problem; C20 is C with 20 % disruption at most and contiguity off."""
    from maillage.core.territories import Measure, Problem, Reference

    data = np.load(DATA / f"{case.removesuffix('20')}.npz")
    named = case == "C20"
    return Problem(
        ids=[str(number) for number in range(len(data["w"]))],
        latitude=data["lat"],
        longitude=data["lon"],
        territories=int(data["k"]),
        measures=[Measure("w", data["w"], float(data["tol"]))],
        edges=data["edges"],
        contiguity=not named,
        reference=Reference(data["owner"], cap=0.2 if named else None) if "owner" in data else None,
    )


def by_maillage(problem, seed: int) -> np.ndarray:
    """Our engine with its defaults."""
    from maillage.core.territories import solve

    return solve(problem, seed=seed).labels


def by_pymetis(problem, seed: int) -> np.ndarray:
    """The METIS call that CARTO's territory balancing makes."""
    import pymetis

    from maillage.core.territories.model import build_model

    model = build_model(problem)
    weight = problem.measures[0].array()
    options = pymetis.Options(
        ufactor=int(problem.measures[0].tolerance * 1000), niter=10000, objtype=1, seed=seed
    )
    found = pymetis.part_graph(
        problem.territories,
        xadj=model.indptr,
        adjncy=model.indices,
        vweights=np.maximum(1, np.round(weight / weight.sum() * 1e8)).astype(int).tolist(),
        recursive=False,
        contiguous=True,
        options=options,
    )
    return np.asarray(found.vertex_part, dtype=np.int32)


def by_b2b(problem, _seed: int) -> np.ndarray:
    """Greedy largest-first allocation of b2b-territory-optimization."""
    import pandas as pd
    from b2b_territory_optimization import TerritoryAllocator

    accounts = pd.DataFrame({"Account_ID": problem.ids, "TAM": problem.measures[0].array()})
    made = TerritoryAllocator("TAM").allocate_bucket(accounts, problem.territories, "all")
    codes = made.set_index("Account_ID").loc[list(problem.ids), "Territory_ID"]
    return pd.factorize(codes)[0].astype(np.int32)


RUNS = {"maillage": by_maillage, "pymetis": by_pymetis, "b2b-territory-optimization": by_b2b}


def run_one(case: str, tool: str, seed: int) -> dict:
    """One plan in this process, measured."""
    from maillage.errors import InfeasibleError

    problem = problem_of(case)
    try:
        labels = RUNS[tool](problem, seed)
    except InfeasibleError as error:
        return {"case": case, "tool": tool, "refused": str(error), **usage()}
    spent = usage()
    return {"case": case, "tool": tool, "seed": seed, **figures(problem, labels), **spent}


def figures(problem, labels: np.ndarray) -> dict:
    """The figures of a plan; owners are matched at best where labels mean nothing."""
    import dataclasses

    from scipy.optimize import linear_sum_assignment

    from maillage.core.territories.figures import measure_up

    if problem.reference is not None and problem.reference.cap is None:
        owner = np.asarray(problem.reference.labels)
        kept = np.zeros((problem.territories, problem.territories))
        np.add.at(kept, (labels[owner >= 0], owner[owner >= 0]), problem.stakes()[owner >= 0])
        rows, columns = linear_sum_assignment(kept, maximize=True)
        names = np.empty(problem.territories, dtype=np.int32)
        names[rows] = columns
        labels = names[labels]
    found = measure_up(dataclasses.replace(problem, contiguity=True), labels)
    deviation = np.abs(found.deviations[:, 0])
    return {
        "imbalance": 100 * float(deviation.max()),
        "out": int((deviation > problem.measures[0].tolerance + 1e-6).sum()),
        "disconnected": found.disconnected,
        "wssd": found.moment_of_inertia,
        "km": float(np.average(found.mean_km, weights=found.amounts[:, 0])),
        "change": 100 * found.disruption if problem.reference is not None else None,
    }


def usage() -> dict:
    """CPU seconds and peak memory of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024}


def spawn(case: str, tool: str, seed: int) -> dict:
    """One plan in a process of its own."""
    command = [sys.executable, __file__, "--one", case, tool, str(seed)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode:
        return {"case": case, "tool": tool, "failed": found.stderr.strip().splitlines()[-1]}
    return json.loads(found.stdout)


def show(row: dict) -> None:
    """Print one row of the table."""
    if "wssd" not in row:
        print(f"{row['case']:6} {row['tool']:28} {row.get('refused') or row.get('failed')}")
        return
    change = "-" if row["change"] is None else f"{row['change']:.1f}"
    cells = (
        row["case"], row["tool"], row["seed"], f"{row['imbalance']:.2f}", row["out"],
        row["disconnected"], f"{row['wssd']:.3e}", f"{row['km']:.1f}", change,
        f"{row['cpu']:.1f}", f"{row['mb']:.0f}",
    )  # fmt: skip
    print(ROW.format(*cells), flush=True)


def header() -> None:
    """Print versions and the head of the table."""
    versions = [f"{tool} {importlib.metadata.version(tool)}" for tool in TOOLS]
    print(f"{', '.join(versions)}; numpy {np.__version__}, numba", end=" ")
    print(f"{importlib.metadata.version('numba')}; Python {platform.python_version()};", end=" ")
    print(f"{os.cpu_count()} cores; {time.strftime('%Y-%m-%d')}")
    print(ROW.format(*HEAD))


def main() -> None:
    """Run the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=["A", "B", "C", "C20", "A0", "A5050"])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", nargs=3, metavar=("CASE", "TOOL", "SEED"))
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(run_one(asked.one[0], asked.one[1], int(asked.one[2]))))
        return
    if not DATA.is_dir():
        sys.exit(f"The cases are not here: {DATA}")
    spawn("A", "maillage", 0)
    header()
    rows = []
    for case in asked.cases:
        for tool in TOOLS[:1] if case in {"A0", "A5050"} else TOOLS:
            for seed in range(asked.seeds if tool == "maillage" else 1):
                rows.append(spawn(case, tool, seed))
                show(rows[-1])
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
