"""Pictures of a plan, drawn as SVG for a page or a document: odds, pace, both matrices.

Colours are those of paper; the classes let a page give its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from maillage.core.plans.curve import Odds
from maillage.core.plans.funnel import Chance
from maillage.interfaces.exporters.maps.drawing import FONTS
from maillage.interfaces.exporters.maps.markup import element, fitted, text, text_width, tooltip
from maillage.interfaces.exporters.wording import compact, number, percent
from maillage.texts import _

INK, MUTED, LINE, BLUE, GREEN, ORANGE = (
    "#15202b", "#5d6975", "#e1e5ea", "#1b5e9f", "#1a6b46", "#8a5200",
)  # fmt: skip
SIZE: Final = 13.0
WIDTH, HEIGHT = 640.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 620.0, 26.0, 252.0
QUARTERS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
FOOT: Final = 72.0
"""Height of the picture of the pace."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One of the things a matrix compares: ``across`` and ``up`` are shares of its axes."""

    name: str
    across: float
    up: float
    said: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """What a matrix is called, its axes, and its four corners, row by row from the top left."""

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
    side = "end" if x > WIDTH / 2 else "start"
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
        text(said, x + (4 if side == "start" else -4), 62, text_anchor=side, font_size=SIZE,
             fill=INK),
    ]  # fmt: skip
    return _document("".join(parts), FOOT, said)


def matrix_chart(matrix: Matrix, dots: Sequence[Dot]) -> str:
    """Draw a matrix of four fields with a dot for each thing it compares."""
    middle, level = (LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2
    frame = f"M{LEFT} {TOP}H{RIGHT}V{BOTTOM}H{LEFT}ZM{middle} {TOP}V{BOTTOM}M{LEFT} {level}H{RIGHT}"
    corners = [
        text(words, x, y, font_size=SIZE, fill=MUTED, font_style="italic")
        for words, (x, y) in zip(
            matrix.corners,
            [(x + 8, y + 18) for y in (TOP, level) for x in (LEFT, middle)],
            strict=True,
        )
    ]
    turned = f"rotate(-90 {LEFT - 16} {level})"
    parts = [
        element("path", d=frame, class_="grid", fill="none", stroke=LINE),
        *corners,
        text(f"{matrix.across} →", RIGHT, BOTTOM + 22, **_end(MUTED)),
        text(f"{matrix.up} →", LEFT - 16, level, transform=turned, **_middle()),
        *(_dot(each) for each in dots),
    ]
    return _document("".join(parts), BOTTOM + 34, matrix.title)


def _dot(dot: Dot) -> str:
    """A dot with its name on the side where there is room."""
    x = LEFT + 10 + dot.across * (RIGHT - LEFT - 20)
    y = BOTTOM - 12 - dot.up * (BOTTOM - TOP - 44)
    left = dot.across > 0.5
    room = (x - LEFT if left else RIGHT - x) - 16
    name = fitted(dot.name, room, SIZE)
    return element(
        "circle", tooltip(f"{dot.name}: {dot.said}"), cx=x, cy=y, r=6.0, class_="dot", fill=BLUE
    ) + text(
        name, x + (-10 if left else 10), y + 4.5, text_anchor="end" if left else "start",
        font_size=SIZE, fill=INK,
    )  # fmt: skip


def dots_of(rows: Sequence[tuple[str, float, float]], *, share: bool) -> list[Dot]:
    """Place names with what stands across and up; ``share`` where across is a probability.

    The largest amount fills its axis; a probability is its own place.
    """
    widest = 1.0 if share else max((across for _name, across, _up in rows), default=0.0) or 1.0
    tallest = max((up for _name, _across, up in rows), default=0.0) or 1.0
    return [
        Dot(
            name, across / widest, up / tallest,
            f"{compact(up)} · {percent(across, 0) if share else number(across)}",
        )
        for name, across, up in rows
    ]  # fmt: skip


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
