"""What is known of territories and of reps when the ones are staffed with the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import FloatArray, IntArray
from maillage.errors import ParameterError

type Tags = tuple[frozenset[str], ...]


@dataclass(frozen=True, eq=False)
class TerritoryProfiles:
    """The m territories to be staffed.

    Parameters
    ----------
    names
        m distinct names.
    latitude, longitude
        (m,) centre in degrees.
    load
        (m,) work to be done, in any one unit, zero or more.
    potential
        (m,) sales possible, in currency, zero or more.
    verticals, languages, time_zones
        What each territory requires of its rep: m sets, or nothing where nothing is required.

    Raises
    ------
    ParameterError
        When lengths differ, names repeat, or a figure is missing or negative.
    """

    names: tuple[str, ...]
    latitude: FloatArray
    longitude: FloatArray
    load: FloatArray
    potential: FloatArray
    verticals: Tags = ()
    languages: Tags = ()
    time_zones: Tags = ()

    def __post_init__(self) -> None:
        check_names("territory", self.names)
        for field in ("latitude", "longitude", "load", "potential"):
            check_figures(f"territory {field}", getattr(self, field), (len(self.names),))
        check_positive("territory load", self.load)
        check_positive("territory potential", self.potential)
        for field in ("verticals", "languages", "time_zones"):
            check_tags(f"territory {field}", getattr(self, field), len(self.names))

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, eq=False)
class RepProfiles:
    """The n reps who may be matched.

    Parameters
    ----------
    ids
        n distinct identifiers.
    latitude, longitude
        (n,) home in degrees; NaN where unknown.
    capacity
        (n,) full-time equivalents, above zero.
    owned
        (n, m) potential of the accounts each rep owns today inside each territory.
    verticals, languages, time_zones
        What each rep covers: n sets. An empty set means that nothing was recorded, so it rules
        nothing out; :func:`~maillage.core.territories.staffing.staff` reports where it relied on
        that.

    Raises
    ------
    ParameterError
        When lengths differ, identifiers repeat, or a figure is out of range.
    """

    ids: tuple[str, ...]
    latitude: FloatArray
    longitude: FloatArray
    capacity: FloatArray
    owned: FloatArray
    verticals: Tags = ()
    languages: Tags = ()
    time_zones: Tags = ()

    def __post_init__(self) -> None:
        count = len(self.ids)
        check_names("rep", self.ids)
        check_figures("rep latitude", self.latitude, (count,), missing=True)
        check_figures("rep longitude", self.longitude, (count,), missing=True)
        check_figures("rep capacity", self.capacity, (count,))
        if (self.capacity <= 0).any():
            raise ParameterError("A rep's capacity must be above zero.")
        check_figures("owned potential", self.owned, (count, *self.owned.shape[1:]))
        check_positive("owned potential", self.owned)
        for field in ("verticals", "languages", "time_zones"):
            check_tags(f"rep {field}", getattr(self, field), count)

    def __len__(self) -> int:
        return len(self.ids)


def owned_potential(
    rep: IntArray, territory: IntArray, potential: FloatArray, shape: tuple[int, int]
) -> FloatArray:
    """Add up what each rep owns in each territory.

    Parameters
    ----------
    rep, territory
        Index of each account's owner and territory; accounts with a negative one are left out.
    potential
        Potential of each account; missing counts as 0.
    shape
        Numbers of reps and of territories.

    Returns
    -------
    ndarray
        Of the given shape, as :class:`RepProfiles` takes it.
    """
    kept = (rep >= 0) & (territory >= 0)
    cell = rep[kept].astype(np.int64) * shape[1] + territory[kept]
    amounts = np.nan_to_num(potential[kept])
    return np.bincount(cell, weights=amounts, minlength=shape[0] * shape[1]).reshape(shape)


def check_names(kind: str, names: tuple[str, ...]) -> None:
    """Refuse repeated names."""
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ParameterError(f"Each {kind} must be listed once; repeated: {', '.join(repeated)}.")


def check_figures(
    what: str, figures: ArrayLike, shape: tuple[int, ...], *, missing: bool = False
) -> None:
    """Refuse arrays of another shape, infinite figures and, unless allowed, missing ones."""
    array = np.asarray(figures)
    if array.shape != shape:
        raise ParameterError(f"The {what} has the shape {array.shape}, not {shape}.")
    if np.isinf(array).any() or (not missing and np.isnan(array).any()):
        raise ParameterError(f"The {what} holds a missing or infinite figure.")


def check_positive(what: str, figures: FloatArray) -> None:
    """Refuse negative figures."""
    if (figures < 0).any():
        raise ParameterError(f"The {what} holds a negative figure.")


def check_tags(what: str, tags: Tags, count: int) -> None:
    """Refuse a list of sets that is neither empty nor complete."""
    if tags and len(tags) != count:
        raise ParameterError(f"The {what} lists {len(tags)} sets, not {count}.")
