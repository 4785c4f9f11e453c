"""Places rows on the map: coordinates given, else the postal code, else city and state."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _

from maillage.core.geography.lookup import Gazetteer
from maillage.domain.imports.batch import Batch
from maillage.domain.imports.points import FOUND, counties_around
from maillage.models.accounts import LocationSource

ADDRESS = ("country", "state", "city", "postal_code")
POINT = ("latitude", "longitude")
DERIVED = (*POINT, "county", "time_zone", "location_source")
POSTAL_LENGTH, STATE_LENGTH = 10, 3


def check_points(batch: Batch, rows: pd.DataFrame) -> None:
    """Refuse half a pair of coordinates; take 0, 0 for not given."""
    if not {*POINT} <= {*rows.columns}:
        for name in {*POINT} & {*rows.columns}:
            rows[name] = None
            batch.findings.assume(_("coordinates not used: one of the two columns is missing"))
        return
    latitude, longitude = rows["latitude"], rows["longitude"]
    nowhere = (latitude == 0) & (longitude == 0)
    rows.loc[nowhere, list(POINT)] = None
    batch.findings.assume(_("coordinates 0, 0 read as not given"), int(nowhere.sum()))
    for row, has_longitude in longitude.notna()[latitude.isna() != longitude.isna()].items():
        if row not in batch.findings.rows:
            batch.refuse(
                row,
                "latitude" if has_longitude else "longitude",
                "",
                _("one coordinate without the other."),
                _("Give both or neither."),
            )


def place(
    batch: Batch,
    rows: pd.DataFrame,
    before: pd.DataFrame,
    after: pd.DataFrame,
    gazetteer: Gazetteer,
) -> None:
    """Fill in coordinates, county, state and time zone of ``after``, in place.

    Rows whose address the file leaves alone keep their place. Coordinates given earlier are kept
    as long as the address stays the same.
    """
    touched = [name for name in (*ADDRESS, *POINT) if name in rows]
    asked = before["pk"].isna() | rows[touched].notna().any(axis=1)
    if not asked.any():
        return
    chosen, was = after.loc[asked], before.loc[asked]
    given = given_points(rows.loc[asked])
    found = from_points(chosen, gazetteer.locate_many(chosen[list(ADDRESS)]), given)
    count_assumptions(batch, found, chosen, ~given)
    placed = settled_address(chosen, found).join(derived(chosen, found, given))
    if "location_source" in was:
        was_given = was["location_source"] == LocationSource.GIVEN.value
        kept = ~given & was_given & same(was, placed)
        placed.loc[kept, list(DERIVED)] = was.loc[kept, list(DERIVED)]
    for name in placed.columns.intersection(after.columns):
        after.loc[asked, name] = placed[name].to_numpy(object)


def derived(chosen: pd.DataFrame, found: pd.DataFrame, given: np.ndarray) -> pd.DataFrame:
    """Return coordinates and what follows from the place: county and time zone."""
    known = found["latitude"].notna().to_numpy()
    source = np.full(len(chosen), LocationSource.UNKNOWN.value, dtype=object)
    source[known] = LocationSource.POSTAL.value
    source[given] = LocationSource.GIVEN.value
    point = {
        name: np.where(given, chosen[name], np.where(known, found[name].astype(object), None))
        for name in POINT
    }
    answer = {**point, "county": found["county"], "time_zone": found["time_zone"]}
    return pd.DataFrame({**answer, "location_source": source}, index=chosen.index, dtype=object)


def from_points(chosen: pd.DataFrame, found: pd.DataFrame, given: np.ndarray) -> pd.DataFrame:
    """Take the county around the coordinates where the address does not tell it."""
    alone = given & (found["county"] == "").to_numpy() & (found["country"] == "US").to_numpy()
    if not alone.any():
        return found
    around = counties_around(*(chosen.loc[alone, name].to_numpy() for name in POINT))
    found = found.copy()
    for name in FOUND:
        typed = found.loc[alone, name].to_numpy(object)
        found.loc[alone, name] = np.where(typed == "", around[name], typed)
    return found


def given_points(rows: pd.DataFrame) -> np.ndarray:
    """Tell the rows whose coordinates stand in the file."""
    if not {*POINT} <= {*rows.columns}:
        return np.zeros(len(rows), dtype=bool)
    return rows["latitude"].notna().to_numpy()


def settled_address(chosen: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return the address as it should have been typed; what is not understood stays as typed."""
    settled = chosen[list(ADDRESS)].copy()
    settled["country"] = [
        code if len(code) == 2 else typed
        for code, typed in zip(found["country"], chosen["country"], strict=True)
    ]
    for name, limit in (("postal_code", POSTAL_LENGTH), ("state", STATE_LENGTH)):
        settled[name] = [
            code or (typed if len(typed) <= limit else "")
            for code, typed in zip(found[name], chosen[name], strict=True)
        ]
    return settled


def same(was: pd.DataFrame, address: pd.DataFrame) -> pd.Series:
    """Tell the rows whose address has not changed."""
    return (was[list(ADDRESS)] == address[list(ADDRESS)]).all(axis=1)


def count_assumptions(
    batch: Batch, found: pd.DataFrame, chosen: pd.DataFrame, relevant: np.ndarray
) -> None:
    """Count what the gazetteer took for granted, with one example of each."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for assumed, typed, code in zip(
        found["assumed"], chosen["postal_code"], found["postal_code"], strict=True
    ):
        for note in assumed:
            counts[note] += 1
            examples.setdefault(note, f"{typed} → {code}" if typed != code else typed)
    for note, count in counts.items():
        example = f" ({examples[note]})" if examples[note] else ""
        batch.findings.assume(f"{_(note)}{example}", count)
    lost = found["latitude"].isna().to_numpy() & relevant
    silent = (chosen[["city", "postal_code"]] == "").all(axis=1).to_numpy()
    batch.findings.assume(
        _("no address given: kept without a location"), int((lost & silent).sum())
    )
    batch.findings.assume(
        _("address not found: kept without a location"), int((lost & ~silent).sum())
    )
