"""The tables of a design's outcome; their columns are listed in :mod:`.outcome`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from maillage.core.geography.distance import great_circle_km
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.colours import territory_colours
from maillage.domain.territories.framing import Frame, Ground
from maillage.domain.territories.people import People

LONGEST_PLACE = 100


def number_from_west(alignment: Alignment) -> np.ndarray:
    """(k,) place of each territory when they are counted from west to east."""
    order = np.argsort(alignment.statistics.centres[:, 1], kind="stable")
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return place


def territory_names(*, ground: Ground, labels: np.ndarray, count: int) -> list[str]:
    """Name each territory after the place and state that hold most of its first measure."""
    amount = ground.measures[0].values.to_numpy() + 1e-9
    units = ground.units.assign(label=labels, amount=amount)
    by_place = units.groupby(["label", "place", "state"])["amount"].sum().reset_index()
    leading = by_place.sort_values("amount").groupby("label").tail(1).set_index("label")
    names = [
        f"{leading.loc[number, 'place'][:LONGEST_PLACE]}, {leading.loc[number, 'state']}"
        for number in range(count)
    ]
    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            names[place] = f"{name} {seen[name]}"
    return names


def territories_table(*, frame: Frame, alignment: Alignment, people: People) -> pd.DataFrame:
    """One row per territory."""
    statistics = alignment.statistics
    count = frame.problem.territories
    rep_names = dict(zip(frame.reps["rep_id"], frame.reps["name"], strict=True))
    accounts = people.owners.owners["territory"].value_counts()
    table = pd.DataFrame(
        {
            "number": range(1, count + 1),
            "name": territory_names(ground=frame, labels=alignment.labels, count=count),
            "colour": territory_colours(
                count,
                pairs=touching_pairs(frame.edges, alignment.labels),
                centres=flat(statistics.centres),
            ),
            "rep_id": list(people.rep_ids),
            "rep": [rep_names.get(rep, "") for rep in people.rep_ids],
            "units": statistics.units,
            "accounts": [int(accounts.get(number, 0)) for number in range(1, count + 1)],
            "latitude": statistics.centres[:, 0],
            "longitude": statistics.centres[:, 1],
            "mean_km": statistics.mean_km,
            "radius_km": statistics.radius_km,
            "components": statistics.components,
        }
    )
    for column, measure in enumerate(frame.measures):
        table[measure.name] = statistics.amounts[:, column]
        table[f"{measure.name}_target"] = frame.problem.measures[column].targets(count)
        table[f"{measure.name}_deviation"] = statistics.deviations[:, column]
    return table


def flat(centres: np.ndarray) -> np.ndarray:
    """Centres (k, 2) in degrees, laid out so that distances can be compared."""
    latitude, longitude = centres.T
    return np.column_stack([latitude, longitude * np.cos(np.radians(latitude))])


def touching_pairs(edges: np.ndarray, labels: np.ndarray) -> list[tuple[int, int]]:
    """Territories that touch, as pairs of numbers from 0."""
    pairs = np.sort(labels[edges], axis=1)
    pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
    return [(int(one), int(other)) for one, other in pairs]


def units_table(*, frame: Frame, people: People) -> pd.DataFrame:
    """One row per basic unit."""
    owned = frame.accounts[frame.accounts["owner_name"] != ""]
    worth = owned[frame.stake].fillna(0.0) + 1e-9
    held = worth.groupby([owned["unit"], owned["owner_name"]]).sum()
    leading = held.groupby(level=0).idxmax().map(lambda pair: pair[1]) if len(held) else held
    table = frame.units[["unit", "name", "state", "latitude", "longitude"]].copy()
    table["territory"] = people.territory.to_numpy()
    table["locked"] = table["unit"].isin(list(frame.problem.locks))
    names = leading.to_dict()
    table["previous"] = [names.get(unit, "") for unit in table["unit"]]
    for measure in frame.measures:
        table[measure.name] = measure.values.to_numpy()
    return table


def accounts_table(*, frame: Frame, people: People) -> pd.DataFrame:
    """One row per account of the country, also those outside the territories."""
    names = rep_names(frame)
    columns = [
        "external_id", "name", "status", "state", "county", "city", "postal_code", "parent",
        "potential", "revenue", "unit", "touches", "touching_reps",
    ]  # fmt: skip
    table = frame.accounts[columns].rename(columns={"external_id": "account"})
    owners = people.owners.owners
    return table.assign(
        territory=owners["territory"].to_numpy(),
        owner_before=owners["owner_before"].map(names).fillna("").to_numpy(),
        owner_after=owners["owner_after"].map(names).fillna("").to_numpy(),
        owner_after_id=owners["owner_after"].to_numpy(),
        rule=owners["rule"].to_numpy(),
    ).reset_index(drop=True)


def rep_names(frame: Ground) -> dict[str, str]:
    """Names of reps by id, also of those who have left but still own accounts."""
    owners = frame.accounts.drop_duplicates("owner")
    former = dict(zip(owners["owner"], owners["owner_name"], strict=True))
    return former | dict(zip(frame.reps["rep_id"], frame.reps["name"], strict=True)) | {"": ""}


def reps_table(
    *, frame: Frame, people: People, territories: pd.DataFrame, owners: pd.DataFrame
) -> pd.DataFrame:
    """One row per active rep."""
    number = {rep: place + 1 for place, rep in enumerate(people.rep_ids) if rep}
    names = dict(zip(territories["number"], territories["name"], strict=True))
    worth = frame.accounts["potential"].fillna(0.0).to_numpy()
    ledger = owners.assign(worth=worth, kept=owners["owner_before"] == owners["owner_after"])
    reps = frame.reps
    known = ["rep_id", "name", "seniority", "capacity", "city", "state", "latitude", "longitude"]
    table = reps[known].copy()
    table["territory"] = reps["rep_id"].map(number).fillna(0).astype(int)
    table["territory_name"] = [names.get(number, "") for number in table["territory"]]
    table["home_km"] = home_distances(reps, table["territory"], territories)
    for when in ("before", "after"):
        books = ledger.groupby(f"owner_{when}")
        table[f"accounts_{when}"] = reps["rep_id"].map(books.size()).fillna(0).astype(int)
        table[f"potential_{when}"] = reps["rep_id"].map(books["worth"].sum()).fillna(0.0)
    kept = ledger[ledger["kept"]].groupby("owner_after").size()
    table["kept"] = reps["rep_id"].map(kept).fillna(0).astype(int)
    return table


def home_distances(
    reps: pd.DataFrame, territory: pd.Series, territories: pd.DataFrame
) -> np.ndarray:
    """Great-circle km from each rep's home to the centre of the rep's territory; NaN if unknown."""
    centres = territories.set_index("number")[["latitude", "longitude"]].reindex(territory)
    distance: np.ndarray = great_circle_km(
        reps["latitude"].to_numpy(),
        reps["longitude"].to_numpy(),
        centres["latitude"].to_numpy(),
        centres["longitude"].to_numpy(),
    )
    return distance


def moves_table(*, frame: Ground, people: People) -> pd.DataFrame:
    """One row per account that changes owner, the richest first."""
    moves = people.owners.moves
    names = rep_names(frame)
    accounts = frame.accounts.set_index("external_id").loc[moves["account"]]
    table = pd.DataFrame(
        {
            "account": moves["account"].to_numpy(),
            "name": accounts["name"].to_numpy(),
            "state": accounts["state"].to_numpy(),
            "from_rep": moves["from_rep"].map(names).fillna("").to_numpy(),
            "to_rep": moves["to_rep"].map(names).fillna("").to_numpy(),
            "potential": accounts["potential"].to_numpy(),
            "revenue": accounts["revenue"].to_numpy(),
            "territory": moves["territory"].to_numpy(),
            "reason": moves["reason"].to_numpy(),
            "detail": accounts["city"].to_numpy(),
        }
    )
    return table.sort_values(["potential", "account"], ascending=[False, True], ignore_index=True)
