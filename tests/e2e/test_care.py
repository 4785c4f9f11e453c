"""Backing up and restoring, also into another engine; the application in the background."""

from __future__ import annotations

import os
import signal
import time
import urllib.request
from pathlib import Path

import pytest

from maillage.domain.work import COURTESY
from tests.e2e.conftest import Program, on

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Program:
    """A workspace on SQLite with reps, accounts and people."""
    folder = tmp_path_factory.mktemp("filled")
    program = Program(folder / "workspace")
    program("init")
    reps, accounts = folder / "reps.csv", folder / "accounts.csv"
    reps.write_text("id,name,zip\nR1,Ana,10001\nR2,Bea,60601\n")
    accounts.write_text("id,name,zip,owner\nA1,Été,10001,R1\nA2,Zwei,60601,R2\n")
    program("import", "reps", reps, "--apply")
    program("import", "accounts", accounts, "--apply")
    program(
        "people", "add", "olga@example.com", "--role", "operations", "--password", "a-b-c-d-e-f-9"
    )
    return program


def test_a_backup_is_restored_into_another_engine(filled, tmp_path, empty_url):
    backup = tmp_path / "backup.zip"
    filled("backup", backup)
    surroundings = on(empty_url)
    other = Program(tmp_path / "other", surroundings)
    assert "rows of" in other("restore", backup).stdout
    for words in (("reps",), ("people", "list")):
        assert other.json(*words) == filled.json(*words)
    before, after = (each.json("coverage", "--on", "2026-01-01") for each in (filled, other))
    assert before == after
    key = "secret.key"
    assert (other.data_dir / key).read_text() == (filled.data_dir / key).read_text()
    other("people", "add", "new@example.com", "--role", "reader")
    refused = other("restore", backup, code=3)
    assert "holds something already" in refused.stderr


def test_the_doctor_looks(filled):
    signs = {sign["name"]: sign["health"] for sign in filled.json("doctor")}
    assert signs["Database"] == signs["People"] == "good"


def test_the_application_runs_in_the_background_until_it_is_stopped(filled):
    said = filled("serve", "--background", "--port", "8321").stdout
    address = said.split()[-1]
    try:
        with urllib.request.urlopen(f"{address}health/") as answer:
            assert answer.read() == b"ok"
    finally:
        assert "Stopped." in filled("stop").stdout
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{address}health/")
    assert "Nothing runs" in filled("stop").stdout


def workers(folder) -> list[int]:
    """Processes of workers for a data directory."""
    wanted = f"MAILLAGE_DATA_DIR={folder}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if b"worker" in words and wanted in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc to look into")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_worker_lets_its_server_go_first_and_ends_with_it(filled, how):
    filled("serve", "--background", "--port", "8341")
    folder = filled.data_dir.resolve()
    assert wait_for(lambda: len(workers(folder)) == 1)
    (worker,), server = workers(folder), int((filled.data_dir / "server.pid").read_text())
    behind = min(os.getpriority(os.PRIO_PROCESS, server) + COURTESY, 19)
    assert wait_for(lambda: os.getpriority(os.PRIO_PROCESS, worker) == behind)
    os.kill(server, how)
    assert wait_for(lambda: not workers(folder))


def wait_for(condition, seconds: float = 40) -> bool:
    """Whether something becomes true in time."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if condition():
            return True
        time.sleep(0.2)
    return False


@pytest.mark.skipif(os.name != "posix", reason="processes end otherwise there")
def test_a_port_that_is_taken_is_refused(filled, tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = filled("serve", "--port", taken.getsockname()[1], code=2)
    assert "cannot be listened at" in refused.stderr
