"""The week of a rep: blocks of time for each segment (K-05)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from maillage.errors import ParameterError
from maillage.texts import _, decimal, quoted

HALF: Final = 30
"""Minutes of the smallest block."""
MIDNIGHT: Final = 24 * 60
DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Block:
    """Time that is kept for a segment every week.

    Parameters
    ----------
    weekday
        0 is Monday.
    starts
        Minutes after midnight.
    minutes
        Its length, in whole half hours.
    """

    segment: str
    weekday: int
    starts: int
    minutes: int

    def __post_init__(self) -> None:
        """Refuse what is no part of one day."""
        whole = self.minutes > 0 and not self.minutes % HALF
        if not (whole and 0 <= self.weekday < DAYS and 0 <= self.starts <= self.ends <= MIDNIGHT):
            raise ParameterError(
                _("The block of %(segment)s begins at %(clock)s and lasts %(hours)s hours.")
                % {
                    "segment": quoted(self.segment),
                    "clock": clock(self.starts),
                    "hours": decimal(self.minutes / 60, 2),
                },
                remedy=_("Blocks are whole half hours of one day, which ends at midnight."),
            )

    @property
    def ends(self) -> int:
        """Minutes after midnight."""
        return self.starts + self.minutes


def clock(minutes: int) -> str:
    """The time of a day as hours and minutes: 09:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minutes_of(text: str) -> int:
    """The minutes after midnight of a time as hours and minutes."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
