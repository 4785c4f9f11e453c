"""Pictures of a plan, drawn as SVG for a page or a document: odds, pace, both matrices.

Colours are those of paper; the classes let a page give its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from maillage.core.plans.curve import Odds
from maillage.core.plans.funnel import Chance
from maillage.core.plans.matrices import Bounds, Tier, Worth, middle_of
from maillage.core.plans.seven import Placed
from maillage.interfaces.exporters.maps.drawing import FONTS
from maillage.interfaces.exporters.maps.markup import element, text, text_width, tooltip
from maillage.interfaces.exporters.plans.answers import tier_name, worth_name
from maillage.interfaces.exporters.plans.placing import (
    RADIUS,
    SIZE,
    Box,
    Words,
    at_dot,
    dot_box,
    in_field,
)
from maillage.interfaces.exporters.wording import compact, number, percent
from maillage.texts import _

INK, MUTED, LINE, BLUE, GREEN, ORANGE = (
    "#15202b", "#5d6975", "#e1e5ea", "#1b5e9f", "#1a6b46", "#8a5200",
)  # fmt: skip
WIDTH, HEIGHT = 380.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 366.0, 20.0, 200.0
QUARTERS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
FOOT: Final = 72.0
"""Height of the picture of the pace."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One of the things a matrix compares: ``across`` and ``up`` are shares of its sides."""

    name: str
    across: float
    up: float
    said: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """What a matrix of four fields is called, its axes, and its fields from the top left."""

    title: str
    across: str
    up: str
    corners: tuple[str, str, str, str]


def segmentation_matrix() -> Matrix:
    """Potential against the probability of closing: which segments come first."""
    return Matrix(
        _("Potential and probability"),
        _("probability of closing"),
        _("potential"),
        (_("Open them up"), _("Come first"), _("Come last"), _("At little cost")),
    )


