"""Accounts get their owners: named accounts, then multi-site parents, then territories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from maillage.core.arrays import BoolArray, IntArray
from maillage.core.geography.distance import great_circle_km
from maillage.core.territories.groups import group_numbers, leading_reps
from maillage.errors import ParameterError

NEARER_KM = 100.0
COLUMNS = (
    "external_id",
    "parent",
    "unit",
    "potential",
    "owner",
    "owner_active",
    "locked",
    "latitude",
    "longitude",
)


class Rule(StrEnum):
    """Which rule decided the owner of an account."""

    NAMED = "named"
    PARENT = "parent"
    TERRITORY = "territory"
    UNASSIGNED = "unassigned"


class Reason(StrEnum):
    """Why an account changes owner, gets one, or has none."""

    NO_OWNER = "no_owner"
    OWNER_LEFT = "owner_left"
    BALANCE = "balance"
    DISTANCE = "distance"
    CONTIGUITY = "contiguity"
    PARENT = "parent"
    NOT_LOCATED = "not_located"
    NO_TERRITORY = "no_territory"
    NO_REP = "no_rep"


@dataclass(frozen=True, slots=True)
class LockConflict:
    """A group of sites in which named accounts are held by several reps."""

    accounts: tuple[str, ...]
    owners: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class AccountOwners:
    """The owner of every account after a design.

    Attributes
    ----------
    owners
        One row per account, in the given order: account · territory (number or 0) · owner_before ·
        owner_after (rep ids or "") · rule (:class:`Rule`) · reason (:class:`Reason`, or "" where
        nothing changes and the account has an owner).
    moves
        The rows whose owner changes: account · from_rep · to_rep · potential · territory · rule ·
        reason.
    conflicts
        Groups that stay divided because of their named accounts.
    """

    owners: pd.DataFrame
    moves: pd.DataFrame
    conflicts: tuple[LockConflict, ...]


def assign_accounts(
    accounts: pd.DataFrame,
    *,
    unit_territory: Mapping[str, int],
    territory_rep: Mapping[int, str],
    homes: Mapping[str, tuple[float, float]] | None = None,
) -> AccountOwners:
    """Give every account one owner, by the first rule that applies.

    1. named: a locked account stays with its owner, unless the owner has left.
    2. parent: all sites tied by parents go to one rep, the owner of the group's named account or
       else the rep in whose territories most of the group's potential lies.
    3. territory: the rep of the territory that holds the account's unit.
    4. unassigned: the account is not located, its unit is in no territory, or the territory has no
       rep.

    Parameters
    ----------
    accounts
        One row per account: external_id, parent ("" = none), unit ("" = not located), potential
        (missing counts as 0), owner ("" = none), owner_active, locked, latitude, longitude.
    unit_territory
        Territory number of each unit.
    territory_rep
        Rep id of each staffed territory; an open one is absent or "".
    homes
        Latitude and longitude of the reps' homes, in degrees; without them no move is explained by
        distance. An account moves for distance when its new owner lives at least 100 km nearer.

    Returns
    -------
    AccountOwners
        Owners, moves with their reasons, and groups divided by locks.

    Raises
    ------
    ParameterError
        When a column is missing or an external id is repeated.
    """
    _check(accounts)
    desk = _Desk.of(accounts, unit_territory, territory_rep)
    after, rule = _decide(desk)
    reason = _reasons(desk, after, rule, homes or {}, accounts)
    names = np.append(desk.names, "")
    owners = pd.DataFrame(
        {
            "account": accounts["external_id"].to_numpy(),
            "territory": desk.territory,
            "owner_before": names[desk.before],
            "owner_after": names[after],
            "rule": rule,
            "reason": reason,
        }
    )
    changed = after != desk.before
    moves = owners.rename(columns={"owner_before": "from_rep", "owner_after": "to_rep"})
    moves.insert(4, "potential", desk.potential)
    return AccountOwners(
        owners=owners,
        moves=moves[changed].reset_index(drop=True),
        conflicts=_conflicts(desk, accounts),
    )


@dataclass(frozen=True, eq=False)
class _Desk:
    """The accounts as arrays of length n; reps are numbers into ``names``, -1 for none."""

    names: np.ndarray
    potential: np.ndarray
    located: BoolArray
    territory: IntArray
    local: IntArray
    before: IntArray
    left: BoolArray
    named: BoolArray
    group: IntArray
    grouped: BoolArray

    @classmethod
    def of(
        cls,
        accounts: pd.DataFrame,
        unit_territory: Mapping[str, int],
        territory_rep: Mapping[int, str],
    ) -> _Desk:
        territory = _looked_up(accounts["unit"], unit_territory)
        owner = accounts["owner"].to_numpy(object)
        names = np.array(sorted({*territory_rep.values(), *owner} - {""}), dtype=object)
        number = {name: index for index, name in enumerate(names)}
        rep_of = {place: number[rep] for place, rep in territory_rep.items() if rep}
        before = _looked_up(accounts["owner"], number, missing=-1)
        left = (before >= 0) & ~accounts["owner_active"].to_numpy(np.bool_)
        group = group_numbers(accounts)
        return cls(
            names=names,
            potential=accounts["potential"].fillna(0.0).to_numpy(np.float64),
            located=(accounts["unit"] != "").to_numpy(np.bool_),
            territory=territory,
            local=_looked_up(pd.Series(territory), rep_of, missing=-1),
            before=before,
            left=left,
            named=accounts["locked"].to_numpy(np.bool_) & (before >= 0) & ~left,
            group=group,
            grouped=np.bincount(group)[group] > 1 if len(group) else np.zeros(0, np.bool_),
        )


def _check(accounts: pd.DataFrame) -> None:
    absent = [column for column in COLUMNS if column not in accounts]
    if absent:
        raise ParameterError(f"The accounts lack the columns {', '.join(absent)}.")
    repeated = accounts["external_id"][accounts["external_id"].duplicated()]
    if len(repeated):
        raise ParameterError(f"The account {repeated.iloc[0]} is listed more than once.")


def _looked_up[K](keys: pd.Series, values: Mapping[K, int], missing: int = 0) -> IntArray:
    numbers: IntArray = keys.map(dict(values)).fillna(missing).to_numpy().astype(np.int32)
    return numbers


def _decide(desk: _Desk) -> tuple[IntArray, np.ndarray]:
    of_group = _group_owners(desk)
    by_parent = desk.grouped & (of_group >= 0) & ~desk.named
    after = np.where(desk.named, desk.before, np.where(by_parent, of_group, desk.local))
    rule = np.select(
        [desk.named, by_parent, desk.local >= 0],
        [Rule.NAMED.value, Rule.PARENT.value, Rule.TERRITORY.value],
        Rule.UNASSIGNED.value,
    )
    return after.astype(np.int32), rule.astype(object)


def _group_owners(desk: _Desk) -> IntArray:
    """(n,) the one rep for the group of each account, or -1 where no site has a rep."""
    owner = np.full(int(desk.group.max(initial=-1)) + 1, -1, dtype=np.int32)
    for rep, site in ((desk.local, desk.local >= 0), (desk.before, desk.named)):
        groups, leading = leading_reps(desk.group, rep, desk.potential, desk.grouped & site)
        owner[groups] = leading
    return owner[desk.group]


def _reasons(
    desk: _Desk,
    after: IntArray,
    rule: np.ndarray,
    homes: Mapping[str, tuple[float, float]],
    accounts: pd.DataFrame,
) -> np.ndarray:
    unassigned = rule == Rule.UNASSIGNED.value
    stays = (after == desk.before) & ~unassigned
    return np.select(
        [
            stays,
            unassigned & ~desk.located,
            unassigned & (desk.territory == 0),
            unassigned,
            desk.before < 0,
            desk.left,
            (rule == Rule.PARENT.value) & (after != desk.local),
            _nearer(desk, after, homes, accounts),
        ],
        [
            "",
            Reason.NOT_LOCATED.value,
            Reason.NO_TERRITORY.value,
            Reason.NO_REP.value,
            Reason.NO_OWNER.value,
            Reason.OWNER_LEFT.value,
            Reason.PARENT.value,
            Reason.DISTANCE.value,
        ],
        Reason.BALANCE.value,
    ).astype(object)


def _nearer(
    desk: _Desk,
    after: IntArray,
    homes: Mapping[str, tuple[float, float]],
    accounts: pd.DataFrame,
) -> BoolArray:
    unknown = (np.nan, np.nan)
    places = np.array([homes.get(name, unknown) for name in desk.names] + [unknown], np.float64)
    latitude = accounts["latitude"].to_numpy(np.float64)
    longitude = accounts["longitude"].to_numpy(np.float64)
    old, new = (
        great_circle_km(latitude, longitude, places[rep, 0], places[rep, 1])
        for rep in (desk.before, after)
    )
    nearer: BoolArray = old - new >= NEARER_KM
    return nearer


def _conflicts(desk: _Desk, accounts: pd.DataFrame) -> tuple[LockConflict, ...]:
    held = pd.DataFrame(
        {
            "group": desk.group,
            "account": accounts["external_id"].to_numpy(),
            "owner": np.append(desk.names, "")[desk.before],
        }
    )[desk.named]
    divided = held.groupby("group")["owner"].transform("nunique") > 1
    return tuple(
        LockConflict(tuple(sites["account"]), tuple(sorted(set(sites["owner"]))))
        for _, sites in held[divided].groupby("group", sort=False)
    )
