"""Turning what callers give into arrays, or refusing it in words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import FloatArray, IntArray
from maillage.errors import ParameterError


def number(value: object, name: str) -> float:
    """One number, or a :class:`ParameterError`."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise ParameterError(f"{name} is {value!r}.", remedy="Give a number.")
    return float(value)


def whole(value: object, name: str) -> int:
    """One whole number, or a :class:`ParameterError`."""
    found = number(value, name)
    if found != int(found) if np.isfinite(found) else True:
        raise ParameterError(f"{name} is {value!r}.", remedy="Give a whole number.")
    return int(found)


def vector(values: ArrayLike, name: str) -> FloatArray:
    """(n,) a copy of the numbers, or a :class:`ParameterError`."""
    array = _numbers(values, name)
    if array.ndim != 1:
        raise ParameterError(
            f"{name} has shape {array.shape}.", remedy="Give one number per basic unit."
        )
    return array


def amounts(values: ArrayLike, name: str) -> FloatArray:
    """(n,) finite amounts of 0 or more with a finite sum, or a :class:`ParameterError`."""
    array = vector(values, name)
    wrong = np.flatnonzero(~np.isfinite(array) | (array < 0))
    if wrong.size:
        raise ParameterError(
            f"{name} is {array[wrong[0]]} at unit number {wrong[0]} ({wrong.size} such values).",
            remedy="Give finite amounts that are not negative.",
        )
    if len(array) and array.max() > 1e290:
        raise ParameterError(f"{name} holds {array.max():.3g}.", remedy="Give smaller amounts.")
    return array


def pairs(values: ArrayLike, name: str) -> FloatArray:
    """(m, 2) a copy of the numbers, or a :class:`ParameterError`."""
    array = _numbers(values, name)
    if array.size == 0:
        return array.reshape(0, 2)
    if array.ndim != 2 or array.shape[1] != 2:
        raise ParameterError(f"{name} have shape {array.shape}.", remedy="Give pairs of numbers.")
    return array


def integers(values: FloatArray, name: str) -> IntArray:
    """The same as whole numbers, or a :class:`ParameterError`."""
    if values.size and not (np.isfinite(values).all() and (values == np.round(values)).all()):
        raise ParameterError(
            f"{name} hold a value that is not a whole number.", remedy="Give whole numbers."
        )
    return values.astype(np.int32)


def shares(values: ArrayLike, name: str) -> FloatArray:
    """(k,) positive shares, or a :class:`ParameterError`."""
    array = vector(values, f"The shares of {name!r}")
    if not (np.isfinite(array).all() and (array > 0).all()):
        raise ParameterError(
            f"The target shares of measure {name!r} are not all positive.",
            remedy="Give a positive share, or capacity, for every territory.",
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
            f"{name} holds a value that is not a number.", remedy="Give numbers."
        ) from error
