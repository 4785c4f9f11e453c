"""In which segment each account is, and what a segment holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from maillage.core.accounts.criteria import FIELDS, conditions
from maillage.core.accounts.segments import NOWHERE, Segment
from maillage.core.accounts.segments.expression import PERHAPS, SEGMENT, placed, segment_table
from maillage.core.territories.rules.matching import NOBODY
from maillage.domain.accounts.criteria.table import all_accounts, criteria_table
from maillage.domain.accounts.segments.reading import segments_of
from maillage.models import Account, Rep, Segmentation

NONE: Final = "none"
UNKNOWN: Final = "unknown"
ROWS = (
    "pk", "external_id", "name", "city", "state", "status", "potential", "sales", "white_space",
    "owner",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """What a segment holds, or the accounts in none (``key`` ``none`` or ``unknown``).

    ``perhaps`` counts those of its accounts that may belong to an earlier segment. Amounts are sums
    of what is known per year; ``without_potential`` and ``without_room`` count the accounts whose
    potential, or white space, is not known. ``owners`` are different active reps.
    """

    key: str
    name: str
    accounts: int
    perhaps: int
    potential: float
    without_potential: int
    sales: float
    white_space: float
    without_room: int
    owners: int
    unowned: int


def placed_accounts(segments: Sequence[Segment], on: date) -> pd.DataFrame:
    """Put all accounts into segments.

    Returns
    -------
    DataFrame
        ``pk`` · ``external_id`` · ``name`` · ``city`` · ``state`` · ``status`` · ``potential`` ·
        ``sales`` · ``white_space`` · ``owner_name`` ("" for nobody) · ``segment`` (the place from
        "0", ``none`` where the account fits none, ``unknown`` where that is not known) ·
        ``perhaps`` (the place of an earlier segment it may belong to, "" for none).
    """
    accounts = all_accounts(on)
    asked = {each.field for segment in segments for each in conditions(segment.criterion)}
    table = segment_table(accounts.assign(key=accounts["pk"]), sorted(asked))
    told = placed(table, segments).select("key", SEGMENT, PERHAPS).to_pyarrow().to_pydict()
    found = dict(zip(told["key"], zip(told[SEGMENT], told[PERHAPS], strict=True), strict=True))
    keys = [keys_of(*found[pk]) for pk in accounts["pk"]]
    reps = dict(Rep.objects.filter(active=True).values_list("pk", "name"))
    owner = accounts["owner"].where(accounts["owner"].isin(list(reps)), NOBODY)
    columns = {
        "owner_name": [reps.get(rep, "") for rep in owner],
        "segment": [segment for segment, _perhaps in keys],
        "perhaps": [perhaps for _segment, perhaps in keys],
    }
    texts = pd.DataFrame(columns, index=accounts.index, dtype=object)
    return accounts[list(ROWS)].assign(owner=owner).join(texts)


def keys_of(place: int, perhaps: int) -> tuple[str, str]:
    """Name a place, and the place of an earlier segment that may be the right one."""
    doubt = "" if perhaps == NOWHERE else str(perhaps)
    if place != NOWHERE:
        return str(place), doubt
    return (UNKNOWN if doubt else NONE), doubt


def count_segments(segments: Sequence[Segment], on: date) -> list[Held]:
    """Say what each segment holds, then the accounts in none, then those of which it is unknown."""
    accounts = placed_accounts(segments, on)
    names = {str(number): each.name for number, each in enumerate(segments)}
    groups = dict(list(accounts.groupby("segment")))
    nothing = accounts.iloc[:0]
    return [
        held_by(key, names.get(key, ""), groups.get(key, nothing))
        for key in (*names, NONE, UNKNOWN)
    ]


def held_by(key: str, name: str, accounts: pd.DataFrame) -> Held:
    """Sum up some accounts."""
    owners = accounts["owner"]
    return Held(
        key=key,
        name=name,
        accounts=len(accounts),
        perhaps=int((accounts["perhaps"] != "").sum()),
        potential=float(accounts["potential"].sum()),
        without_potential=int(accounts["potential"].isna().sum()),
        sales=float(accounts["sales"].sum()),
        white_space=float(accounts["white_space"].sum()),
        without_room=int(accounts["white_space"].isna().sum()),
        owners=int(owners[owners != NOBODY].nunique()),
        unowned=int((owners == NOBODY).sum()),
    )


def accounts_in(segmentation: Segmentation, key: str, on: date) -> list[int]:
    """Give the keys of the accounts in a segment, in none, or of which it is not known."""
    found = placed_accounts(segments_of(segmentation.segments), on)
    return [int(pk) for pk in found.loc[found["segment"] == key, "pk"]]


def fields_known(account: Account, on: date) -> dict[str, Any]:
    """Read all that segments can ask of one account, as :func:`explanation.place` takes it."""
    table = criteria_table(Account.objects.filter(pk=account.pk), FIELDS, on)
    row: dict[str, Any] = table.astype(object).iloc[0].to_dict()
    return row
