"""Opens the workspace a command works on: Django is set up here, once, and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

from maillage.errors import WorkspaceError


def open_workspace(data_dir: Path, *, create: bool = False) -> None:
    """Point Django at the data directory and check, or create, its database.

    Raises
    ------
    WorkspaceError
        If the directory or the database is missing, not writable, or from a newer Maillage.
    """
    if create:
        make_directory(data_dir)
    os.environ["MAILLAGE_DATA_DIR"] = str(data_dir)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.settings")
    import django  # noqa: PLC0415 - the data directory must be known before the settings load

    django.setup()
    from maillage.domain.workspace import prepare_database  # noqa: PLC0415 - needs Django set up

    prepare_database(create=create)


def make_directory(data_dir: Path) -> None:
    """Create the data directory, readable by its owner alone."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            f"The data directory {data_dir} cannot be created: {error.strerror}.",
            remedy="Choose another one with --data-dir.",
        ) from error
