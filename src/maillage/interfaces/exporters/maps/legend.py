"""The legend: number, rep, main measure and deviation of each territory, in columns."""

from __future__ import annotations

from math import ceil

from django.utils.translation import gettext as _

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.findings import main_measure
from maillage.interfaces.exporters.labels import measure_label
from maillage.interfaces.exporters.maps.markup import element, fitted, text
from maillage.interfaces.exporters.wording import clean, compact, signed_percent

INK, MUTED = "#1b2a3d", "#5b6878"
ROW, GAP, COLUMN, WIDEST = 25.0, 28.0, 300.0, 340.0
CHIP, SIZE = 30.0, 13.0
FIGURES, DEVIATION, HEADED = 122.0, 66.0, 130.0


def legend(outcome: DesignOutcome, width: float) -> tuple[str, float]:
    """The legend as SVG, and its height."""
    table = outcome.territories
    columns = min(max(int(width // COLUMN), 1), max(ceil(len(table) / 3), 1))
    rows = ceil(len(table) / columns)
    cell = min((width - GAP * (columns - 1)) / columns, WIDEST)
    parts = [_heading(outcome, column * (cell + GAP), cell) for column in range(columns) if rows]
    measure = main_measure(outcome)
    for index, row in enumerate(table.to_dict("records")):
        x, y = (index // rows) * (cell + GAP), (index % rows + 1) * ROW
        name = clean(row["rep"]) or clean(row["name"])
        total = compact(row.get(measure.name)) if measure else ""
        deviation = signed_percent(row.get(f"{measure.name}_deviation")) if measure else ""
        parts.append(
            _chip(row["number"], row["colour"], x, y)
            + text(fitted(name, cell - CHIP - FIGURES - 12, SIZE), x + CHIP + 10, y + 17, fill=INK)
            + text(total, x + cell - DEVIATION, y + 17, fill=INK, text_anchor="end")
            + text(deviation, x + cell, y + 17, fill=MUTED, text_anchor="end")
        )
    return element("g", "".join(parts), font_size=SIZE), (rows + 1) * ROW


def _heading(outcome: DesignOutcome, x: float, cell: float) -> str:
    measure = main_measure(outcome)
    style = {"fill": MUTED, "font_size": 11.0}
    shown = text(_("Territory and rep"), x, 16.0, **style)
    if measure:
        label = fitted(measure_label(measure.name), cell - DEVIATION - HEADED, 11)
        shown += text(label, x + cell - DEVIATION, 16.0, text_anchor="end", **style)
        shown += text(_("Deviation"), x + cell, 16.0, text_anchor="end", **style)
    return shown + element("path", d=f"M{x:.1f} 22h{cell:.1f}", stroke="#cfd6de", fill="none")


def _chip(number: int, colour: str, x: float, y: float) -> str:
    box = element("rect", x=x, y=y + 3, width=CHIP, height=ROW - 6, rx=4.0, fill=clean(colour))
    middle = x + CHIP / 2
    label = text(str(number), middle, y + 17, text_anchor="middle", font_weight=700, font_size=12.0)
    return box + label
