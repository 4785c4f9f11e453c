"""Turning what callers give into arrays, or refusing it in words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import FloatArray, IntArray
from maillage.errors import ParameterError
from maillage.texts import _, quoted


def number(value: object, name: str) -> float:
    """One number, or a :class:`ParameterError`."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise ParameterError(
            _("%(name)s is %(value)r.") % {"name": name, "value": value},
            remedy=_("Give a number."),
        )
    return float(value)


def positive(value: object, name: str, *, most: float = np.inf) -> float:
    """One finite number above zero and at most ``most``, or a :class:`ParameterError`."""
    found = number(value, name)
    if not (np.isfinite(found) and 0 < found <= most):
        remedy = _("Give a finite number above zero.")
        if np.isfinite(most):
            remedy = _("Give a number above zero, at most %(most)s.") % {"most": most}
        raise ParameterError(
            _("%(name)s is %(value)s.") % {"name": name, "value": found}, remedy=remedy
        )
    return found


def whole(value: object, name: str) -> int:
    """One whole number, or a :class:`ParameterError`."""
    found = number(value, name)
    if found != int(found) if np.isfinite(found) else True:
        raise ParameterError(
            _("%(name)s is %(value)r.") % {"name": name, "value": value},
            remedy=_("Give a whole number."),
        )
    return int(found)


def vector(values: ArrayLike, name: str) -> FloatArray:
    """(n,) a copy of the numbers, or a :class:`ParameterError`."""
    array = _numbers(values, name)
    if array.ndim != 1:
        raise ParameterError(
            _("%(name)s has shape %(shape)s.") % {"name": name, "shape": array.shape},
            remedy=_("Give one number per basic unit."),
        )
    return array


def amounts(values: ArrayLike, name: str) -> FloatArray:
    """(n,) finite amounts of 0 or more with a finite sum, or a :class:`ParameterError`."""
    array = vector(values, name)
    wrong = np.flatnonzero(~np.isfinite(array) | (array < 0))
    if wrong.size:
        raise ParameterError(
            _("%(name)s is %(value)s at unit number %(unit)s (%(count)s such values).")
            % {"name": name, "value": array[wrong[0]], "unit": wrong[0], "count": wrong.size},
            remedy=_("Give finite amounts that are not negative."),
        )
    if len(array) and array.max() > 1e290:
        raise ParameterError(
            _("%(name)s holds %(value).3g.") % {"name": name, "value": array.max()},
            remedy=_("Give smaller amounts."),
        )
    return array


def table(values: ArrayLike, name: str) -> FloatArray:
    """(n, m) a copy of finite numbers of 0 or more, or a :class:`ParameterError`."""
    array = _numbers(values, name)
    if array.ndim != 2:
        raise ParameterError(
            _("%(name)s has shape %(shape)s.") % {"name": name, "shape": array.shape},
            remedy=_("Give one row per basic unit."),
        )
    wrong = np.argwhere(~np.isfinite(array) | (array < 0))
    if wrong.size:
        raise ParameterError(
            _("%(name)s is %(value)s in row %(row)s, column %(column)s (%(count)s such values).")
            % {
                "name": name,
                "value": array[tuple(wrong[0])],
                "row": wrong[0, 0],
                "column": wrong[0, 1],
                "count": len(wrong),
            },
            remedy=_(
                "Give finite distances that are not negative; a very long one where there is no"
                " way."
            ),
        )
    return np.ascontiguousarray(array)


def pairs(values: ArrayLike, name: str) -> FloatArray:
    """(m, 2) a copy of the numbers, or a :class:`ParameterError`."""
    array = _numbers(values, name)
    if array.size == 0:
        return array.reshape(0, 2)
    if array.ndim != 2 or array.shape[1] != 2:
        raise ParameterError(
            _("%(name)s has shape %(shape)s.") % {"name": name, "shape": array.shape},
            remedy=_("Give pairs of numbers."),
        )
    return array


def integers(values: FloatArray, name: str) -> IntArray:
    """The same as whole numbers, or a :class:`ParameterError`."""
    if values.size and not (np.isfinite(values).all() and (values == np.round(values)).all()):
        raise ParameterError(
            _("%(name)s holds a value that is not a whole number.") % {"name": name},
            remedy=_("Give whole numbers."),
        )
    largest = np.abs(values).max(initial=0.0)
    if largest > np.iinfo(np.int32).max:
        raise ParameterError(
            _("%(name)s holds %(value).3g.") % {"name": name, "value": largest},
            remedy=_("Number from 0."),
        )
    return values.astype(np.int32)


def shares(values: ArrayLike, name: str) -> FloatArray:
    """(k,) positive shares, or a :class:`ParameterError`."""
    array = vector(values, _("The shares of %(name)s") % {"name": quoted(name)})
    if not (np.isfinite(array).all() and (array > 0).all()):
        raise ParameterError(
            _("The target shares of measure %(name)s are not all positive.")
            % {"name": quoted(name)},
            remedy=_("Give a positive share, or capacity, for every territory."),
        )
    return array


def _numbers(values: ArrayLike | Iterable[object], name: str) -> FloatArray:
    try:
        array = np.array(values)
        if array.size and array.dtype.kind not in "iuf":
            raise ValueError(name)  # noqa: TRY301 - text such as "1" would turn into a number
        return array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise ParameterError(
            _("%(name)s holds a value that is not a number.") % {"name": name},
            remedy=_("Give numbers."),
        ) from error


def check_length(given: ArrayLike, expected: int, name: str) -> None:
    """Refuse a list that does not have one figure per unit."""
    length = len(np.asarray(given))
    if length != expected:
        raise ParameterError(
            _("%(name)s has %(count)s values where %(expected)s are needed.")
            % {"name": name, "count": length, "expected": expected},
            remedy=_("Give one value each, in the same order."),
        )


def labels(given: ArrayLike, size: int, territories: int) -> IntArray:
    """(n,) a copy of a whole plan's territories, 0 to k-1, or a :class:`ParameterError`."""
    name = _("The plan")
    found = integers(vector(given, name), name)
    check_length(found, size, name)
    wrong = found[(found < 0) | (found >= territories)]
    if wrong.size:
        raise ParameterError(
            _("The plan names territory number %(number)s.") % {"number": wrong[0]},
            remedy=_("Territories are numbered from 0 to %(last)s.") % {"last": territories - 1},
        )
    return found
