"""A figure month by month as a line of the height of a text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from maillage.interfaces.exporters.maps.markup import element, tooltip

WIDTH, HEIGHT, EDGE = 120.0, 28.0, 3.0
LINE = {"fill": "none", "stroke": "currentColor", "stroke_width": 1.6}


def sparkline(values: Sequence[float | None], label: str) -> str:
    """Draw values in order; where one is not known the line is broken, and none is drawn as 0."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(0.0, *known), max(known)
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    room = HEIGHT - 2 * EDGE

    def point(place: int, value: float) -> tuple[float, float]:
        share = (value - low) / (high - low) if high > low else 0.0
        return EDGE + place * step, HEIGHT - EDGE - share * room

    points = [None if value is None else point(place, value) for place, value in enumerate(values)]
    lines = [
        element("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in run), **LINE)
        for there, run in groupby(points, key=lambda each: each is not None)
        if there
    ]
    ends = [each for each in points if each is not None][-1]
    dot = element("circle", cx=ends[0], cy=ends[1], r=2.2, fill="currentColor")
    return element(
        "svg",
        tooltip(label) + "".join(lines) + dot,
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        width=WIDTH,
        height=HEIGHT,
        role="img",
        class_="sparkline",
    )
