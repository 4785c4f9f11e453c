"""The exact mode: small problems about centre units, solved to proven optimality."""

from maillage.core.territories.exact.reach import within_reach
from maillage.core.territories.exact.solver import solve_exactly

__all__ = ["solve_exactly", "within_reach"]
