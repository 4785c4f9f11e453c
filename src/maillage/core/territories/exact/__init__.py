"""The exact mode: small problems about centre units, solved to proven optimality."""

from maillage.core.territories.exact.solver import ExactAlignment, solve_exactly

__all__ = ["ExactAlignment", "solve_exactly"]
