"""Writes the last sheet of the calculator: what the other sheets have no room for (M-03)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from maillage.domain.plans.words import field_word
from maillage.interfaces.exporters.wording import clean
from maillage.interfaces.exporters.workbook.styles import Styles
from maillage.interfaces.forms.plans.panels import step_titles
from maillage.interfaces.importers.plans.calculator_rest import (
    CHOICES,
    DETAIL,
    DETAILS,
    FIRST,
    GROUPS,
    HOURS,
    LISTS,
    NOTE,
    QUARTERS,
    SINGLE,
    WORDS,
    titles,
)
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.texts import _, language

EMPTY_ROWS = 3
"""Rows to fill in below the items of each list."""
INPUT = "#fff6d6"
THREE_LINES = 45
"""Points: the height of heads."""
LARGE = 1000
"""From here on, numbers are written with their thousands apart."""


class RestWriter:
    """Writes the parts of the sheet below each other."""

    def __init__(self, sheet: Worksheet, styles: Styles, plan: WrittenPlan) -> None:
        self.sheet, self.styles = sheet, styles
        self.content = plan.model_dump(mode="json")
        self.row = 0

    def write(self) -> None:
        """Write all parts."""
        self.sheet.set_column(1, 1, 28)
        self.sheet.set_column(FIRST, FIRST, 40)
        self.sheet.set_column(FIRST + 1, FIRST + 6, 20)
        self.sheet.write_string(
            0, 1, _("The rest of the plan"), self.styles.get(bold=True, font_size=16)
        )
        self.row = 2
        for code in SINGLE:
            self.line(code, field_word(code), [self.content[code]])
        for code, names in GROUPS.items():
            found = self.content[code] or {}
            self.heads(field_word(code), names)
            self.line(code, "", [found.get(name) for name in names])
        self.parts()
        self.row += 1
        for step, title in step_titles().items():
            said = self.content["steps_note"].get(step, "")
            self.line(f"{NOTE}{step}", _("Note: %(step)s") % {"step": title}, [said])

    def parts(self) -> None:
        """Write what comes in lists."""
        for code, title in titles().items():
            if code in LISTS:
                self.listed(code, title)
            elif code == QUARTERS:
                self.heads(title, ["1", "2", "3", "4"])
                self.line(code, "", [*map(float, self.content[code])] or [None] * 4)
            elif code == DETAIL:
                self.heads(title, DETAILS)
                for each in self.content["segments"]:
                    told = each | {"priorities": "\n".join(each["priorities"]) or None}
                    self.line(code, each["name"], [told[name] for name in DETAILS])
            elif code == HOURS:
                self.hours(title)

    def listed(self, code: str, title: str) -> None:
        """Write the items of a list, and rows for more."""
        names = LISTS[code]
        self.heads(title, names)
        for each in [*self.content[code], *[{}] * EMPTY_ROWS]:
            self.line(code, "", [shown(name, each.get(name)) for name in names])

    def hours(self, title: str) -> None:
        """Write the hours of the stages of each source that has some."""
        funnels = [each for each in self.content["sources"] if each["stages"]]
        if funnels:
            most = max(len(each["stages"]) for each in funnels)
            self.heads(title, [str(place + 1) for place in range(most)])
        for each in funnels:
            self.line(HOURS, each["name"], each["hours"] or [None] * len(each["stages"]))

    def heads(self, title: str, names: Sequence[str]) -> None:
        """Write what a part is called, and what stands in its columns."""
        self.row += 1
        for place, name in enumerate([title, *map(field_word, names)]):
            self.sheet.write_string(self.row, 1 + place, name, self.styles.header("left"))
        self.sheet.set_row(self.row, THREE_LINES)
        self.row += 1

    def line(self, code: str, label: str, said: Sequence[Any]) -> None:
        """Write a row: what it is, its label, and its values on yellow."""
        self.sheet.write_string(self.row, 0, code, self.styles.get())
        self.sheet.write_string(self.row, 1, clean(label), self.styles.get())
        for place, value in enumerate(said):
            large = isinstance(value, int | float) and value >= LARGE
            shape = self.styles.cell(bg_color=INPUT, num_format="#,##0" if large else "General")
            if value is None or value == "":
                self.sheet.write_blank(self.row, FIRST + place, None, shape)
            elif isinstance(value, int | float):
                self.sheet.write_number(self.row, FIRST + place, value, shape)
            else:
                text = self.styles.text(bg_color=INPUT)
                self.sheet.write_string(self.row, FIRST + place, clean(value), text)
        self.row += 1


def shown(name: str, value: Any) -> Any:
    """A value of an item: shares as numbers, choices in the reader's words."""
    if name == "share" and value is not None:
        return float(value)
    return WORDS[language()].get(value, value) if name in CHOICES else value
