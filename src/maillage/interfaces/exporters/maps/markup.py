"""Small pieces of SVG: escaped text, compact paths, text that fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unicodedata import east_asian_width
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import shapely

from maillage.interfaces.exporters.wording import clean

UNITS_PER_PIXEL = 10
SPECK = 0.4  # square pixels: an island smaller than this is not drawn
NARROW, WIDE = frozenset("iljtfrI.,:;'|!()[] \u00a0\u202f"), frozenset("mwMW@%")


def element(name: str, content: str = "", /, **attributes: Any) -> str:
    """One element; underscores in attribute names become hyphens, ``content`` is markup."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_attribute(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(content: str, x: float, y: float, **attributes: Any) -> str:
    """A line of text; the content is data and is escaped."""
    return element("text", escape(clean(content)), x=x, y=y, **attributes)


def tooltip(content: str) -> str:
    """What a browser shows over the element this is put into."""
    return element("title", escape(clean(content, 300)))


def path_data(shape: Any) -> str:
    """The outline of polygons in tenths of a pixel, relative and without specks."""
    return "".join(_ring(ring) for ring in _rings(shape))


def dots(points: Any) -> str:
    """Points as zero-length strokes, to be drawn with round line caps."""
    places = np.rint(np.asarray(points) * UNITS_PER_PIXEL).astype(int)
    return "".join(f"M{x} {y}h0" for x, y in places)


def text_width(content: str, size: float) -> float:
    """Approximate width of a text in pixels."""
    return size * sum(_letter_width(letter) for letter in content)


def fitted(content: str, width: float, size: float) -> str:
    """The text, or as much of it as the width allows."""
    content = clean(content, 400)
    if text_width(content, size) <= width:
        return content
    while content and text_width(f"{content}…", size) > width:
        content = content[:-1]
    return f"{content.rstrip()}…"


def _letter_width(letter: str) -> float:
    if letter in NARROW:
        return 0.33
    if letter in WIDE:
        return 0.9
    if east_asian_width(letter) in "WF":
        return 1.0
    return 0.68 if letter.isupper() else 0.55


def _attribute(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def _rings(shape: Any) -> Iterator[Any]:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    largest = max((part.area for part in parts), default=0.0)
    for part in parts:
        if part.area >= min(SPECK, largest):
            yield part.exterior
            yield from (ring for ring in part.interiors if shapely.Polygon(ring).area >= SPECK)


def _ring(ring: Any) -> str:
    points = np.rint(shapely.get_coordinates(ring) * UNITS_PER_PIXEL).astype(int)
    steps = np.diff(points, axis=0)
    steps = steps[np.any(steps != 0, axis=1)][:-1]
    if len(steps) < 2:
        return ""
    moves = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return f"M{points[0, 0]} {points[0, 1]}l{moves}z"
