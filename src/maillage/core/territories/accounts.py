"""Accounts get their owners: named accounts, then multi-site parents, then territories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from maillage.core.territories.account_rules import Desk, decide, reasons
from maillage.errors import ParameterError
from maillage.texts import _

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
        owner_after (rep ids or "") · rule · reason ("" where nothing changes and the account has an
        owner); the values are those of ``account_rules.Rule`` and ``account_rules.Reason``.
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
    named: Mapping[str, str] | None = None,
) -> AccountOwners:
    """Give every account one owner, by the first rule that applies.

    1. named: the account goes to the rep ``named`` gives it to; else a locked account stays with
       its owner, unless the owner has left.
    2. parent: all sites tied by parents go to one rep, the owner of the group's named account or
       else the rep in whose territories most of the group's potential lies.
    3. territory: the rep of the territory that holds the account's unit.
    4. kept: the account is not located, its unit is in no territory, or the territory has no rep,
       and its present owner, who has not left, goes on.
    5. unassigned: the same, and there is no such owner.

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
    named
        Rep id of the accounts that were agreed on by name.

    Raises
    ------
    ParameterError
        When a column is missing or an external id is repeated.
    """
    _check(accounts)
    desk = Desk.of(accounts, unit_territory, territory_rep, named or {})
    after, rule = decide(desk)
    names = np.append(desk.names, "")
    owners = pd.DataFrame(
        {
            "account": accounts["external_id"].to_numpy(),
            "territory": desk.territory,
            "owner_before": names[desk.before],
            "owner_after": names[after],
            "rule": rule,
            "reason": reasons(desk, after, rule, homes or {}, accounts),
        }
    )
    moves = _moves(owners, desk)
    return AccountOwners(owners=owners, moves=moves, conflicts=_conflicts(desk, accounts))


def _check(accounts: pd.DataFrame) -> None:
    absent = [column for column in COLUMNS if column not in accounts]
    if absent:
        raise ParameterError(
            _("The accounts lack the columns %(columns)s.") % {"columns": ", ".join(absent)}
        )
    repeated = accounts["external_id"][accounts["external_id"].duplicated()]
    if len(repeated):
        raise ParameterError(
            _("The account %(account)s is listed more than once.") % {"account": repeated.iloc[0]}
        )


def _moves(owners: pd.DataFrame, desk: Desk) -> pd.DataFrame:
    moves = owners.rename(columns={"owner_before": "from_rep", "owner_after": "to_rep"})
    moves.insert(4, "potential", desk.potential)
    return moves[moves["from_rep"] != moves["to_rep"]].reset_index(drop=True)


def _conflicts(desk: Desk, accounts: pd.DataFrame) -> tuple[LockConflict, ...]:
    held = pd.DataFrame(
        {
            "group": desk.group,
            "account": accounts["external_id"].to_numpy(),
            "owner": np.append(desk.names, "")[desk.fixed],
        }
    )[desk.named]
    divided = held.groupby("group")["owner"].transform("nunique") > 1
    return tuple(
        LockConflict(tuple(sites["account"]), tuple(sorted(set(sites["owner"]))))
        for _group, sites in held[divided].groupby("group", sort=False)
    )
