"""Errors as a person and as a program reads them."""

import errno
import json

import pytest
from django.db import IntegrityError, OperationalError
from django.utils import translation

from maillage.cli.errors import describe, lines, of_the_surroundings, show_error
from maillage.core.territories import Finding
from maillage.errors import CellProblem, InfeasibleError, ParameterError, RowError

pytestmark = pytest.mark.unit

FINDING = Finding("heavy_unit", "Unit [bold]06037[/] is heavy.", ("06037",), "Split it.")


def wrong_cells(count):
    problem = CellProblem(3, "State", "v" * 500, "Not a state.", "Write two letters.")
    return RowError("a[b].csv", [problem] * count)


def test_message_then_remedy_without_markup_of_the_data():
    error = ParameterError("No [red]state[/].", remedy="Name [one].")
    assert lines(error) == [r"[bold red]No \[red]state\[/].[/]", r"Name \[one]."]
    assert lines(ParameterError("Plain.")) == ["[bold red]Plain.[/]"]


@pytest.mark.parametrize("count", [1, 20, 21, 5000])
def test_at_most_twenty_reasons_are_listed(count):
    found, cells = lines(InfeasibleError([FINDING] * count)), lines(wrong_cells(count))
    assert found[0] == "[bold red]No alignment can satisfy what was asked.[/]"
    assert found[1] == r"  • Unit \[bold]06037\[/] is heavy. Split it."
    said = "1 cell is" if count == 1 else f"{count} cells are"
    assert cells[0] == rf"[bold red]a\[b].csv[/]: {said} wrong."
    more = [f"  … and {count - 20} more"] if count > 20 else []
    assert (found[21:], cells[21:]) == (more, more)


def test_programs_get_everything_that_is_wrong():
    assert (
        describe(InfeasibleError([FINDING] * 30))["findings"]
        == [
            {
                "code": "heavy_unit",
                "message": "Unit [bold]06037[/] is heavy.",
                "subjects": ["06037"],
                "remedy": "Split it.",
            }
        ]
        * 30
    )
    described = describe(wrong_cells(30))["problems"]
    assert (len(described), {len(each["value"]) for each in described}) == (30, {200})


def test_json_is_valid_whatever_the_message(capsys):
    show_error(ParameterError("Byte \udcff and é 😀."), as_json=True)
    answer = json.loads(capsys.readouterr().out)
    assert answer == {
        "error": {"type": "ParameterError", "message": "Byte \udcff and é 😀.", "remedy": ""}
    }


def test_people_read_standard_error(capsys):
    show_error(ParameterError("No state.", remedy="Name one."), as_json=False)
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "No state.\nName one.\n")


def test_reasons_are_listed_in_french():
    with translation.override("fr"):
        found, cells = lines(InfeasibleError([FINDING] * 21)), lines(wrong_cells(2))
    assert found[0] == "[bold red]Aucun découpage ne peut satisfaire la demande.[/]"
    assert found[21:] == ["  … et 1 de plus"]
    assert cells[0] == r"[bold red]a\[b].csv[/] : 2 cellules sont fausses."
    assert cells[1].startswith("  • ligne 3, State = « vvv")


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (
            OperationalError("database or disk is full"),
            "Free space on the disk, then repeat the command.",
        ),
        (
            OSError(errno.ENOSPC, "No space left on device", "there"),
            "Free space on the disk, or name a folder on another one.",
        ),
        (OSError(errno.ENAMETOOLONG, "File name too long"), "Give the folder a shorter name."),
    ],
)
def test_what_the_disk_and_database_fail_at_has_a_remedy(error, remedy):
    assert of_the_surroundings(error).remedy == remedy


@pytest.mark.parametrize("error", [ValueError("?"), OSError(errno.EIO, "?"), IntegrityError("?")])
def test_other_errors_are_unexpected(error):
    assert of_the_surroundings(error) is None
