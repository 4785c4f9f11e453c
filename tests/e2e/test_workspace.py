"""A workspace that is missing, damaged, of another program, or of a newer Maillage."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.e2e.conftest import Program

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def pristine(tmp_path_factory) -> Path:
    program = Program(tmp_path_factory.mktemp("pristine") / "workspace")
    program("init")
    return program.data_dir


@pytest.fixture
def initialised(maillage, pristine) -> Program:
    shutil.copytree(pristine, maillage.data_dir)
    return maillage


def spoil(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)


def newer(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('maillage', '9999_future', '2030-01-01')"
        )
    connection.close()


def other(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE theirs (thing TEXT)")
    connection.close()


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


READ = "exists but cannot be read"


@pytest.mark.parametrize("command", ["init", "coverage"])
@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda file: file.write_text("no database" * 99), f"{READ} (file is not a database)"),
        (spoil, READ),
        (other, f"{READ} (another program made it)"),
        (folder, f"{READ} (it is a folder)"),
        (newer, "was made by a newer Maillage"),
    ],
)
def test_what_is_there_is_not_called_missing(initialised, harm, said, command):
    file = initialised.data_dir / "workspace.sqlite3"
    harm(file)
    shown = initialised(command, code=5).stderr
    assert shown.startswith(f"The workspace at {file} {said}")


def test_only_a_missing_or_empty_file_is_missing_and_none_is_made(maillage):
    maillage.data_dir.mkdir()
    file = maillage.data_dir / "workspace.sqlite3"
    message = maillage.json("coverage", code=5)["error"]["message"]
    assert message == f"There is no workspace at {file} (no such file)."
    assert not file.exists()
    file.touch()
    message = maillage.json("coverage", code=5)["error"]["message"]
    assert message == f"There is no workspace at {file} (it is empty)."
    maillage("init")
