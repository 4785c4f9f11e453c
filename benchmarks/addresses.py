"""Repairs of addresses whose truth is known: how often each is right, how many are found.

    python benchmarks/addresses.py [ROWS] [--seed N]

Addresses of the reference data are blemished as people blemish them; what was proposed is compared
with what was there before. The confidences of ``addresses/confidence.py`` are below these shares.
"""

from __future__ import annotations

import argparse
import time

import pandas as pd

from maillage.core.accounts.addresses import propose_repairs
from maillage.core.accounts.synthetic.addresses import generate_addresses
from maillage.reference import places, table

ROWS, SEED = 50_000, 11


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    made = generate_addresses(table("us_postal"), accounts=asked.rows, seed=asked.seed)
    known = places()
    begin = time.process_time()
    found = propose_repairs(made.accounts, known)
    spent = time.process_time() - begin
    truth = made.truth.to_dict("list")
    found["right"] = [
        truth[field][row] == after
        for row, field, after in zip(found["row"], found["field"], found["after"], strict=True)
    ]
    found["how"] = found["repairs"].map("+".join)
    print(f"{asked.rows:,} accounts, {len(found):,} proposals, {spent:.1f} CPU s")
    by = found.groupby(["field", "how", "confidence"])["right"].agg(["size", "mean"])
    print(by.rename(columns={"size": "proposals", "mean": "right"}).to_string())
    for field in ("state", "city", "postal_code", "county"):
        wrong = made.accounts[field] != made.truth[field]
        mended = found[(found["field"] == field) & found["right"]]["row"]
        share = len(set(mended) & set(wrong[wrong].index)) / max(int(wrong.sum()), 1)
        print(f"{field}: {int(wrong.sum()):,} wrong or missing, {share:.3f} mended")
    for least in (0.0, 0.9, 0.95, 0.99):
        sure = found[found["confidence"] >= least]
        print(f"from {least:.2f}: {len(sure):,} proposals, {sure['right'].mean():.4f} right")


if __name__ == "__main__":
    pd.set_option("display.width", 160)
    main()
