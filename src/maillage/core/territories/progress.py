"""What is told of a search while it goes on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a solution is: for a progress bar.

    ``stage`` preparing, compiling (the first use after an installation), searching, proving (that
    no plan is better: in small problems, or where it is asked for) or finished · ``share`` of a
    stage, 0 to 1 · ``seconds`` so far · ``objective`` best so far · ``violation`` of the best, 0
    when it is feasible · ``bound`` which no feasible plan's objective is below, where one is known.
    """

    stage: str
    share: float
    seconds: float
    objective: float = float("nan")
    violation: float = float("nan")
    bound: float = float("nan")

    @property
    def seconds_left(self) -> float:
        """Estimated seconds to go."""
        return self.seconds * (1 / self.share - 1) if self.share > 0 else float("nan")

    @property
    def gap(self) -> float:
        """Largest share of the objective that a better plan could save; nan where unknown."""
        if self.objective == 0:
            return float("nan")
        gap = (self.objective - self.bound) / self.objective
        return gap if gap > 0 or np.isnan(gap) else 0.0
