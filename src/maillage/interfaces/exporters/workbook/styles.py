"""The formats of the workbook, each made once."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from maillage.interfaces.exporters.columns import Kind

INK, MUTED, LINE, HEADER = "#1b2a3d", "#5b6878", "#d9dfe6", "#1f3a5f"
NUMBER_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.AMOUNT: "#,##0",
    Kind.DEVIATION: "+0.0%;\u22120.0%;0.0%",
    Kind.KILOMETRES: "#,##0",
    Kind.DEGREES: "0.0000",
    Kind.TERRITORY: "0",
}
SMALL_AMOUNT = "#,##0.00"


class Styles:
    """Formats by what they say, kept so that a workbook never holds two alike."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_color": INK, "valign": "vcenter"}
            self._made[key] = self._book.add_format({**base, **properties})
        return self._made[key]

    def cell(self, **properties: Any) -> Format:
        """A cell of a table: a thin line below."""
        return self.get(bottom=1, bottom_color=LINE, **properties)

    def header(self, align: str = "left") -> Format:
        """A heading of a table."""
        return self.get(
            bold=True,
            font_color="#ffffff",
            bg_color=HEADER,
            text_wrap=True,
            align=align,
            indent=1 if align == "left" else 0,
        )

    def text(self, **properties: Any) -> Format:
        """A text of a table."""
        return self.cell(align="left", indent=1, **properties)

    def number(self, kind: Kind, *, small: bool = False) -> Format:
        """A number of a table."""
        shape = SMALL_AMOUNT if small else NUMBER_FORMATS[kind]
        return self.cell(num_format=shape, align="right")

    def swatch(self, colour: str) -> Format:
        """The number of a territory on its colour."""
        return self.cell(bg_color=colour, font_color="#000000", align="center", bold=True)

    def pill(self, colour: str) -> Format:
        """The result of a check on its colour."""
        return self.cell(bg_color=colour, font_color="#ffffff", align="center", bold=True)
