"""Detectors of holes, doubles and imbalance in who covers what (A-04, A-14, A-20, A-22)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from maillage.errors import ParameterError
from maillage.texts import _

RATIO_LIMIT = 3.0


@dataclass(frozen=True, slots=True)
class CoverageFinding:
    """What one detector found.

    ``code`` is no_owner, never_approached, double_contact, stale, potential_ratio or sole_owner;
    ``count`` is how many ids it concerns, and 0 is the goal. ``ids`` are all of them: accounts, or
    names of owners or territories for the last two. ``figures`` holds the numbers behind it.
    """

    code: str
    count: int
    ids: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)


def no_owner(accounts: pd.DataFrame) -> CoverageFinding:
    """Accounts that nobody answers for (A-04c): without an owner, or with one who has left.

    Parameters
    ----------
    accounts
        external_id, owner ("" = none), owner_active, potential.
    """
    without = accounts["owner"] == ""
    left = ~without & ~accounts["owner_active"].astype(bool)
    return _accounts_found(
        "no_owner",
        accounts,
        without | left,
        without_owner=float(without.sum()),
        owner_left=float(left.sum()),
    )


def never_approached(accounts: pd.DataFrame, touches: pd.DataFrame, *, on: date) -> CoverageFinding:
    """Accounts without any touch up to a date (A-04b).

    Parameters
    ----------
    accounts
        external_id, potential.
    touches
        account, rep, occurred_on (datetime64).
    on
        Touches after this day are ignored.
    """
    touched = touches["account"][touches["occurred_on"] <= pd.Timestamp(on)].unique()
    return _accounts_found("never_approached", accounts, ~accounts["external_id"].isin(touched))


def double_contact(
    accounts: pd.DataFrame, touches: pd.DataFrame, *, on: date, window_days: int = 365
) -> CoverageFinding:
    """Accounts touched by two or more reps within the days before a date (A-04a).

    Raises
    ------
    ParameterError
        When the window is not above zero.
    """
    recent = _recent(touches, on, window_days)
    reps = recent.drop_duplicates(["account", "rep"])["account"].value_counts()
    several = accounts["external_id"].isin(reps.index[reps >= 2])
    most = reps.reindex(accounts["external_id"][several]).max()
    return _accounts_found(
        "double_contact",
        accounts,
        several,
        window_days=float(window_days),
        most_reps=float(most) if several.any() else 0.0,
    )


def stale_accounts(
    accounts: pd.DataFrame, touches: pd.DataFrame, *, on: date, window_days: int = 180
) -> CoverageFinding:
    """Accounts that were touched before, but not within the days before a date.

    Raises
    ------
    ParameterError
        When the window is not above zero.
    """
    recent = _recent(touches, on, window_days)["account"].unique()
    once = touches["account"][touches["occurred_on"] <= pd.Timestamp(on)].unique()
    ids = accounts["external_id"]
    quiet = ids.isin(once) & ~ids.isin(recent)
    return _accounts_found("stale", accounts, quiet, window_days=float(window_days))


def potential_ratio(
    potential: Mapping[str, float], *, limit: float = RATIO_LIMIT
) -> CoverageFinding:
    """Compare the richest and the poorest owner or territory (A-14).

    Parameters
    ----------
    potential
        Potential of each owner or territory, zero or more.
    limit
        Ratio from which the pair is reported.

    Returns
    -------
    CoverageFinding
        ``ids`` is the pair, the richest first, when the ratio reaches the limit; the ratio is
        infinite when the poorest holds nothing.
    """
    if len(potential) < 2:
        return CoverageFinding("potential_ratio", 0, figures={"ratio": 1.0, "limit": limit})
    richest = max(potential, key=lambda name: potential[name])
    poorest = min(potential, key=lambda name: potential[name])
    high, low = potential[richest], potential[poorest]
    ratio = high / low if low > 0 else (float("inf") if high > 0 else 1.0)
    flagged = ratio >= limit
    return CoverageFinding(
        "potential_ratio",
        int(flagged),
        (richest, poorest) if flagged else (),
        {"ratio": ratio, "limit": limit, "highest": high, "lowest": low},
    )


def sole_owner(accounts: pd.DataFrame) -> CoverageFinding:
    """Report an owner who holds every owned account of several states (A-20, "the whole country").

    Parameters
    ----------
    accounts
        external_id, owner ("" = none), state.
    """
    owned = accounts[accounts["owner"] != ""]
    owners = owned["owner"].unique()
    states = float(owned["state"].nunique())
    alone = len(owners) == 1 and states > 1
    return CoverageFinding(
        "sole_owner",
        int(alone),
        (str(owners[0]),) if alone else (),
        {"owners": float(len(owners)), "states": states},
    )


def potential_by_owner(accounts: pd.DataFrame, owners: Iterable[str] = ()) -> dict[str, float]:
    """Sum the potential that each owner holds; those named in ``owners`` appear even with none."""
    owned = accounts[accounts["owner"] != ""]
    sums = owned.groupby("owner")["potential"].sum()
    return dict.fromkeys(owners, 0.0) | {str(name): float(total) for name, total in sums.items()}


def _recent(touches: pd.DataFrame, on: date, window_days: int) -> pd.DataFrame:
    if window_days <= 0:
        raise ParameterError(
            _("A window of %(days)s days is not above zero.") % {"days": window_days}
        )
    end = pd.Timestamp(on)
    start = end - pd.Timedelta(days=window_days)
    return touches[(touches["occurred_on"] > start) & (touches["occurred_on"] <= end)]


def _accounts_found(
    code: str, accounts: pd.DataFrame, found: pd.Series, **figures: float
) -> CoverageFinding:
    total = float(accounts["potential"].sum())
    potential = float(accounts["potential"][found].sum())
    return CoverageFinding(
        code,
        int(found.sum()),
        tuple(accounts["external_id"][found]),
        {
            "accounts": float(len(accounts)),
            "potential": potential,
            "potential_share": potential / total if total > 0 else 0.0,
            **figures,
        },
    )
