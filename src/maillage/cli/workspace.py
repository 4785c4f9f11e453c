"""Opens the workspace a command works on: Django is set up here, once, and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from maillage.cli.language import chosen_language
from maillage.errors import WorkspaceError
from maillage.texts import _

HELP_FLAGS = {"--help", "-h"}


def open_workspace(context: typer.Context, *, create: bool = False) -> None:
    """Check, or create, the database of the data directory the program was started with.

    The command then works in the workspace chosen, or in the oldest.

    Raises
    ------
    WorkspaceError
        If the directory or the database is missing, not writable, or from a newer Maillage.
    NotFoundError
        If there is no workspace of the name chosen.
    """
    if create:
        make_directory(context.obj)
    set_up_django()
    from maillage.domain.workspace import prepare_database  # noqa: PLC0415 - needs Django set up

    prepare_database(create=create)
    from maillage.domain.people.workspaces import working_in  # noqa: PLC0415

    chosen = working_in(os.environ.get("MAILLAGE_WORKSPACE", ""))
    context.with_resource(chosen)


def set_up_django() -> None:
    """Load the settings and the models, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.settings")
    import django  # noqa: PLC0415 - the data directory must be known before the settings load
    from django.apps import apps  # noqa: PLC0415

    if not apps.ready:
        django.setup()


def make_directory(data_dir: Path) -> None:
    """Create the data directory, readable by its owner alone."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(
            _("The data directory %(folder)s cannot be created: %(reason)s.")
            % {"folder": data_dir, "reason": error.strerror},
            remedy=_("Choose another one with --data-dir."),
        ) from error


def set_language(language: str) -> None:
    """Speak the language asked for, else that of the person's environment.

    Raises
    ------
    ParameterError
        If there is no such translation.
    """
    from django.utils import translation  # noqa: PLC0415 - read only when a command runs

    set_up_django()
    translation.activate(chosen_language(language))