def effort_matrix() -> Matrix:
    """Potential against effort: what is worth its time."""
    return Matrix(
        _("Potential and effort"),
        _("effort"),
        _("potential"),
        (_("Quick wins"), _("Long projects"), _("When there is time"), _("Leave them")),
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """What a matrix is called, its axes, where its lines are, and what stands in its fields.

    ``lines`` are shares of both sides; ``fields`` have a text and the place of its corner.
    """

    title: str
    across: str
    up: str
    lines: tuple[float, ...]
    fields: tuple[tuple[str, float, float], ...]


def segmentation_picture() -> Picture:
    """Potential of an account against the probability of closing: who comes first (X-07)."""
    low, high = 1 / 3, 2 / 3
    return Picture(
        _("Potential and probability"),
        _("probability of closing"),
        _("potential of an account"),
        (low, high),
        (
            (tier_name(Tier.GOLD), high, 1.0),
            (tier_name(Tier.SILVER), low, high),
            (tier_name(Tier.BRONZE), 0.0, low),
        ),
    )


def effort_picture() -> Picture:
    """Potential of an account against effort: what is worth its time (X-07)."""
    half = 0.5
    return Picture(
        _("Potential and effort"),
        _("effort for an account"),
        _("potential of an account"),
        (half,),
        (
            (worth_name(Worth.QUICK_WIN), 0.0, 1.0),
            (worth_name(Worth.MAJOR_PROJECT), half, 1.0),
            (worth_name(Worth.FILL_IN), 0.0, half),
            (worth_name(Worth.DROP), half, half),
        ),
    )


def segmentation_dots(
    placed: Sequence[Placed], potentials: Bounds, probabilities: Bounds
) -> list[Dot]:
    """The segments whose potential and probability are known; low, middle and high a third each."""
    known = [
        (each.segment.name, each.segment.probability, each.potential)
        for each in placed
        if each.segment.probability is not None and each.potential is not None
    ]
    tallest = max((up for _name, _across, up in known), default=0.0)
    return [
        Dot(
            name,
            scaled(across, (probabilities.low, probabilities.high), 1.0),
            scaled(up, (potentials.low, potentials.high), tallest),
            f"{compact(up)} · {percent(across, 0)}",
        )
        for name, across, up in known
    ]


def effort_dots(placed: Sequence[Placed]) -> list[Dot]:
    """The segments whose potential and effort are known, on both sides of the medians."""
    known = [
        (each.segment.name, each.segment.effort_hours / each.segment.accounts, each.potential)
        for each in placed
        if each.segment.effort_hours is not None and each.potential is not None
    ]
    middle = middle_of((up, across) for _name, across, up in known)
    if middle is None:
        return []
    widest = max(across for _name, across, _up in known)
    tallest = max(up for _name, _across, up in known)
    return [
        Dot(
            name,
            scaled(across, (middle.effort,), widest),
            scaled(up, (middle.potential,), tallest),
            f"{compact(up)} · {number(across, 1)} h",
        )
        for name, across, up in known
    ]


def scaled(value: float, bounds: tuple[float, ...], most: float) -> float:
    """Where a value stands on a side whose parts between the bounds are equally long."""
    knots = [0.0, *bounds]
    knots.append(max(most, 1.5 * knots[-1], knots[-1] + 1e-9))
    return float(np.interp(value, knots, np.linspace(0, 1, len(knots))))


def odds_chart(source: str, curve: Sequence[Odds], chance: Chance) -> str:
    """Draw the probability of a target against the activity, with what is planned and wanted."""
    most = curve[-1].activities

    def place(activities: float, probability: float) -> tuple[float, float]:
        across = min(activities / most, 1.0)
        return LEFT + across * (RIGHT - LEFT), BOTTOM - probability * (BOTTOM - TOP)

    points = [place(each.activities, each.probability) for each in curve]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    title = _("Odds of %(source)s by activities in the year") % {"source": source}
    parts = [
        _rows(),
        *(
            text(number(most * share), LEFT + share * (RIGHT - LEFT), BOTTOM + 20, **_middle())
            for share in QUARTERS[1:]
        ),
        text(_("activities in the year"), RIGHT, HEIGHT - 8, **_end(MUTED)),
        element("path", d=line, class_="line", fill="none", stroke=BLUE, stroke_width=2.5),
        _mark(place(chance.planned, chance.probability), chance, planned=True),
        _mark(place(chance.for_confidence, chance.confidence), chance, planned=False),
    ]
    return _document("".join(parts), HEIGHT, title)


def _rows() -> str:
    """The lines of 0, 25, 50, 75 and 100 %."""
    parts = []
    for share in QUARTERS:
        y = BOTTOM - share * (BOTTOM - TOP)
        parts.append(element("path", d=f"M{LEFT} {y:.1f}H{RIGHT}", class_="grid", stroke=LINE))
        parts.append(text(percent(share, 0), LEFT - 8, y + 4, **_end(MUTED)))
    return "".join(parts)


def _mark(place: tuple[float, float], chance: Chance, *, planned: bool) -> str:
    """A point of the line with its words: below it what is planned, above it what is wanted."""
    x, y = place
    count, odds = (
        (chance.planned, chance.probability)
        if planned
        else (chance.for_confidence, chance.confidence)
    )
    words = _("%(count)s planned: %(odds)s") if planned else _("%(count)s needed: %(odds)s")
    said = words % {"count": number(count), "odds": percent(odds, 0)}
    colour, name = (ORANGE, "planned") if planned else (GREEN, "wanted")
    room = text_width(said, SIZE) + 12
    right = x + room < WIDTH if planned else x - room < LEFT
    style = {"text_anchor": "start" if right else "end", "font_size": SIZE, "fill": INK}
    down = 18 if planned else -10
    return element("circle", tooltip(said), cx=x, cy=y, r=5.5, class_=name, fill=colour) + text(
        said, x + (9 if right else -9), min(y + down, BOTTOM - 6), font_weight=600, **style
    )


def pace_chart(sold: float, expected: float, objective: float) -> str:
    """Draw what was sold on the way to the objective, with where the plan expects it by now."""
    full = max(objective, sold)
    length = (RIGHT - 20) * min(sold / full, 1.0)
    x = 10 + (RIGHT - 20) * min(expected / full, 1.0)
    index = sold / expected
    behind = index < 1
    said = _("%(share)s of the objective sold, %(expected)s expected by then") % {
        "share": percent(sold / objective, 0), "expected": percent(expected / objective, 0),
    }  # fmt: skip
    bar = {"x": 10, "y": 14, "height": 22, "rx": 5.0}
    parts = [
        element("rect", class_="track", width=RIGHT - 20, fill=LINE, **bar),
        element(
            "rect", class_="planned" if behind else "wanted", width=length,
            fill=ORANGE if behind else GREEN, **bar,
        ),
        element("path", d=f"M{x:.1f} 6V44", class_="ink", stroke=INK, stroke_width=2.5),
        text(said, 10, 62, font_size=SIZE, fill=INK),
    ]  # fmt: skip
    return _document("".join(parts), FOOT, said)


def matrix_chart(picture: Picture, dots: Sequence[Dot]) -> str:
    """Draw a matrix with a dot for each thing it compares."""
    wide, tall = RIGHT - LEFT, BOTTOM - TOP
    frame = f"M{LEFT} {TOP}H{RIGHT}V{BOTTOM}H{LEFT}Z" + "".join(
        f"M{LEFT + share * wide:.1f} {TOP}V{BOTTOM}M{LEFT} {BOTTOM - share * tall:.1f}H{RIGHT}"
        for share in picture.lines
    )
    level = (TOP + BOTTOM) / 2
    turned = f"rotate(-90 {LEFT - 16} {level})"
    fields, names = _worded(picture, dots)
    parts = [
        element("path", d=frame, class_="grid", fill="none", stroke=LINE),
        *(
            text(each.text, each.x, each.y, font_size=SIZE, fill=MUTED, font_style="italic")
            for each in fields
        ),
        text(f"{picture.across} →", RIGHT, BOTTOM + 22, **_end(MUTED)),
        text(f"{picture.up} →", LEFT - 16, level, transform=turned, **_middle()),
        *(_dot(each) for each in dots),
        *(
            text(each.text, each.x, each.y, font_size=SIZE, font_weight=600, fill=INK)
            for each in names
        ),
    ]
    return _document("".join(parts), BOTTOM + 34, picture.title)


def _worded(picture: Picture, dots: Sequence[Dot]) -> tuple[list[Words], list[Words]]:
    """The names of the fields and of the dots, where they do not cover each other."""
    taken = [dot_box(*_place(each)) for each in dots]
    fields, names = [], []
    for words, across, up in picture.fields:
        fields.append(in_field(words, _field(picture, across, up), taken))
        taken.append(fields[-1].box)
    frame = Box(LEFT, TOP, RIGHT, BOTTOM)
    for each in dots:
        names.append(at_dot(each.name, *_place(each), frame, taken))
        taken.append(names[-1].box)
    return fields, names


def _field(picture: Picture, across: float, up: float) -> Box:
    """The field whose upper left corner is there."""
    right = min((line for line in picture.lines if line > across), default=1.0)
    low = max((line for line in picture.lines if line < up), default=0.0)
    (left, top), (end, bottom) = _at(across, up), _at(right, low)
    return Box(left, top, end, bottom)


def _at(across: float, up: float) -> tuple[float, float]:
    """The pixel of a place in a matrix."""
    return LEFT + across * (RIGHT - LEFT), BOTTOM - up * (BOTTOM - TOP)


def _place(dot: Dot) -> tuple[float, float]:
    """The pixel of a dot, which is wholly in the frame."""
    x, y = _at(dot.across, dot.up)
    return min(max(x, LEFT + 8), RIGHT - 8), min(max(y, TOP + 8), BOTTOM - 8)


def _dot(dot: Dot) -> str:
    """A dot that says its figures."""
    x, y = _place(dot)
    said = tooltip(f"{dot.name}: {dot.said}")
    return element("circle", said, cx=x, cy=y, r=RADIUS, class_="dot", fill=BLUE)


def _middle() -> dict[str, object]:
    return {"text_anchor": "middle", "font_size": SIZE, "fill": MUTED}


def _end(colour: str) -> dict[str, object]:
    return {"text_anchor": "end", "font_size": SIZE, "fill": colour}


def _document(content: str, height: float, title: str) -> str:
    return element(
        "svg",
        tooltip(title) + content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        font_family=FONTS,
        class_="plot",
        role="img",
    )
