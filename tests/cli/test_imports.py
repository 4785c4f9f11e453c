"""`maillage import`: looks first, writes when told, says what to do next."""

from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from maillage.cli.imports import register
from maillage.errors import MaillageError
from maillage.models import Account

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def invoke(tmp_path):
    app = typer.Typer()
    register(app)

    def run(content: str, *options: str):
        path = tmp_path / "accounts.csv"
        path.write_text(content, encoding="utf-8")
        return CliRunner().invoke(app, ["accounts", str(path), *options])

    return run


def test_a_trial_writes_nothing_and_says_what_to_do(invoke):
    result = invoke("Id,Name,Fax\n1,Acme,5\n")
    assert (result.exit_code, Account.objects.count()) == (0, 0)
    lines = result.stdout.splitlines()
    assert lines[-1] == "This was a trial: nothing was written. Add --apply to import."
    assert "Columns not read: Fax." in lines


def test_apply_writes_and_doing_it_again_finds_nothing(invoke):
    assert invoke("Id,Name\n1,Acme\n", "--apply").stdout.splitlines()[-1] == "Imported."
    assert Account.objects.count() == 1
    assert invoke("Id,Name\n1,Acme\n").stdout.splitlines()[-1] == (
        "Nothing to import: the workspace already holds all of it."
    )


def test_applying_again_says_that_nothing_changed(invoke):
    invoke("Id,Name\n1,Acme\n", "--apply")
    again = invoke("Id,Name\n1,Acme\n", "--apply")
    assert again.stdout.splitlines()[-1] == "Nothing to change."


def test_one_wrong_row_is_not_several(invoke):
    one = " ".join(invoke("Id,Name,Potential\n1,A,-1\n").stdout.split())
    assert one.endswith(
        "Nothing was imported: 1 row is wrong. Correct it, or add --keep-good-rows."
    )
    two = " ".join(invoke("Id,Name,Potential\n1,A,-1\n2,B,-2\n").stdout.split())
    assert two.endswith(
        "Nothing was imported: 2 rows are wrong. Correct them, or add --keep-good-rows."
    )


def test_equal_problems_stand_together_but_machines_get_each(invoke):
    content = "Id,Name,Potential\n" + "".join(f"{n},A,-{n % 5}.5\n" for n in range(2, 32))
    shown = " ".join(invoke(content).stdout.split("What is wrong")[1].split())
    assert (shown.count("negative."), shown.count("30 rows,")) == (1, 1)
    answer = json.loads(invoke(content, "--json").stdout)
    assert (len(answer["problems"]), answer["encoding"]) == (30, "UTF-8")


def test_the_encoding_is_said_when_it_is_not_utf_8(tmp_path):
    app = typer.Typer()
    register(app)
    path = tmp_path / "accounts.csv"
    path.write_bytes("Id;Société;Pays\n1;Crémerie;États-Unis\n".encode("cp1252"))
    result = CliRunner().invoke(app, ["accounts", str(path)])
    assert "Read as Windows-1252." in result.stdout.splitlines()


def test_wrong_rows_refuse_the_file_with_exit_code_3(invoke):
    result = invoke("Id,Name,Potential\n1,Acme,-1\n2,Beta,1\n", "--apply")
    assert (result.exit_code, Account.objects.count()) == (3, 0)
    kept = invoke("Id,Name,Potential\n1,Acme,-1\n2,Beta,1\n", "--apply", "--keep-good-rows")
    assert (kept.exit_code, Account.objects.count()) == (0, 1)


def test_json_for_machines(invoke):
    result = invoke("Id,Name,Potential,Fax\n1,Acme,-1,\n", "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 3
    assert {
        name: answer[name] for name in ("created", "rejected", "applied", "ignored_columns")
    } == {
        "created": 0,
        "rejected": 1,
        "applied": False,
        "ignored_columns": ["Fax"],
    }
    assert answer["problems"] == [
        {
            "row": 2,
            "column": "Potential",
            "value": "-1",
            "message": "negative.",
            "remedy": "Enter 0 or more, or leave the cell empty.",
        }
    ]


def test_unreadable_files_carry_their_exit_code(invoke):
    result = invoke("")
    assert isinstance(result.exception, MaillageError)
    assert (str(result.exception), result.exception.exit_code) == (
        "accounts.csv is empty. Export it again.",
        3,
    )
    assert invoke("Id\n1\n", "--colour").exit_code == 2
