"""Runs the real program in a process of its own, as a person does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

PROGRAM = Path(sys.executable).with_name("maillage")
TIMEOUT = 280


@dataclass(frozen=True)
class Program:
    """The program with its data directory and its surroundings."""

    data_dir: Path
    surroundings: dict[str, str] = field(default_factory=dict)
    program: Path = PROGRAM

    def __call__(self, *words: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run it, check its exit code, and that nobody meets a traceback."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("MAILLAGE_")}
        plain = {"COLUMNS": "300", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PYTHONUTF8": "1"}
        done = subprocess.run(
            [self.program, "--data-dir", self.data_dir, *map(str, words)],
            check=False,
            capture_output=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            timeout=TIMEOUT,
            env=kept | plain | self.surroundings,
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done

    def json(self, *words: object, code: int = 0) -> Any:
        """Run it with ``--json`` and read the answer."""
        return json.loads(self(*words, "--json", code=code).stdout)


@pytest.fixture
def maillage(tmp_path) -> Program:
    return Program(tmp_path / "workspace")


@contextmanager
def database(name: str, like: str = "template1") -> Iterator[str]:
    """Give the address of a database that is made like another one: "" for SQLite."""
    address = os.environ.get("MAILLAGE_DATABASE_URL", "")
    if not address:
        yield ""
        return
    import psycopg

    server = urlsplit(address)._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        yield urlsplit(address)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def on(database_url: str) -> dict[str, str]:
    """Give the surroundings in which a program uses a database."""
    return {"MAILLAGE_DATABASE_URL": database_url} if database_url else {}


@pytest.fixture(scope="session")
def begun(tmp_path_factory, worker_id) -> Iterator[Program]:
    """A workspace as it is begun, of which the others are copies."""
    with database(f"begun_{worker_id}") as address:
        program = Program(tmp_path_factory.mktemp("begun") / "workspace", on(address))
        program("init")
        yield program


@pytest.fixture(scope="module")
def database_url(begun, worker_id) -> Iterator[str]:
    """Address of the database of a workspace that is begun, one per worker; "" for SQLite."""
    with database(f"journey_{worker_id}", like=f"begun_{worker_id}") as address:
        yield address


@pytest.fixture(scope="module")
def empty_url(worker_id) -> Iterator[str]:
    """Address of an empty database, one per worker; "" for SQLite."""
    with database(f"empty_{worker_id}") as address:
        yield address


@pytest.fixture(scope="module")
def company(tmp_path_factory, begun, database_url) -> Program:
    """A workspace of its own for the tests of a module."""
    folder = tmp_path_factory.mktemp("company") / "workspace"
    shutil.copytree(begun.data_dir, folder)
    return Program(folder, on(database_url))


@pytest.fixture(scope="module")
def application(company, chromium):
    """The application over a small company, with one person of each role."""
    from tests.e2e.application import fill, running

    fill(company)
    with running(company, chromium) as found:
        yield found
