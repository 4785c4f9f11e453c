"""Our engine with its defaults."""

from __future__ import annotations

import numpy as np
from cases import Case, problem_from

from maillage.core.territories import solve


def design(case: Case, *, seed: int, seconds: float) -> np.ndarray:
    """The plan of the seed."""
    del seconds
    return solve(problem_from(case), seed=seed).labels
