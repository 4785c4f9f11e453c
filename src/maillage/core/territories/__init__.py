"""The design engine: from basic units and measures to territories.

>>> from maillage.core.territories import Measure, Problem, solve
"""

from maillage.core.territories.alignment import Alignment, Statistics
from maillage.core.territories.bounds import Certificate, Verdict, prove, verify
from maillage.core.territories.draft import Change, Draft, Move
from maillage.core.territories.explain import Explanation, explain
from maillage.core.territories.findings import Finding
from maillage.core.territories.frontier import Frontier, FrontierPoint, frontier
from maillage.core.territories.preflight import preflight
from maillage.core.territories.problem import Measure, Problem, Reference
from maillage.core.territories.search import SearchParameters
from maillage.core.territories.solver import Progress, solve
from maillage.core.territories.suggest import Repair, Suggestion, mend, suggest

__all__ = [
    "Alignment",
    "Certificate",
    "Change",
    "Draft",
    "Explanation",
    "Finding",
    "Frontier",
    "FrontierPoint",
    "Measure",
    "Move",
    "Problem",
    "Progress",
    "Reference",
    "Repair",
    "SearchParameters",
    "Statistics",
    "Suggestion",
    "Verdict",
    "explain",
    "frontier",
    "mend",
    "preflight",
    "prove",
    "solve",
    "suggest",
    "verify",
]
