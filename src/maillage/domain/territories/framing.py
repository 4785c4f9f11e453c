"""From a request and the workspace's data to a problem for the design engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from maillage.core.territories import Finding, Measure, Problem, Reference
from maillage.core.territories.groups import group_numbers
from maillage.domain.accounts.queries import accounts_frame
from maillage.domain.territories.measures import UnitMeasure, unit_measures
from maillage.domain.territories.queries import reps_frame
from maillage.domain.territories.request import DesignRequest, Homes, Level, Targets
from maillage.domain.territories.splitting import (
    SplitCounties,
    place_accounts,
    split_counties,
    split_units,
)
from maillage.domain.territories.units import design_units, unit_edges, unit_of_accounts
from maillage.errors import InfeasibleError, InputError, ParameterError


@dataclass(frozen=True, eq=False)
class Frame:
    """The data of a design run.

    ``accounts`` has its ``unit``; ``reps`` are the active ones; ``anchors`` are the rep ids of the
    territories when these belong to reps from the start, else empty; ``stake`` names the figure
    whose change of owner is counted.
    """

    request: DesignRequest
    units: pd.DataFrame
    accounts: pd.DataFrame
    reps: pd.DataFrame
    measures: tuple[UnitMeasure, ...]
    edges: np.ndarray
    anchors: tuple[str, ...]
    stake: str
    split: SplitCounties
    problem: Problem


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
    accounts = accounts_frame(on=request.on)
    accounts["unit"] = unit_of_accounts(level=request.level, accounts=accounts)
    reps = reps_frame()
    whole = design_units(level=request.level, states=request.states, accounts=accounts)
    split = split_counties(counties=whole, codes=request.split)
    units = split_units(counties=whole, split=split)
    accounts["unit"] = place_accounts(accounts=accounts, split=split)
    inside = accounts[accounts["unit"].isin(units["unit"])]
    measures = unit_measures(
        requests=request.measures,
        level=request.level,
        units=units,
        accounts=inside,
        states=request.states,
        split=split,
    )
    count = territory_count(request=request, reps=reps, first=measures[0])
    anchors = anchored_reps(request=request, reps=reps, count=count)
    edges = unit_edges(level=request.level, units=units, links=(*split.pairs, *request.links))
    stake = "revenue" if "revenue" in {each.name for each in measures} else "potential"
    problem = Problem(
        ids=units["unit"].tolist(),
        latitude=units["latitude"].to_numpy(),
        longitude=units["longitude"].to_numpy(),
        territories=count,
        measures=[
            Measure(
                each.name,
                each.values.to_numpy(),
                each.request.tolerance,
                target_shares(request=request, reps=reps, anchors=anchors),
            )
            for each in measures
        ],
        edges=edges,
        contiguity=request.contiguity,
        homes=home_places(request=request, reps=reps, anchors=anchors),
        locks=locks(request=request, accounts=inside, anchors=anchors),
        groups=groups(request=request, accounts=inside),
        reference=reference_alignment(
            request=request, units=units, accounts=inside, anchors=anchors, stake=stake
        ),
    )
    return Frame(request, units, accounts, reps, measures, edges, anchors, stake, split, problem)


def territory_count(*, request: DesignRequest, reps: pd.DataFrame, first: UnitMeasure) -> int:
    """The number of territories: asked for, derived from a target size, or one per active rep."""
    if request.territories is not None:
        return request.territories
    if request.target_size is not None:
        return max(1, round(float(first.values.sum()) / request.target_size))
    if reps.empty:
        raise InputError(
            "There is no active rep, so the number of territories is not known.",
            remedy="Import reps, or give --territories or --target-size.",
        )
    return len(reps)


def anchored_reps(*, request: DesignRequest, reps: pd.DataFrame, count: int) -> tuple[str, ...]:
    """Rep ids of the territories, when these belong to reps from the start."""
    if not request.anchored:
        return ()
    if count != len(reps):
        raise ParameterError(
            f"The territories belong to reps from the start (fixed homes, capacity targets, locks"
            f" or a limit on disruption), but {count} territories are asked for and there are"
            f" {len(reps)} active reps.",
            remedy="Leave the number out, or make it that of the reps.",
        )
    return tuple(reps["rep_id"])


def target_shares(
    *, request: DesignRequest, reps: pd.DataFrame, anchors: tuple[str, ...]
) -> np.ndarray | None:
    """Shares in proportion to the reps' capacity, when asked for."""
    if request.targets is not Targets.CAPACITY:
        return None
    return reps.set_index("rep_id").loc[list(anchors), "capacity"].to_numpy()


