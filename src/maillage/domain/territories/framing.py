"""From a request and the workspace's data to a problem for the design engine."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import pandas as pd

from maillage.core.arrays import IntArray
from maillage.core.territories import Measure, Problem
from maillage.core.territories.accounts import AccountOwners
from maillage.domain.accounts.queries import accounts_frame
from maillage.domain.territories.constraints import (
    groups,
    home_places,
    locks,
    reference_alignment,
    target_shares,
)
from maillage.domain.territories.lasting import Lasting
from maillage.domain.territories.measures import UnitMeasure, unit_measures
from maillage.domain.territories.names import check_units
from maillage.domain.territories.queries import reps_frame
from maillage.domain.territories.request import (
    MOST_TERRITORIES,
    DesignRequest,
    Homes,
)
from maillage.domain.territories.splitting import (
    SplitCounties,
    place_accounts,
    split_counties,
    split_units,
)
from maillage.domain.territories.units import (
    design_units,
    place_strays,
    unit_edges,
    unit_of_accounts,
)
from maillage.errors import InputError, ParameterError
from maillage.texts import _, number


@dataclass(frozen=True, eq=False)
class Ground(Lasting):
    """What a design stands on, whatever its territories: units, accounts, reps, measures.

    ``accounts`` has its ``unit``; ``reps`` are the active ones; ``stake`` names the figure whose
    change of owner is counted.
    """

    request: DesignRequest
    units: pd.DataFrame
    accounts: pd.DataFrame
    reps: pd.DataFrame
    measures: tuple[UnitMeasure, ...]
    edges: np.ndarray
    stake: str
    split: SplitCounties

    @property
    def inside(self) -> pd.Series:
        """Which accounts lie in a unit of the design."""
        return self.accounts["unit"].isin(self.units["unit"])

    @cached_property
    def accounts_by_unit(self) -> np.ndarray:
        """(n,) how many accounts lie in each unit."""
        held = self.accounts["unit"].value_counts()
        return self.units["unit"].map(held).fillna(0).to_numpy(np.int64)

    @cached_property
    def place(self) -> dict[str, int]:
        """The place of each unit."""
        return {unit: number for number, unit in enumerate(self.units["unit"])}

    @cached_property
    def unit_places(self) -> IntArray:
        """(m,) place of the unit of each account among the units, -1 where it is none of them."""
        found: IntArray = pd.Index(self.units["unit"]).get_indexer(self.accounts["unit"])
        return found.astype(np.int32)

    @cached_property
    def at_stake(self) -> np.ndarray:
        """(m,) the figure of each account that an active rep owns inside, 0 of the others."""
        counted = self.accounts["owner_active"] & self.inside
        return np.where(counted, self.accounts[self.stake].fillna(0.0), 0.0)

    def disruption(self, owners: AccountOwners) -> float | None:
        """Share of what active reps own inside that changes owner; None where they own nothing.

        What reps who have left still hold must change owner in any case.
        """
        total = float(self.at_stake.sum())
        moved = owners.desk.roll.before != owners.after
        return float(self.at_stake[moved].sum() / total) if total > 0 else None

    @property
    def concerned(self) -> pd.Series:
        """Which accounts the design is about: those inside, and those nobody could place there."""
        here = self.accounts["state"].isin([*self.request.states, ""])
        return self.inside | ((self.accounts["unit"] == "") & here)


@dataclass(frozen=True, eq=False)
class Frame(Ground):
    """The data of a design run and the problem stated on it.

    ``anchors`` are the rep ids of the territories when these belong to reps from the start, else
    empty.
    """

    anchors: tuple[str, ...]
    problem: Problem

    @classmethod
    def on(cls, ground: Ground, *, anchors: tuple[str, ...], problem: Problem) -> Frame:
        """Put a problem on its ground."""
        given = {field.name: getattr(ground, field.name) for field in fields(Ground)}
        return cls(**given, anchors=anchors, problem=problem)


def frame_problem(*, request: DesignRequest) -> Frame:
    """Read what the request needs and state the problem.

    Raises
    ------
    InputError
        If data is missing.
    ParameterError
        If the request does not fit the data.
    InfeasibleError
        If the cap on disruption is broken by the units themselves.
    """
    ground = read_ground(request=request)
    count = territory_count(request=request, reps=ground.reps, first=ground.measures[0])
    anchors = anchored_reps(request=request, reps=ground.reps, count=count)
    problem = state_problem(ground=ground, count=count, anchors=anchors)
    return Frame.on(ground, anchors=anchors, problem=problem)


def read_ground(*, request: DesignRequest) -> Ground:
    """Read the units, accounts, reps and measures that a request is about.

    Raises
    ------
    InputError
        If data is missing.
    ParameterError
        If the request does not fit the data.
    """
    accounts = accounts_frame(on=request.on)
    accounts["unit"] = unit_of_accounts(level=request.level, accounts=accounts)
    whole = design_units(level=request.level, states=request.states, accounts=accounts)
    split = split_counties(counties=whole, codes=request.split)
    units = split_units(counties=whole, split=split)
    check_units(request=request, units=units)
    accounts["unit"] = place_accounts(accounts=accounts, split=split)
    accounts["unit"] = place_strays(accounts=accounts, units=units, states=request.states)
    measures = unit_measures(
        requests=request.measures,
        level=request.level,
        units=units,
        accounts=accounts[accounts["unit"].isin(units["unit"])],
        states=request.states,
        split=split,
    )
    edges = unit_edges(level=request.level, units=units, links=(*split.pairs, *request.links))
    stake = "revenue" if "revenue" in {each.name for each in measures} else "potential"
    return Ground(request, units, accounts, reps_frame(), measures, edges, stake, split)


def state_problem(*, ground: Ground, count: int, anchors: tuple[str, ...]) -> Problem:
    """State what the engine has to solve."""
    request, units, reps = ground.request, ground.units, ground.reps
    accounts = ground.accounts[ground.inside]
    shares = target_shares(request=request, reps=reps, anchors=anchors)
    return Problem(
        ids=units["unit"].tolist(),
        latitude=units["latitude"].to_numpy(),
        longitude=units["longitude"].to_numpy(),
        territories=count,
        measures=[
            Measure(each.name, each.values.to_numpy(), each.request.tolerance, shares)
            for each in ground.measures
        ],
        edges=ground.edges,
        contiguity=request.contiguity,
        homes=home_places(request=request, reps=reps, anchors=anchors),
        centres="unit" if request.homes is Homes.UNITS else "free",
        locks=locks(request=request, accounts=accounts, reps=reps, anchors=anchors),
        groups=groups(request=request, accounts=accounts),
        reference=reference_alignment(
            request=request, units=units, accounts=accounts, anchors=anchors, stake=ground.stake
        ),
    )


def territory_count(*, request: DesignRequest, reps: pd.DataFrame, first: UnitMeasure) -> int:
    """The number of territories: asked for, derived from a target size, or one per active rep."""
    if request.territories is not None:
        return request.territories
    if request.target_size is not None:
        return count_of_size(total=float(first.values.sum()), size=request.target_size)
    if reps.empty:
        raise InputError(
            _("There is no active rep, so the number of territories is not known."),
            remedy=_("Import reps, or give --territories or --target-size."),
        )
    return len(reps)


def count_of_size(*, total: float, size: float) -> int:
    """The number of territories that comes nearest to a target size."""
    if size * (MOST_TERRITORIES + 0.5) < total:
        message = _(
            "A target size of %(size)g would make more than %(most)s territories of the %(total)s"
            " there are."
        )
        raise ParameterError(
            message % {"size": size, "most": number(MOST_TERRITORIES), "total": number(total)},
            remedy=_("Give a larger one, in the unit of the first measure."),
        )
    return max(1, round(total / size))


def anchored_reps(*, request: DesignRequest, reps: pd.DataFrame, count: int) -> tuple[str, ...]:
    """Rep ids of the territories, when these belong to reps from the start."""
    if not request.anchored:
        return ()
    if count != len(reps):
        message = _(
            "The territories belong to reps from the start (fixed homes, capacity targets, locks or"
            " a limit on disruption), but %(count)d territories are asked for and there are"
            " %(reps)d active reps."
        )
        raise ParameterError(
            message % {"count": count, "reps": len(reps)},
            remedy=_("Leave the number out, or make it that of the reps."),
        )
    return tuple(reps["rep_id"])
