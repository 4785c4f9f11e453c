"""Matching reps to territories, one to one, at the least total cost, with the reasons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from maillage.core.arrays import BoolArray, FloatArray, IntArray
from maillage.core.territories.eligibility import (
    StaffingFinding,
    eligible_pairs,
    rule_findings,
    unrecorded_pairs,
)
from maillage.core.territories.profiles import RepProfiles, TerritoryProfiles
from maillage.core.territories.staffing_costs import (
    StaffingCosts,
    StaffingWeights,
    staffing_costs,
)
from maillage.texts import _

DEFAULT_WEIGHTS = StaffingWeights()


@dataclass(frozen=True, slots=True)
class StaffingChoice:
    """One territory with its rep, what the pairing costs, and the next best rep.

    ``alternative`` is the rep whose taking the territory, with everyone else re-matched, would add
    least to the total cost; ``extra_cost`` is that addition. It is ``None`` where no other rep can
    take the territory without leaving one more territory open.
    """

    territory: str
    rep: str | None
    km: float | None
    distance: float
    capacity: float
    accounts: float
    cost: float
    alternative: str | None
    extra_cost: float | None


@dataclass(frozen=True, eq=False)
class Staffing:
    """The match of n reps and m territories.

    Attributes
    ----------
    rep_of
        (m,) index of each territory's rep, or -1.
    territory_of
        (n,) index of each rep's territory, or -1.
    cost
        Sum of the costs of the matched pairs.
    costs
        The parts of all costs, each (n, m).
    allowed
        (n, m) pairs that the hard rules allow.
    extra_cost
        (n, m) what giving the territory to the rep, and re-matching everyone else at best, would
        add to the total; 0 for the pairs chosen, infinite where it is not allowed or would leave
        one more territory open.
    choices
        One per territory, in their order.
    findings
        Open territories, reps without one, and unmet or unchecked requirements.
    """

    rep_of: IntArray
    territory_of: IntArray
    cost: float
    costs: StaffingCosts
    allowed: BoolArray
    extra_cost: FloatArray
    choices: tuple[StaffingChoice, ...]
    findings: tuple[StaffingFinding, ...]


def staff(
    territories: TerritoryProfiles,
    reps: RepProfiles,
    *,
    weights: StaffingWeights = DEFAULT_WEIGHTS,
) -> Staffing:
    """Match reps to territories one to one.

    As many territories as possible get a rep who meets their requirements; among all such matches,
    the one of least total cost is taken. Territories left open and reps left without a territory
    are reported in ``findings``; nothing is raised for them.

    Parameters
    ----------
    territories, reps
        Who is to be matched; the numbers may differ.
    weights
        Weights of distance, capacity and existing accounts.

    Raises
    ------
    ParameterError
        When the owned potential is not given for every territory.

    References
    ----------
    Assignment: D. F. Crouse, IEEE Trans. Aerospace and Electronic Systems 52(4), 2016
    (``scipy.optimize.linear_sum_assignment``). Extra costs: shortest paths of the residual graph
    (Ahuja, Magnanti and Orlin, *Network Flows*, 1993, ch. 12).
    """
    costs = staffing_costs(territories, reps, weights)
    allowed = eligible_pairs(territories, reps)
    square, penalty = _square_costs(costs.total, allowed)
    rep_at = linear_sum_assignment(square.T)[1].astype(np.int32)
    rep_of = _real_matches(rep_at, allowed)
    imposed = _extra_costs(square, rep_at, penalty)[: len(reps), : len(territories)]
    extra = np.where(allowed, imposed, np.inf)
    matched = np.flatnonzero(rep_of >= 0)
    return Staffing(
        rep_of=rep_of,
        territory_of=_inverse(rep_of, len(reps)),
        cost=float(costs.total[rep_of[matched], matched].sum()),
        costs=costs,
        allowed=allowed,
        extra_cost=extra,
        choices=_choices(territories, reps, costs, extra, rep_of),
        findings=tuple(_findings(territories, reps, allowed, rep_of)),
    )


def _square_costs(total: FloatArray, allowed: BoolArray) -> tuple[FloatArray, float]:
    """Costs padded with free stand-ins, and the penalty that outweighs any sum of real costs."""
    reps, territories = total.shape
    size = max(reps, territories)
    penalty = 2.0 * size * float(total.max(initial=0.0)) + 1.0
    square = np.zeros((size, size))
    square[:reps, :territories] = np.where(allowed, total, penalty)
    return square, penalty


def _real_matches(rep_at: IntArray, allowed: BoolArray) -> IntArray:
    reps, territories = allowed.shape
    rep_of = np.asarray(rep_at[:territories], dtype=np.int32)
    real = rep_of < reps
    real[real] = allowed[rep_of[real], np.flatnonzero(real)]
    return np.where(real, rep_of, -1).astype(np.int32)


def _extra_costs(square: FloatArray, rep_at: IntArray, penalty: float) -> FloatArray:
    """(size, size) addition to the total when the pair (rep, territory) is imposed."""
    size = len(rep_at)
    move = square[rep_at] - square[rep_at, np.arange(size)][:, None]
    path = move.copy()
    np.fill_diagonal(path, 0.0)
    for via in range(size):
        np.minimum(path, path[:, via, None] + path[None, via], out=path)
    extra = np.empty_like(square)
    extra[rep_at] = move + path.T
    return np.where(extra > penalty / 2, np.inf, np.maximum(extra, 0.0))


def _inverse(rep_of: IntArray, reps: int) -> IntArray:
    territory_of = np.full(reps, -1, dtype=np.int32)
    matched = np.flatnonzero(rep_of >= 0)
    territory_of[rep_of[matched]] = matched
    return territory_of


def _choices(
    territories: TerritoryProfiles,
    reps: RepProfiles,
    costs: StaffingCosts,
    extra: FloatArray,
    rep_of: IntArray,
) -> tuple[StaffingChoice, ...]:
    return tuple(
        _choice(name, reps, costs, (int(rep_of[index]), index), extra[:, index])
        for index, name in enumerate(territories.names)
    )


def _choice(
    territory: str,
    reps: RepProfiles,
    costs: StaffingCosts,
    pair: tuple[int, int],
    extra: FloatArray,
) -> StaffingChoice:
    alternative, extra_cost = _alternative(reps, extra, pair[0])
    if pair[0] < 0:
        return StaffingChoice(territory, None, None, 0.0, 0.0, 0.0, 0.0, alternative, extra_cost)
    km = float(costs.km[pair])
    return StaffingChoice(
        territory=territory,
        rep=reps.ids[pair[0]],
        km=None if np.isnan(km) else km,
        distance=float(costs.distance[pair]),
        capacity=float(costs.capacity[pair]),
        accounts=float(costs.accounts[pair]),
        cost=float(costs.total[pair]),
        alternative=alternative,
        extra_cost=extra_cost,
    )


def _alternative(
    reps: RepProfiles, extra: FloatArray, chosen: int
) -> tuple[str | None, float | None]:
    others = extra.copy()
    if chosen >= 0:
        others[chosen] = np.inf
    if not np.isfinite(others).any():
        return None, None
    best = int(others.argmin())
    return reps.ids[best], float(others[best])


def _findings(
    territories: TerritoryProfiles, reps: RepProfiles, allowed: BoolArray, rep_of: IntArray
) -> list[StaffingFinding]:
    return [
        *rule_findings(territories, reps, allowed, rep_of),
        *_headcount(territories, reps, rep_of),
        *_unchecked(territories, reps, rep_of),
    ]


def _headcount(
    territories: TerritoryProfiles, reps: RepProfiles, rep_of: IntArray
) -> list[StaffingFinding]:
    findings = []
    vacant = tuple(territories.names[index] for index in np.flatnonzero(rep_of < 0))
    idle = tuple(reps.ids[index] for index in sorted(set(range(len(reps))) - set(rep_of.tolist())))
    if vacant and len(territories) > len(reps):
        message = _(
            "%(territories)d territories for %(reps)d reps: %(missing)d to be hired for. Open:"
            " %(open)s."
        ) % {
            "territories": len(territories),
            "reps": len(reps),
            "missing": len(territories) - len(reps),
            "open": ", ".join(vacant),
        }
        findings.append(StaffingFinding("open_headcount", message, territories=vacant))
    if idle:
        message = _("Without a territory: %(reps)s.") % {"reps": ", ".join(idle)}
        findings.append(StaffingFinding("unassigned_rep", message, reps=idle))
    return findings


def _unchecked(
    territories: TerritoryProfiles, reps: RepProfiles, rep_of: IntArray
) -> list[StaffingFinding]:
    findings = []
    homeless = tuple(
        reps.ids[index] for index in np.flatnonzero(np.isnan(reps.latitude + reps.longitude))
    )
    if homeless:
        message = _("Home unknown, so distance was not counted for: %(reps)s.") % {
            "reps": ", ".join(homeless)
        }
        findings.append(StaffingFinding("unknown_home", message, reps=homeless))
    silent = unrecorded_pairs(territories, reps)
    doubtful = [index for index, rep in enumerate(rep_of) if rep >= 0 and silent[rep, index]]
    if doubtful:
        names = tuple(territories.names[index] for index in doubtful)
        people = tuple(reps.ids[rep_of[index]] for index in doubtful)
        message = _(
            "The requirements of %(territories)s could not be checked: nothing is recorded for"
            " %(reps)s."
        ) % {"territories": ", ".join(names), "reps": ", ".join(people)}
        findings.append(StaffingFinding("unrecorded", message, names, people))
    return findings
