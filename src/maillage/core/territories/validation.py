"""Checks a :class:`Problem` for shapes, ranges and names when it is made."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.territories import values
from maillage.errors import ParameterError

if TYPE_CHECKING:
    from maillage.core.territories.problem import Problem


def validate(problem: Problem) -> None:
    """Copy what was given; raise :class:`ParameterError` for what cannot be used."""
    _copy(problem)
    _check_ids(problem.ids)
    _check_coordinates(problem)
    _check_territories(problem)
    _check_measures(problem)
    _check_edges(problem)
    _check_named_units(problem)
    _check_reference(problem)


def _copy(problem: Problem) -> None:
    """Replace arguments by checked copies, so that no later change by the caller shows."""
    if isinstance(problem.ids, str):
        raise ParameterError("The basic units are one text.", remedy="Give a list of names.")
    made: dict[str, object] = {
        "ids": tuple(problem.ids),
        "territories": values.whole(problem.territories, "The number of territories"),
        "latitude": values.vector(problem.latitude, "The latitude"),
        "longitude": values.vector(problem.longitude, "The longitude"),
        "measures": tuple(problem.measures),
        "groups": tuple(
            tuple(sorted(group)) if isinstance(group, AbstractSet) else tuple(group)
            for group in problem.groups
        ),
        "locks": {
            unit: values.whole(number, "A lock's territory")
            for unit, number in problem.locks.items()
        },
        "forbidden": tuple(
            (unit, values.whole(number, "A forbidden territory"))
            for unit, number in problem.forbidden
        ),
    }
    if problem.weights is not None:
        made["weights"] = values.amounts(problem.weights, "The weights")
    if problem.homes is not None:
        made["homes"] = values.pairs(problem.homes, "The homes")
    if problem.edges is not None:
        edges = values.pairs(problem.edges, "The edges")
        made["edges"] = values.integers(edges, "The edges")
    for name, value in made.items():
        object.__setattr__(problem, name, value)


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
    for name, degrees, limit in (
        ("latitude", problem.latitude, 90.0),
        ("longitude", problem.longitude, 180.0),
    ):
        array = np.asarray(degrees, dtype=np.float64)
        _check_length(array, problem.size, f"The {name}")
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
        _check_length(measure.values, problem.size, f"Measure {measure.name!r}")
        if measure.shares is not None:
            _check_length(measure.shares, problem.territories, f"The shares of {measure.name!r}")
    weights = problem.weight_array()
    _check_length(weights, problem.size, "The weights")


def _check_edges(problem: Problem) -> None:
    if problem.edges is None:
        if problem.contiguity and problem.territories > 1:
            raise ParameterError(
                "Contiguity is asked for, but no unit has a neighbour.",
                remedy="Give the edges between neighbouring units, or turn contiguity off.",
            )
        return
    edges = np.asarray(problem.edges)
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
    _check_length(labels, problem.size, "The reference")
    if labels.min() < -1 or labels.max() >= problem.territories:
        wrong = labels.min() if labels.min() < -1 else labels.max()
        raise ParameterError(
            f"The reference names territory {wrong}, but {problem.territories} are asked for.",
            remedy="Number them from 0; use -1 for units without an owner.",
        )
    if problem.reference.amounts is not None:
        _check_length(problem.reference.amounts, problem.size, "The reference's amounts")


def _check_length(given: ArrayLike, expected: int, name: str) -> None:
    length = len(np.asarray(given))
    if length != expected:
        raise ParameterError(
            f"{name} has {length} values where {expected} are needed.",
            remedy="Give one value each, in the same order.",
        )
