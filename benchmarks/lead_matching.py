"""Leads matched to accounts: precision and recall on generated pairs, by what they were found.

Of generated accounts that are there twice, the blemished copies are taken as leads. A fifth of the
accounts is left out, so that there are leads nobody knows; leads name their company, and lose their
domain (free mail) or their street as those of a form do.

python benchmarks/lead_matching.py [ROWS] [SEED]
"""

from __future__ import annotations

import sys
import time
from collections import Counter

import numpy as np

from maillage.core.accounts.synthetic.duplicates import generate_duplicates
from maillage.core.leads.matching import Directory, Match
from maillage.reference import table

ROWS, SEED = 50_000, 11
FIELDS = ("domain", "country", "state", "city", "postal_code", "street")


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    made = generate_duplicates(table("us_postal"), accounts=rows, seed=seed)
    draw = np.random.default_rng(seed)
    first = np.zeros(rows, dtype=bool)
    first[np.unique(made.entity, return_index=True)[1]] = True
    known = first & (draw.random(rows) < 0.8)
    accounts = made.accounts[known].assign(key=np.flatnonzero(known), parent=None)
    right = dict(zip(made.entity[known], np.flatnonzero(known), strict=True))
    begin = time.process_time()
    directory = Directory(accounts)
    print(f"{known.sum():,} accounts laid out: {time.process_time() - begin:.2f} CPU s")
    leads = made.accounts[~first].fillna("")
    blank = {"domain": draw.random(len(leads)) < 0.4, "street": draw.random(len(leads)) < 0.5}
    for column, gone in blank.items():
        leads.loc[gone, column] = ""
    begin = time.process_time()
    found = [
        directory.find({name: getattr(row, name) for name in FIELDS} | {"company": row.name})
        for row in leads.itertuples(index=False)
    ]
    each = (time.process_time() - begin) / max(len(found), 1)
    print(f"{len(found):,} leads: {1e6 * each:.0f} CPU µs each")
    report(found, [right.get(entity) for entity in made.entity[~first]])
    told = [(match.account, own) for match, own in zip(found, made.company[~first], strict=True)]
    company = [made.company[account] == own for account, own in told if account is not None]
    print(f"of the right company, at whichever of its sites: {np.mean(company):.4f}")


def report(found: list[Match], truth: list[int | None]) -> None:
    """Print precision and recall, and precision by grade."""
    pairs = list(zip(found, truth, strict=True))
    told = [(match, true) for match, true in pairs if match.account is not None]
    hits = sum(match.account == true for match, true in told)
    there = sum(true is not None for _match, true in pairs)
    print(f"precision {hits / len(told):.4f}, recall {hits / there:.4f} of {there:,}")
    unclear = [(match, true) for match, true in pairs if match.account is None and match.candidates]
    among = sum(true in match.candidates for match, true in unclear)
    print(f"not clear: {len(unclear):,}, the right one among the candidates of {among:,}")
    counts: Counter[tuple[str, str, bool]] = Counter(
        (match.by, match.place, match.account == true) for match, true in told
    )
    for by, place, _right in sorted({(*key[:2], True) for key in counts}):
        good, bad = counts[by, place, True], counts[by, place, False]
        print(f"  {by:11} {place:12} {good + bad:7,} {good / (good + bad):.3f}")


if __name__ == "__main__":
    main()
