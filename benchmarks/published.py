"""Published districting instances: what the exact mode finds and proves, and in what time.

``python benchmarks/published.py`` runs every instance found in the shared data (``--data``), prints
one line each and a summary; ``--brief`` leaves out the lines of instances that are settled as
published, ``--only county_ID 2DU60-05-1`` runs some of them, ``--json`` is for machines.

Every value is recomputed here from the file alone: bounds, contiguity and the objective.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from report import header

from maillage.core.territories import Measure, Problem
from maillage.core.territories.exact import solve_exactly
from maillage.errors import InfeasibleError

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "districting"
SECONDS = {"county": 30.0, "tract": 60.0, "2DU": 10.0, "DU": 20.0}
LEFT_OUT = {"county_AK"}
"""Distances in the file do not reproduce the published value (0.08 % off)."""


@dataclass(frozen=True)
class Case:
    """An instance as the file has it: what the check needs, and the problem made of it."""

    name: str
    family: str
    distance: np.ndarray
    weight: np.ndarray
    power: int
    unit: float
    amounts: np.ndarray
    low: np.ndarray
    high: np.ndarray
    territories: int
    edges: np.ndarray
    problem: Problem
    optimum: float | None
    infeasible: bool


@dataclass(frozen=True)
class Row:
    """What came out."""

    name: str
    family: str
    units: int
    territories: int
    value: float | None
    bound: float | None
    optimum: float | None
    verdict: str
    above_percent: float | None
    gap_percent: float | None
    cpu_seconds: float


def main() -> None:
    options = _options()
    optima = read_optima(options.data)
    paths = [*sorted((options.data / "hess2010").glob("*.json")), *_ctdp(options.data)]
    chosen = [
        path
        for path in paths
        if path.stem not in LEFT_OUT and (not options.only or path.stem in options.only)
    ]
    warm_up()
    rows = []
    for path in chosen:
        case = read_hess(path, optima) if path.suffix == ".json" else read_ctdp(path, optima)
        rows.append(run(case, options.seconds))
        if not options.json and not (options.brief and as_published(rows[-1])):
            print(line(rows[-1]), flush=True)
    if options.json:
        packages = ("maillage", "highspy", "numba", "numpy")
        found = {"versions": header(packages), "rows": [asdict(row) for row in rows]}
        print(json.dumps(found, indent=1))
    else:
        print(summary(rows))


def run(case: Case, seconds: float | None) -> Row:
    """Solve a case and check the answer against the file."""
    began = time.process_time()
    value = bound = None
    try:
        found = solve_exactly(case.problem, deadline=seconds or SECONDS[case.family])
    except InfeasibleError as refusal:
        finding = refusal.findings[0]
        verdict = f"refused ({finding.code} {', '.join(finding.subjects[:2])})".replace(" )", ")")
    else:
        bound = found.bound / case.unit
        if found.feasible:
            value = check(case, found.labels)
            verdict = "optimal" if found.proven else "feasible"
        else:
            verdict = "no plan found"
    spent = time.process_time() - began
    above = gap = None
    if value is not None:
        gap = 100 * max(0.0, 1 - bound / value)
        above = None if case.optimum is None else 100 * (value / case.optimum - 1)
        if case.infeasible:
            verdict = "WRONG: feasible, published as infeasible"
    elif case.optimum is not None:
        verdict = f"WRONG: {verdict}"
    return Row(
        case.name, case.family, len(case.weight), case.territories, value, bound, case.optimum,
        verdict, above, gap, spent,
    )  # fmt: skip


def as_published(row: Row) -> bool:
    """Whether the optimum was found and proven, or the lack of any plan."""
    if row.optimum is None:
        return row.verdict.startswith("refused")
    return row.verdict == "optimal" and f"{row.value:.2f}" == f"{row.optimum:.2f}"


def check(case: Case, labels: np.ndarray) -> float:
    """The value of a plan from the file alone; fails where it is not a plan."""
    total = 0.0
    assert sorted(set(labels.tolist())) == list(range(case.territories)), "wrong number"
    for territory in range(case.territories):
        own = np.flatnonzero(labels == territory)
        load = case.amounts[own].sum(axis=0)
        assert (load >= case.low - 1e-6).all(), f"{case.name}: too small {load}"
        assert (load <= case.high + 1e-6).all(), f"{case.name}: too large {load}"
        assert is_connected(set(own.tolist()), case.edges), f"{case.name}: disconnected"
        costs = case.weight[own, None] * case.distance[np.ix_(own, own)] ** case.power
        total += costs.sum(axis=0).min()
    return float(total / case.unit)


def is_connected(members: set[int], edges: np.ndarray) -> bool:
    """Whether the units form one piece on the file's edges."""
    beside: dict[int, list[int]] = {unit: [] for unit in members}
    for one, other in edges.tolist():
        if one in members and other in members:
            beside[one].append(other)
            beside[other].append(one)
    waiting = [next(iter(members))]
    seen = set(waiting)
    while waiting:
        for other in beside[waiting.pop()]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen == members


