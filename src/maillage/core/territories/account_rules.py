"""The rules that give accounts their owners, and the reasons of every change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

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
class Desk:
    """The accounts as arrays of length n; reps are numbers into ``names``, -1 for none.

    ``territory`` is 0 where the unit is in none; ``local`` is the territory's rep; ``before`` is
    today's owner; ``left`` says whether the owner has left; ``fixed`` is the rep who gets it
    by name; ``group`` numbers the accounts tied by parents, ``grouped`` marks groups of two or
    more.
    """

    names: np.ndarray
    potential: FloatArray
    located: BoolArray
    territory: IntArray
    local: IntArray
    before: IntArray
    left: BoolArray
    fixed: IntArray
    group: IntArray
    grouped: BoolArray

    @classmethod
    def of(
        cls,
        accounts: pd.DataFrame,
        unit_territory: Mapping[str, int],
        territory_rep: Mapping[int, str],
        named: Mapping[str, str],
    ) -> Desk:
        """Lay out the accounts with the territories and reps of their units."""
        territory = _looked_up(accounts["unit"], unit_territory)
        owner = accounts["owner"].to_numpy(object)
        known = {*territory_rep.values(), *owner, *named.values()}
        names = np.array(sorted(known - {""}), dtype=object)
        number = {name: index for index, name in enumerate(names)}
        rep_of = {place: number[rep] for place, rep in territory_rep.items() if rep}
        before = _looked_up(accounts["owner"], number, missing=-1)
        left = (before >= 0) & ~accounts["owner_active"].to_numpy(np.bool_)
        locked = accounts["locked"].to_numpy(np.bool_) & (before >= 0) & ~left
        agreed = _looked_up(accounts["external_id"].map(dict(named)), number, missing=-1)
        group = group_numbers(accounts)
        return cls(
            names=names,
            potential=accounts["potential"].fillna(0.0).to_numpy(np.float64),
            located=(accounts["unit"] != "").to_numpy(np.bool_),
            territory=territory,
            local=_looked_up(pd.Series(territory), rep_of, missing=-1),
            before=before,
            left=left,
            fixed=np.where(agreed >= 0, agreed, np.where(locked, before, -1)),
            group=group,
            grouped=np.bincount(group)[group] > 1 if len(group) else np.zeros(0, np.bool_),
        )

    @property
    def named(self) -> BoolArray:
        """(n,) whether an account is given to a rep by name."""
        held: BoolArray = self.fixed >= 0
        return held


def _looked_up[K](keys: pd.Series, values: Mapping[K, int], missing: int = 0) -> IntArray:
    numbers: IntArray = keys.map(dict(values)).fillna(missing).to_numpy().astype(np.int32)
    return numbers


def decide(desk: Desk) -> tuple[IntArray, np.ndarray]:
    """Apply the rules: (n,) owner of each account, or -1, and (n,) the rule that decided."""
    of_group = _group_owners(desk)
    by_parent = desk.grouped & (of_group >= 0) & ~desk.named
    kept = (desk.before >= 0) & ~desk.left
    cases = [desk.named, by_parent, desk.local >= 0, kept]
    rules = [Rule.NAMED.value, Rule.PARENT.value, Rule.TERRITORY.value, Rule.KEPT.value]
    after = np.select(cases, [desk.fixed, of_group, desk.local, desk.before], -1)
    rule = np.select(cases, rules, Rule.UNASSIGNED.value)
    return after.astype(np.int32), rule.astype(object)


def _group_owners(desk: Desk) -> IntArray:
    """(n,) the one rep for the group of each account, or -1 where no site has a rep."""
    owner = np.full(int(desk.group.max(initial=-1)) + 1, -1, dtype=np.int32)
    for rep, site in ((desk.local, desk.local >= 0), (desk.fixed, desk.named)):
        groups, leading = leading_reps(desk.group, rep, desk.potential, desk.grouped & site)
        owner[groups] = leading
    return owner[desk.group]


def reasons(
    desk: Desk,
    after: IntArray,
    rule: np.ndarray,
    homes: Mapping[str, tuple[float, float]],
    accounts: pd.DataFrame,
) -> np.ndarray:
    """(n,) why each account changes owner or has none, or "" where all stays as it is."""
    unassigned = rule == Rule.UNASSIGNED.value
    stays = (after == desk.before) & ~unassigned
    return np.select(
        [
            stays,
            unassigned & ~desk.located,
            unassigned & (desk.territory == 0),
            unassigned,
            desk.named & (after != desk.before),
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
            Reason.AGREED.value,
            Reason.NO_OWNER.value,
            Reason.OWNER_LEFT.value,
            Reason.PARENT.value,
            Reason.DISTANCE.value,
        ],
        Reason.BALANCE.value,
    ).astype(object)


def _nearer(
    desk: Desk,
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
