"""Charts drawn as SVG: balance before and after, reasons of the moves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.findings import (
    deviations_after,
    deviations_before,
    main_measure,
    moves_by_reason,
)
from maillage.interfaces.exporters.labels import reason_label
from maillage.interfaces.exporters.maps.drawing import FONTS
from maillage.interfaces.exporters.maps.legend import INK, MUTED
from maillage.interfaces.exporters.maps.markup import element, fitted, text, text_width, tooltip
from maillage.interfaces.exporters.wording import number, percent, signed_percent

WIDTH, HEIGHT = 1000.0, 320.0
AXIS, TOP, FOOT, GAP = 72.0, 44.0, 28.0, 46.0
NAME_SIZE, SHORT, ROOM_TO_CUT = 13.0, 3, 60.0
WITHIN, BEYOND, BAND = "#2f7d6b", "#d0723a", "#dfeee9"
ROW = 30.0
NAMES = 300.0


def balance_chart(outcome: DesignOutcome, *, language: str) -> str:
    """Deviation of each rep's market today, and of each territory after, on one scale.

    The band is the tolerance; bars that leave it are orange.
    """
    with override(language):
        before, after = deviations_before(outcome), deviations_after(outcome)
        measure = main_measure(outcome)
        tolerance = measure.tolerance if measure else 0.0
        panels = [
            (ngettext("Today: %(count)s rep", "Today: %(count)s reps", len(before)), before),
            (
                ngettext("After: %(count)s territory", "After: %(count)s territories", len(after)),
                after,
            ),
        ]
        shown = [panel for panel in panels if len(panel[1])]
        ticks = _ticks([value for _title, values in shown for value in values], tolerance)
        room = (WIDTH - AXIS - GAP * (len(shown) - 1)) / max(len(shown), 1)
        parts = [_axis(ticks)]
        for index, (title, values) in enumerate(shown):
            heading = title % {"count": number(len(values))}
            x = AXIS + index * (room + GAP)
            parts.append(_panel(heading, values, (x, room), ticks, tolerance))
        return _document("".join(parts), HEIGHT, _("Balance before and after"))


def reasons_chart(outcome: DesignOutcome, *, language: str) -> str:
    """How many accounts move for each reason."""
    with override(language):
        table = moves_by_reason(outcome)
        largest = max(table["moves"].max() if len(table) else 1, 1)
        parts = []
        for index, row in enumerate(table.to_dict("records")):
            y, length = index * ROW, (WIDTH - NAMES - 90) * row["moves"] / largest
            label = fitted(reason_label(row["reason"]), NAMES - 20, 17)
            parts.append(
                text(label, NAMES - 14, y + 20, text_anchor="end", font_size=17.0, fill=INK)
            )
            bar = {"x": NAMES, "y": y + 4, "width": float(length), "height": ROW - 9}
            parts.append(element("rect", fill="#79a6d8", rx=3.0, **bar))
            count = number(row["moves"])
            parts.append(text(count, NAMES + length + 9, y + 20, font_size=17.0, fill=INK))
        return _document("".join(parts), max(len(table), 1) * ROW, _("Moves by reason"))


def _document(content: str, height: float, title: str) -> str:
    return element(
        "svg",
        tooltip(title) + content,
        xmlns="http://www.w3.org/2000/svg",
        width=WIDTH,
        height=height,
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        font_family=FONTS,
        role="img",
    )


def _ticks(values: Sequence[float], tolerance: float) -> list[float]:
    """Round marks from below the lowest value to above the highest."""
    low = min([*values, -1.5 * tolerance, -0.01])
    high = max([*values, 1.5 * tolerance, 0.01])
    rough = (high - low) / 5
    step = next(
        mark * size
        for size in 10.0 ** np.arange(-4, 8)
        for mark in (1, 2, 2.5, 5)
        if mark * size >= rough
    )
    marks = np.arange(np.floor(low / step), np.ceil(high / step) + 1) * step
    return [float(mark) for mark in marks]


def _height_of(value: float, ticks: Sequence[float]) -> float:
    share = (value - ticks[0]) / (ticks[-1] - ticks[0])
    return HEIGHT - FOOT - share * (HEIGHT - FOOT - TOP)


def _axis(ticks: Sequence[float]) -> str:
    decimals = 0 if ticks[1] - ticks[0] >= 0.01 else 1
    parts = []
    for tick in ticks:
        y = _height_of(tick, ticks)
        label = signed_percent(tick, decimals) if round(tick, 9) else percent(0, decimals)
        parts.append(text(label, AXIS - 10, y + 5, text_anchor="end", font_size=15.0, fill=MUTED))
    return "".join(parts)


def _panel(
    title: str,
    values: pd.Series,
    place: tuple[float, float],
    ticks: Sequence[float],
    tolerance: float,
) -> str:
    x, room = place
    lines = "".join(f"M{x:.1f} {_height_of(tick, ticks):.1f}h{room:.1f}" for tick in ticks)
    top, bottom = _height_of(tolerance, ticks), _height_of(-tolerance, ticks)
    zero = f"M{x:.1f} {_height_of(0, ticks):.1f}h{room:.1f}"
    return (
        text(title, x, 22.0, font_size=19.0, font_weight=700, fill=INK)
        + element("rect", x=x, y=top, width=room, height=bottom - top, fill=BAND)
        + element("path", d=lines, stroke="#e3e7ec", fill="none")
        + _bars(values, place, ticks, tolerance)
        + element("path", d=zero, stroke=INK, stroke_width=1.4, fill="none")
    )


def _bars(
    values: pd.Series, place: tuple[float, float], ticks: Sequence[float], tolerance: float
) -> str:
    x, room = place
    slot = room / len(values)
    thick = min(slot * 0.72, 46.0)
    parts = []
    for index, (name, value) in enumerate(values.items()):
        level, zero = _height_of(float(value), ticks), _height_of(0, ticks)
        bar = {
            "x": x + (index + 0.5) * slot - thick / 2,
            "y": min(level, zero),
            "width": thick,
            "height": max(abs(level - zero), 1.0),
            "fill": WITHIN if abs(value) <= tolerance + 1e-9 else BEYOND,
        }
        parts.append(element("rect", tooltip(f"{name}: {signed_percent(value)}"), **bar))
        parts.append(_bar_name(str(name), x + (index + 0.5) * slot, slot))
    return "".join(parts)


def _bar_name(name: str, middle: float, slot: float) -> str:
    """Name below a bar, where there is room for enough of it."""
    room = slot - 2 if len(name) <= SHORT else slot - 8
    if room < min(text_width(name, NAME_SIZE), ROOM_TO_CUT):
        return ""
    style = {"text_anchor": "middle", "font_size": NAME_SIZE, "fill": MUTED}
    return text(fitted(name, room, NAME_SIZE), middle, HEIGHT - 8, **style)
