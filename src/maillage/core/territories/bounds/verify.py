"""``verify``: a certificate and a plan checked again, from the problem alone.

Nothing is taken over from the code that made them: see :mod:`.places` for the bound and
:mod:`.plan` for the plan.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories import values
from maillage.core.territories.bounds.certificate import Certificate
from maillage.core.territories.bounds.places import RADIUS_KM, Claim, Units
from maillage.core.territories.bounds.plan import faults_of_plan, value_of_plan
from maillage.core.territories.bounds.verify_fixed import faults_of_fixed
from maillage.core.territories.problem import Problem
from maillage.texts import _, number

KINDS = 6
ROUNDING = 1e-9


@dataclass(frozen=True)
class Verdict:
    """What a verification found.

    Attributes
    ----------
    checked
        What was checked, in words.
    faults
        What does not hold, in words; empty when everything does.
    value
        The plan's value, recomputed; None where there is no plan, or it is not complete.
    bound
        Lower bound on the value of every plan; None where it could not be verified.
    """

    checked: tuple[str, ...]
    faults: tuple[str, ...]
    value: float | None
    bound: float | None

    @property
    def verified(self) -> bool:
        """Whether everything that was checked holds."""
        return not self.faults

    @property
    def gap(self) -> float | None:
        """Share of the plan's value by which it can be above the least possible, at most."""
        if self.value is None or self.bound is None:
            return None
        return max(0.0, 1.0 - self.bound / self.value) if self.value > 0 else 0.0


def verify(certificate: Certificate, problem: Problem, labels: ArrayLike | None = None) -> Verdict:
    """Check a lower bound, and a plan where there is one, from the problem alone.

    Parameters
    ----------
    certificate
        What :func:`prove` answered, or somebody else.
    problem
        What was asked.
    labels
        (n,) territory of each unit, 0 to k-1; only the bound is checked when absent.

    Returns
    -------
    Verdict
        With every fault in words. The bound takes about as long as making it.

    Raises
    ------
    ParameterError
        If the labels are not whole numbers.
    """
    if certificate.kind == "fixed":
        wrong = faults_of_fixed(certificate, problem)
        checked = [_("the lower bound: every unit goes where it is cheapest at the prices")]
    else:
        wrong = faults_of_bound(certificate, problem)
        checked = [
            _("the lower bound: no territory anywhere is worth more than the certificate says")
        ]
    faults, value = list(wrong), None
    if labels is not None:
        name = _("The plan")
        plan = values.integers(values.vector(labels, name), name)
        checked.append(_("the plan: bounds, connectivity, rules and cap, and its value"))
        faults += faults_of_plan(problem, plan)
        if plan.shape == (problem.size,) and ((plan >= 0) & (plan < problem.territories)).all():
            value = value_of_plan(problem, plan)
    bound = None if wrong else certificate.bound
    if value is not None and bound is not None and not value >= bound * (1 - ROUNDING):
        faults.append(
            _("the plan's value of %(value).6g is under the bound of %(bound).6g")
            % {"value": value, "bound": bound}
        )
    return Verdict(tuple(checked), tuple(faults), value, bound)


def faults_of_bound(certificate: Certificate, problem: Problem) -> list[str]:
    """Why a bound is not proven by its prices and values, in words."""
    if certificate.kind != "free":
        return [
            _("certificates of the kind %(kind)s cannot be verified") % {"kind": certificate.kind}
        ]
    if problem.travel is not None or problem.power != 2:
        return [_("the certificate is for squared great-circle distances, the problem is not")]
    low, high, count = _kinds(problem)
    prices, worth = np.asarray(certificate.prices), np.asarray(certificate.values)
    if prices.shape != (problem.size,) or worth.shape != (len(count),):
        return [
            _(
                "the certificate has %(prices)d prices and %(values)d values instead of %(n)d and"
                " %(t)d"
            )
            % {"prices": prices.size, "values": worth.size, "n": problem.size, "t": len(count)}
        ]
    if not all(np.isfinite(part).all() for part in (certificate.bound, prices, worth)):
        return [_("the certificate holds a number that is not finite")]
    terms = [*prices.tolist(), *(-count * worth).tolist()]
    proven, most = math.fsum(terms), math.fsum(map(abs, terms))
    if abs(certificate.bound - proven) > ROUNDING * most:
        return [
            _("the bound is %(bound).9g, its prices and values give %(proven).9g")
            % {"bound": certificate.bound, "proven": proven}
        ]
    claims = _claims(certificate, problem, low, high)
    return [
        _unproven(kind, place)
        for kind, claim in enumerate(claims)
        if (place := claim.counterexample()) is not None
    ]


def _unproven(kind: int, place: FloatArray) -> str:
    latitude, longitude = np.degrees(place[:2])
    return _(
        "a territory of kind %(kind)d about latitude %(latitude)s, longitude %(longitude)s may be"
        " worth more than the certificate says"
    ) % {
        "kind": kind + 1,
        "latitude": number(latitude, 2),
        "longitude": number(longitude, 2),
    }


def _claims(
    certificate: Certificate, problem: Problem, low: FloatArray, high: FloatArray
) -> list[Claim]:
    """What the certificate says of each kind, in mean territories."""
    count = problem.territories
    weight = problem.weight_array()
    scale = float(weight.sum()) / count or 1.0
    latitude, longitude = np.radians(problem.coordinates()).T
    position = RADIUS_KM * np.column_stack(
        [
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ]
    )
    amounts = np.column_stack(
        [measure.array() / _mean(problem, measure.array()) for measure in problem.measures]
    )
    units = Units(position, np.asarray(certificate.prices) / scale, weight / scale, amounts)
    spread = max(certificate.bound, 0.0) / (scale * count)
    return [
        Claim(units, least, most, float(value) / scale, spread)
        for least, most, value in zip(low, high, certificate.values, strict=True)
    ]


def _mean(problem: Problem, amounts: FloatArray) -> float:
    """Amount of a mean territory."""
    return float(amounts.sum()) / problem.territories or 1.0


def _kinds(problem: Problem) -> tuple[FloatArray, FloatArray, IntArray]:
    """(t, q) bounds in mean territories, and (t,) number, of each kind of territory.

    Territories of equal bounds, by rising bounds; more than six kinds are merged into six of about
    as many territories, by their largest amount of the first measure, with their loosest bounds.
    """
    count = problem.territories
    targets, tolerances = [], []
    for measure in problem.measures:
        shares = np.ones(count) if measure.shares is None else np.asarray(measure.shares)
        mean = _mean(problem, measure.array())
        targets.append(measure.array().sum() * shares / shares.sum() / mean)
        tolerances.append(measure.tolerance)
    target, tolerance = np.column_stack(targets), np.array(tolerances)
    low, high = target * (1 - tolerance - ROUNDING), target * (1 + tolerance + ROUNDING)
    _rows, kind = np.unique(np.round(target, 9), axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    if kind.max() >= KINDS:
        order = np.argsort(np.round(target[:, 0], 9), kind="stable")
        for merged, part in enumerate(np.array_split(order, KINDS)):
            kind[part] = merged
    members = [kind == each for each in range(kind.max() + 1)]
    return (
        np.array([low[part].min(axis=0) for part in members]),
        np.array([high[part].max(axis=0) for part in members]),
        np.array([part.sum() for part in members]),
    )
