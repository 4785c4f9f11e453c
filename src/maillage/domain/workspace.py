"""The workspace: one database, made and upgraded by migrations."""

from __future__ import annotations

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from maillage.errors import WorkspaceError
from maillage.texts import _


def prepare_database(*, create: bool) -> None:
    """Bring the database to this version's shape, making it first if ``create`` is true.

    Raises
    ------
    WorkspaceError
        If there is no workspace yet and ``create`` is false, or the database cannot be opened.
    """
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise missing_workspace(str(error)) from error
    applied = executor.loader.applied_migrations
    if not applied and not create:
        raise missing_workspace(_("it is empty"))
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def missing_workspace(detail: str) -> WorkspaceError:
    """Build the error for a workspace that cannot be opened."""
    name = connection.settings_dict["NAME"]
    return WorkspaceError(
        _("There is no workspace at %(place)s (%(detail)s).") % {"place": name, "detail": detail},
        remedy=_("Create one with `maillage init`, or name another with --data-dir."),
    )
