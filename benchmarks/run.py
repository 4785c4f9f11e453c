"""All benchmarks in turn, each written into its section of docs/benchmarks.md.

    python benchmarks/run.py [NAMES] [--dry]

NAMES are scripts of this folder, all by default. A script that fails leaves its section as it was.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from peers import TOOLS
from report import publish

HERE = Path(__file__).parent
OURS = ("maillage", "numpy", "numba")


@dataclass(frozen=True)
class Section:
    """A script, what to ask of it, and the packages whose versions matter."""

    packages: tuple[str, ...] = OURS
    arguments: tuple[str, ...] = ()


SECTIONS = {
    "territories": Section(
        tuple(dict.fromkeys([*(tool.package for tool in TOOLS.values()), *OURS]))
    ),
    "bounds": Section(arguments=("--verify",)),
    "published": Section((*OURS, "highspy"), ("--brief",)),
    "frontier": Section((*OURS, "highspy", "ortools", "duckdb")),
    "measures": Section(),
    "editing": Section(),
    "scenarios": Section((*OURS, "django")),
    "serving": Section((*OURS, "django", "uvicorn", "psycopg")),
    "plans": Section((*OURS, "django", "pandas")),
    "imports": Section((*OURS, "pandas", "duckdb")),
    "market": Section((*OURS, "pandas", "pyarrow", "duckdb", "ibis-framework")),
    "startup": Section((*OURS, "scipy", "typer")),
}


def output_of(name: str) -> str:
    """The table of a script as it comes, and what making it cost."""
    command = [sys.executable, HERE / f"{name}.py", *SECTIONS[name].arguments]
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as started:
        for line in started.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise ChildProcessError(f"{name}.py ended with {started.returncode}")
    words = " ".join([f"benchmarks/{name}.py", *SECTIONS[name].arguments])
    return "\n".join([*lines, f"{words}: {used.ru_utime + used.ru_stime:.0f} CPU s in all"])


def main() -> None:
    """Run and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", default=[*SECTIONS], metavar="NAME")
    parser.add_argument("--dry", action="store_true", help="write nothing")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(SECTIONS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; use {', '.join(SECTIONS)}")
    failed = []
    for name in asked.names:
        print(f"== {name}", flush=True)
        try:
            table = output_of(name)
        except ChildProcessError as error:
            failed.append(str(error))
            continue
        if not asked.dry:
            publish(name, table, SECTIONS[name].packages)
    if failed:
        sys.exit("; ".join(failed))


if __name__ == "__main__":
    main()