def home_places(
    *, request: DesignRequest, reps: pd.DataFrame, anchors: tuple[str, ...]
) -> np.ndarray | None:
    """Homes of the reps as fixed centres, when asked for."""
    if request.homes is not Homes.REPS:
        return None
    homes = reps.set_index("rep_id").loc[list(anchors), ["latitude", "longitude"]]
    unknown = homes.index[homes.isna().any(axis=1)]
    if len(unknown):
        raise InputError(
            f"The home of rep {unknown[0]} is not known ({len(unknown)} such reps).",
            remedy="Import their postal codes or coordinates, or let the centres be free.",
        )
    return homes.to_numpy()


def locks(
    *, request: DesignRequest, accounts: pd.DataFrame, anchors: tuple[str, ...]
) -> dict[str, int]:
    """Units locked to territories: what the person asked, and named accounts among the units."""
    number = {rep: place for place, rep in enumerate(anchors)}
    found: dict[str, int] = {}
    if request.level is Level.ACCOUNT and anchors:
        named = accounts[accounts["locked"] & accounts["owner"].isin(number)]
        found = {
            unit: number[owner] for unit, owner in zip(named["unit"], named["owner"], strict=True)
        }
    for unit, rep in request.keep:
        if rep not in number:
            raise InputError(
                f"The unit {unit} is to be kept by {rep!r}, who is no active rep.",
                remedy="Give the id of an active rep.",
            )
        found[unit] = number[rep]
    return found


def groups(*, request: DesignRequest, accounts: pd.DataFrame) -> list[tuple[str, ...]]:
    """Units that stay together: those asked for, and the sites of a parent among account units."""
    together = list(request.together)
    if request.level is Level.ACCOUNT and len(accounts):
        number = pd.Series(group_numbers(accounts), index=accounts.index)
        several = number[number.duplicated(keep=False)]
        sites = accounts.loc[several.index, "unit"].groupby(several)
        together += [tuple(members) for _, members in sites]
    return together


def reference_alignment(
    *,
    request: DesignRequest,
    units: pd.DataFrame,
    accounts: pd.DataFrame,
    anchors: tuple[str, ...],
    stake: str,
) -> Reference | None:
    """Today's owner of most of each unit, and what is at stake there."""
    owned = accounts[accounts["owner"].isin(anchors)]
    if not anchors or owned.empty:
        return None
    held = owned[stake].fillna(0.0).groupby([owned["unit"], owned["owner"]]).sum()
    leading = held.groupby(level=0).idxmax().map(lambda pair: pair[1])
    number = {rep: place for place, rep in enumerate(anchors)}
    labels = units["unit"].map(leading).map(number).fillna(-1).astype(int)
    amounts = units["unit"].map(held.groupby(level=0).max()).fillna(0.0)
    return Reference(
        labels=labels.to_numpy(),
        amounts=amounts.to_numpy(),
        cap=remaining_cap(request.disruption_cap, float(held.sum()), float(amounts.sum())),
        price_km=request.disruption_price_km,
    )


def remaining_cap(cap: float | None, total: float, leading: float) -> float | None:
    """The cap on what leading owners may lose, once shared units have cost what they must."""
    if cap is None or leading <= 0:
        return cap
    left = cap * total - (total - leading)
    if left < 0:
        share = 1 - leading / total
        raise InfeasibleError(
            [
                Finding(
                    "disruption_floor",
                    f"{share:.1%} of what is owned lies in units that several reps share today, so"
                    f" at least that much changes owner; the cap is {cap:.1%}.",
                    (),
                    "Use smaller units (postal codes or accounts), or raise the cap.",
                )
            ]
        )
    return left / leading
