"""The design engine: from basic units and measures to territories.

>>> from maillage.core.territories import Measure, Problem, solve

Every name is loaded from its module at first use, so that a program that only states problems or
reads alignments does not wait for the compiler of the kernels.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maillage.core.territories.alignment import Alignment
    from maillage.core.territories.bounds.certificate import Certificate
    from maillage.core.territories.bounds.prove import prove
    from maillage.core.territories.bounds.verify import Verdict, verify
    from maillage.core.territories.draft import Change, Draft, Move
    from maillage.core.territories.explanations import Explanation, explain
    from maillage.core.territories.feasibility import preflight
    from maillage.core.territories.figures import Statistics
    from maillage.core.territories.findings import Finding
    from maillage.core.territories.problem import Measure, Problem, Reference
    from maillage.core.territories.progress import Progress
    from maillage.core.territories.search import SearchParameters
    from maillage.core.territories.solver import solve
    from maillage.core.territories.suggestions import Repair, Suggestion, mend, suggest
    from maillage.core.territories.tradeoffs import Frontier, FrontierPoint, frontier
else:  # a type checker would take any name from ``__getattr__``, also one that does not exist
    _HOMES = {
        "alignment": ("Alignment",),
        "bounds.certificate": ("Certificate",),
        "bounds.prove": ("prove",),
        "bounds.verify": ("Verdict", "verify"),
        "draft": ("Change", "Draft", "Move"),
        "explanations": ("Explanation", "explain"),
        "feasibility": ("preflight",),
        "figures": ("Statistics",),
        "findings": ("Finding",),
        "problem": ("Measure", "Problem", "Reference"),
        "progress": ("Progress",),
        "search": ("SearchParameters",),
        "solver": ("solve",),
        "suggestions": ("Repair", "Suggestion", "mend", "suggest"),
        "tradeoffs": ("Frontier", "FrontierPoint", "frontier"),
    }
    _HOME = {name: module for module, names in _HOMES.items() for name in names}

    def __getattr__(name: str) -> object:
        if name not in _HOME:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        found = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
        globals()[name] = found
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


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
