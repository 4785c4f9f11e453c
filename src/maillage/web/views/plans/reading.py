"""A plan to be read: its form, as texts and tables."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.forms import BoundField, ChoiceField
from django.utils.formats import date_format

from maillage.interfaces.exporters.wording import DASH, number, percent
from maillage.interfaces.forms.plans.fields import Figure, Percentage
from maillage.interfaces.forms.plans.panels import Block, Line, Panel, panels
from maillage.interfaces.forms.plans.plan import PlanForm
from maillage.texts import _

type Shown = dict[str, Any]

TERMS = {
    "objectives": "plan", "sources": "source-of-sales", "segments": "segmentation",
    "opportunities": "strategic-account", "indicators": "kpi", "review": "territory-review",
}  # fmt: skip
"""The word of the glossary that explains a step."""

UNSAID = (DASH, "0")
"""What says nothing, where all of a column is so."""


def read_steps(content: dict[str, Any]) -> list[Shown]:
    """The steps of a plan as texts and tables; what says nothing is left out."""
    return [step_read(panel) for panel in panels(PlanForm(plan=content))]


def step_read(panel: Panel) -> Shown:
    """One step."""
    return {
        "name": panel.name,
        "title": panel.title,
        "term": TERMS.get(panel.name, ""),
        "note": str(panel.note.value() or ""),
        "blocks": [block for block in map(block_read, panel.blocks) if block],
    }


def block_read(block: Block) -> Shown | None:
    """A list as a table, other fields as facts; None where nothing is said."""
    if block.folded and all(plain(field) in {DASH, "0", "1"} for field in block.lines[0].fields):
        return None
    if any(line.title or line.key for line in block.lines):
        return table_read(block)
    facts = [(field.label, plain(field)) for line in block.lines for field in line.fields]
    said = [fact for fact in facts if fact[1] != DASH]
    return {"title": block.title, "facts": said} if said else None


def table_read(block: Block) -> Shown | None:
    """The rows of a list, without the columns in which nothing is said."""
    first = block.lines[0]
    named = first.fields[0].name == "name"
    rows = [row_read(line, named=named) for line in block.lines]
    heads = [field.label for field in first.fields]
    numbers = [isinstance(field.field, Figure) for field in first.fields]
    if not named:
        heads, numbers = [_("Name"), *heads], [False, *numbers]
    if first.within:
        heads, numbers = [*heads, _("Stages")], [*numbers, False]
    kept = [place for place in range(len(heads)) if any(row[place] not in UNSAID for row in rows)]
    if kept in ([], [0]) and not named:
        return None
    return {
        "title": block.title,
        "heads": [(heads[place], numbers[place]) for place in kept],
        "rows": [[(row[place], numbers[place]) for place in kept] for row in rows],
    }


def row_read(line: Line, *, named: bool) -> list[str]:
    """A row: its name first."""
    cells = [plain(field) for field in line.fields]
    if not named:
        cells.insert(0, line.title or DASH)
    return [*cells, stages_read(line.within)] if line.within else cells


def stages_read(block: Block) -> str:
    """A funnel in a line: meeting 25 % → sale."""
    parts = []
    for line in block.lines:
        shown = {field.name: plain(field) for field in line.fields}
        rate = "" if shown["rate"] == DASH else f" {shown['rate']}"
        parts.append(f"{shown['name']}{rate}")
    return " → ".join(parts) or DASH


def plain(field: BoundField) -> str:
    """What a field says, in the reader's language; a dash where it says nothing."""
    value = field.value()
    if value in (None, ""):
        return DASH
    if isinstance(field.field, Percentage):
        return percent(float(value) / 100, places(float(value)))
    if isinstance(field.field, Figure):
        return number(float(value), places(float(value)))
    if isinstance(field.field, ChoiceField):
        return str(dict(field.field.choices).get(value, value))
    return text_of(value)


def text_of(value: Any) -> str:
    """A day, a time or a text."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            return ", ".join(value.splitlines())
    return (
        f"{value:%H:%M}"
        if isinstance(value, time)
        else str(date_format(value, "SHORT_DATE_FORMAT"))
    )


def places(value: float) -> int:
    """How many decimals a number has, two at most."""
    return len(f"{value:.2f}".rstrip("0").partition(".")[2])
