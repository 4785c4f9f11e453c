"""A predictive score by logistic regression: what several fields say together counts once.

Naive Bayes adds up what each field says as if the others said nothing; where fields tell the same
(visits, pages, time on the website) it is too sure. Weights are those of the largest likelihood
with a ridge penalty, found by Newton's method (le Cessie and van Houwelingen, *Applied Statistics*
41, 1992). Values that are not given say nothing, as in :mod:`maillage.core.leads.predictive`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from maillage.core.arrays import BoolArray, FloatArray
from maillage.core.leads.predictive import (
    Columns,
    KnownAt,
    distinct,
    height,
    refuse_late,
    refuse_one_sided,
)
from maillage.errors import ParameterError
from maillage.texts import _

PENALTY: Final = 1.0
FEWEST: Final = 10
"""Leads a value needs before it says anything."""
STEPS: Final = 50
CLOSE: Final = 1e-8
BINS: Final = 8


@dataclass(frozen=True, slots=True)
class Logistic:
    """What was learnt: the log-odds of winning, and what each value of a field adds."""

    prior: float
    weights: dict[str, dict[str, float]]
    leads: int

    def predict(self, columns: Columns) -> FloatArray:
        """Give the probability that each lead is won, shape (n,).

        Raises
        ------
        ParameterError
            If a field is missing, or the columns are not equally long.
        """
        odds = np.full(height(columns, list(self.weights)), self.prior)
        for name, known in self.weights.items():
            values, places = distinct(columns[name])
            adds = [0.0 if each is None else known.get(each, 0.0) for each in values]
            odds += np.array(adds)[places]
        found: FloatArray = 1 / (1 + np.exp(-odds))
        return found

    def reasons(self, lead: Mapping[str, str | None]) -> list[tuple[str, float]]:
        """Give what each field of a lead adds to its log-odds, the strongest first."""
        weights = [
            (name, known.get(lead.get(name) or "", 0.0)) for name, known in self.weights.items()
        ]
        return sorted(weights, key=lambda each: (-abs(each[1]), each[0]))


def fit(
    columns: Columns,
    won: BoolArray,
    known_at: Mapping[str, KnownAt],
    *,
    asked_at: KnownAt = KnownAt.CREATION,
    penalty: float = PENALTY,
) -> Logistic:
    """Learn from leads whose outcome is known; see :func:`maillage.core.leads.predictive.learn`.

    Parameters
    ----------
    penalty
        What the square of each weight costs, above 0.

    Raises
    ------
    ParameterError
        If a field is known too late, or nothing can be learnt.
    """
    if not 0 < penalty < np.inf:
        raise ParameterError(
            _("A penalty of %(penalty)s keeps no weight in bounds.") % {"penalty": penalty},
            remedy=_("Give a number above 0."),
        )
    for name in columns:
        refuse_late(name, known_at.get(name), asked_at)
    refuse_one_sided(height(columns, list(columns)), won)
    levels = [(name, value) for name in columns for value in frequent(columns[name])]
    marks = [np.array([each == value for each in columns[name]]) for name, value in levels]
    design = np.column_stack([np.ones(len(won)), *marks]).astype(float)
    found = largest_likelihood(design, won.astype(float), penalty)
    weights: dict[str, dict[str, float]] = {name: {} for name in columns}
    for (name, value), weight in zip(levels, found[1:].tolist(), strict=True):
        weights[name][value] = weight
    return Logistic(float(found[0]), weights, len(won))


def frequent(values: Sequence[str | None]) -> list[str]:
    """Give the values that enough leads have."""
    different, places = distinct(values)
    counts = np.bincount(places, minlength=len(different))
    known = zip(different, counts.tolist(), strict=True)
    return [value for value, count in known if value is not None and count >= FEWEST]


def largest_likelihood(design: FloatArray, won: FloatArray, penalty: float) -> FloatArray:
    """Find the weights, shape (k,), of a design, shape (n, k); the first is not penalised."""
    weights = np.zeros(design.shape[1])
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 0.0
    for _step in range(STEPS):
        chance = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (won - chance) - ridge * weights
        bend = (design.T * (chance * (1 - chance))) @ design + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        weights += step
        if np.abs(step).max() < CLOSE:
            break
    return weights


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where the numbers of a field are cut into bins.

    Parameters
    ----------
    edges
        In their order; a number belongs to the last edge it reaches.
    """

    edges: tuple[float, ...]

    def of(self, numbers: Sequence[float | None]) -> list[str | None]:
        """Name the bin of each number; nothing where there is none."""
        names = self.names
        return [
            None if each is None else names[int(np.searchsorted(self.edges, each, side="right"))]
            for each in numbers
        ]

    @property
    def names(self) -> list[str]:
        """What the bins are called: < 2, 2–5, ≥ 5."""
        if not self.edges:
            return ["–"]
        inner = [f"{low:g}–{high:g}" for low, high in pairwise(self.edges)]
        return [f"< {self.edges[0]:g}", *inner, f"≥ {self.edges[-1]:g}"]


def cuts_of(numbers: Sequence[float | None], bins: int = BINS) -> Cuts:
    """Cut numbers so that about as many leads are in each bin."""
    known = np.array([each for each in numbers if each is not None], dtype=float)
    if not len(known):
        return Cuts(())
    edges = np.unique(np.quantile(known, np.linspace(0, 1, bins + 1)[1:-1], method="nearest"))
    return Cuts(tuple(edges[edges > known.min()].tolist()))
