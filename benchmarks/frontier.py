"""The frontier of change and distance on case C beside what HiGHS found; named accounts at scale.

    python benchmarks/frontier.py [--points N] [--accounts N] [--reps K]

Centres are the reps' homes, the tolerance is exact. Change is the share of owned revenue that
changes owner, km the revenue-weighted mean to the rep's home. CPU seconds are user plus system of
the process, imports included; the kernels are compiled before, as after any first use.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "territory_cases"
HIGHS = ((0.114, 527.0), (0.183, 428.0), (0.405, 373.0), (0.502, 368.0))
"""Change and km of plans by HiGHS on 30,500 binaries, 14 to 40 CPU s each."""


def case_c():
    """Case C with the reps' homes as centres."""
    from maillage.core.territories import Measure, Problem, Reference

    data = np.load(DATA / "C.npz")
    return Problem(
        ids=[str(number) for number in range(len(data["w"]))],
        latitude=data["lat"], longitude=data["lon"], territories=int(data["k"]),
        measures=[Measure("revenue", data["w"], float(data["tol"]))], contiguity=False,
        homes=np.column_stack([data["rep_lat"], data["rep_lon"]]),
        reference=Reference(data["owner"]),
    )  # fmt: skip


def many_accounts(accounts: int, reps: int):
    """The recipe of case C at any size: clusters of accounts, heavy-tailed revenue, 70 % owned."""
    from maillage.core.territories import Measure, Problem, Reference

    generator = np.random.default_rng(0)
    towns = generator.uniform([28, -122], [47, -72], (300, 2))
    town = generator.choice(300, accounts, p=generator.dirichlet(np.full(300, 0.5)))
    places = towns[town] + generator.normal(0, 0.2, (accounts, 2))
    homes = towns[generator.choice(300, reps, replace=False)]
    revenue = np.exp(generator.normal(10.5, 1.5, accounts))
    nearest = ((places[:, None] - homes[None]) ** 2).sum(axis=2).argmin(axis=1)
    owner = np.where(
        generator.random(accounts) < 0.2, generator.integers(0, reps, accounts), nearest
    )
    owner[generator.random(accounts) > 0.7] = -1
    return Problem(
        ids=[str(number) for number in range(accounts)],
        latitude=places[:, 0], longitude=places[:, 1], territories=reps,
        measures=[Measure("revenue", revenue, 0.1)], contiguity=False, homes=homes,
        reference=Reference(owner, cap=0.6),
    )  # fmt: skip


def spent() -> str:
    """CPU seconds and peak memory so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return f"{used.ru_utime + used.ru_stime:.1f} CPU s, {used.ru_maxrss / 1024:.0f} MB"


def show_frontier(points: int) -> None:
    """The table of case C."""
    from maillage.core.territories.tradeoffs import frontier

    found = frontier(case_c(), points=points)
    print(f"{'change %':>9} {'km':>7} {'max dev %':>9} {'gain %':>7} {'gap %':>7}")
    for point in found.points:
        beaten = [(c, km) for c, km in HIGHS if c <= point.disruption and km <= point.mean_km]
        gain = 100 * point.gain.base if point.gain else float("nan")
        print(
            f"{100 * point.disruption:9.2f} {point.mean_km:7.1f}"
            f" {100 * point.largest_deviation:9.3f} {gain:7.2f} {100 * point.gap:7.3f}"
            f"{'  knee' if point is found.knee else ''}{'  BEATEN' if beaten else ''}"
        )
    print(f"dropped: {found.dominated} dominated, {found.infeasible} infeasible; {spent()}")


def show_scale(accounts: int, reps: int) -> None:
    """One plan at scale."""
    from maillage.core.territories import solve

    problem = many_accounts(accounts, reps)
    before = spent()
    plan = solve(problem)
    print(f"{accounts} accounts x {reps} reps: deviation {plan.statistics.largest_deviation:.4%},")
    print(f"  change {plan.statistics.disruption:.2%}, violations {plan.violations};")
    print(f"  generated in {before}; all in {spent()}")


def show_rollup(rows: int) -> None:
    """Accounts on disk to units, and territories back to a file."""
    import tempfile

    import ibis
    import pandas as pd

    from maillage.core.territories.rollup import hand_back, roll_up

    store = ibis.duckdb.connect()
    store.raw_sql("set threads = 1; set memory_limit = '900MB'")
    with tempfile.TemporaryDirectory() as folder:
        store.raw_sql(
            "copy (select i as id, 'z' || ((hash(i) % 30000)::bigint) as zip,"
            " 30 + 15 * random() as latitude, -120 + 50 * random() as longitude,"
            f" exp(10 + random() * 3) as revenue from range({rows}) t(i))"
            f" to '{folder}/accounts.parquet'"
        )
        before = spent()
        accounts = store.read_parquet(f"{folder}/accounts.parquet")
        units = roll_up(accounts, unit="zip", measures=["revenue"]).units
        plan = pd.DataFrame({"unit": units["unit"], "territory": np.arange(len(units)) % 200})
        hand_back(accounts, plan, unit="zip").to_parquet(f"{folder}/owners.parquet")
    print(f"{rows} accounts to {len(units)} units and back: made in {before}; all in {spent()}")


def main() -> None:
    """Run both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=9)
    parser.add_argument("--accounts", type=int, default=130_000)
    parser.add_argument("--reps", type=int, default=48)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--one", choices=["warm", "frontier", "scale", "rollup"])
    asked = parser.parse_args()
    if asked.one == "frontier":
        return show_frontier(asked.points)
    if asked.one == "scale":
        return show_scale(asked.accounts, asked.reps)
    if asked.one == "rollup":
        return show_rollup(asked.rows)
    if asked.one == "warm":
        return show_scale(2_000, 5)
    versions = [f"{tool} {importlib.metadata.version(tool)}" for tool in ("maillage", "highspy")]
    print(
        f"{', '.join(versions)}; numpy {np.__version__}; Python {platform.python_version()};",
        end=" ",
    )
    print(time.strftime("%Y-%m-%d"))
    command = [sys.executable, __file__, *sys.argv[1:], "--one"]
    subprocess.run([*command, "warm"], check=True, stdout=subprocess.DEVNULL)
    if DATA.is_dir():
        subprocess.run([*command, "frontier"], check=True)
    else:
        print(f"The cases are not here: {DATA}")
    subprocess.run([*command, "scale"], check=True)
    subprocess.run([*command, "rollup"], check=True)
    return None


if __name__ == "__main__":
    main()
