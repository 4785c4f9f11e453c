"""Generated history: who holds which accounts today, and who contacted whom."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from maillage.core.accounts.synthetic.sales_force import BOOK_SHARES
from maillage.core.arrays import FloatArray, IntArray
from maillage.core.geography.distance import great_circle_km
from maillage.texts import _

NO_OWNER_SHARE = 0.30
NAMED_ACCOUNTS, NAMED_AMONG = 40, 160
NEAR_KM, STRAY = 500.0, 0.02
ROUNDS = 30
HISTORY_DAYS, DOUBLE_DAYS = 548, 330
DOUBLE_SHARE = 0.04
KINDS = ("call", "email", "meeting", "visit")
KIND_CHANCES = (0.4, 0.35, 0.15, 0.1)


def generate_ownership(
    random: np.random.Generator, accounts: pd.DataFrame, reps: pd.DataFrame, on: date
) -> pd.DataFrame:
    """Give seven accounts in ten an owner, mostly by nearness, in books of very unequal potential.

    Forty of the largest, never two of one parent, are named accounts.
    """
    rep = _draw(random, _chances(accounts, reps))
    owned = np.flatnonzero(random.random(len(accounts)) >= NO_OWNER_SHARE)
    days = random.integers(60, 4 * 365, len(owned))
    table = pd.DataFrame(
        {
            "account": accounts["external_id"].to_numpy()[owned],
            "rep": reps["external_id"].to_numpy()[rep[owned]],
            "starts_on": [on - timedelta(days=int(each)) for each in days],
            "ends_on": None,
            "locked": np.isin(owned, _named(random, accounts, owned)),
        }
    )
    table["reason"] = np.where(table["locked"], _("named account"), _("historical"))
    return table


def generate_touches(
    random: np.random.Generator,
    accounts: pd.DataFrame,
    reps: pd.DataFrame,
    ownership: pd.DataFrame,
    on: date,
) -> pd.DataFrame:
    """Generate the contacts of the last 18 months; some accounts hear from two reps.

    Owners work what is near: far accounts and those without an owner are mostly never contacted.
    """
    km = _distances(accounts, reps)
    nearest = np.argsort(km, axis=1)
    number = {rep: index for index, rep in enumerate(reps["external_id"])}
    owner_of = ownership.set_index("account")["rep"].map(number)
    owner = accounts["external_id"].map(owner_of).fillna(-1).to_numpy().astype(np.int32)
    caller = np.where(owner >= 0, owner, nearest[:, 0])
    near = km[np.arange(len(km)), caller] < NEAR_KM
    status = accounts["status"].to_numpy()
    chance = np.select([status == "customer", owner < 0, near], [0.97, 0.18, 0.62], 0.35)
    touched = np.flatnonzero(random.random(len(accounts)) < chance)
    visits = 1 + random.poisson(np.where(status == "customer", 6.0, 1.5))
    double = touched[random.random(len(touched)) < DOUBLE_SHARE / chance.mean()]
    other = np.where(nearest[:, 0] == caller, nearest[:, 1], nearest[:, 0])
    parts = [
        _contacts(random, touched.repeat(visits[touched]), caller, HISTORY_DAYS),
        _contacts(random, double, caller, DOUBLE_DAYS),
        _contacts(random, double.repeat(random.integers(1, 4, len(double))), other, DOUBLE_DAYS),
    ]
    return _dated(pd.concat(parts, ignore_index=True), accounts, reps, on)


def _distances(accounts: pd.DataFrame, reps: pd.DataFrame) -> FloatArray:
    return great_circle_km(
        accounts["latitude"].to_numpy(np.float64)[:, None],
        accounts["longitude"].to_numpy(np.float64)[:, None],
        reps["latitude"].to_numpy(np.float64),
        reps["longitude"].to_numpy(np.float64),
    )


def _chances(accounts: pd.DataFrame, reps: pd.DataFrame) -> FloatArray:
    """(accounts, reps) chances to own, scaled until the books have their unequal shares."""
    chances = np.exp(-_distances(accounts, reps) / NEAR_KM) + STRAY / len(reps)
    potential = accounts["potential"].to_numpy(np.float64)
    shares = np.array(BOOK_SHARES) / sum(BOOK_SHARES)
    for _round in range(ROUNDS):
        chances /= chances.sum(axis=1, keepdims=True)
        chances *= shares / (potential @ chances / potential.sum())
    balanced: FloatArray = chances / chances.sum(axis=1, keepdims=True)
    return balanced


def _draw(random: np.random.Generator, chances: FloatArray) -> IntArray:
    drawn = (chances.cumsum(axis=1) < random.random((len(chances), 1))).sum(axis=1)
    reps: IntArray = np.minimum(drawn, chances.shape[1] - 1).astype(np.int32)
    return reps


def _named(random: np.random.Generator, accounts: pd.DataFrame, owned: np.ndarray) -> np.ndarray:
    largest = accounts.iloc[owned].sort_values("potential", ascending=False, kind="stable")
    parent = largest["parent"].where(largest["parent"] != "", largest["external_id"])
    candidates = largest.index[~parent.duplicated()][:NAMED_AMONG].to_numpy()
    return random.choice(candidates, NAMED_ACCOUNTS, replace=False)


def _contacts(
    random: np.random.Generator, account: np.ndarray, rep: np.ndarray, days: int
) -> pd.DataFrame:
    count = len(account)
    return pd.DataFrame(
        {
            "account": account,
            "rep": rep[account],
            "age": random.integers(0, days, count),
            "kind": random.choice(KINDS, count, p=KIND_CHANCES),
        }
    )


def _dated(
    contacts: pd.DataFrame, accounts: pd.DataFrame, reps: pd.DataFrame, on: date
) -> pd.DataFrame:
    """Put names and working days on contacts; those of a weekend happened the Friday before."""
    day = np.datetime64(on) - contacts["age"].to_numpy().astype("timedelta64[D]")
    table = pd.DataFrame(
        {
            "account": accounts["external_id"].to_numpy()[contacts["account"]],
            "rep": reps["external_id"].to_numpy()[contacts["rep"]],
            "occurred_on": np.busday_offset(day, 0, roll="backward").astype(object),
            "kind": contacts["kind"],
        }
    )
    unique = table.drop_duplicates(["account", "rep", "occurred_on", "kind"])
    return unique.sort_values(["occurred_on", "account", "rep", "kind"]).reset_index(drop=True)
