"""The program as tests run it: in this process, as a person or as whoever holds the data."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from maillage.cli.acting import VARIABLE
from maillage.models import Membership


@dataclass
class Doors:
    """Commands, and who gives them."""

    app: typer.Typer
    patch: pytest.MonkeyPatch

    def acting(self, who: Membership | None) -> Doors:
        """Give the next commands as somebody."""
        self.patch.setenv(VARIABLE, who.user.email if who else "")
        return self

    def __call__(self, *words: object) -> str:
        """Run a command; give what it says."""
        done = CliRunner().invoke(self.app, list(map(str, words)), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    def json(self, *words: object) -> Any:
        """Run a command with ``--json``; give what it answers."""
        return json.loads(self(*words, "--json"))


def doors(patch: pytest.MonkeyPatch, *registers: Callable[[typer.Typer], object]) -> Doors:
    """Make a program of some rooms."""
    patch.setenv("COLUMNS", "200")
    app = typer.Typer()
    app.callback()(lambda: None)
    for register in registers:
        register(app)
    return Doors(app, patch).acting(None)
