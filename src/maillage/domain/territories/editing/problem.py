"""The problem a scenario's own territories pose: their reps, targets, and today's owners."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from maillage.core.arrays import IntArray
from maillage.core.territories import Measure, Problem
from maillage.core.territories.ledger import Ledger
from maillage.core.territories.repair import grow
from maillage.domain.territories.constraints import (
    groups,
    home_places,
    reference_alignment,
    target_shares,
)
from maillage.domain.territories.framing import Ground
from maillage.domain.territories.request import DesignRequest, Homes
from maillage.errors import ParameterError
from maillage.texts import _

SLIVER = 1e-9
"""Target, in shares of the mean, of what is in no territory."""


def plan_problem(
    *,
    ground: Ground,
    reps: Sequence[str],
    request: DesignRequest | None = None,
    spare: bool = False,
) -> Problem:
    """State the problem of territories whose reps are known, "" where one is open.

    Parameters
    ----------
    request
        What is asked of a run; without it nothing is: the problem only measures a plan.
    spare
        Whether there is one territory more, the last, for the units that are in none.
    """
    asked = request or measuring(ground.request)
    anchors = tuple(rep or f"\0{place}" for place, rep in enumerate(reps))
    inside = ground.accounts[ground.inside]
    shares = target_shares(request=asked, reps=ground.reps, anchors=anchors)
    homes = home_places(request=asked, reps=ground.reps, anchors=anchors)
    if spare:
        shares = np.append(np.ones(len(reps)) if shares is None else shares, 0.0)
        shares[-1] = SLIVER * shares[:-1].mean()
        homes = None if homes is None else np.vstack([homes, homes.mean(axis=0)])
    return Problem(
        ids=ground.units["unit"].tolist(),
        latitude=ground.units["latitude"].to_numpy(),
        longitude=ground.units["longitude"].to_numpy(),
        territories=len(reps) + spare,
        measures=[
            Measure(each.name, each.values.to_numpy(), each.request.tolerance, shares)
            for each in ground.measures
        ],
        edges=ground.edges,
        contiguity=asked.contiguity,
        homes=homes,
        centres="unit" if asked.homes is Homes.UNITS else "free",
        groups=groups(request=asked, accounts=inside),
        reference=reference_alignment(
            request=asked, units=ground.units, accounts=inside, anchors=anchors, stake=ground.stake
        ),
    )


def measuring(request: DesignRequest) -> DesignRequest:
    """The request without its limits: a plan is measured as it is, and centres lie where it is."""
    return dataclasses.replace(
        request, homes=Homes.FREE, disruption_cap=None, disruption_price_km=0.0
    )


def check_homes(*, request: DesignRequest, reps: Sequence[str]) -> None:
    """Refuse to centre territories on the homes of reps where one has no rep.

    Raises
    ------
    ParameterError
        Naming the territory.
    """
    if request.homes is Homes.REPS and "" in reps:
        raise ParameterError(
            _("Territory %(number)d has no rep, so it has no home for its centre.")
            % {"number": list(reps).index("") + 1},
            remedy=_("Give every territory a rep, or let the centres be free."),
        )


def filled(*, problem: Problem, labels: IntArray) -> IntArray:
    """(n,) the labels, with the units that have none (-1) grown over by the nearest territories."""
    free = labels < 0
    if not free.any() or free.all():
        return labels
    model = Ledger(problem).model
    weight = model.weight[~free]
    mass = np.bincount(labels[~free], weight, problem.territories)
    held = np.column_stack(
        [
            np.bincount(labels[~free], weight * axis, problem.territories)
            for axis in model.position[~free].T
        ]
    )
    nowhere = np.full(held.shape, 1e9)
    centres = np.divide(held, mass[:, None], out=nowhere, where=mass[:, None] > 0)
    grown = labels.copy()
    grow(model, grown, centres)
    return grown
