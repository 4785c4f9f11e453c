"""Where words stand in a small picture, so that they cover neither each other nor its dots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from maillage.interfaces.exporters.maps.markup import fitted, text_width

SIZE: Final = 13.0
"""Height of the letters."""
RADIUS: Final = 6.0
GAP: Final = 4.0
ABOVE, BELOW = 0.8, 0.25
"""What letters take above and below their line, in their height."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, in its pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def apart(self, other: Box) -> bool:
        """Whether two boxes have nothing in common."""
        across = self.right <= other.left or other.right <= self.left
        return across or self.bottom <= other.top or other.bottom <= self.top

    def holds(self, other: Box) -> bool:
        """Whether the other box is within this one."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


@dataclass(frozen=True, slots=True)
class Words:
    """A text with the left end of its line."""

    text: str
    x: float
    y: float

    @property
    def box(self) -> Box:
        """The room it takes."""
        right = self.x + text_width(self.text, SIZE)
        return Box(self.x, self.y - ABOVE * SIZE, right, self.y + BELOW * SIZE)


def dot_box(x: float, y: float) -> Box:
    """The room a dot takes."""
    return Box(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS)


def in_field(words: str, field: Box, taken: Sequence[Box]) -> Words:
    """Put the name of a field into the corner that is free; the first one where none is."""
    left, right = field.left + GAP, field.right - GAP - text_width(words, SIZE)
    top, bottom = field.top + GAP + ABOVE * SIZE, field.bottom - GAP - BELOW * SIZE
    corners = [Words(words, x, y) for y in (top, bottom) for x in (left, right)]
    return next(freely(corners, field, taken), corners[0])


def at_dot(name: str, x: float, y: float, frame: Box, taken: Sequence[Box]) -> Words:
    """Put the name of a dot beside it where it is free, else shortened where there is more room."""
    width, middle = text_width(name, SIZE), y + (ABOVE - BELOW) / 2 * SIZE
    beside = RADIUS + GAP
    sides = [x + beside, x - beside - width]
    over, under = y - beside - BELOW * SIZE, y + beside + ABOVE * SIZE
    tried = [Words(name, at, middle) for at in sides] + [
        Words(name, at, line)
        for line in (over, under, over - SIZE, under + SIZE)
        for at in (x - width / 2, x - RADIUS, x + RADIUS - width)
    ]
    found = next(freely(tried, frame, taken), None)
    if found is not None:
        return found
    if frame.right - x >= x - frame.left:
        return Words(fitted(name, frame.right - x - beside, SIZE), sides[0], middle)
    short = fitted(name, x - frame.left - beside, SIZE)
    return Words(short, x - beside - text_width(short, SIZE), middle)


def freely(tried: Sequence[Words], within: Box, taken: Sequence[Box]) -> Iterator[Words]:
    """Those that are within a box and cover nothing that is taken."""
    for each in tried:
        if within.holds(each.box) and all(each.box.apart(other) for other in taken):
            yield each
