"""Instants and durations as arrays: microseconds, in UTC."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from maillage.core.leads.calendars import FIRST_YEAR, LAST_YEAR
from maillage.errors import ParameterError
from maillage.texts import _, quoted

type Micros = NDArray[np.int64]
type Instants = NDArray[np.datetime64]
type Durations = NDArray[np.timedelta64]

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Give an instant as microseconds since 1970 in UTC, without rounding.

    Raises
    ------
    ParameterError
        If it has no time zone.
    """
    if moment.tzinfo is None:
        raise ParameterError(
            _("%(moment)s has no time zone.") % {"moment": moment.isoformat()},
            remedy=_("Write the offset to UTC: 2026-03-06T16:50:00-05:00."),
        )
    return (moment - EPOCH) // MICROSECOND


LOW: Final = micros(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC))
HIGH: Final = micros(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)) - 1


def instants_of(moments: Iterable[datetime]) -> Instants:
    """Give instants of any time zones as an array in UTC."""
    return as_instants(np.array([micros(each) for each in moments], dtype=np.int64))


def durations_of(amounts: Iterable[timedelta]) -> Durations:
    """Give durations as an array."""
    return as_durations(np.array([each // MICROSECOND for each in amounts], dtype=np.int64))


def as_instants(found: Micros) -> Instants:
    """Read microseconds since 1970 as instants."""
    return found.astype("datetime64[us]")


def as_durations(found: Micros) -> Durations:
    """Read microseconds as durations."""
    return found.astype("timedelta64[us]")


def as_micros(instants: Instants) -> Micros:
    """Give instants as microseconds since 1970.

    Raises
    ------
    ParameterError
        If one is outside of the years whose holidays are known, or is not given.
    """
    found = np.asarray(instants).astype("datetime64[us]")
    numbers = found.astype(np.int64)
    wrong = (numbers < LOW) | (numbers > HIGH)
    if wrong.any():
        shown = str(found[wrong][0])
        raise ParameterError(
            _("%(moment)s is not between %(first)d and %(last)d.")
            % {"moment": quoted(shown), "first": FIRST_YEAR, "last": LAST_YEAR},
            remedy=_("Check the date."),
        )
    return numbers


def positive(work: Durations) -> Micros:
    """Give amounts of work in microseconds.

    Raises
    ------
    ParameterError
        If one is negative or not given.
    """
    numbers = np.asarray(work).astype("timedelta64[us]").astype(np.int64)
    if (numbers < 0).any():
        raise ParameterError(
            _("An amount of work is negative."),
            remedy=_("Take it from the instant instead of adding it."),
        )
    return numbers


def moment_of(found: int) -> datetime:
    """Read microseconds since 1970 as a moment in UTC."""
    return EPOCH + found * MICROSECOND


def one(instants: Instants) -> datetime:
    """Give the only instant of an array as a moment in UTC."""
    return moment_of(int(instants.astype(np.int64)[0]))


def year_of(found: int) -> int:
    """Give the year of an instant in UTC."""
    return moment_of(found).year
