"""Two to four activity measures at once on case A, with equal and with unequal capacities.

    python benchmarks/measures.py [RUNS] [--territories K] [--seeds N] [--prove] [--json FILE]

Population is that of the case (5 %); establishments (8 %), employees (20 %) and establishments in
health care (15 %) are those of the County Business Patterns 2021, brought onto the counties of the
case by population and place; the two parts of Los Angeles share its figures by population. RUNS
names the number of measures, with "c" for capacities of 0.5 to 1.5: "2 2c 3 3c 4 4c" by default.
There are 25 territories unless told otherwise: with 50 equal ones the larger part of Los Angeles
alone holds 1.11 times the target of establishments, and the question is refused. With --prove the
gap is proven, and counted in the CPU seconds.
Every plan is made in a fresh process. CPU seconds are user plus system, set-up of the interpreter
included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from cases import DATA, usage

PATTERNS = DATA.parent / "market" / "cbp2021_county_naics_derived.csv.gz"
TOLERANCES = {"population": 0.05, "establishments": 0.08, "employees": 0.20, "health": 0.15}
TERRITORIES = 25
ROW = "{:5} {:>5} {:>9} {:>5} {:>8} {:>8} {:>8} {:>8} {:>10} {:>6} {:>7} {:>6}"
HEAD = (
    "run",
    "seed",
    "feasible",
    "out",
    *(name[:8] for name in TOLERANCES),
    "WSSD",
    "gap %",
    "CPU s",
    "MB",
)


def counties_of(case) -> pd.Series:
    """County code of each unit: the nearest of the same population, or else the nearest."""
    from maillage import reference
    from maillage.core.geography.distance import great_circle_km

    counties = reference.table("us_counties")
    counties = counties[
        (counties["vintage"] == "2020") & ~counties["state"].isin(["AK", "HI", "PR"])
    ]
    codes = []
    for latitude, longitude, people in zip(case["lat"], case["lon"], case["w"], strict=True):
        same = counties[counties["population"] == people]
        among = same if len(same) else counties
        km = great_circle_km(among["latitude"], among["longitude"], latitude, longitude)
        codes.append(among["code"].iloc[int(np.argmin(km))])
    return pd.Series(codes)


def figures_of(case) -> pd.DataFrame:
    """One column per measure, one row per unit."""
    cells = pd.read_csv(PATTERNS, dtype={"fips": str, "naics": str})
    fine = cells[cells["level"] == 4].groupby("fips")[["est", "emp"]].sum()
    health = cells[(cells["level"] == 2) & (cells["naics"] == "62")].set_index("fips")["est"]
    codes = counties_of(case)
    share = case["w"] / pd.Series(case["w"]).groupby(codes).transform("sum").to_numpy()
    columns = {"establishments": fine["est"], "employees": fine["emp"], "health": health}
    figures = {name: codes.map(column).fillna(0.0) * share for name, column in columns.items()}
    return pd.DataFrame({"population": case["w"], **figures})


def problem_of(run: str, count: int = TERRITORIES):
    """The case with as many measures as the run says."""
    from maillage.core.territories import Measure, Problem

    case = np.load(DATA / "A.npz")
    figures = figures_of(case)
    shares = np.linspace(0.5, 1.5, count) if run.endswith("c") else None
    return Problem(
        ids=[str(number) for number in range(len(figures))],
        latitude=case["lat"],
        longitude=case["lon"],
        territories=count,
        measures=[
            Measure(name, figures[name].to_numpy(), TOLERANCES[name], shares)
            for name in list(TOLERANCES)[: int(run[0])]
        ],
        edges=case["edges"],
    )


def run_one(run: str, seed: int, count: int, *, proven: bool) -> dict:
    """One plan in this process, measured."""
    from maillage.core.territories import prove, solve
    from maillage.errors import InfeasibleError

    problem = problem_of(run, count)
    try:
        found = solve(problem, seed=seed)
    except InfeasibleError as error:
        return {"run": run, "seed": seed, "refused": str(error), **usage()}
    gap = 100 * prove(problem).gap(found.value) if proven else None
    deviations = np.abs(found.statistics.deviations)
    tolerances = np.array([measure.tolerance for measure in problem.measures])
    return {
        "run": run,
        "seed": seed,
        "feasible": found.feasible,
        "out": int((deviations > tolerances + 1e-9).sum()),
        "worst": (100 * deviations.max(axis=0)).round(2).tolist(),
        "wssd": found.statistics.moment_of_inertia,
        "gap": gap,
        **usage(),
    }


def spawn(run: str, seed: int, options: list[str]) -> dict:
    """One plan in a process of its own."""
    command = [sys.executable, __file__, "--one", run, str(seed), *options]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found.returncode:
        return {"run": run, "seed": seed, "refused": found.stderr.strip().splitlines()[-1]}
    return json.loads(found.stdout)


def show(row: dict) -> None:
    """Print one row of the table."""
    if "refused" in row:
        print(f"{row['run']:5} {row['seed']:>5} {row['refused']}", flush=True)
        return
    worst = [f"{value:.2f}" for value in row["worst"]]
    worst += ["-"] * (len(TOLERANCES) - len(worst))
    gap = "-" if row["gap"] is None else f"{row['gap']:.1f}"
    cells = (
        row["run"], row["seed"], str(row["feasible"]), row["out"], *worst, f"{row['wssd']:.3e}",
        gap, f"{row['cpu']:.1f}", f"{row['mb']:.0f}",
    )  # fmt: skip
    print(ROW.format(*cells), flush=True)


def main() -> None:
    """Run the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="*", default=["2", "2c", "3", "3c", "4", "4c"])
    parser.add_argument("--territories", type=int, default=TERRITORIES)
    parser.add_argument("--prove", action="store_true")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--one", nargs=2, metavar=("RUN", "SEED"))
    asked = parser.parse_args()
    if asked.one:
        run, seed = asked.one
        print(json.dumps(run_one(run, int(seed), asked.territories, proven=asked.prove)))
        return
    if not PATTERNS.is_file():
        sys.exit(f"The figures are not here: {PATTERNS}")
    print(ROW.format(*HEAD))
    options = ["--territories", str(asked.territories), *["--prove"] * asked.prove]
    rows = []
    for run in asked.runs:
        for seed in range(asked.seeds):
            rows.append(spawn(run, seed, options))
            show(rows[-1])
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
