"""Who answers for each territory, and for each account."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from maillage.core.territories.accounts import AccountOwners, assign_accounts
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.profiles import RepProfiles, TerritoryProfiles
from maillage.core.territories.staffing import staff
from maillage.core.territories.staffing_costs import StaffingWeights
from maillage.domain.territories.framing import Frame


@dataclass(frozen=True, eq=False)
class People:
    """Rep id of each territory ("" = open), and the owner of each account.

    ``territory`` is the territory number (from 1) of each unit; ``open_reasons`` says why a
    territory has no rep.
    """

    rep_ids: tuple[str, ...]
    owners: AccountOwners
    territory: pd.Series
    open_reasons: tuple[str, ...]


def appoint(*, frame: Frame, alignment: Alignment) -> People:
    """Match reps to territories and give every account its owner."""
    territory = pd.Series(alignment.labels + 1, index=frame.units["unit"].to_numpy())
    rep_ids, reasons = frame.anchors, ()
    if not frame.anchors:
        rep_ids, reasons = match_reps(frame=frame, alignment=alignment, territory=territory)
    homes = frame.reps.dropna(subset=["latitude", "longitude"]).set_index("rep_id")
    owners = assign_accounts(
        frame.accounts,
        unit_territory=territory.to_dict(),
        territory_rep={number + 1: rep for number, rep in enumerate(rep_ids)},
        homes={
            str(rep): (float(home["latitude"]), float(home["longitude"]))
            for rep, home in homes[["latitude", "longitude"]].iterrows()
        },
    )
    return People(tuple(rep_ids), owners, territory, tuple(reasons))


def reach_km(alignment: Alignment) -> float:
    """Distance from home that weighs like losing every account: the usual radius of a territory."""
    return float(np.clip(np.median(alignment.statistics.radius_km), 50.0, 1000.0))


def match_reps(
    *, frame: Frame, alignment: Alignment, territory: pd.Series
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Rep id of each territory by distance, capacity and existing accounts; and the findings."""
    count = frame.problem.territories
    if frame.reps.empty:
        return ("",) * count, ()
    accounts = frame.accounts.assign(
        number=frame.accounts["unit"].map(territory).fillna(0).astype(int),
        worth=frame.accounts["potential"].fillna(0.0),
    )
    inside = accounts[accounts["number"] > 0]
    owned = inside.pivot_table(
        index="owner", columns="number", values="worth", aggfunc="sum", fill_value=0.0
    ).reindex(index=frame.reps["rep_id"], columns=range(1, count + 1), fill_value=0.0)
    statistics = alignment.statistics
    potential = inside.groupby("number")["worth"].sum().reindex(range(1, count + 1), fill_value=0)
    result = staff(
        TerritoryProfiles(
            names=tuple(str(number) for number in range(1, count + 1)),
            latitude=statistics.centres[:, 0],
            longitude=statistics.centres[:, 1],
            load=statistics.amounts[:, 0],
            potential=potential.to_numpy(np.float64),
        ),
        RepProfiles(
            ids=tuple(frame.reps["rep_id"]),
            latitude=frame.reps["latitude"].to_numpy(),
            longitude=frame.reps["longitude"].to_numpy(),
            capacity=frame.reps["capacity"].to_numpy(),
            owned=owned.to_numpy(np.float64),
        ),
        weights=StaffingWeights(distance_scale_km=reach_km(alignment)),
    )
    ids = frame.reps["rep_id"].tolist()
    reps = tuple(ids[number] if number >= 0 else "" for number in result.rep_of)
    return reps, tuple(str(finding) for finding in result.findings)
