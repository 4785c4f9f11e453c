"""The rules that give accounts their owners, and the reasons of every change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cached_property

import numpy as np
import pandas as pd

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.geography.distance import great_circle_km
from maillage.core.territories.groups import group_numbers, leading_reps

NEARER_KM = 100.0


class Rule(StrEnum):
    """Which rule decided the owner of an account."""

    NAMED = "named"
    PARENT = "parent"
    TERRITORY = "territory"
    KEPT = "kept"
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
    AGREED = "agreed"


@dataclass(frozen=True, eq=False)
class Roll:
    """The accounts as arrays of length n, whatever the territories; reps are numbers, -1 for none.

    ``ids`` external ids · ``names`` (r,) ids of the reps, ascending · ``homes`` (r + 1, 2) latitude
    and longitude of their homes in degrees, NaN where unknown, the last row for nobody · ``before``
    today's owner · ``left`` whether the owner has left · ``held`` the owner who keeps it as a named
    account · ``group`` numbers the accounts tied by parents, ``grouped`` marks groups of two or
    more.
    """

    ids: np.ndarray
    names: np.ndarray
    homes: FloatArray
    potential: FloatArray
    latitude: FloatArray
    longitude: FloatArray
    located: BoolArray
    before: IntArray
    left: BoolArray
    held: IntArray
    group: IntArray
    grouped: BoolArray

    @classmethod
    def of(
        cls,
        accounts: pd.DataFrame,
        reps: Iterable[str],
        homes: Mapping[str, tuple[float, float]],
    ) -> Roll:
        """Lay out the accounts, with the ``reps`` who may get some besides today's owners."""
        names = np.array(sorted({*reps, *accounts["owner"]} - {""}), dtype=object)
        number = {name: index for index, name in enumerate(names)}
        before = looked_up(accounts["owner"], number, missing=-1)
        left = (before >= 0) & ~accounts["owner_active"].to_numpy(np.bool_)
        locked = accounts["locked"].to_numpy(np.bool_) & ~left
        group = group_numbers(accounts)
        unknown = (np.nan, np.nan)
        return cls(
            ids=accounts["external_id"].to_numpy(object),
            names=names,
            homes=np.array([homes.get(name, unknown) for name in names] + [unknown], np.float64),
            potential=accounts["potential"].fillna(0.0).to_numpy(np.float64),
            latitude=accounts["latitude"].to_numpy(np.float64),
            longitude=accounts["longitude"].to_numpy(np.float64),
            located=(accounts["unit"] != "").to_numpy(np.bool_),
            before=before,
            left=left,
            held=np.where(locked, before, -1).astype(np.int32),
            group=group,
            grouped=np.bincount(group)[group] > 1 if len(group) else np.zeros(0, np.bool_),
        )

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The number of each rep."""
        return {name: index for index, name in enumerate(self.names)}

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The place of each account."""
        return {account: index for index, account in enumerate(self.ids)}

    def part(self, rows: IntArray) -> Roll:
        """Some of the accounts: whole groups of them."""
        taken = {each.name for each in fields(self)} - {"names", "homes"}
        return replace(self, **{name: getattr(self, name)[rows] for name in taken})


