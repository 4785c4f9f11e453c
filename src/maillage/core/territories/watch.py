"""When a search has to end: the time is up, the plan is good enough, or somebody says so."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from maillage.core.territories.search import ROUNDING, Found


@dataclass(frozen=True)
class Watch:
    """What ends a search besides its schedule.

    ``began``, ``until`` seconds of ``clock``, which counts alike in all processes · ``aim`` the
    objective at which a plan inside its bounds is good enough · ``flag`` a file that stops the
    search once it exists, or nothing.
    """

    began: float
    until: float = np.inf
    aim: float = -np.inf
    flag: str = ""
    clock: Callable[[], float] = time.time

    def over(self, best: Found | None = None) -> bool:
        """Whether to stop now with the best plan so far."""
        if best is not None and best.violation <= ROUNDING and best.objective <= self.aim:
            return True
        return self.clock() >= self.until or (bool(self.flag) and Path(self.flag).exists())

    def pace(self, first: float, last: float) -> Callable[[], float]:
        """How far the time is between two shares of what is allowed, from 0 on; 0 without end."""
        start = self.began + first * (self.until - self.began)
        length = (last - first) * (self.until - self.began)

        def share() -> float:
            if not np.isfinite(length):
                return 0.0
            return max(0.0, (self.clock() - start) / length) if length > 0 else 1.0

        return share

    def slice(self, number: int, count: int) -> Watch:
        """The watch of one of several searches in turn, each with its part of the time."""
        if not np.isfinite(self.until):
            return self
        until = self.began + (self.until - self.began) * (number + 1) / count
        return Watch(min(self.clock(), until), until, self.aim, self.flag, self.clock)
