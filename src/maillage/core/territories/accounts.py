"""Accounts get their owners: named accounts, then multi-site parents, then territories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from maillage.core.arrays import IntArray
from maillage.core.territories.account_rules import Desk, Roll, decide, looked_up, reasons
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
    """The owner of every account after a design, as arrays of length n in the given order.

    ``desk`` the accounts and where the plan puts them · ``after`` number of the owner among the
    desk's reps, or -1 · ``rule``, ``reason`` values of ``account_rules.Rule`` and
    ``account_rules.Reason``; the reason is "" where nothing changes and the account has an owner.
    """

    desk: Desk
    after: IntArray
    rule: np.ndarray
    reason: np.ndarray

    @cached_property
    def owners(self) -> pd.DataFrame:
        """One row per account.

        account · territory (number or 0) · owner_before · owner_after (rep ids or "") · rule ·
        reason.
        """
        names = np.append(self.desk.roll.names, "")
        return pd.DataFrame(
            {
                "account": self.desk.roll.ids,
                "territory": self.desk.territory,
                "owner_before": names[self.desk.roll.before],
                "owner_after": names[self.after],
                "rule": self.rule,
                "reason": self.reason,
            }
        )

    @cached_property
    def moves(self) -> pd.DataFrame:
        """The rows whose owner changes.

        account · territory · from_rep · to_rep · potential · rule · reason.
        """
        roll = self.desk.roll
        rows = np.flatnonzero(roll.before != self.after)
        names = np.append(roll.names, "")
        return pd.DataFrame(
            {
                "account": roll.ids[rows],
                "territory": self.desk.territory[rows],
                "from_rep": names[roll.before[rows]],
                "to_rep": names[self.after[rows]],
                "potential": roll.potential[rows],
                "rule": self.rule[rows],
                "reason": self.reason[rows],
            }
        )

    @cached_property
    def conflicts(self) -> tuple[LockConflict, ...]:
        """Groups that stay divided because of their named accounts."""
        roll, named = self.desk.roll, self.desk.named
        names = np.append(roll.names, "")
        held = pd.DataFrame(
            {
                "group": roll.group[named],
                "account": roll.ids[named],
                "owner": names[self.desk.fixed[named]],
            }
        )
        divided = held.groupby("group")["owner"].transform("nunique") > 1
        return tuple(
            LockConflict(tuple(sites["account"]), tuple(sorted(set(sites["owner"]))))
            for _group, sites in held[divided].groupby("group", sort=False)
        )

    def knows(self, reps: Iterable[str]) -> bool:
        """Whether accounts can be given to these reps without being laid out anew."""
        return self.desk.roll.number.keys() >= {*reps} - {""}


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
    given = named or {}
    roll = Roll.of(accounts, {*territory_rep.values(), *given.values()}, homes or {})
    territory = looked_up(accounts["unit"], unit_territory)
    desk = Desk.of(roll, territory, territory_rep, given)
    after, rule = decide(desk)
    return AccountOwners(desk, after, rule, reasons(desk, after, rule))


def reassign_accounts(
    before: AccountOwners,
    *,
    territory: IntArray,
    territory_rep: Mapping[int, str],
    named: Mapping[str, str],
) -> AccountOwners:
    """Give the same accounts their owners in another plan, as :func:`assign_accounts` would.

    Only accounts whose territory, its rep, or agreement by name is another are decided anew, with
    the sites tied to them.

    Parameters
    ----------
    before
        The owners in a plan, who know (:meth:`AccountOwners.knows`) all reps of this one.
    territory
        (n,) territory number of each account, 0 where its unit is in none.
    territory_rep, named
        As for :func:`assign_accounts`.
    """
    desk = Desk.of(before.desk.roll, territory, territory_rep, named)
    rows = desk.unlike(before.desk)
    part = desk.part(rows)
    after, rule, reason = before.after.copy(), before.rule.copy(), before.reason.copy()
    after[rows], rule[rows] = decide(part)
    reason[rows] = reasons(part, after[rows], rule[rows])
    return AccountOwners(desk, after, rule, reason)


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
