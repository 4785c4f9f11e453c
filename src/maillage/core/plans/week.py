"""The week of a rep: blocks of time for each segment (K-05)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from maillage.core.plans.amounts import Number, apportion
from maillage.errors import ParameterError
from maillage.texts import _, decimal, quoted

HALF: Final = 30
"""Minutes of the smallest block."""
MIDNIGHT: Final = 24 * 60
DAYS: Final = 7
WORKED: Final = range(5)
"""Monday to Friday."""
OPEN: Final = ((9 * 60, 12 * 60), (13 * 60 + 30, 20 * 60), (7 * 60, 9 * 60))
"""When blocks are placed, in that order: the morning, the afternoon, early."""


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


@dataclass(frozen=True, slots=True)
class Week:
    """The blocks of a week in order, and the minutes that found no place in it."""

    blocks: tuple[Block, ...]
    unplaced: int = 0

    @property
    def minutes(self) -> int:
        """Minutes of all blocks."""
        return sum(each.minutes for each in self.blocks)

    def minutes_of(self, segment: str) -> int:
        """Minutes of the blocks of a segment."""
        return sum(each.minutes for each in self.blocks if each.segment == segment)


def week_of(
    shares: Mapping[str, Number], weekly_hours: float | None, given: Sequence[Block] = ()
) -> Week:
    """Lay out a week: share x weekly hours for each segment, in whole half hours.

    The half hours sum exactly, by largest remainders. A segment with given blocks keeps those; the
    others are placed around them on working days, evenly over the days, one segment after another.

    Parameters
    ----------
    shares
        The share of time of each segment; not all 0.
    weekly_hours
        Hours of selling in a week, the last part of a half hour left free; None where unknown.
    given
        Blocks that are there.

    Raises
    ------
    ParameterError
        If two given blocks overlap.
    """
    check_conflicts(given)
    placed = {each.segment for each in given}
    wanted = {
        name: halves
        for name, halves in halves_of(shares, weekly_hours).items()
        if halves and name not in placed
    }
    queue = [name for name, halves in wanted.items() for _half in range(halves)]
    slots = slots_for(len(queue), given)
    blocks = [*given, *joined(list(zip(queue, slots, strict=False)))]
    blocks.sort(key=lambda each: (each.weekday, each.starts))
    return Week(tuple(blocks), (len(queue) - len(slots)) * HALF)


def halves_of(shares: Mapping[str, Number], weekly_hours: float | None) -> dict[str, int]:
    """Half hours of each segment in a week; none where the hours are unknown."""
    if weekly_hours is None or not shares:
        return {}
    halves = int(weekly_hours * 60 // HALF)
    return dict(zip(shares, apportion(halves, list(shares.values())), strict=True))


def check_conflicts(blocks: Sequence[Block]) -> None:
    """Refuse blocks that overlap.

    Raises
    ------
    ParameterError
        The message names both.
    """
    rows = sorted(blocks, key=lambda each: (each.weekday, each.starts))
    for one, other in pairwise(rows):
        if one.weekday == other.weekday and other.starts < one.ends:
            raise ParameterError(
                _("%(one)s lasts until %(end)s and %(other)s begins at %(start)s of the same day.")
                % {
                    "one": quoted(one.segment),
                    "end": clock(one.ends),
                    "other": quoted(other.segment),
                    "start": clock(other.starts),
                },
                remedy=_("Move or shorten one of the two blocks."),
            )


def slots_for(count: int, given: Sequence[Block]) -> list[tuple[int, int]]:
    """So many free half hours, as weekday and start, as even over the working days as can be.

    There are less of them where the week is full.
    """
    free = {day: list(free_on(day, given)) for day in WORKED}
    most = max(map(len, free.values()))
    enough = next(
        (
            each
            for each in range(most)
            if sum(min(each, len(row)) for row in free.values()) >= count
        ),
        most,
    )
    found = [(day, start) for day, row in free.items() for start in sorted(row[:enough])]
    return found[:count]


def free_on(day: int, given: Sequence[Block]) -> Iterator[int]:
    """The starts of the free half hours of a day, those that are taken first first."""
    taken = [each for each in given if each.weekday == day]
    for first, last in OPEN:
        for start in range(first, last, HALF):
            if all(each.ends <= start or start + HALF <= each.starts for each in taken):
                yield start


def joined(halves: Sequence[tuple[str, tuple[int, int]]]) -> list[Block]:
    """Half hours of one segment that follow each other, as one block."""
    found: list[Block] = []
    for segment, (day, start) in halves:
        last = found[-1] if found else None
        if last and (last.segment, last.weekday, last.ends) == (segment, day, start):
            found[-1] = replace(last, minutes=last.minutes + HALF)
        else:
            found.append(Block(segment, day, start, HALF))
    return found


def clock(minutes: int) -> str:
    """The time of a day as hours and minutes: 09:00."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def minutes_of(text: str) -> int:
    """The minutes after midnight of a time as hours and minutes."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
