"""Duplicates among generated accounts whose truth is known: precision, recall, CPU seconds.

    python benchmarks/duplicates.py [ROWS] [--seed N] [--with splink] [--fit]

With ``--fit`` the weights of ``grading.py`` (or, with Splink, those beside it) are fitted again, on
other seeds than those judged.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd

from maillage.core.accounts.duplicates import comparable, find_duplicates, grading
from maillage.core.accounts.duplicates.blocking import candidate_pairs
from maillage.core.accounts.duplicates.clusters import clusters
from maillage.core.accounts.duplicates.evidence import FIELDS, compare
from maillage.core.accounts.duplicates.grading import together
from maillage.core.accounts.duplicates.splink_weights import WEIGHTS as SPLINK
from maillage.core.accounts.duplicates.splinking import Splink
from maillage.core.accounts.duplicates.weights import WEIGHTS
from maillage.core.accounts.synthetic.duplicates import Twice, generate_duplicates
from maillage.reference import table

TITLE = "Weights of Splink beside the grade; `duplicates.py --fit --with splink` writes this file."
ROWS, SEED, FIT_SEEDS, RIDGE = 100_000, 7, (101,), 0.5


def true_pairs(entity: np.ndarray) -> int:
    sizes = np.bincount(entity)
    return int((sizes * (sizes - 1) // 2).sum())


def judge(group: np.ndarray, entity: np.ndarray) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of one group."""
    both = pd.DataFrame({"group": group, "entity": entity})
    said = sum(n * (n - 1) // 2 for n in both.groupby("group").size())
    right = sum(n * (n - 1) // 2 for n in both.groupby(["group", "entity"]).size())
    precision, recall = right / max(said, 1), right / true_pairs(entity)
    return precision, recall, 2 * precision * recall / (precision + recall)


def fit(rows: int) -> None:
    """Fit a weight per combination of two levels."""
    parts, truths = [], []
    for seed in FIT_SEEDS:
        made = generate_duplicates(table("us_postal"), accounts=rows, seed=seed)
        records = comparable(made.accounts)
        pairs = candidate_pairs(records)
        parts.append(pd.DataFrame(compare(records, pairs)))
        truths.append(made.entity[pairs[:, 0]] == made.entity[pairs[:, 1]])
        kept = truths[-1].sum() / true_pairs(made.entity)
        print(f"seed {seed}: {len(pairs):,} pairs, blocking keeps {kept:.3f}")
    frame = pd.concat(parts).assign(true=np.concatenate(truths))
    cells = frame.groupby([*FIELDS])["true"].agg(["sum", "size"]).reset_index()
    levels = {field: cells[field].to_numpy() for field in FIELDS}
    sizes = [len(FIELDS[one]) * len(FIELDS[other]) for one, other in WEIGHTS]
    columns = [
        together(levels, *fields)[:, None] == np.arange(size)
        for fields, size in zip(WEIGHTS, sizes, strict=True)
    ]
    design = np.hstack([np.ones((len(cells), 1)), *columns]).astype(float)
    best = regressed(design, cells["sum"].to_numpy(float), cells["size"].to_numpy(float))
    write_weights(best[0], np.split(best[1:], np.cumsum(sizes)[:-1]))


def regressed(design: np.ndarray, true: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Fit a logistic regression of how many of a size are true, with a small ridge."""
    from scipy.optimize import minimize

    def loss(weights):
        odds = design @ weights
        value = size @ np.logaddexp(0, odds) - true @ odds + RIDGE / 2 * weights @ weights
        slope = design.T @ (size / (1 + np.exp(-odds)) - true) + RIDGE * weights
        return value, slope

    return minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B").x


def fit_splink(rows: int) -> None:
    """Fit what a match weight of Splink adds to the grade, by logistic regression."""
    made = generate_duplicates(table("us_postal"), accounts=rows, seed=FIT_SEEDS[0])
    records = comparable(made.accounts)
    pairs = candidate_pairs(records)
    grades = grading.grade(compare(records, pairs))
    found = Splink(records).weights(pairs).to_numpy(float)
    truth = (made.entity[pairs[:, 0]] == made.entity[pairs[:, 1]]).astype(float)
    design = np.column_stack([np.ones(len(pairs)), np.log(grades / (1 - grades)), found])
    start, grade, *weights = regressed(design, truth, np.ones(len(pairs)))
    lines = [
        f'"""{TITLE}"""',
        "", "from typing import Final", "", f"START: Final = {start:.3f}",
        f"GRADE: Final = {grade:.3f}", "WEIGHTS: Final[dict[str, float]] = {",
        *(f'    "{name}": {weight:.3f},' for name, weight in zip(SPLINK, weights, strict=True)),
        "}", '"""Logarithms of odds for a match weight of one."""', "",
    ]  # fmt: skip
    path = Path(grading.__file__).with_name("splink_weights.py")
    path.write_text("\n".join(lines), encoding="utf-8")


def write_weights(start: float, tables: list[np.ndarray]) -> None:
    lines = ['"""Weights of the grades; `benchmarks/duplicates.py --fit` writes this file."""', "",
             "from typing import Final", "", f"START: Final = {start:.2f}",
             "WEIGHTS: Final[dict[tuple[str, str], tuple[str, ...]]] = {"]  # fmt: skip
    for (one, other), weights in zip(WEIGHTS, tables, strict=True):
        lines.append(f'    ("{one}", "{other}"): (')
        lines += [
            '        "' + " ".join(f"{cell:.2f}" for cell in row) + '",'
            for row in weights.reshape(-1, len(FIELDS[other]))
        ]
        lines.append("    ),")
    lines += [
        "}",
        '"""Of two fields: a row for each level of the first, in it the second\'s."""',
        "",
    ]
    Path(grading.__file__).with_name("weights.py").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--with", dest="second", choices=["splink"])
    parser.add_argument("--fit", action="store_true")
    asked = parser.parse_args()
    if asked.fit:
        (fit_splink if asked.second else fit)(asked.rows)
        return
    made = generate_duplicates(table("us_postal"), accounts=asked.rows, seed=asked.seed)
    names = made.accounts["name"]
    twice = names.duplicated().sum()
    print(f"seed {asked.seed}: {asked.rows:,} accounts, {made.entity.max() + 1:,} companies, "
          f"{true_pairs(made.entity):,} true pairs, {twice:,} names twice")  # fmt: skip
    for splink in (False, True) if asked.second else (False,):
        look(made, splink=splink)


def look(made: Twice, *, splink: bool) -> None:
    """Find the duplicates of a set, and say how well and how fast."""
    begin = time.process_time()
    found = find_duplicates(made.accounts, least=0.5, splink=splink)
    spent = time.process_time() - begin
    print(
        f"{'with' if splink else 'without'} Splink: {len(found.pairs):,} pairs, {spent:.1f} CPU s"
    )
    for least in (0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.99):
        rows = found.pairs[found.pairs["grade"] >= least]
        group = clusters(
            len(made.entity), rows[["first", "second"]].to_numpy(np.int64),
            rows["grade"].to_numpy(), least=least,
        )  # fmt: skip
        precision, recall, f1 = judge(group, made.entity)
        print(f"from {least:.2f}: precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}")


if __name__ == "__main__":
    main()
