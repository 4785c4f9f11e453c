"""What a design must respect: targets and homes of reps, locks, groups, and today's owners."""

from __future__ import annotations

import numpy as np
import pandas as pd

from maillage.core.territories import Finding, Reference
from maillage.core.territories.groups import group_numbers, leading_reps
from maillage.domain.territories.names import rep_meant
from maillage.domain.territories.request import DesignRequest, Homes, Level, Targets
from maillage.errors import InfeasibleError, InputError
from maillage.texts import _, percent


def target_shares(
    *, request: DesignRequest, reps: pd.DataFrame, anchors: tuple[str, ...]
) -> np.ndarray | None:
    """Shares in proportion to the reps' capacity, when asked for; an open territory counts as 1."""
    if request.targets is not Targets.CAPACITY:
        return None
    capacity = reps.set_index("rep_id")["capacity"].reindex(list(anchors))
    return capacity.fillna(1.0).to_numpy()


def home_places(
    *, request: DesignRequest, reps: pd.DataFrame, anchors: tuple[str, ...]
) -> np.ndarray | None:
    """Homes of the reps as fixed centres, when asked for."""
    if request.homes is not Homes.REPS:
        return None
    homes = reps.set_index("rep_id").loc[list(anchors), ["latitude", "longitude"]]
    unknown = homes.index[homes.isna().any(axis=1)]
    if len(unknown):
        raise InputError(
            _("The home of rep %(rep)s is not known (%(count)d such reps).")
            % {"rep": unknown[0], "count": len(unknown)},
            remedy=_("Import their postal codes or coordinates, or let the centres be free."),
        )
    return homes.to_numpy()


def locks(
    *,
    request: DesignRequest,
    accounts: pd.DataFrame,
    reps: pd.DataFrame,
    anchors: tuple[str, ...],
) -> dict[str, int]:
    """Units locked to territories: what the person asked, and named accounts among the units."""
    number = {rep: place for place, rep in enumerate(anchors)}
    found: dict[str, int] = {}
    if request.level is Level.ACCOUNT and anchors:
        named = accounts[accounts["locked"] & accounts["owner"].isin(number)]
        found = {
            unit: number[owner] for unit, owner in zip(named["unit"], named["owner"], strict=True)
        }
    for unit, rep in request.keep:
        found[unit] = number[rep_meant(unit=unit, typed=rep, reps=reps)]
    return found


def groups(*, request: DesignRequest, accounts: pd.DataFrame) -> list[tuple[str, ...]]:
    """Units that stay together: those asked for, and the sites of a parent among account units."""
    together = list(request.together)
    if request.level is Level.ACCOUNT and len(accounts):
        number = pd.Series(group_numbers(accounts), index=accounts.index)
        number = number[~apart(accounts=accounts, number=number)]
        several = number[number.duplicated(keep=False)]
        sites = accounts.loc[several.index, "unit"].groupby(several)
        together += [tuple(members) for _parent, members in sites]
    return together


def apart(*, accounts: pd.DataFrame, number: pd.Series) -> pd.Series:
    """Named accounts of another rep than the one whose named accounts lead their group."""
    named = accounts["locked"] & accounts["owner_active"]
    owner, _names = pd.factorize(accounts["owner"], sort=True)
    worth = accounts["potential"].fillna(0.0).to_numpy()
    led, leading = leading_reps(number.to_numpy(), owner, worth, named.to_numpy())
    return named & (owner != number.map(dict(zip(led, leading, strict=True))))


def reference_alignment(
    *,
    request: DesignRequest,
    units: pd.DataFrame,
    accounts: pd.DataFrame,
    anchors: tuple[str, ...],
    stake: str,
) -> Reference | None:
    """Today's owner of most of each unit, and what is at stake there."""
    owned = accounts[accounts["owner"].isin(anchors)]
    if not anchors or owned.empty:
        return None
    held = owned[stake].fillna(0.0).groupby([owned["unit"], owned["owner"]]).sum()
    leading = held.groupby(level=0).idxmax().map(lambda pair: pair[1])
    number = {rep: place for place, rep in enumerate(anchors)}
    labels = units["unit"].map(leading).map(number).fillna(-1).astype(int)
    amounts = units["unit"].map(held.groupby(level=0).max()).fillna(0.0)
    return Reference(
        labels=labels.to_numpy(),
        amounts=amounts.to_numpy(),
        cap=remaining_cap(request.disruption_cap, float(held.sum()), float(amounts.sum())),
        price_km=request.disruption_price_km,
    )


def remaining_cap(cap: float | None, total: float, leading: float) -> float | None:
    """The cap on what leading owners may lose, once shared units have cost what they must."""
    if cap is None or leading <= 0:
        return cap
    left = cap * total - (total - leading)
    if left < 0:
        raise InfeasibleError([shared_units(share=1 - leading / total, cap=cap)])
    return left / leading


def shared_units(*, share: float, cap: float) -> Finding:
    """More than the cap lies in units that several reps share, of whom all but one lose theirs."""
    message = _(
        "%(share)s of what is owned lies in units that several reps share today, so at least that"
        " much changes owner; the cap is %(cap)s."
    )
    return Finding(
        "disruption_floor",
        message % {"share": percent(share), "cap": percent(cap)},
        (),
        _("Use smaller units (postal codes or accounts), or raise the cap."),
    )
