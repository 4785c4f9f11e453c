"""The territories on screen, one line each at any width and in both languages."""

from io import StringIO

import pytest
from django.utils import translation
from rich.console import Console

from maillage.cli.design_table import territory_table
from tests.factories import make_outcome

pytestmark = pytest.mark.unit


def printed(width: int, language: str = "en", **changes) -> list[str]:
    console = Console(file=StringIO(), width=width, highlight=False, color_system=None)
    outcome = make_outcome(hostile=False, **changes)
    with translation.override(language):
        console.print(territory_table(outcome, console))
    return [line.rstrip() for line in console.file.getvalue().splitlines() if line.strip()]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [60, 80, 140])
def test_one_line_per_territory(width, language):
    lines = printed(width, language)
    assert len(lines) == 3 + 6
    assert [line.split()[0] for line in lines[3:]] == ["1", "2", "3", "4", "5", "6"]
    assert max(map(len, lines)) <= width


def test_every_figure_where_there_is_room():
    assert printed(140)[1].split() == [
        "No.", "Territory", "Rep", "Units", "Accounts", "Establishments", "Deviation",
        "Potential", "Deviation",
    ]  # fmt: skip


def test_short_figures_where_there_is_little():
    lines = printed(80)
    assert lines[1].split() == ["No.", "Territory", "Rep", "Establishments", "Potential"]
    assert lines[3].split()[-1] == "−4.2%"


def test_names_are_cut_and_never_read_as_markup():
    territories = make_outcome().territories.assign(
        name="[red]" + "Llanfairpwllgwyngyll" * 9, rep=["", "[b]x", "c", "d", "e", "f"]
    )
    lines = printed(80, territories=territories)
    assert len(lines) == 3 + 6
    assert lines[3].split()[1].startswith("[red]Llan") is True
    assert lines[3].split()[2] == "vacant"
    assert lines[4].split()[2] == "[b]x"
