"""Checks a :class:`Problem` for shapes, ranges and names when it is made."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from maillage.errors import ParameterError

if TYPE_CHECKING:
    from maillage.core.territories.problem import Problem


def validate(problem: Problem) -> None:
    """Raise :class:`ParameterError` for the first thing in ``problem`` that cannot be used."""
    _check_ids(problem.ids)
    _check_coordinates(problem)
    _check_territories(problem)
    _check_measures(problem)
    _check_edges(problem)
    _check_named_units(problem)
    _check_reference(problem)


def _check_ids(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for unit in ids:
        if unit in seen:
            raise ParameterError(
                f"The basic unit {unit!r} is given twice.", remedy="Give every unit once."
            )
        seen.add(unit)
    if not seen:
        raise ParameterError("There are no basic units.", remedy="Give at least one.")


def _check_coordinates(problem: Problem) -> None:
    for name, values, limit in (
        ("latitude", problem.latitude, 90.0),
        ("longitude", problem.longitude, 180.0),
    ):
        array = np.asarray(values, dtype=np.float64)
        _check_length(array, problem.size, name)
        wrong = np.flatnonzero(~(np.abs(array) <= limit))
        if wrong.size:
            raise ParameterError(
                f"The {name} of unit {problem.ids[wrong[0]]!r} is {array[wrong[0]]}.",
                remedy=f"Give degrees between -{limit:.0f} and {limit:.0f}.",
            )


def _check_territories(problem: Problem) -> None:
    if problem.territories < 1:
        raise ParameterError(
            f"{problem.territories} territories were asked for.", remedy="Ask for at least one."
        )
    if problem.homes is None:
        return
    homes = np.asarray(problem.homes, dtype=np.float64)
    if homes.shape != (problem.territories, 2):
        raise ParameterError(
            f"There are homes of shape {homes.shape} for {problem.territories} territories.",
            remedy="Give a latitude and a longitude for every territory.",
        )
    if not ((np.abs(homes[:, 0]) <= 90) & (np.abs(homes[:, 1]) <= 180)).all():
        raise ParameterError(
            "A home lies outside the globe.", remedy="Give degrees, latitude first."
        )


def _check_measures(problem: Problem) -> None:
    if not problem.measures:
        raise ParameterError(
            "There is no activity measure to balance.", remedy="Give at least one."
        )
    names = [measure.name for measure in problem.measures]
    if len(set(names)) < len(names):
        raise ParameterError(
            f"Two measures have the same name: {names}.", remedy="Name them apart."
        )
    for measure in problem.measures:
        _check_length(measure.values, problem.size, f"measure {measure.name!r}")
        if measure.shares is not None:
            _check_length(measure.shares, problem.territories, f"the shares of {measure.name!r}")
    weights = problem.weight_array()
    _check_length(weights, problem.size, "weights")
    if not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise ParameterError(
            "A compactness weight is negative or not finite.", remedy="Give amounts of 0 or more."
        )


def _check_edges(problem: Problem) -> None:
    if problem.edges is None:
        if problem.contiguity and problem.territories > 1:
            raise ParameterError(
                "Contiguity is asked for, but no unit has a neighbour.",
                remedy="Give the edges between neighbouring units, or turn contiguity off.",
            )
        return
    edges = np.asarray(problem.edges)
    if edges.size and (edges.ndim != 2 or edges.shape[1] != 2):
        raise ParameterError(
            f"The edges have shape {edges.shape}.", remedy="Give pairs of unit numbers."
        )
    if edges.size and (edges.min() < 0 or edges.max() >= problem.size):
        wrong = edges.min() if edges.min() < 0 else edges.max()
        raise ParameterError(
            f"An edge names unit number {wrong}, but there are {problem.size} units.",
            remedy="Number the units from 0.",
        )


def _check_named_units(problem: Problem) -> None:
    known = set(problem.ids)
    named = chain(problem.locks, (unit for unit, _ in problem.forbidden), *problem.groups)
    for unit in named:
        if unit not in known:
            raise ParameterError(
                f"A constraint names the unit {unit!r}, which is not among the basic units.",
                remedy="Check its spelling, leading zeros included.",
            )
    numbers = chain(problem.locks.values(), (number for _, number in problem.forbidden))
    for number in numbers:
        if not 0 <= number < problem.territories:
            raise ParameterError(
                f"A constraint names territory number {number}.",
                remedy=f"Territories are numbered from 0 to {problem.territories - 1}.",
            )


def _check_reference(problem: Problem) -> None:
    if problem.reference is None:
        return
    labels = np.asarray(problem.reference.labels)
    _check_length(labels, problem.size, "the reference")
    if labels.min() < -1 or labels.max() >= problem.territories:
        wrong = labels.min() if labels.min() < -1 else labels.max()
        raise ParameterError(
            f"The reference names territory {wrong}, but {problem.territories} are asked for.",
            remedy="Number them from 0; use -1 for units without an owner.",
        )
    if problem.reference.amounts is not None:
        _check_length(problem.reference.amounts, problem.size, "the reference's amounts")


def _check_length(values: ArrayLike, expected: int, name: str) -> None:
    length = len(np.asarray(values))
    if length != expected:
        raise ParameterError(
            f"{name} has {length} values where {expected} are needed.",
            remedy="Give one value each, in the same order.",
        )
