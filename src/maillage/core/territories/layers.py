"""Layers of one market (verticals, sizes, activities), cut separately, jointly or nested."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import FloatArray, IntArray
from maillage.core.territories import values
from maillage.core.territories.alignment import Alignment
from maillage.core.territories.findings import Finding
from maillage.core.territories.problem import Measure, Problem
from maillage.core.territories.search import SearchParameters
from maillage.core.territories.solver import solve
from maillage.core.territories.spans import SPECIALISTS, Grouping, Span, group_territories, named
from maillage.errors import InfeasibleError, ParameterError
from maillage.texts import _


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer of the market.

    Parameters
    ----------
    measure
        The layer's name, the amount of every basic unit in it, and the tolerance of its
        territories. Shares, where given, are one per territory of the layer.
    territories
        How many it gets; by amount when absent.
    """

    measure: Measure
    territories: int | None = None

    def __post_init__(self) -> None:
        """Check the number of territories."""
        if self.territories is None:
            return
        if values.whole(self.territories, _("The number of territories of a layer")) < 1:
            raise ParameterError(
                _("Layer %(name)s is to get %(count)s territories.")
                % {**named(self.measure), "count": self.territories},
                remedy=_("Ask for at least one, or leave the layer out."),
            )

    @property
    def amount(self) -> float:
        """All there is in the layer."""
        return float(self.measure.array().sum())


@dataclass(frozen=True, eq=False)
class LayerPart:
    """The map of one layer; its territories are numbered on from ``first`` in the whole plan."""

    layer: Layer
    first: int
    alignment: Alignment


@dataclass(frozen=True, eq=False)
class LayeredPlan:
    """One map per layer; the territories of all layers are numbered through.

    Attributes
    ----------
    parts
        One per layer, in their order.
    labels
        (n, layers) territory of each unit in each layer, numbered through from 0.
    """

    parts: tuple[LayerPart, ...]
    labels: IntArray

    @property
    def territories(self) -> int:
        """Territories of all layers."""
        return sum(part.alignment.problem.territories for part in self.parts)

    @property
    def violations(self) -> tuple[str, ...]:
        """What is not as asked in any layer, in words."""
        return tuple(
            _("layer %(name)s: %(violation)s")
            % {**named(part.layer.measure), "violation": violation}
            for part in self.parts
            for violation in part.alignment.violations
        )

    @property
    def feasible(self) -> bool:
        """Whether every layer is as asked."""
        return not self.violations

    def layer_of(self, territory: int) -> int:
        """Number of the layer that a territory, numbered through, belongs to."""
        firsts = np.array([part.first for part in self.parts])
        return int(np.searchsorted(firsts, territory, side="right") - 1)


@dataclass(frozen=True, eq=False)
class NestedPlan:
    """Territories of generalists, and of specialists who each cover whole ones of them."""

    generalists: Alignment
    specialists: Grouping

    @property
    def feasible(self) -> bool:
        """Whether both maps are as asked."""
        return self.generalists.feasible and self.specialists.feasible


