"""The workspace: one database, made and upgraded by migrations."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from maillage.errors import WorkspaceError
from maillage.texts import _

SQLITE = "sqlite"


def prepare_database(*, create: bool) -> None:
    """Bring the database to this version's shape, making it first if ``create`` is true.

    Raises
    ------
    WorkspaceError
        If there is no workspace yet and ``create`` is false, or the database cannot be opened, is
        damaged, another program's, or made by a newer Maillage.
    """
    try:
        look_at_file(create=create)
        executor = MigrationExecutor(connection)
        check_origin(executor.loader, create=create)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
    except DatabaseError as error:
        raise unusable_workspace(error) from error


def look_at_file(*, create: bool) -> None:
    """Look at the SQLite file before it is opened, which would make one where there is none.

    Raises
    ------
    WorkspaceError
        If it is missing or empty and is not to be made, is a folder, or is damaged.
    """
    if connection.vendor != SQLITE or connection.is_in_memory_db():
        return
    file = Path(connection.settings_dict["NAME"])
    try:
        size = file.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        size = 0
    except OSError as error:
        raise unusable_workspace(error) from error
    if file.is_dir():
        raise unusable_workspace(IsADirectoryError(_("it is a folder")))
    if size == 0 and not create:
        raise missing_workspace(_("it is empty") if file.exists() else _("no such file"))
    if size and create:
        check_pages()


def check_pages() -> None:
    """Read the whole SQLite file once.

    Raises
    ------
    WorkspaceError
        If a part of it is damaged.
    DatabaseError
        If it cannot be read.
    """
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        found = str(cursor.fetchone()[0])
    if found != "ok":
        raise unusable_workspace(DatabaseError(found))


def check_origin(loader: MigrationLoader, *, create: bool) -> None:
    """Refuse a database that another program or a newer Maillage made.

    Raises
    ------
    WorkspaceError
        If it is one, or is empty and is not to be filled.
    """
    if not loader.applied_migrations:
        strange = connection.introspection.table_names() if connection.vendor == SQLITE else []
        if strange:
            raise unusable_workspace(DatabaseError(_("another program made it")))
        if not create:
            raise missing_workspace(_("it is empty"))
    known = set(loader.disk_migrations)
    known.update(old for each in loader.disk_migrations.values() for old in each.replaces)
    applied = {name for app, name in loader.applied_migrations if app == "maillage"}
    if applied - {name for app, name in known if app == "maillage"}:
        raise WorkspaceError(
            _("The workspace at %(place)s was made by a newer Maillage.") % {"place": place()},
            remedy=_("Upgrade this one: pip install --upgrade maillage."),
        )


def place() -> str:
    """The file of the workspace, or the name of its database."""
    return str(connection.settings_dict["NAME"])


def missing_workspace(detail: str) -> WorkspaceError:
    """Build the error for a workspace that is not there."""
    return WorkspaceError(
        _("There is no workspace at %(place)s (%(detail)s).")
        % {"place": place(), "detail": detail},
        remedy=_("Create one with `maillage init`, or name another with --data-dir."),
    )


def unusable_workspace(error: Exception) -> WorkspaceError:
    """Build the error for a workspace that is there but cannot be used, with what would help."""
    detail = " ".join(str(getattr(error, "strerror", None) or error).split())
    if connection.vendor != SQLITE:
        return WorkspaceError(
            _("The database %(place)s cannot be used: %(detail)s.")
            % {"place": place(), "detail": detail.removesuffix(".")},
            remedy=_("Start its server, or correct MAILLAGE_DATABASE_URL."),
        )
    for words, message, remedy in troubles():
        if any(word in detail for word in words):
            return WorkspaceError(message % {"place": place(), "detail": detail}, remedy=remedy)
    return WorkspaceError(
        _("The workspace at %(place)s exists but cannot be read (%(detail)s).")
        % {"place": place(), "detail": detail},
        remedy=_(
            "Restore a backup of it, make it readable and writable, or name another folder with"
            " --data-dir."
        ),
    )


def troubles() -> tuple[tuple[tuple[str, ...], str, str], ...]:
    """What SQLite says when a file that is a workspace cannot be written to, and what to do."""
    return (
        (
            ("readonly", "read-only"),
            _("The workspace at %(place)s cannot be written to (%(detail)s)."),
            _("Make the file and its folder writable, or copy the folder and name the copy."),
        ),
        (
            ("disk is full", "disk I/O error", "No space left"),
            _("The workspace at %(place)s cannot be written to (%(detail)s)."),
            _("Free space on the disk, then repeat the command."),
        ),
        (
            ("locked",),
            _("The workspace at %(place)s is used by another program (%(detail)s)."),
            _("Wait until it is done, then repeat the command."),
        ),
    )
