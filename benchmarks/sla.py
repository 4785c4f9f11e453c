"""A sweep over open promises: seconds for all of them, under three policies and two calendars.

python benchmarks/sla.py [PROMISES]
"""

from __future__ import annotations

import sys
import time

import numpy as np

from maillage.core.leads.calendars import office
from maillage.core.leads.clock import Clock
from maillage.core.leads.sla.policies import SEED_POLICIES
from maillage.core.leads.sla.sweep import Running, sweep

PROMISES, ROUNDS = 100_000, 5
NOW = np.datetime64("2026-02-10T15:00", "us")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PROMISES
    draw = np.random.default_rng(1)
    running = Running(
        draw.integers(0, 3, count).astype(np.int32),
        draw.integers(0, 2, count).astype(np.int32),
        NOW - draw.integers(0, 3 * 86_400, count).astype("m8[s]").astype("m8[us]"),
        draw.integers(0, 800, count).astype("m8[s]").astype("m8[us]"),
        np.zeros(count, np.int32),
    )
    clocks = [
        Clock(office("ny", "America/New_York", country="US")),
        Clock(office("paris", "Europe/Paris", country="FR")),
    ]
    for each in range(ROUNDS):
        begin = time.process_time()
        found = sweep(running, SEED_POLICIES[:3], clocks, NOW)
        spent = time.process_time() - begin
        print(f"{count:,} promises, round {each + 1}: {spent:.3f} CPU s, {len(found.due):,} due")


if __name__ == "__main__":
    main()
