"""Business time: deadlines per second, and whether each equals that of an independent clock.

    python benchmarks/clock.py [INSTANTS] [--seed N]

Half of the instants are within six days of a change of the clocks or a holiday, 2025 to 2030.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from maillage.core.leads.clock import Clock

INSTANTS, SEED = 1_000_000, 1
sys.path.append(str(Path(__file__).resolve().parents[1]))


def main() -> None:
    from tests.core.leads.clocks import SAMPLE, oracle, random_instants

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instants", nargs="?", type=int, default=INSTANTS)
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    begins = random_instants(asked.instants, asked.seed)
    draw = np.random.default_rng(asked.seed + 1)
    ends = begins + draw.integers(-30 * 86_400, 30 * 86_400, asked.instants).astype("m8[s]")
    work = draw.integers(1, 200 * 3_600, asked.instants).astype("timedelta64[s]")
    for calendar in SAMPLE:
        clock, other = Clock(calendar), oracle(calendar)
        for name, ours, theirs, given in (
            ("add", clock.add_many, other.add_many, work),
            ("subtract", clock.subtract_many, other.sub_many, work),
            ("between", clock.between_many, other.between_many, ends),
        ):
            begin = time.process_time()
            found = ours(begins, given)
            middle = time.process_time()
            wanted = theirs(begins, given)
            spent = time.process_time() - middle
            print(
                f"{calendar.id:10} {name:9} {asked.instants:,}: {middle - begin:.2f} CPU s"
                f" (workclock {spent:.2f}), {int((found != wanted).sum())} different"
            )


if __name__ == "__main__":
    main()
