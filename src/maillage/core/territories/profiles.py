"""What is known of territories and of reps when the ones are staffed with the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.arrays import FloatArray, IntArray
from maillage.errors import ParameterError
from maillage.texts import _

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
    verticals, languages, time_zones, licences
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
    licences: Tags = ()

    def __post_init__(self) -> None:
        check_names(_("Each territory must be listed once; repeated: %(names)s."), self.names)
        count = len(self.names)
        check_figures(_("territory latitude"), self.latitude, (count,))
        check_figures(_("territory longitude"), self.longitude, (count,))
        check_figures(_("territory load"), self.load, (count,))
        check_figures(_("territory potential"), self.potential, (count,))
        check_positive(_("territory load"), self.load)
        check_positive(_("territory potential"), self.potential)
        check_tags(_("territory verticals"), self.verticals, count)
        check_tags(_("territory languages"), self.languages, count)
        check_tags(_("territory time_zones"), self.time_zones, count)
        check_tags(_("territory licences"), self.licences, count)

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
    licences
        What each rep is licensed for: n sets. Here an empty set means that there is no licence: the
        law does not give the benefit of the doubt.

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
    licences: Tags = ()

    def __post_init__(self) -> None:
        count = len(self.ids)
        check_names(_("Each rep must be listed once; repeated: %(names)s."), self.ids)
        check_figures(_("rep latitude"), self.latitude, (count,), missing=True)
        check_figures(_("rep longitude"), self.longitude, (count,), missing=True)
        check_figures(_("rep capacity"), self.capacity, (count,))
        if (self.capacity <= 0).any():
            raise ParameterError(_("A rep's capacity must be above zero."))
        check_figures(_("owned potential"), self.owned, (count, *self.owned.shape[1:]))
        check_positive(_("owned potential"), self.owned)
        check_tags(_("rep verticals"), self.verticals, count)
        check_tags(_("rep languages"), self.languages, count)
        check_tags(_("rep time_zones"), self.time_zones, count)
        check_tags(_("rep licences"), self.licences, count)

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


def check_names(message: str, names: tuple[str, ...]) -> None:
    """Refuse repeated names, in a message with a place for ``names``."""
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ParameterError(message % {"names": ", ".join(repeated)})


def check_figures(
    what: str, figures: ArrayLike, shape: tuple[int, ...], *, missing: bool = False
) -> None:
    """Refuse arrays of another shape, infinite figures and, unless allowed, missing ones."""
    array = np.asarray(figures)
    if array.shape != shape:
        raise ParameterError(
            _("The %(what)s has the shape %(given)s, not %(needed)s.")
            % {"what": what, "given": array.shape, "needed": shape}
        )
    if np.isinf(array).any() or (not missing and np.isnan(array).any()):
        raise ParameterError(_("The %(what)s holds a missing or infinite figure.") % {"what": what})


def check_positive(what: str, figures: FloatArray) -> None:
    """Refuse negative figures."""
    if (figures < 0).any():
        raise ParameterError(_("The %(what)s holds a negative figure.") % {"what": what})


def check_tags(what: str, tags: Tags, count: int) -> None:
    """Refuse a list of sets that is neither empty nor complete."""
    if tags and len(tags) != count:
        raise ParameterError(
            _("The %(what)s lists %(given)d sets, not %(needed)d.")
            % {"what": what, "given": len(tags), "needed": count}
        )