def read_hess(path: Path, optima: dict[str, float | None]) -> Case:
    """Counties or tracts; every unit within half a percent, whole persons."""
    data = json.loads(path.read_text())
    columns = dict(zip(data["fields"], zip(*data["nodes"], strict=True), strict=True))
    people = np.array(columns["pop"], dtype=float)
    place = np.column_stack([columns["x_m"], columns["y_m"]])
    distance = np.rint(np.linalg.norm(place[:, None] - place, axis=2) / 1000)
    edges = np.array(data["edges"] + data.get("connect_edges", []), dtype=int).reshape(-1, 2)
    problem = Problem(
        ids=columns["geoid"],
        latitude=columns["lat"],
        longitude=columns["lon"],
        territories=data["k"],
        measures=[Measure("population", people, 0.005)],
        edges=edges,
        centres="unit",
        travel=distance,
    )
    return Case(
        path.stem, data["level"], distance, people, 2, 1e6, people[:, None],
        np.array([float(data["L"])]), np.array([float(data["U"])]), data["k"], edges, problem,
        optima.get(path.stem), optima.get(path.stem, 0) is None,
    )  # fmt: skip


def read_ctdp(path: Path, optima: dict[str, float | None]) -> Case:
    """Commercial territories: three activities within a tolerance, distance to the median unit."""
    words = path.read_text().split()
    size = int(words[0])
    table = np.array(words[1 : 1 + 7 * size], dtype=float).reshape(size, 7)
    at = 1 + 7 * size
    count = int(words[at])
    edges = np.array(words[at + 1 : at + 1 + 2 * count], dtype=int).reshape(-1, 2)
    at += 1 + 2 * count
    territories, tolerance = int(words[at]), float(words[at + 2])
    place, amounts = table[:, 1:3], table[:, 3:6]
    distance = np.linalg.norm(place[:, None] - place, axis=2)
    mean = amounts.sum(axis=0) / territories
    problem = Problem(
        ids=[str(number) for number in range(size)],
        latitude=place[:, 1] / 1000,
        longitude=place[:, 0] / 1000,
        territories=territories,
        measures=[
            Measure(f"activity {number + 1}", column, tolerance)
            for number, column in enumerate(amounts.T)
        ],
        edges=edges,
        weights=np.ones(size),
        centres="unit",
        travel=distance,
        power=1,
    )
    family = "2DU" if path.stem.startswith(("2DU60", "2DU80")) else "DU"
    return Case(
        path.stem, family, distance, np.ones(size), 1, 1.0, amounts, mean * (1 - tolerance),
        mean * (1 + tolerance), territories, edges, problem, optima.get(path.stem), False,
    )  # fmt: skip


def read_optima(folder: Path) -> dict[str, float | None]:
    """Published value by instance; none where it is published as infeasible, absent if open."""
    found: dict[str, float | None] = {}
    with (folder / "optima.csv").open() as file:
        for row in csv.DictReader(file):
            if text := row["opt_contiguous"]:
                name = f"{row['level']}_{row['state']}"
                found[name] = None if text == "infeasible" else float(text)
    with (folder / "ctdp_optima.csv").open() as file:
        for row in csv.DictReader(file):
            if row["status"] == "optimal":
                found[row["instance"]] = float(row["opt_sum_euclid_to_median"])
    return found


def warm_up() -> None:
    """Compile the kernels before the clock starts."""
    edges = [(unit, unit + 1) for unit in range(5)]
    travel = np.abs(np.subtract.outer(np.arange(6.0), np.arange(6.0)))
    problem = Problem(
        ids=list("abcdef"), latitude=[0.0] * 6, longitude=np.arange(6.0), territories=2,
        measures=[Measure("all", np.ones(6), 0.1)], edges=edges, centres="unit", travel=travel,
    )  # fmt: skip
    solve_exactly(problem)


def line(row: Row) -> str:
    def text(value: float | None, digits: int) -> str:
        return "-" if value is None else f"{value:.{digits}f}"

    return (
        f"{row.name:12} n={row.units:<4} k={row.territories:<3} value {text(row.value, 2):>11}"
        f" optimum {text(row.optimum, 2):>11} above {text(row.above_percent, 3):>7} %"
        f" bound {text(row.bound, 2):>11} gap {text(row.gap_percent, 3):>7} %"
        f" {row.cpu_seconds:6.2f} s  {row.verdict}"
    )


def summary(rows: list[Row]) -> str:
    lines = []
    for family in SECONDS:
        own = [row for row in rows if row.family == family]
        if not own:
            continue
        known = [row for row in own if row.optimum is not None]
        hit = sum(
            row.value is not None and f"{row.value:.2f}" == f"{row.optimum:.2f}" for row in known
        )
        proven = sum(row.verdict == "optimal" for row in own)
        refused = sum(row.verdict.startswith("refused") for row in own)
        wrong = sum(row.verdict.startswith("WRONG") for row in own)
        seconds = [row.cpu_seconds for row in own]
        gaps = [row.gap_percent for row in own if row.gap_percent is not None]
        lines.append(
            f"{family}: {len(own)} instances, {hit} of {len(known)} known optima, {proven} proven,"
            f" {refused} refused, {wrong} wrong; median proven gap"
            f" {np.median(gaps) if gaps else float('nan'):.3f} %; CPU s in all"
            f" {sum(seconds):.1f}, most {max(seconds):.1f}"
        )
    return "\n".join(lines)


def _ctdp(folder: Path) -> list[Path]:
    def key(path: Path) -> tuple[str, int]:
        family, _tolerance, number = path.stem.split("-")
        return family, int(number)

    return sorted((folder / "ctdp").glob("*.dat"), key=key)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--only", nargs="*", default=[], help="names of instances")
    parser.add_argument("--seconds", type=float, help="deadline of each instance")
    parser.add_argument(
        "--brief", action="store_true", help="instances that are settled are not listed"
    )
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
