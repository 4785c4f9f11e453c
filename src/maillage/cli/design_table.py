"""The table of territories on screen: every figure where it fits, short ones where it does not."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.labels import measure_label
from maillage.interfaces.exporters.wording import compact, number, signed_percent

UNBOUNDED = 10_000


def territory_table(outcome: DesignOutcome, console: Console) -> Table:
    """The territories with their reps and measures, one line each at any width."""
    table = wide_table(outcome)
    room = console.options.update(max_width=UNBOUNDED)
    return (
        table if console.measure(table, options=room).maximum <= console.width else narrow(outcome)
    )


def wide_table(outcome: DesignOutcome) -> Table:
    """Every figure in a column of its own."""
    table = started(outcome)
    names = [measure.name for measure in outcome.measures]
    counted = [(_("Units"), "units")]
    counted += [] if "accounts" in names else [(_("Accounts"), "accounts")]
    for title, _column in counted:
        table.add_column(title, justify="right", no_wrap=True)
    for name in names:
        table.add_column(measure_label(name), justify="right", no_wrap=True)
        table.add_column(_("Deviation"), justify="right", no_wrap=True)
    for row in outcome.territories.to_dict("records"):
        cells = [number(row[column]) for _title, column in counted]
        for name in names:
            cells += [number(row[name]), signed_percent(row[f"{name}_deviation"])]
        table.add_row(*identity(row), *cells)
    return table


def narrow(outcome: DesignOutcome) -> Table:
    """Measures in few digits, with their deviation beside them; names are cut where they must."""
    table = started(outcome)
    names = [measure.name for measure in outcome.measures]
    for name in names:
        table.add_column(measure_label(name), justify="right", no_wrap=True)
    for row in outcome.territories.to_dict("records"):
        cells = [
            f"{compact(row[name])} {signed_percent(row[f'{name}_deviation']):>7}" for name in names
        ]
        table.add_row(*identity(row), *cells)
    return table


def started(outcome: DesignOutcome) -> Table:
    """A table with the columns that say which territory and whose."""
    title = Text(outcome.title, overflow="ellipsis", no_wrap=True)
    table = Table(title=title, box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column(_("No."), justify="right", no_wrap=True)
    table.add_column(_("Territory"))
    table.add_column(_("Rep"))
    return table


def identity(row: dict[str, Any]) -> tuple[str, Text, Text]:
    """Number, name and rep of a territory; names are cut rather than broken over lines."""
    rep = one_line(row["rep"]) if row["rep"] else one_line(_("vacant"), "yellow")
    return str(row["number"]), one_line(row["name"]), rep


def one_line(text: str, style: str = "") -> Text:
    """A text that is cut with an ellipsis where there is no room."""
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")
