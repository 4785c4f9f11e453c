"""Where a small team begins, and how launches go wrong (A-19, A-20)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from maillage.errors import ParameterError
from maillage.texts import _

SMALL_TEAM: Final = 3
MOST_ZONES: Final = 2
MUCH_MORE: Final = 2.0
FEWEST_TOUCHES: Final = 10
FEWEST_ZONES: Final = 3


class Sign(StrEnum):
    """What goes wrong."""

    TOO_MANY_ZONES = "too_many_zones"
    WHOLE_COUNTRY = "whole_country"
    OVERWORKED = "overworked"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sign: about which zone or rep, its figure, and the limit it passes."""

    sign: Sign
    about: str
    figure: float
    limit: float


def beachhead(ranked: pd.DataFrame, team: int) -> list[str]:
    """Name the zones a small team begins with: the best, and the next one where there are two.

    A person alone takes one zone, a team of two or three takes two; larger teams get no such
    advice. Zones of which nothing is known are none to begin with.

    Parameters
    ----------
    ranked
        ``zone`` and ``score``, the best first, as
        :func:`maillage.core.market.priority.rank_zones` gives them.
    team
        How many sell.

    Raises
    ------
    ParameterError
        If nobody sells.
    """
    if team < 1:
        raise ParameterError(
            _("A team of %(team)d sells nothing.") % {"team": team},
            remedy=_("Give the number of people who sell, at least 1."),
        )
    if team > SMALL_TEAM:
        return []
    known = ranked[ranked["score"] > 0]
    return known["zone"].head(min(team, MOST_ZONES)).tolist()


def launch_findings(zones: pd.DataFrame, owners: pd.DataFrame, team: int) -> list[Finding]:
    """Detect the signs of a launch gone wrong.

    Parameters
    ----------
    zones
        ``zone`` · ``touches`` (in the period) · ``potential`` (NaN when not known).
    owners
        ``rep`` and ``zone``: who owns accounts where, each pair once.
    team
        How many sell.

    Returns
    -------
    list of Finding
        A small team active in more than two zones (A-19); one rep who owns accounts in all zones
        of a country of at least three; zones whose share of the touches is at least twice their
        share of the potential, of at least ten touches (A-20).
    """
    found = []
    active = int((zones["touches"] > 0).sum())
    if team <= SMALL_TEAM and active > MOST_ZONES:
        found.append(Finding(Sign.TOO_MANY_ZONES, "", active, MOST_ZONES))
    return found + whole_country(zones, owners) + overworked(zones)


def whole_country(zones: pd.DataFrame, owners: pd.DataFrame) -> list[Finding]:
    """Find reps who own accounts in every zone."""
    count = len(zones)
    if count < FEWEST_ZONES:
        return []
    covered = owners[owners["zone"].isin(zones["zone"])].groupby("rep")["zone"].nunique()
    everywhere = covered[covered == count]
    return [Finding(Sign.WHOLE_COUNTRY, str(rep), count, count) for rep in sorted(everywhere.index)]


def overworked(zones: pd.DataFrame) -> list[Finding]:
    """Find zones that get far more of the touches than they hold of the potential."""
    known = zones[zones["potential"].notna()].sort_values("touches", ascending=False)
    touches = known["touches"].to_numpy(np.float64)
    potential = known["potential"].to_numpy(np.float64)
    if touches.sum() < FEWEST_TOUCHES or potential.sum() <= 0:
        return []
    share, worth = touches / touches.sum(), potential / potential.sum()
    over = np.flatnonzero((share >= MUCH_MORE * worth) & (touches >= FEWEST_TOUCHES))
    names = known["zone"].tolist()
    return [
        Finding(Sign.OVERWORKED, names[each], float(share[each]), float(worth[each]))
        for each in over
    ]