@dataclass(frozen=True, eq=False)
class Desk:
    """Accounts and where the plan puts them, as arrays of length n.

    ``territory`` is 0 where the unit is in none; ``local`` is the territory's rep; ``fixed`` is the
    rep who gets the account by name.
    """

    roll: Roll
    territory: IntArray
    local: IntArray
    fixed: IntArray

    @classmethod
    def of(
        cls,
        roll: Roll,
        territory: IntArray,
        territory_rep: Mapping[int, str],
        named: Mapping[str, str],
    ) -> Desk:
        """Lay out accounts in territories; names of accounts that are not there say nothing."""
        rep_of = np.full(max(territory_rep, default=0) + 1, -1, dtype=np.int32)
        for number, rep in territory_rep.items():
            rep_of[number] = roll.number.get(rep, -1)
        staffed = territory < len(rep_of)
        fixed = roll.held.copy()
        for account, rep in named.items():
            if account in roll.place and rep:
                fixed[roll.place[account]] = roll.number[rep]
        local = np.where(staffed, rep_of[np.where(staffed, territory, 0)], -1)
        return cls(roll, territory, local.astype(np.int32), fixed)

    def part(self, rows: IntArray) -> Desk:
        """Some of the accounts: whole groups of them."""
        return Desk(self.roll.part(rows), self.territory[rows], self.local[rows], self.fixed[rows])

    def unlike(self, other: Desk) -> IntArray:
        """(m,) accounts of the same roll that may get another owner, with their groups."""
        changed = (
            (self.territory != other.territory)
            | (self.local != other.local)
            | (self.fixed != other.fixed)
        )
        group = self.roll.group
        touched = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.bool_)
        touched[group[changed]] = True
        return np.flatnonzero(touched[group]).astype(np.int32)

    @property
    def named(self) -> BoolArray:
        """(n,) whether an account is given to a rep by name."""
        held: BoolArray = self.fixed >= 0
        return held


def looked_up[K](keys: pd.Series, values: Mapping[K, int], missing: int = 0) -> IntArray:
    """(n,) what a table says of each key."""
    numbers: IntArray = keys.map(dict(values)).fillna(missing).to_numpy().astype(np.int32)
    return numbers


def decide(desk: Desk) -> tuple[IntArray, np.ndarray]:
    """Apply the rules: (n,) owner of each account, or -1, and (n,) the rule that decided."""
    roll, of_group = desk.roll, _group_owners(desk)
    by_parent = roll.grouped & (of_group >= 0) & ~desk.named
    kept = (roll.before >= 0) & ~roll.left
    cases = [desk.named, by_parent, desk.local >= 0, kept]
    rules = [Rule.NAMED.value, Rule.PARENT.value, Rule.TERRITORY.value, Rule.KEPT.value]
    after = np.select(cases, [desk.fixed, of_group, desk.local, roll.before], -1)
    rule = np.select(cases, rules, Rule.UNASSIGNED.value)
    return after.astype(np.int32), rule.astype(object)


def _group_owners(desk: Desk) -> IntArray:
    """(n,) the one rep for the group of each account, or -1 where no site has a rep."""
    roll = desk.roll
    owner = np.full(int(roll.group.max(initial=-1)) + 1, -1, dtype=np.int32)
    for rep, site in ((desk.local, desk.local >= 0), (desk.fixed, desk.named)):
        groups, leading = leading_reps(roll.group, rep, roll.potential, roll.grouped & site)
        owner[groups] = leading
    return owner[roll.group]


def reasons(desk: Desk, after: IntArray, rule: np.ndarray) -> np.ndarray:
    """(n,) why each account changes owner or has none, or "" where all stays as it is."""
    roll = desk.roll
    unassigned = rule == Rule.UNASSIGNED.value
    stays = (after == roll.before) & ~unassigned
    return np.select(
        [
            stays,
            unassigned & ~roll.located,
            unassigned & (desk.territory == 0),
            unassigned,
            desk.named & (after != roll.before),
            roll.before < 0,
            roll.left,
            (rule == Rule.PARENT.value) & (after != desk.local),
            _nearer(roll, after),
        ],
        [
            "",
            Reason.NOT_LOCATED.value,
            Reason.NO_TERRITORY.value,
            Reason.NO_REP.value,
            Reason.AGREED.value,
            Reason.NO_OWNER.value,
            Reason.OWNER_LEFT.value,
            Reason.PARENT.value,
            Reason.DISTANCE.value,
        ],
        Reason.BALANCE.value,
    ).astype(object)


def _nearer(roll: Roll, after: IntArray) -> BoolArray:
    old, new = (
        great_circle_km(roll.latitude, roll.longitude, roll.homes[rep, 0], roll.homes[rep, 1])
        for rep in (roll.before, after)
    )
    nearer: BoolArray = old - new >= NEARER_KM
    return nearer
