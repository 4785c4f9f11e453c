"""Territory design on the shared cases, ours beside the open tools, one fresh process each.

    python benchmarks/territories.py [CASES] [--tools T ...] [--seeds N] [--seconds S] [--json FILE]

CASES defaults to "A C C20 B A0 A5050". Every plan is measured and judged by the same code, in
another process. CPU seconds are user plus system of the whole process, start of the interpreter
included; memory is its peak. A tool that gives no plan within the limit of CPU seconds on a case is
not tried on the larger ones. Our kernels are compiled before the first row, as after any first use.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from one import FAILED, REFUSED
from peers import TOOLS
from process import Run, run

BROKEN = 1
"""Exit code of a script that failed before it came to the tool."""
HERE = Path(__file__).parent
CASES = ("A", "C", "C20", "B", "A0", "A5050")
SECONDS = 180
"""Three times what our engine may use."""
ROW = "{:6} {:26} {:>4} {:>9} {:>4} {:>6} {:>10} {:>7} {:>8} {:>6} {:>6}  {}"
HEAD = (
    "case", "tool", "seed", "max imb %", "out", "pieces", "WSSD", "km", "change %", "CPU s", "MB",
    "verdict",
)  # fmt: skip
TARGETS = {
    "A": {"imbalance": 5.0, "wssd": 7.3e12, "cpu": 60},
    "B": {"imbalance": 5.0, "wssd": 4.6e8, "cpu": 60},
    "C": {"imbalance": 10.0, "wssd": 1.87e13, "cpu": 60},
    "C20": {"imbalance": 10.0, "change": 20.0, "cpu": 60},
}
"""What the engine is to reach, on each case."""


def plan(case: str, tool: str, seed: int, seconds: int) -> dict:
    """One plan, measured, or why there is none."""
    row = {"case": case, "tool": tool, "seed": seed}
    with tempfile.TemporaryDirectory() as folder:
        labels = Path(folder) / "labels.npy"
        made = run(HERE / "one.py", case, tool, seed, labels, "--seconds", seconds)
        row |= {"cpu": made.seconds, "mb": made.megabytes}
        if made.code == BROKEN:
            sys.exit(made.errors)
        if made.code:
            return row | {"verdict": reason(made, seconds), "late": made.out_of_time}
        blind = [] if tool == "maillage" or case == "C20" else ["--relabel"]
        judged = run(HERE / "judge.py", case, labels, *blind)
        if judged.code:
            sys.exit(judged.errors)
        return row | json.loads(judged.output)


def reason(made: Run, seconds: int) -> str:
    """Why there is no plan."""
    if made.out_of_time:
        return f"none within {seconds} CPU s"
    if made.code == REFUSED:
        return f"refused: {made.last_words}"
    return made.last_words[:100] if made.code == FAILED else f"crash: {made.last_words[:100]}"


def text(row: dict, name: str, form: str) -> str:
    """A figure, or a dash."""
    return "-" if row.get(name) is None else format(row[name], form)


def line(row: dict) -> str:
    """One row of the table."""
    return ROW.format(
        row["case"], row["tool"], text(row, "seed", "d"), text(row, "imbalance", ".2f"),
        text(row, "out", "d"), text(row, "pieces", "d"), text(row, "wssd", ".3e"),
        text(row, "km", ".1f"), text(row, "change", ".1f"), text(row, "cpu", ".1f"),
        text(row, "mb", ".0f"), row["verdict"],
    ).rstrip()  # fmt: skip


def compare(case: str, tools: list[str], seeds: int, seconds: int, late: set[str]):
    """Rows of a case; tools that come too late are added to ``late``."""
    for tool in tools:
        if case not in TOOLS[tool].cases:
            continue
        if tool in late:
            yield {"case": case, "tool": tool, "verdict": "not tried: none on a smaller case"}
            continue
        for seed in range(seeds if TOOLS[tool].seeded else 1):
            row = plan(case, tool, seed, seconds)
            if row.get("late"):
                late.add(tool)
            yield row
    if case in TARGETS:
        yield {"case": case, "tool": "(target)", **TARGETS[case], "verdict": "holds"}


def main() -> None:
    """Run the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="*", default=CASES, metavar="CASE")
    parser.add_argument("--tools", nargs="+", default=list(TOOLS), choices=TOOLS, metavar="TOOL")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=SECONDS, help="CPU seconds of each plan")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    if "maillage" in asked.tools:
        plan("C", "maillage", 0, seconds=10 * SECONDS)
    print(ROW.format(*HEAD))
    rows, late = [], set()
    for case in asked.cases:
        for row in compare(case, asked.tools, asked.seeds, asked.seconds, late):
            rows.append(row)
            print(line(row), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
