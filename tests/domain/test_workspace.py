"""What is said of a workspace that cannot be used."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection

from maillage.domain.workspace import unusable_workspace

RESTORE = (
    "Restore a backup of it, make it readable and writable, or name another folder with --data-dir."
)

pytestmark = pytest.mark.integration


@pytest.fixture
def sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("about the file of SQLite")


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("database or disk is full", "Free space on the disk, then repeat the command."),
        ("database is locked", "Wait until it is done, then repeat the command."),
        (
            "attempt to write a readonly database",
            "Make the file and its folder writable, or copy the folder and name the copy.",
        ),
        (
            "database disk image is malformed",
            RESTORE,
        ),
    ],
)
def test_the_remedy_follows_what_sqlite_says(sqlite, said, remedy):
    error = unusable_workspace(OperationalError(said))
    assert error.remedy == remedy
    assert error.message.endswith(f"({said}).")
