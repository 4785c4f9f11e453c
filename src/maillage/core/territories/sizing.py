"""How many territories: from the work to be done, or from what one more rep brings in."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories import values
from maillage.core.territories.gain import ELASTICITIES
from maillage.errors import ParameterError
from maillage.texts import _, decimal, number, percent

NEAR = 0.99
"""Share of the best profit from which a size is as good as the best."""

CLEAR = 0.05
"""Distance of the test ratio from 1 below which the present size is kept."""

MOST_REPS = 100_000
"""Largest size looked at."""


@dataclass(frozen=True, eq=False)
class CapacitySizing:
    """How many territories the work fills.

    Attributes
    ----------
    full_time
        Full-time equivalents of full productivity that the work needs.
    territories
        The smallest whole number of territories of one such equivalent each.
    present
        Equivalents there are today, by full-time share and seniority; ``None`` when not given.
    load
        Work per equivalent there is today, 1 when it just fits; ``None`` when not given.
    """

    full_time: float
    territories: int
    present: float | None
    load: float | None

    @property
    def missing(self) -> float | None:
        """Equivalents to be hired for (negative: to spare)."""
        return None if self.present is None else self.full_time - self.present


@dataclass(frozen=True, eq=False)
class SizingCurve:
    """Sales and contribution for every size, under one elasticity.

    Attributes
    ----------
    elasticity
        Of sales to the number of reps.
    reps
        (s,) sizes looked at, in steps of one.
    sales, profit
        (s,) sales, and contribution after the cost of reps.
    marginal
        (s,) contribution of the last rep before its cost.
    best
        The most profitable size.
    flat
        Smallest and largest size with at least 99 % of the best profit.
    ratio
        Contribution of one more rep at the present size over its cost: above 1, hire.
    """

    elasticity: float
    reps: IntArray
    sales: FloatArray
    profit: FloatArray
    marginal: FloatArray
    best: int
    flat: tuple[int, int]
    ratio: float

    def at(self, reps: int) -> float:
        """Profit at a size within the range looked at."""
        return float(self.profit[reps - 1])


@dataclass(frozen=True, eq=False)
class ProfitSizing:
    """The recommended number of reps and how much it hangs on the elasticity.

    Attributes
    ----------
    present, cost
        Size today, and yearly cost of a rep.
    curves
        One per elasticity, ascending.
    recommended
        The size whose profit falls least short of the best, under the elasticity for which it
        falls short most.
    regret
        That largest shortfall, as a share of the best profit.
    advice
        ``hire``, ``keep`` or ``reduce`` where all elasticities agree, ``unclear`` where they do
        not.
    """

    present: int
    cost: float
    curves: tuple[SizingCurve, ...]
    recommended: int
    regret: float
    advice: str

    @property
    def robust(self) -> tuple[int, int]:
        """Smallest and largest of the best sizes over the elasticities."""
        best = [curve.best for curve in self.curves]
        return min(best), max(best)

    def __str__(self) -> str:
        low, high = self.robust
        message = _(
            "%(count)s reps (today %(present)s). The best size is %(low)s to %(high)s by elasticity"
            " (%(from)s to %(to)s); at the size recommended the profit falls short by at most"
            " %(regret)s. An order of magnitude, not a forecast."
        )
        return message % {
            "count": number(self.recommended),
            "present": number(self.present),
            "low": number(low),
            "high": number(high),
            "from": decimal(self.curves[0].elasticity, 2),
            "to": decimal(self.curves[-1].elasticity, 2),
            "regret": percent(self.regret),
        }


def capacities(full_time: ArrayLike, seniority: ArrayLike = 1.0) -> FloatArray:
    """Capacity of every rep: full-time share times seniority (A-15).

    Parameters
    ----------
    full_time
        (n,) full-time share of each rep, usually 0.5 to 1.5.
    seniority
        Productivity against a fully trained rep: one figure, or (n,).

    Returns
    -------
    ndarray
        (n,) capacities, as ``shares`` of a :class:`~maillage.core.territories.problem.Measure`.

    Raises
    ------
    ParameterError
        When a figure is not above zero or the lengths differ.
    """
    share = values.shares(full_time, _("full-time share"))
    factor = (
        np.full(len(share), values.positive(seniority, _("The seniority")))
        if isinstance(seniority, int | float)
        else values.shares(seniority, _("seniority"))
    )
    if len(factor) != len(share):
        raise ParameterError(
            _("There are %(given)s seniorities for %(needed)s reps.")
            % {"given": len(factor), "needed": len(share)},
            remedy=_("Give one each, in the same order."),
        )
    return share * factor


def size_by_capacity(
    hours: float,
    *,
    hours_per_rep: float,
    utilisation: float = 0.9,
    present: ArrayLike | None = None,
) -> CapacitySizing:
    """Number of territories that the work fills.

    Parameters
    ----------
    hours
        Work of a year, travel included
        (:func:`~maillage.core.territories.workload.estimate_workload`).
    hours_per_rep
        Usable hours a year of one full-time, fully trained rep.
    utilisation
        Share of them that a plan may use.
    present
        Capacities of the reps there are (:func:`capacities`).

    Raises
    ------
    ParameterError
        When a figure is out of range.
    """
    hours = values.positive(hours, _("The number of hours"))
    usable = values.positive(hours_per_rep, _("The number of hours per rep"))
    usable *= values.positive(utilisation, _("The utilisation"), most=1)
    needed = hours / usable
    if needed > MOST_REPS:
        raise ParameterError(
            _("The work would fill %(count)s territories.") % {"count": number(needed)},
            remedy=_("Check the units: hours a year, and usable hours a year per rep."),
        )
    there = None if present is None else float(values.shares(present, _("present reps")).sum())
    return CapacitySizing(
        full_time=needed,
        territories=max(1, math.ceil(needed - 1e-9)),
        present=there,
        load=None if there is None else needed / there,
    )


def size_by_profit(
    *,
    sales: float,
    reps: int,
    margin: float,
    cost: float,
    elasticities: tuple[float, ...] = ELASTICITIES,
    most: int | None = None,
) -> ProfitSizing:
    """Recommend the number of reps where one more no longer pays for itself.

    Sales follow S(N) = S·(N/N₀)^ε, so one more rep brings in less than the one before. Profit is
    margin times sales less the cost of the reps; it is flat around its top, and the top hangs on ε.
    The size recommended is the one that loses least under the worst of the elasticities.

    Parameters
    ----------
    sales
        Sales of a year with the present reps.
    reps
        Present number of reps, N₀.
    margin
        Contribution per unit of sales before the cost of reps, above 0 and at most 1.
    cost
        Yearly cost of a rep, in the currency of sales.
    elasticities
        Of sales to the number of reps, each between 0 and 1.
    most
        Largest size looked at; four times the present one, or the largest best, when absent.

    Raises
    ------
    ParameterError
        When a figure is out of range.

    References
    ----------
    Test ratio ε·m·S/(c·N) and flatness: Sinha and Zoltners, Interfaces 31(3), 2001; mean elasticity
    0.34: Albers, Mantrala and Sridhar, Journal of Marketing Research 47(5), 2010.
    """
    contribution = values.positive(sales, _("The sales"))
    contribution *= values.positive(margin, _("The margin"), most=1)
    values.positive(cost, _("The cost of a rep"))
    values.positive(values.whole(reps, _("The number of reps")), _("The number of reps"))
    tried = _elasticities(elasticities)
    ratios = [e * contribution / (cost * reps) for e in tried]
    if most is None:
        tops = [reps * ratio ** (1 / (1 - e)) for e, ratio in zip(tried, ratios, strict=True)]
        most = min(MOST_REPS, max(4 * reps, math.ceil(1.2 * max(tops))))
    most = values.whole(most, _("The largest number of reps"))
    if not reps <= most <= MOST_REPS:
        raise ParameterError(
            _("The largest number of reps is %(most)s.") % {"most": most},
            remedy=_("Give at least the present number, and at most %(limit)s.")
            % {"limit": MOST_REPS},
        )
    sizes = np.arange(1, most + 1, dtype=np.int32)
    curves = tuple(
        _curve(e, sizes, reps, (sales, contribution, cost), ratio)
        for e, ratio in zip(tried, ratios, strict=True)
    )
    short = np.max([_shortfall(curve) for curve in curves], axis=0)
    chosen = int(short.argmin())
    return ProfitSizing(
        present=reps,
        cost=cost,
        curves=curves,
        recommended=chosen + 1,
        regret=float(short[chosen]),
        advice=_advice(ratios),
    )


def _elasticities(given: tuple[float, ...]) -> list[float]:
    found = sorted(values.positive(e, _("The elasticity"), most=0.95) for e in given)
    if not found:
        raise ParameterError(_("There is no elasticity."), remedy=_("Give at least one."))
    return found


def _curve(
    elasticity: float,
    sizes: IntArray,
    reps: int,
    money: tuple[float, float, float],
    ratio: float,
) -> SizingCurve:
    """One curve; ``money`` is sales, contribution at the present size, and cost of a rep."""
    sales, contribution, cost = money
    response = (sizes / reps) ** elasticity
    profit = contribution * response - cost * sizes
    best = int(profit.argmax())
    good = np.flatnonzero(profit >= profit[best] - (1 - NEAR) * abs(profit[best]))
    return SizingCurve(
        elasticity=elasticity,
        reps=sizes,
        sales=sales * response,
        profit=profit,
        marginal=contribution * np.diff(response, prepend=0.0),
        best=best + 1,
        flat=(int(good[0]) + 1, int(good[-1]) + 1),
        ratio=ratio,
    )


def _shortfall(curve: SizingCurve) -> FloatArray:
    """(s,) how far each size falls short of the best profit, as a share of it."""
    best = curve.profit[curve.best - 1]
    short: FloatArray = (best - curve.profit) / max(abs(float(best)), 1e-300)
    return short


def _advice(ratios: list[float]) -> str:
    if min(ratios) > 1 + CLEAR:
        return "hire"
    if max(ratios) < 1 - CLEAR:
        return "reduce"
    return "keep" if all(abs(ratio - 1) <= CLEAR for ratio in ratios) else "unclear"
