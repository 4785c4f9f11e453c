"""Ctrl-C ends with one sentence, which says that nothing was written only when that is so."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from maillage.cli.stopping import Stoppable, nothing_written_when_stopped
from maillage.errors import CancelledError
from maillage.models import Scenario

pytestmark = pytest.mark.integration

TWICE = """
import signal, sys, time
from maillage.cli.stopping import listen
listen()
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print("tidying up", flush=True)
    signal.raise_signal(signal.SIGINT)
"""
DURING_A_COMMAND = """
import signal, sys
import maillage.domain.workspace as workspace
from maillage.cli.main import main
workspace.prepare_database = lambda **_: signal.raise_signal(signal.SIGINT)
sys.argv = ["maillage", "--data-dir", sys.argv[1], "coverage", "--json"]
main()
"""


HEED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
"""Undoes what a shell does to programs it runs in the background."""


def run(program, *words):
    return subprocess.run(
        [sys.executable, "-c", HEED + program, *map(str, words)],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"MAILLAGE_LANG": "en"},
    )


def test_a_second_one_ends_at_once_without_a_traceback():
    done = run(TWICE)
    assert (done.returncode, done.stdout, done.stderr) == (130, "tidying up\n", "")


def test_a_program_is_told_in_json(tmp_path):
    done = run(DURING_A_COMMAND, tmp_path)
    assert (done.returncode, done.stderr) == (130, "")
    assert json.loads(done.stdout)["error"] == {
        "type": "CancelledError",
        "message": "Stopped.",
        "remedy": "",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("kept", "said"), [(0, "Stopped. Nothing was written."), (1, "Stopped.")])
def test_nothing_was_written_only_when_no_scenario_was_kept(kept, said):
    app = typer.Typer(cls=Stoppable)
    app.callback()(lambda: None)

    @app.command()
    def work():
        with nothing_written_when_stopped():
            for number in range(kept):
                Scenario.objects.create(name=str(number), geography_vintage=2022)
            raise KeyboardInterrupt

    with pytest.raises(CancelledError) as stopped:
        CliRunner().invoke(app, ["work"], catch_exceptions=False)
    assert str(stopped.value) == said
