"""Which problems the exact mode knows, and which of them it solves in seconds."""

from __future__ import annotations

import numpy as np

from maillage.core.territories.model import Model
from maillage.core.territories.problem import Problem
from maillage.core.territories.sites import DENSE
from maillage.texts import _

NODES = 100
"""Nodes up to which a proof usually takes seconds, however many territories there are."""

MORE_NODES, FEW_TERRITORIES = 700, 4
"""The same where there are few territories."""


def unknown_to(problem: Problem, model: Model) -> str | None:
    """What of a problem the exact mode does not know, in words; None where it knows all of it."""
    for asked, what in (
        (problem.centres != "unit", _("centres that are not basic units")),
        (problem.size > DENSE, _("more than %(count)d basic units") % {"count": DENSE}),
        (bool(problem.locks), _("locked units")),
        (bool(problem.forbidden), _("forbidden pairs")),
        (bool(problem.separate_sets()), _("units to keep apart")),
        (model.continuity, _("a price or cap on disruption")),
        (not np.allclose(model.target, model.target[0], atol=0.0), _("unequal targets")),
    ):
        if asked:
            return what
    return None


def within_reach(problem: Problem, model: Model) -> bool:
    """Whether the exact mode knows the problem and usually proves its optimum within seconds."""
    few = model.territories <= FEW_TERRITORIES
    return model.size <= (MORE_NODES if few else NODES) and unknown_to(problem, model) is None
