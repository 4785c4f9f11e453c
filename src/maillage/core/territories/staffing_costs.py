"""What each pairing of a rep with a territory costs, part by part."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from maillage.core.arrays import FloatArray
from maillage.core.geography.distance import great_circle_km
from maillage.core.territories.profiles import RepProfiles, TerritoryProfiles
from maillage.errors import ParameterError
from maillage.texts import _


@dataclass(frozen=True, slots=True)
class StaffingWeights:
    """How much each part of the cost counts.

    Parameters
    ----------
    distance
        Weight of the distance from the rep's home to the territory's centre.
    capacity
        Weight of the gap between the territory's load and the rep's capacity.
    accounts
        Weight of the accounts that the rep would lose and the territory see change hands.
    distance_scale_km
        Distance that costs as much as losing every account.

    Raises
    ------
    ParameterError
        When a weight is negative or not finite, all are zero, or the scale is not above zero.
    """

    distance: float = 1.0
    capacity: float = 1.0
    accounts: float = 1.0
    distance_scale_km: float = 1000.0

    def __post_init__(self) -> None:
        weights = (self.distance, self.capacity, self.accounts)
        if not all(math.isfinite(weight) and weight >= 0 for weight in weights):
            raise ParameterError(_("Staffing weights must be finite and zero or more."))
        if not any(weights):
            raise ParameterError(_("At least one staffing weight must be above zero."))
        if not (math.isfinite(self.distance_scale_km) and self.distance_scale_km > 0):
            raise ParameterError(_("The distance scale must be a number of kilometres above zero."))


@dataclass(frozen=True, eq=False)
class StaffingCosts:
    """Costs of all n reps in all m territories, each of shape (n, m).

    ``km`` is NaN where the rep's home is unknown; ``distance``, ``capacity`` and ``accounts`` are
    weighted and add up to ``total``.
    """

    km: FloatArray
    distance: FloatArray
    capacity: FloatArray
    accounts: FloatArray

    @property
    def total(self) -> FloatArray:
        """Sum of the three parts, (n, m)."""
        return self.distance + self.capacity + self.accounts


def staffing_costs(
    territories: TerritoryProfiles, reps: RepProfiles, weights: StaffingWeights
) -> StaffingCosts:
    """Cost every pairing.

    - distance: km from home to centre, over the scale; a rep without a known home counts as the
      mean of the others, so that the distance neither draws nor repels;
    - capacity: absolute difference of the territory's load and the rep's capacity, each relative
      to its mean;
    - accounts: 1 minus the mean of two shares, that of the rep's owned potential which lies in the
      territory and that of the territory's potential which the rep owns.

    Raises
    ------
    ParameterError
        When the owned potential is not given for every territory.
    """
    if reps.owned.shape != (len(reps), len(territories)):
        raise ParameterError(
            _("The %(what)s has the shape %(given)s, not %(needed)s.")
            % {
                "what": _("owned potential"),
                "given": reps.owned.shape,
                "needed": (len(reps), len(territories)),
            }
        )
    km = great_circle_km(
        reps.latitude[:, None], reps.longitude[:, None], territories.latitude, territories.longitude
    )
    return StaffingCosts(
        km=km,
        distance=weights.distance * _filled(km) / weights.distance_scale_km,
        capacity=weights.capacity * _capacity_gap(territories, reps),
        accounts=weights.accounts * _accounts_lost(territories, reps),
    )


def _filled(km: FloatArray) -> FloatArray:
    known = ~np.isnan(km)
    sums, counts = np.where(known, km, 0.0).sum(axis=0), known.sum(axis=0)
    return np.where(known, km, sums / np.maximum(counts, 1))


def _capacity_gap(territories: TerritoryProfiles, reps: RepProfiles) -> FloatArray:
    gap: FloatArray = np.abs(_relative(territories.load) - _relative(reps.capacity)[:, None])
    return gap


def _relative(figures: FloatArray) -> FloatArray:
    mean = figures.mean() if len(figures) else 0.0
    return figures / mean if mean > 0 else np.zeros_like(figures)


def _accounts_lost(territories: TerritoryProfiles, reps: RepProfiles) -> FloatArray:
    of_rep = _share(reps.owned, reps.owned.sum(axis=1, keepdims=True))
    of_territory = _share(reps.owned, territories.potential)
    lost: FloatArray = 1 - (of_rep + np.minimum(of_territory, 1.0)) / 2
    return lost


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.divide(part, whole, out=np.zeros_like(part), where=np.asarray(whole > 0) & (part > 0))
