"""Accounts from CSV and from XLSX into an empty workspace: CPU seconds and memory.

    python benchmarks/imports.py [ROWS]

Each file is imported twice in a process of its own: everything is new, then nothing is.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = 100_000
OPTIONS = {"constant_memory": True, "strings_to_urls": False}
HEADER = """Account ID|Account Name|Type|Billing Street|Billing City|Billing State/Province|
Billing Zip/Postal Code|Billing Country|Phone|Website|Industry|Employees|Annual Revenue|
Potential|Account Owner|Parent Account ID""".replace("\n", "").split("|")


def make_rows(count: int):
    import numpy as np

    from maillage import reference

    places = reference.table("us_postal").query("kind == 'standard'")
    chosen = places.sample(count, replace=True, random_state=1)
    random = np.random.default_rng(1)
    revenue = random.lognormal(10, 1.2, count).round(2)
    for i, place in enumerate(chosen.itertuples()):
        yield [
            f"001{i:012d}", f"Company {i} & Sons", ("Prospect", "Customer")[i % 4 == 0],
            f"{i % 999 + 1} Main Street, Suite {i % 40}", place.place, place.state,
            place.postal_code, "United States", f"+1 555 {i % 10_000:04d}",
            f"https://www.company{i}.com/home", "Manufacturing", str(int(random.integers(1, 5000))),
            f"{revenue[i]:.2f}", f"{revenue[i] * 1.7:.2f}", f"rep{i % 50}@example.com",
            f"001{i - 1:012d}" if i % 10 == 1 else "",
        ]  # fmt: skip


def write_files(folder: Path, count: int) -> None:
    import csv

    import xlsxwriter

    rows = list(make_rows(count))
    with (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows(rows)
    book = xlsxwriter.Workbook(
        folder / "accounts.xlsx", {"constant_memory": True, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Accounts")
    sheet.write_row(0, 0, HEADER)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, [*row[:11], *map(float, row[11:14]), *row[14:]])
    book.close()
    reps = "\n".join(f"R{i},Rep {i},rep{i}@example.com" for i in range(50))
    (folder / "reps.csv").write_text(f"Id,Name,Email\n{reps}\n", encoding="utf-8")


def import_file(kind: str, path: Path, marks: dict[str, float]) -> str:
    from maillage.domain.imports import apply_import, plan_import
    from maillage.interfaces.importers import read_file

    started = time.process_time()
    _table, _mapping, batch = read_file(path, kind=kind)
    read = time.process_time()
    plan = plan_import(batch=batch)
    planned = time.process_time()
    run = apply_import(plan=plan, by="benchmark")
    marks.update(read=read - started, plan=planned - read, write=time.process_time() - planned)
    return f"{run.created} created, {run.unchanged} unchanged, {plan.located}"


def run_one(folder: Path, name: str) -> None:
    """Import in this process, so that its peak memory is the import's own."""
    from maillage.cli.workspace import make_directory, set_up_django

    make_directory(Path(os.environ["MAILLAGE_DATA_DIR"]))
    set_up_django()
    from maillage.domain.imports import Kind
    from maillage.domain.people.workspaces import working_in
    from maillage.domain.workspace import prepare_database

    prepare_database(create=True)
    with working_in(""):
        import_file(Kind.REPS, folder / "reps.csv", {})
        for label in ("first", "again"):
            marks: dict[str, float] = {}
            outcome = import_file(Kind.ACCOUNTS, folder / name, marks)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            steps = ", ".join(f"{step} {seconds:.1f}" for step, seconds in marks.items())
            print(
                f"{name:14} {label:6} {sum(marks.values()):6.1f} CPU s ({steps})  {peak:6.0f} MB"
                f"  {outcome}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    parser.add_argument("--one", nargs=2, metavar=("FOLDER", "FILE"))
    asked = parser.parse_args()
    if asked.one:
        run_one(Path(asked.one[0]), asked.one[1])
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, asked.rows)
        for file in ("accounts.csv", "accounts.xlsx"):
            workspace = str(folder / f"workspace-{file}")
            environment = {
                **os.environ,
                "MAILLAGE_DATABASE_URL": "",
                "MAILLAGE_DATA_DIR": workspace,
            }
            command = [sys.executable, __file__, "--one", name, file]
            subprocess.run(command, check=True, env=environment)


if __name__ == "__main__":
    main()
