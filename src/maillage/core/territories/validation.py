"""Checks a :class:`Problem` for shapes, ranges and names when it is made."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from maillage.core.arrays import FloatArray
from maillage.core.territories import values
from maillage.errors import ParameterError
from maillage.texts import _, quoted

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
    _check_centres(problem)
    _check_reference(problem)


def _copy(problem: Problem) -> None:
    """Replace arguments by checked copies, so that no later change by the caller shows."""
    if isinstance(problem.ids, str):
        raise ParameterError(_("The basic units are one text."), remedy=_("Give a list of names."))
    made: dict[str, object] = {
        "ids": tuple(problem.ids),
        "territories": values.whole(problem.territories, _("The number of territories")),
        "latitude": values.vector(problem.latitude, _("The latitude")),
        "longitude": values.vector(problem.longitude, _("The longitude")),
        "measures": tuple(problem.measures),
        "groups": tuple(
            tuple(sorted(group)) if isinstance(group, AbstractSet) else tuple(group)
            for group in problem.groups
        ),
        "locks": {
            unit: values.whole(number, _("A lock's territory"))
            for unit, number in problem.locks.items()
        },
        "forbidden": tuple(
            (unit, values.whole(number, _("A forbidden territory")))
            for unit, number in problem.forbidden
        ),
    }
    made["separate"] = tuple(_named_set(units) for units in problem.separate)
    made["power"] = values.whole(problem.power, _("The power of the distance"))
    if problem.travel is not None:
        made["travel"] = values.table(problem.travel, _("The table of travel"))
    if problem.weights is not None:
        made["weights"] = values.amounts(problem.weights, _("The weight"))
    if problem.homes is not None:
        made["homes"] = values.pairs(problem.homes, _("The list of homes"))
    if problem.edges is not None:
        edges = values.pairs(problem.edges, _("The list of edges"))
        made["edges"] = values.integers(edges, _("The list of edges"))
    for name, value in made.items():
        object.__setattr__(problem, name, value)


def _named_set(units: Iterable[str]) -> tuple[str, ...]:
    """Each of the units once."""
    if isinstance(units, str):
        raise ParameterError(
            _("A set of units to keep apart is one text: %(text)s.") % {"text": quoted(units)},
            remedy=_("Give sets of names."),
        )
    return tuple(sorted(units) if isinstance(units, AbstractSet) else dict.fromkeys(units))


def _check_ids(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for unit in ids:
        if unit in seen:
            raise ParameterError(
                _("The basic unit %(unit)s is given twice.") % {"unit": quoted(unit)},
                remedy=_("Give every unit once."),
            )
        seen.add(unit)
    if not seen:
        raise ParameterError(_("There are no basic units."), remedy=_("Give at least one."))


def _check_coordinates(problem: Problem) -> None:
    for name, message, degrees, limit in (
        (
            _("The latitude"),
            _("The latitude of unit %(unit)s is %(value)s."),
            problem.latitude,
            90,
        ),
        (
            _("The longitude"),
            _("The longitude of unit %(unit)s is %(value)s."),
            problem.longitude,
            180,
        ),
    ):
        array = np.asarray(degrees, dtype=np.float64)
        values.check_length(array, problem.size, name)
        wrong = np.flatnonzero(~(np.abs(array) <= limit))
        if wrong.size:
            raise ParameterError(
                message % {"unit": quoted(problem.ids[wrong[0]]), "value": array[wrong[0]]},
                remedy=_("Give degrees between -%(limit)d and %(limit)d.") % {"limit": limit},
            )


def _check_territories(problem: Problem) -> None:
    if problem.territories < 1:
        raise ParameterError(
            _("%(count)s territories were asked for.") % {"count": problem.territories},
            remedy=_("Ask for at least one."),
        )
    if problem.homes is None:
        return
    homes = np.asarray(problem.homes, dtype=np.float64)
    if homes.shape != (problem.territories, 2):
        raise ParameterError(
            _("There are homes of shape %(shape)s for %(count)s territories.")
            % {"shape": homes.shape, "count": problem.territories},
            remedy=_("Give a latitude and a longitude for every territory."),
        )
    if not ((np.abs(homes[:, 0]) <= 90) & (np.abs(homes[:, 1]) <= 180)).all():
        raise ParameterError(
            _("A home lies outside the globe."), remedy=_("Give degrees, latitude first.")
        )


def _check_measures(problem: Problem) -> None:
    if not problem.measures:
        raise ParameterError(
            _("There is no activity measure to balance."), remedy=_("Give at least one.")
        )
    names = [measure.name for measure in problem.measures]
    if len(set(names)) < len(names):
        raise ParameterError(
            _("Two measures have the same name: %(names)s.") % {"names": names},
            remedy=_("Name them apart."),
        )
    for measure in problem.measures:
        named = {"name": quoted(measure.name)}
        values.check_length(measure.values, problem.size, _("Measure %(name)s") % named)
        if measure.shares is not None:
            values.check_length(
                measure.shares, problem.territories, _("The shares of %(name)s") % named
            )
    weights = problem.weight_array()
    values.check_length(weights, problem.size, _("The weight"))


def _check_edges(problem: Problem) -> None:
    if problem.edges is None:
        if problem.contiguity and problem.territories > 1:
            raise ParameterError(
                _("Contiguity is asked for, but no unit has a neighbour."),
                remedy=_("Give the edges between neighbouring units, or turn contiguity off."),
            )
        return
    edges = np.asarray(problem.edges)
    if edges.size and (edges.min() < 0 or edges.max() >= problem.size):
        wrong = edges.min() if edges.min() < 0 else edges.max()
        raise ParameterError(
            _("An edge names unit number %(unit)s, but there are %(count)s units.")
            % {"unit": wrong, "count": problem.size},
            remedy=_("Number the units from 0."),
        )


def _check_named_units(problem: Problem) -> None:
    known = set(problem.ids)
    barred = (unit for unit, _number in problem.forbidden)
    named = chain(problem.locks, barred, *problem.groups, *problem.separate)
    for unit in named:
        if unit not in known:
            raise ParameterError(
                _("A constraint names the unit %(unit)s, which is not among the basic units.")
                % {"unit": quoted(unit)},
                remedy=_("Check its spelling, leading zeros included."),
            )
    numbers = chain(problem.locks.values(), (number for _unit, number in problem.forbidden))
    for number in numbers:
        if not 0 <= number < problem.territories:
            raise ParameterError(
                _("A constraint names territory number %(number)s.") % {"number": number},
                remedy=_("Territories are numbered from 0 to %(last)s.")
                % {"last": problem.territories - 1},
            )


def _check_centres(problem: Problem) -> None:
    if problem.centres not in ("free", "unit"):
        raise ParameterError(
            _("The centres are %(value)r.") % {"value": problem.centres},
            remedy=_('Give "free" or "unit".'),
        )
    if problem.power not in (1, 2):
        raise ParameterError(
            _("The power of the distance is %(value)s.") % {"value": problem.power},
            remedy=_("Give 1 for the distance or 2 for its square."),
        )
    if problem.centres == "unit" and problem.homes is not None:
        raise ParameterError(
            _("There are homes, but the centres are to be basic units."),
            remedy=_("Leave one of the two out."),
        )
    if problem.power == 1 and not problem.measured:
        raise ParameterError(
            _("The power of the distance is 1, but the centres are free points."),
            remedy=_("Give a table of travel, ask for unit centres, or keep the power 2."),
        )
    if problem.travel is not None:
        _check_travel(problem, np.asarray(problem.travel))


def _check_travel(problem: Problem, travel: FloatArray) -> None:
    free = problem.centres == "free"
    expected = (problem.size, problem.territories if free else problem.size)
    if travel.shape != expected:
        raise ParameterError(
            _("The table of travel has shape %(shape)s where %(expected)s is needed.")
            % {"shape": travel.shape, "expected": expected},
            remedy=_("Give a row for every unit and a column for every territory.")
            if free
            else _("Give a row and a column for every unit."),
        )
    with np.errstate(over="ignore"):
        most = travel.max() ** problem.power * problem.weight_array().sum()
    if not np.isfinite(most):
        raise ParameterError(
            _("The table of travel holds %(value).3g.") % {"value": travel.max()},
            remedy=_("Give shorter distances."),
        )


def _check_reference(problem: Problem) -> None:
    if problem.reference is None:
        return
    labels = np.asarray(problem.reference.labels)
    values.check_length(labels, problem.size, _("The reference"))
    if labels.min() < -1 or labels.max() >= problem.territories:
        wrong = labels.min() if labels.min() < -1 else labels.max()
        raise ParameterError(
            _("The reference names territory %(number)s, but %(count)s are asked for.")
            % {"number": wrong, "count": problem.territories},
            remedy=_("Number them from 0; use -1 for units without an owner."),
        )
    for number in problem.reference.departed:
        if not 0 <= number < problem.territories:
            raise ParameterError(
                _("The owner of territory number %(number)s is said to have left.")
                % {"number": number},
                remedy=_("Territories are numbered from 0 to %(last)s.")
                % {"last": problem.territories - 1},
            )
    names = [measure.name for measure in problem.measures]
    for name in problem.reference.prices:
        if name not in names:
            raise ParameterError(
                _("There is a price of disruption for %(name)s, which is not an activity measure.")
                % {"name": quoted(name)},
                remedy=_("Name one of: %(names)s.") % {"names": ", ".join(names)},
            )
    if problem.reference.amounts is not None:
        amounts = problem.reference.amounts
        values.check_length(amounts, problem.size, _("The reference's amount"))
