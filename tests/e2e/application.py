"""The application as people use it: a small company, one person of each role, a real server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.e2e import files
from tests.e2e.conftest import Program
from tests.postgresql import free_port

SET_UP = """
from maillage.cli.workspace import set_up_django
set_up_django()
"""
LET_IN = """
from maillage.domain.demo_people import let_demo_people_in
from maillage.domain.people.workspaces import working_in
with working_in(""):
    print(let_demo_people_in().password)
"""
MAP_READY = "[data-map][data-ready=true]"
PATIENCE = 90_000


@dataclass
class Application:
    """A running server, its browser, and who may sign in."""

    program: Program
    address: str
    password: str
    browser: Any
    sessions: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def visit(
        self, role: str = "operations", language: str = "en", **options: Any
    ) -> Iterator[Any]:
        """Give a page of somebody who is signed in; nothing may be refused or fail on it.

        ``page.console_errors`` may be cleared by who expects some.
        """
        options = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce"} | options
        context = self.browser.new_context(storage_state=self.session(role), **options)
        context.add_cookies([{"name": "django_language", "value": language, "url": self.address}])
        page = watched(context)
        yield page
        context.close()
        assert not page.console_errors, page.console_errors

    def session(self, role: str) -> Any:
        """Sign a person in once, as they do it themselves, and keep the session."""
        if role not in self.sessions:
            context = self.browser.new_context()
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            sign_in(page, self.address, role, self.password)
            assert page.url == f"{self.address}main/"
            self.sessions[role] = context.storage_state()
            context.close()
        return self.sessions[role]


def watched(context: Any) -> Any:
    """Open a page that notes what was refused by its policy and what failed."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.console_errors = []
    page.on("pageerror", lambda error: page.console_errors.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.console_errors.append(said.text))
    return page


def sign_in(page: Any, address: str, role: str, password: str) -> None:
    """Sign in with the form."""
    page.goto(address)
    page.locator("input[name=login]").fill(f"{role}@demo.example")
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def open_page(page: Any, url: str) -> Any:
    """Open a page, and wait for its map where it has one."""
    answer = page.goto(url)
    if page.locator("[data-map]").count():
        page.wait_for_selector(MAP_READY)
    return answer


def start_scenario(page: Any, address: str, name: str) -> None:
    """Begin a scenario of three states with today's ownership."""
    page.goto(f"{address}main/scenarios/new/")
    page.locator("[name=name]").fill(name)
    page.locator("[name=states]").select_option(["CT", "RI", "MA"])
    page.locator("main button:not([type=button])").last.click()
    page.wait_for_selector(MAP_READY)


def fill(program: Program) -> None:
    """Fill a workspace with a small company."""
    folder = program.data_dir.parent
    program("import", "reps", files.reps(folder / "reps.csv"), "--apply")
    program("import", "accounts", files.english_accounts(folder / "accounts.csv"), "--apply")
    program("import", "owners", files.owners(folder / "owners.csv"), "--apply")


@contextmanager
def running(program: Program, browser: Any, lines: str = "") -> Iterator[Application]:
    """Run lines in a workspace, let people in, serve it, and stop it at the end."""
    password = within(program, lines + LET_IN)
    said = program("serve", "--background", "--port", free_port()).stdout
    try:
        yield Application(program, said.split()[-1], password, browser)
    finally:
        program("stop")


def within(program: Program, lines: str) -> str:
    """Run lines of Python in a workspace, in a process of their own; give what they print."""
    surroundings = {"MAILLAGE_DATA_DIR": str(program.data_dir)} | program.surroundings
    done = subprocess.run(
        [sys.executable, "-c", SET_UP + lines],
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | surroundings,
        cwd=Path(__file__).parents[2],
    )
    return done.stdout.strip()
