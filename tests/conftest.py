"""What all tests share: their data directory, their database, and the real data where it is.

``MAILLAGE_TEST_DATABASE=postgres`` runs the tests that touch a database, and only those, on a
throw-away PostgreSQL. ``MAILLAGE_REQUIRE=browser,postgres`` names what must not be skipped.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.utils import translation

from tests import postgresql

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
ON_POSTGRES = os.environ.get("MAILLAGE_TEST_DATABASE") == "postgres"
REQUIRED = {word.strip() for word in os.environ.get("MAILLAGE_REQUIRE", "").split(",")} - {""}
REQUIRABLE = {"browser", "postgres"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DATABASE_FIXTURES = {"db", "transactional_db", "database_url", "empty_url"}


def prepare_environment() -> None:
    """Say where data and database are, then load Django."""
    folder = tempfile.mkdtemp(prefix="maillage-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["MAILLAGE_DATA_DIR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "maillage.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps a loop in this thread
    programs = postgresql.binaries()
    if not ON_POSTGRES:
        os.environ.pop("MAILLAGE_DATABASE_URL", None)
    elif programs and "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["MAILLAGE_DATABASE_URL"] = postgresql.start_cluster(programs)
    django.setup()
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick


prepare_environment()


def pytest_configure() -> None:
    """Refuse to run where something that was required is missing."""
    unknown = REQUIRED - REQUIRABLE
    if unknown:
        known = ", ".join(sorted(REQUIRABLE))
        raise pytest.UsageError(f"MAILLAGE_REQUIRE names {unknown}; it can name {known}.")
    if "postgres" in REQUIRED and postgresql.binaries() is None:
        raise pytest.UsageError(
            f"{postgresql.ABSENT}, and MAILLAGE_REQUIRE asks for it. Install it and try again."
        )


def pytest_report_header() -> str:
    """Name the database of this run."""
    return f"database: {'PostgreSQL' if ON_POSTGRES else 'SQLite'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the longest files; on PostgreSQL, keep the tests that depend on the database."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/e2e/"))
    if not ON_POSTGRES:
        return
    kept = [item for item in items if depends_on_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept
    if postgresql.binaries() is None:
        for item in kept:
            item.add_marker(pytest.mark.skip(reason=postgresql.ABSENT))


def depends_on_database(item: pytest.Item) -> bool:
    """Whether a test uses the database, by its mark or by a fixture, and could fail with another."""
    if item.get_closest_marker("looks") is not None:
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """End each test in the language of a new process, whatever a request or a command spoke."""
    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def workspace(request: pytest.FixtureRequest):
    """A workspace in scope, for every test that touches the database of this process."""
    if not needs_workspace(request.node):
        yield None
        return
    transactional = "transactional_db" in request.fixturenames or any(
        mark.kwargs.get("transaction") for mark in request.node.iter_markers("django_db")
    )
    request.getfixturevalue("transactional_db" if transactional else "db")
    from django.core.cache import caches
    from django_scopes import scope

    from maillage.domain.accounts import remembering
    from maillage.domain.leads import fit
    from maillage.models import Workspace

    caches["process"].clear()
    remembering._held.clear()
    fit._held.clear()
    found = Workspace.objects.create(slug="main", name="Maillage")
    with scope(workspace=found):
        yield found


def needs_workspace(item: pytest.Item) -> bool:
    """Whether a test works on the database of this process."""
    fixtures = set(getattr(item, "fixturenames", ()))
    mark = item.get_closest_marker("django_db")
    return mark is not None or bool(fixtures & {"db", "transactional_db"})


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser without a window; its tests skip where there is none."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None and "browser" not in REQUIRED:
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=BROWSER_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A page; at its end nothing was refused by its policy and no script failed."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 860}, reduced_motion="reduce", locale="en-GB"
    )
    page = context.new_page()
    page.console_errors = []
    page.on("pageerror", lambda error: page.console_errors.append(str(error)))
    page.on("console", lambda said: said.type == "error" and page.console_errors.append(said.text))
    yield page
    context.close()
    assert page.console_errors == []


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real data that is not part of the project; its tests skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real data folder is not here ({SHARED_DATA})")
    return SHARED_DATA
