"""Named-account mode: units go to fixed centres, without contiguity.

What a unit costs then depends on its own territory alone, so the design is a generalised assignment
problem with two-sided bounds: prices of balance and disruption nearly solve it, and bound it.
"""

from maillage.core.territories.named.assignment import Assignment, assignment_of
from maillage.core.territories.named.prices import Prices, bound_of, climb
from maillage.core.territories.named.recentre import assignable, design, roaming
from maillage.core.territories.named.relaxation import sharpen
from maillage.core.territories.named.solver import Assigned, assign

__all__ = [
    "Assigned",
    "Assignment",
    "Prices",
    "assign",
    "assignable",
    "assignment_of",
    "bound_of",
    "climb",
    "design",
    "roaming",
    "sharpen",
]
