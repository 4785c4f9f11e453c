"""The tools that are compared: one module each, called in a process of its own.

Every module has functions ``(case, *, seed, seconds)`` that give the number of a territory for each
unit; ``seconds`` is what they may still use where they choose themselves when to stop.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

DESIGN = ("A", "C", "B")


@dataclass(frozen=True)
class Tool:
    """A call that is compared.

    Attributes
    ----------
    package : str
        The distribution whose version is written down.
    call : str
        Module in this package and function.
    cases : tuple of str
        What it is asked.
    seeded : bool
        Whether another seed gives another plan.
    """

    package: str
    call: str
    cases: tuple[str, ...] = DESIGN
    seeded: bool = False

    def load(self) -> Callable:
        """The function, with all that it imports."""
        module, function = self.call.split(".")
        return getattr(importlib.import_module(f"peers.{module}"), function)


TOOLS = {
    "maillage": Tool(
        "maillage", "engine.design", ("A", "C", "C20", "B", "A0", "A5050"), seeded=True
    ),
    "pymetis (CARTO's call)": Tool("pymetis", "metis.carto", (*DESIGN, "A0", "A5050"), seeded=True),
    "b2b-territory-optimization": Tool("b2b-territory-optimization", "largest_first.allocate"),
    "b2b, owners locked": Tool("b2b-territory-optimization", "largest_first.keep_owners", ("C20",)),
    "gerrychain recursive": Tool("gerrychain", "chains.split", seeded=True),
    "gerrychain recom, greedy": Tool("gerrychain", "chains.recombine", seeded=True),
    "ortools min-cost flow": Tool("ortools", "flow.design", seeded=True),
    "highspy fixed centres": Tool("highspy", "transport.design", seeded=True),
    "spopt PMedian, capacities": Tool("spopt", "medians.design", ("A", "C")),
    "spopt MaxP, floor": Tool("spopt", "regions.with_floor", ("A", "C")),
    "spopt Ward": Tool("spopt", "regions.ward"),
    "spopt Skater": Tool("spopt", "regions.skater", ("A", "C")),
    "spopt AZP": Tool("spopt", "regions.azp", ("A", "C")),
    "spopt RegionKMeans": Tool("spopt", "regions.k_means", ("A", "C")),
}