def cut_separately(
    problem: Problem,
    layers: Sequence[Layer],
    *,
    parameters: SearchParameters | None = None,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> LayeredPlan:
    """Give every layer a map of its own.

    Parameters
    ----------
    problem
        Units, edges, groups and the total number of territories. Its measures are not used: each
        layer brings its own.
    layers
        Two or more, with different names. Those without a number of territories share what the
        others leave, in proportion to their amounts.
    parameters, seed, cancelled
        As in :func:`~maillage.core.territories.solver.solve`.

    Raises
    ------
    ParameterError
        When a layer does not fit the problem, or the problem names territories (locks, forbidden
        pairs, homes, a reference), which belong to one map.
    InfeasibleError
        When the territories do not suffice for the layers, or a layer cannot be cut.
    """
    layers = _checked(problem, layers)
    _refuse_one_map(problem)
    parts, first = list[LayerPart](), 0
    for layer, count in zip(layers, share_territories(problem.territories, layers), strict=True):
        asked = replace(problem, territories=count, measures=(layer.measure,), weights=None)
        alignment = solve(asked, parameters=parameters, seed=seed, cancelled=cancelled)
        parts.append(LayerPart(layer, first, alignment))
        first += count
    labels = np.column_stack([part.first + part.alignment.labels for part in parts])
    return LayeredPlan(tuple(parts), labels.astype(np.int32))


def cut_jointly(
    problem: Problem,
    layers: Sequence[Layer],
    *,
    parameters: SearchParameters | None = None,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> Alignment:
    """Cut one map in which every territory, the patch of a team, has a fair part of each layer.

    Parameters
    ----------
    problem
        What is asked otherwise; its measures are kept beside the layers.
    layers
        Two or more; a number of territories of their own is refused.
    parameters, seed, cancelled
        As in :func:`~maillage.core.territories.solver.solve`.

    Raises
    ------
    ParameterError
        When a layer does not fit the problem or asks for a number of its own.
    InfeasibleError
        When no map can give every territory its part of each layer.
    """
    layers = _checked(problem, layers)
    for layer in layers:
        if layer.territories not in {None, problem.territories}:
            raise ParameterError(
                _("Layer %(name)s asks for %(count)s territories where one map has %(other)s.")
                % {
                    **named(layer.measure),
                    "count": layer.territories,
                    "other": problem.territories,
                },
                remedy=_("Leave its number out, or cut the layers separately."),
            )
    measures = (*problem.measures, *(layer.measure for layer in layers))
    asked = replace(problem, measures=measures)
    return solve(asked, parameters=parameters, seed=seed, cancelled=cancelled)


def cut_nested(
    problem: Problem,
    specialists: Layer,
    *,
    span: Span = SPECIALISTS,
    parameters: SearchParameters | None = None,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> NestedPlan:
    """Cut the territories of generalists, then put them together for specialists.

    Parameters
    ----------
    problem
        The generalists' territories.
    specialists
        What specialists share out, and how many they are.
    span
        Generalists per specialist.
    parameters, seed, cancelled
        As in :func:`~maillage.core.territories.solver.solve`.

    Raises
    ------
    ParameterError
        When the layer does not fit the problem.
    InfeasibleError
        When either map is impossible.
    """
    values.check_length(specialists.measure.array(), problem.size, _("A layer"))
    generalists = solve(problem, parameters=parameters, seed=seed, cancelled=cancelled)
    grouping = group_territories(
        problem,
        generalists.labels,
        span=span,
        groups=specialists.territories,
        measure=specialists.measure,
        parameters=parameters,
        seed=seed,
        cancelled=cancelled,
    )
    return NestedPlan(generalists, grouping)


def share_territories(total: int, layers: Sequence[Layer]) -> tuple[int, ...]:
    """Territories of each layer: as given, or at least one and then by D'Hondt's highest averages.

    Raises
    ------
    InfeasibleError
        When there are too few, or given numbers do not add up to the total.
    """
    given = sum(layer.territories or 0 for layer in layers)
    free = [number for number, layer in enumerate(layers) if layer.territories is None]
    left = total - given
    if left < len(free) or (left and not free):
        raise InfeasibleError([_not_enough(total, given, len(free))])
    counts = [layer.territories or 1 for layer in layers]
    queue = [(-layers[number].amount / 2, number) for number in free]
    heapq.heapify(queue)
    for _seat in range(left - len(free)):
        _average, number = queue[0]
        counts[number] += 1
        heapq.heapreplace(queue, (-layers[number].amount / (counts[number] + 1), number))
    return tuple(counts)


def amounts_by_layer(
    unit: ArrayLike, layer: ArrayLike, amount: ArrayLike, shape: tuple[int, int]
) -> FloatArray:
    """Add up amounts by basic unit and layer, e.g. the potential of accounts by vertical.

    Parameters
    ----------
    unit, layer
        (a,) number of the unit and of the layer of each item; items with a negative one are left
        out.
    amount
        (a,) finite amounts of 0 or more.
    shape
        Numbers of units and of layers.

    Returns
    -------
    ndarray
        Of the given shape: one column per layer.

    Raises
    ------
    ParameterError
        When an amount is negative or missing, or a number is beyond the shape.
    """
    units = values.integers(values.vector(unit, _("The unit")), _("The unit"))
    columns = values.integers(values.vector(layer, _("The layer")), _("The layer"))
    amounts = values.amounts(amount, _("The amount"))
    values.check_length(columns, len(units), _("The layer"))
    values.check_length(amounts, len(units), _("The amount"))
    kept = (units >= 0) & (columns >= 0)
    if (units[kept] >= shape[0]).any() or (columns[kept] >= shape[1]).any():
        raise ParameterError(
            _("An item lies beyond %(units)d units and %(layers)d layers.")
            % {"units": shape[0], "layers": shape[1]},
            remedy=_("Number units and layers from 0."),
        )
    cell = units[kept].astype(np.int64) * shape[1] + columns[kept]
    sums = np.bincount(cell, weights=amounts[kept], minlength=shape[0] * shape[1])
    return sums.reshape(shape)


def _checked(problem: Problem, layers: Sequence[Layer]) -> list[Layer]:
    found = list(layers)
    if len(found) < 2:
        raise ParameterError(
            _("There are %(count)d layers.") % {"count": len(found)},
            remedy=_("Give two or more."),
        )
    names = [layer.measure.name for layer in found]
    if len(set(names)) < len(names):
        raise ParameterError(
            _("Two layers have the same name: %(names)s.") % {"names": ", ".join(names)},
            remedy=_("Name them apart."),
        )
    for layer in found:
        values.check_length(
            layer.measure.array(), problem.size, _("Layer %(name)s") % named(layer.measure)
        )
    return found


def _refuse_one_map(problem: Problem) -> None:
    """Refuse what names territories of one map."""
    fixed = problem.homes is not None or (problem.travel is not None and problem.centres == "free")
    if fixed or problem.locks or problem.forbidden or problem.reference:
        raise ParameterError(
            _("Locks, forbidden pairs, homes and a reference name the territories of one map."),
            remedy=_("Cut each layer by itself with its own, or cut the layers jointly."),
        )


def _not_enough(total: int, given: int, free: int) -> Finding:
    message = _(
        "%(total)d territories are asked for; %(given)d are given to layers, and %(free)d more"
        " layers need at least one each."
    )
    return Finding(
        "layers",
        message % {"total": total, "given": given, "free": free},
        (),
        _("Change the total or the layers' own numbers so that they add up."),
    )
