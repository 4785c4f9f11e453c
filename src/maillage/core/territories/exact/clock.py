"""How long a search may still go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, eq=False)
class Clock:
    """A limit in seconds from when it is made; ``watch`` is called whenever it is asked.

    ``watch`` may raise to stop the search at once.
    """

    limit: float
    watch: Callable[[float], None] = lambda _seconds: None
    began: float = field(default_factory=time.perf_counter)

    def seconds(self) -> float:
        """Seconds so far."""
        return time.perf_counter() - self.began

    def left(self) -> float:
        """Seconds left, negative when the time is over."""
        seconds = self.seconds()
        self.watch(seconds)
        return self.limit - seconds

    def part(self, share: float) -> Clock:
        """The same clock, over when a share of the time left is used."""
        seconds = self.seconds()
        return replace(self, limit=seconds + share * (self.limit - seconds))
