"""The map as SVG: title, territories, borders, numbers, homes, legend, source."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import override

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.findings import texts
from maillage.interfaces.exporters.maps.inset import Inset
from maillage.interfaces.exporters.maps.legend import INK, MUTED, legend
from maillage.interfaces.exporters.maps.markup import (
    UNITS_PER_PIXEL,
    dots,
    element,
    fitted,
    path_data,
    text,
    text_width,
    tooltip,
)
from maillage.interfaces.exporters.maps.placement import place_labels
from maillage.interfaces.exporters.maps.scene import Scene, compose
from maillage.interfaces.exporters.story import generated_banner, headline
from maillage.interfaces.exporters.wording import clean, day

EDGE = 40.0
OUTLINED = 60.0  # tenths of a pixel: smaller dots would be all outline
FONTS = "Inter, 'DejaVu Sans', 'Helvetica Neue', Arial, sans-serif"
PALE = "#e9edf1"
HATCH = (
    '<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="7" height="7" fill="#f6f7f8"/>'
    '<path d="M3 0V7" stroke="#98a2ae" stroke-width="2.2"/></pattern>'
    '<pattern id="hatch-fine" href="#hatch" patternTransform="rotate(45) scale(10)"/></defs>'
)


def svg_map(
    outcome: DesignOutcome, *, language: str, width: float = 1400, bare: bool = False
) -> str:
    """Draw the map; ``bare`` leaves out title, legend and source, for use within a page.

    Parameters
    ----------
    outcome
        What the design run found.
    language
        ``en`` or ``fr``.
    width
        In pixels; the height follows from what is shown.
    bare
        Draw the map alone.

    Returns
    -------
    str
        A complete SVG document.
    """
    with override(language):
        edge = 4.0 if bare else EDGE
        scene = compose(outcome, width - 2 * edge)
        top, head = (edge, "") if bare else _head(outcome, width)
        body = element("g", _layers(outcome, scene), transform=f"translate({edge:g} {top:g})")
        foot, bottom = ("", top + scene.height + edge)
        if not bare:
            foot, bottom = _foot(outcome, scene, width, top + scene.height + 16)
        return _document(outcome, head + body + foot, width, bottom)


def _document(outcome: DesignOutcome, content: str, width: float, height: float) -> str:
    title = element("title", escape(clean(outcome.title, 200)))
    summary = element("desc", escape(headline(outcome)))
    paper = element("rect", width=width, height=round(height), fill="#ffffff")
    return element(
        "svg",
        title + summary + HATCH + paper + content,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=round(height),
        viewBox=f"0 0 {width:g} {round(height)}",
        font_family=FONTS,
        role="img",
    )


def _head(outcome: DesignOutcome, width: float) -> tuple[float, str]:
    room = width - 2 * EDGE
    title = text(
        fitted(outcome.title, room, 30), EDGE, 56.0, font_size=30.0, font_weight=700, fill=INK
    )
    key = text(fitted(headline(outcome), room, 16), EDGE, 86.0, font_size=16.0, fill=MUTED)
    if not outcome.generated_data:
        return 106.0, title + key
    label = generated_banner()
    box = element(
        "rect",
        x=EDGE,
        y=100.0,
        width=text_width(label, 13) * 1.07 + 20,
        height=24.0,
        rx=4.0,
        fill="#fff1c9",
    )
    note = text(label, EDGE + 10, 116.5, font_size=13.0, font_weight=700, fill="#7a4b00")
    return 134.0, title + key + box + note


def _foot(outcome: DesignOutcome, scene: Scene, width: float, top: float) -> tuple[str, float]:
    key, key_height = _key(scene, top)
    shown, height = legend(outcome, width - 2 * EDGE)
    moved = element("g", shown, transform=f"translate({EDGE:g} {top + key_height:g})")
    bottom = top + key_height + height + 34
    style = {"font_size": 11.0, "fill": MUTED}
    source = text(_source(outcome), EDGE, bottom, **style)
    made = text(
        f"Maillage · {day(outcome.created_at)}", width - EDGE, bottom, text_anchor="end", **style
    )
    return key + moved + source + made, bottom + 24


def _source(outcome: DesignOutcome) -> str:
    if outcome.country == "US":
        return _("Boundaries: U.S. Census Bureau, vintage %(vintage)s.") % {
            "vintage": outcome.geography_vintage
        }
    return _("Geography of %(vintage)s.") % {"vintage": outcome.geography_vintage}


def _key(scene: Scene, top: float) -> tuple[str, float]:
    """What the signs mean that the legend does not list."""
    entries = []
    if len(scene.homes):
        entries.append((_home(8.0, 8.0), _("Home of a rep")))
    if (scene.numbers <= 0).any():
        entries.append((_box("url(#hatch)"), _("Covered by nobody")))
    if scene.outside:
        entries.append((_box(PALE), _("Outside this design")))
    parts, x = [], EDGE
    for sign, label in entries:
        parts.append(element("g", sign, transform=f"translate({x:g} {top:g})"))
        parts.append(text(label, x + 24, top + 12.5, font_size=12.0, fill=MUTED))
        x += text_width(label, 12) + 54
    return "".join(parts), 34.0 if entries else 0.0


def _box(fill: str) -> str:
    return element(
        "rect", width=16.0, height=16.0, rx=2.0, fill=fill, stroke="#aab2bc", stroke_width=0.6
    )


def _layers(outcome: DesignOutcome, scene: Scene) -> str:
    colours = dict(
        zip(
            outcome.territories["number"].tolist(),
            texts(outcome.territories, "colour"),
            strict=True,
        )
    )
    fine = [
        _outlines(scene.context, fill=PALE, stroke="#ffffff", stroke_width=12),
        _cells(outcome, scene, colours),
        _outlines(scene.states, fill="none", stroke="#ffffff", stroke_width=14, stroke_opacity=0.9),
        _outlines(scene.states, fill="none", stroke="#46566a", stroke_width=6),
        _outlines(list(scene.territories.values()), fill="none", stroke="#1b2a3d", stroke_width=17),
        _points(scene, colours),
    ]
    scale = f"scale({1 / UNITS_PER_PIXEL:g})"
    scaled = element("g", "".join(fine), id="land", transform=scale, stroke_linejoin="round")
    size = float(np.interp(len(scene.homes), [60, 400], [6, 3]))
    homes = "".join(_home(x, y, size) for x, y in scene.homes.tolist())
    if scene.inset is None:
        return scaled + homes + _labels(scene.anchors, (scene.width, scene.height))
    return scaled + homes + _with_inset(scene, scene.inset)


def _with_inset(scene: Scene, inset: Inset) -> str:
    """Numbers of the territories and the inset, where those of the north-east stand."""
    inside = {key for key, (x, y, _room) in scene.anchors.items() if inset.holds(x, y)}
    outer = {key: place for key, place in scene.anchors.items() if key not in inside}
    inner = {
        key: (*inset.enlarged(x, y), room * inset.scale)
        for key, (x, y, room) in scene.anchors.items()
        if key in inside
    }
    left, top, right, bottom = inset.box
    frame = {"fill": "none", "stroke": INK, "stroke_width": 1.2}
    source = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    return (
        _labels(outer, (scene.width, scene.height))
        + element("rect", stroke_dasharray="4 3", **source, **frame)
        + _inset(scene, inset, inner, frame)
    )


def _inset(
    scene: Scene,
    inset: Inset,
    anchors: dict[int, tuple[float, float, float]],
    frame: dict[str, Any],
) -> str:
    """The enlarged land within its frame; it is the land of the map, drawn once more."""
    width, height = inset.size
    box = {"width": width, "height": height}
    clip = element("clipPath", element("rect", **box), id="inset")
    shift = f"translate({-inset.box[0]:.2f} {-inset.box[1]:.2f})"
    land = element("use", href="#land", transform=f"scale({inset.scale:.3f}) {shift}")
    homes = [_home(*inset.enlarged(x, y)) for x, y in scene.homes.tolist() if inset.holds(x, y)]
    content = (
        element("rect", fill="#ffffff", **box)
        + element("g", land + "".join(homes), clip_path="url(#inset)")
        + _labels(anchors, inset.size)
        + element("rect", **box, **frame)
    )
    x, y = inset.corner
    return clip + element("g", content, transform=f"translate({x:.1f} {y:.1f})")


def _outlines(shapes: list[object], **style: object) -> str:
    outline = "".join(path_data(shape) for shape in shapes)
    return element("path", d=outline, **style) if outline else ""


def _cells(outcome: DesignOutcome, scene: Scene, colours: dict[int, str]) -> str:
    names = texts(outcome.units, "name").tolist()
    states = texts(outcome.units, "state").tolist()
    parts = []
    for cell, number, name, state in zip(
        scene.cells, scene.numbers.tolist(), names, states, strict=True
    ):
        if cell is None:
            continue
        label = f"{name}, {state} · {number}" if number in colours else f"{name}, {state}"
        fill = clean(colours[number]) if number in colours else "url(#hatch-fine)"
        parts.append(element("path", tooltip(label), d=path_data(cell), fill=fill))
    return element("g", "".join(parts), stroke="#ffffff", stroke_width=3, stroke_opacity=0.55)


def _points(scene: Scene, colours: dict[int, str]) -> str:
    """One stroke per territory with a round cap at every place, over a darker one."""
    drawn = scene.drawn_as_points
    size = UNITS_PER_PIXEL * float(
        np.interp(np.log10(max(int(drawn.sum()), 1)), [2, 3, 4.6], [11, 7, 4])
    )
    parts = []
    for number in sorted({*colours, 0}):
        path = dots(scene.points[drawn & (scene.numbers == number)])
        if path:
            fill = clean(colours.get(number, "#8d97a3"))
            if size >= OUTLINED:
                parts.append(element("path", d=path, stroke="#3a4756", stroke_width=size + 10))
            parts.append(element("path", d=path, stroke=fill, stroke_width=size))
    return element("g", "".join(parts), stroke_linecap="round", fill="none") if parts else ""


def _home(x: float, y: float, size: float = 6.0) -> str:
    eave = size / 3
    roof = f"M{x - size:.1f} {y:.1f}l{size:.1f} {-size:.1f} {size:.1f} {size:.1f}"
    walls = f"h{-eave:.1f}v{size:.1f}h{-4 * eave:.1f}v{-size:.1f}z"
    style = {"fill": "#ffffff", "stroke": INK, "stroke_width": 1.4, "stroke_linejoin": "round"}
    return element("path", d=roof + walls, **style)


def _labels(anchors: dict[int, tuple[float, float, float]], room: tuple[float, float]) -> str:
    radius = float(np.interp(len(anchors), [12, 60, 400], [15, 11.5, 7]))
    places = place_labels(anchors, radius, room)
    leaders, discs = [], []
    for number, (x, y) in places.items():
        wanted_x, wanted_y, _room = anchors[number]
        if np.hypot(x - wanted_x, y - wanted_y) > 1.5 * radius:
            leaders.append(f"M{x:.1f} {y:.1f}L{wanted_x:.1f} {wanted_y:.1f}")
        disc = element("circle", cx=x, cy=y, r=radius, fill="#ffffff", stroke=INK, stroke_width=1.2)
        size = radius * (1.1 if number < 100 else 0.85)
        discs.append(disc + text(str(number), x, y + size * 0.36, font_size=size))
    lines = element("path", d="".join(leaders), stroke=INK, fill="none") if leaders else ""
    style = {"text_anchor": "middle", "font_weight": 700, "fill": INK}
    return lines + element("g", "".join(discs), **style) if discs else lines
