"""Backup and restore: everything the database holds, in one file that any engine can read.

The file is a ZIP: ``manifest.json`` says what made it and how many rows of what it holds,
``<app>.<model>.jsonl`` holds one row per line as a list of values, ``secret.key`` the key that the
second factors are encrypted with. It is restored into an empty database, on SQLite or PostgreSQL,
by the version that made it or a newer one, which then upgrades it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from typing import Any

from django.apps import apps as current_apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.utils import timezone

from maillage import __version__
from maillage.errors import ConflictError, FileError
from maillage.texts import _

FORMAT = 1
LEFT_OUT = {
    "admin.logentry",
    "auth.permission",
    "contenttypes.contenttype",
    "django_tasks_database.dbtaskresult",
    "maillage.upload",
    "sessions.session",
    "usersessions.usersession",
}
ROWS_AT_ONCE = 2_000
MANIFEST, KEY = "manifest.json", "secret.key"
LARGEST_MANIFEST = 1_000_000


class Exact(DjangoJSONEncoder):
    """Writes times to the microsecond: Django's own encoder cuts them."""

    def default(self, o: Any) -> Any:
        """Write what JSON does not know."""
        return o.isoformat() if isinstance(o, dt.datetime | dt.time) else super().default(o)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a backup holds: rows by model, and the version that made it."""

    version: str
    made_at: str
    rows: dict[str, int]

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())


def back_up(*, to: Path) -> Summary:
    """Write everything the database holds into a new file, readable by its owner alone.

    Raises
    ------
    FileError
        If the file is there already, or cannot be written.
    """
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise FileError(
            _("%(file)s cannot be written: %(reason)s.") % {"file": to, "reason": error.strerror},
            remedy=_("Name a new file in a folder you may write to."),
        ) from error
    try:
        with (
            os.fdopen(descriptor, "wb") as stream,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            return write(archive)
    except BaseException:
        to.unlink(missing_ok=True)
        raise


def write(archive: zipfile.ZipFile) -> Summary:
    """Write all models as they are at one moment."""
    rows: dict[str, int] = {}
    digests: dict[str, str] = {}
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for model in models(current_apps):
            name = model._meta.label_lower
            rows[name], digests[name] = write_model(archive, model)
        state = migrations()
    key = str(settings.SECRET_KEY)
    archive.writestr(KEY, key)
    summary = Summary(__version__, timezone.now().isoformat(), rows)
    manifest = {
        "format": FORMAT,
        "version": summary.version,
        "made_at": summary.made_at,
        "migrations": state,
        "rows": rows,
        "digests": digests,
        "key_digest": hashlib.sha256(key.encode()).hexdigest(),
    }
    archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return summary


def models(apps: Any) -> list[type[Model]]:
    """Every table that is kept, those of many-to-many relations included."""
    found = apps.get_models(include_auto_created=True)
    return [
        model
        for model in found
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.label_lower not in LEFT_OUT
        and not mentions_left_out(model)
    ]


def mentions_left_out(model: type[Model]) -> bool:
    """Whether a table of a relation leads to something that is made anew, such as permissions."""
    if not model._meta.auto_created:
        return False
    return any(
        field.related_model._meta.label_lower in LEFT_OUT
        for field in model._meta.concrete_fields
        if field.is_relation
    )


def write_model(archive: zipfile.ZipFile, model: type[Model]) -> tuple[int, str]:
    """Write the rows of one model; give their number and the digest of what was written."""
    names = [field.attname for field in model._meta.concrete_fields]
    digest, count = hashlib.sha256(), 0
    with archive.open(f"{model._meta.label_lower}.jsonl", "w", force_zip64=True) as stream:
        for row in [names], rows_of(model, names):
            for values in row:
                line = json.dumps(values, cls=Exact, ensure_ascii=False).encode() + b"\n"
                digest.update(line)
                stream.write(line)
                count += 1
    return count - 1, digest.hexdigest()


def rows_of(model: type[Model], names: list[str]) -> Iterator[list[Any]]:
    """Read the rows of a model in the order of their keys."""
    found = model._base_manager.order_by("pk").values_list(*names)
    return (list(row) for row in found.iterator(chunk_size=ROWS_AT_ONCE))


def migrations() -> list[tuple[str, str]]:
    """The last migration applied of every app."""
    loader = MigrationExecutor(connection).loader
    applied = set(loader.applied_migrations)
    return sorted(
        node
        for node in applied
        if node in loader.graph.nodes
        and not any(
            child.key in applied and child.key[0] == node[0]
            for child in loader.graph.node_map[node].children
        )
    )


def restore(*, file: Path) -> Summary:
    """Fill an empty database with a backup: all of it, or nothing.

    Raises
    ------
    FileError
        If the file is no backup, is damaged, or was made by a newer Maillage.
    ConflictError
        If the database holds something already.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as error:
        raise FileError(
            _("%(file)s is no backup: %(reason)s.") % {"file": file, "reason": error},
            remedy=_("Name a file that `maillage backup` wrote."),
        ) from error
    with archive:
        manifest = read_manifest(archive, file)
        check_digests(archive, manifest, file)
        refuse_if_filled()
        fill(archive, manifest)
        keep_key(archive.read(KEY).decode())
    return Summary(manifest["version"], manifest["made_at"], manifest["rows"])


def damaged(file: Path, detail: str) -> FileError:
    """Build the error for a backup that cannot be trusted."""
    return FileError(
        _("The backup %(file)s is damaged: %(detail)s.") % {"file": file, "detail": detail},
        remedy=_("Take another copy of it, or an earlier backup. Nothing was restored."),
    )


def read_manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    """Read what the backup says of itself.

    Raises
    ------
    FileError
        If it says nothing, or that a newer Maillage made it.
    """
    try:
        if archive.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise damaged(file, MANIFEST)
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        known = set(MigrationExecutor(connection).loader.graph.nodes)
        wanted = {(str(app), str(name)) for app, name in manifest["migrations"]}
        version = str(manifest["version"])
        complete = {"rows", "digests", "key_digest", "made_at"} <= set(manifest)
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise damaged(file, MANIFEST) from error
    if not complete:
        raise damaged(file, MANIFEST)
    if manifest["format"] != FORMAT or wanted - known:
        raise FileError(
            _("%(file)s was made by another Maillage (%(version)s).")
            % {"file": file, "version": version},
            remedy=_("Upgrade this one: pip install --upgrade maillage."),
        )
    return manifest


def check_digests(archive: zipfile.ZipFile, manifest: dict[str, Any], file: Path) -> None:
    """Read the whole file once.

    Raises
    ------
    FileError
        If a part of it is missing or is not as it was written.
    """
    parts = {f"{name}.jsonl": digest for name, digest in manifest["digests"].items()}
    for name, expected in {**parts, KEY: manifest["key_digest"]}.items():
        digest = hashlib.sha256()
        try:
            with archive.open(name) as stream:
                while piece := stream.read(1 << 20):
                    digest.update(piece)
        except (KeyError, zipfile.BadZipFile, OSError, EOFError) as error:
            raise damaged(file, name) from error
        if digest.hexdigest() != expected:
            raise damaged(file, name)


def refuse_if_filled() -> None:
    """Refuse to mix two databases.

    Raises
    ------
    ConflictError
        If there is a workspace or a user.
    """
    tables = set(connection.introspection.table_names())
    for name in ("maillage_workspace", "maillage_user", "maillage_account"):
        if name in tables:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608 - names of ours
                if cursor.fetchone():
                    raise ConflictError(
                        _("The database holds something already."),
                        remedy=_("Restore into an empty one: name a new --data-dir or database."),
                    )


def fill(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Give the database the shape it had, fill it, and bring it to the shape of this version."""
    executor = MigrationExecutor(connection)
    targets = [tuple(each) for each in manifest["migrations"]]
    executor.migrate(targets)
    state = executor.loader.project_state(targets).apps
    with transaction.atomic(), connection.constraint_checks_disabled():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        filled = [state.get_model(name) for name in manifest["rows"]]
        for model in filled:
            read_model(archive, model)
        connection.check_constraints()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), filled):
                cursor.execute(statement)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def read_model(archive: zipfile.ZipFile, model: type[Model]) -> None:
    """Write the rows of one model into the database, in place of those a migration made."""
    model._base_manager.all().delete()
    keep_times(model)
    with archive.open(f"{model._meta.label_lower}.jsonl") as stream:
        names = json.loads(stream.readline())
        fields = {field.attname: field for field in model._meta.concrete_fields}
        for lines in batched(stream, ROWS_AT_ONCE):
            rows = (zip(names, json.loads(line), strict=True) for line in lines)
            model._base_manager.bulk_create(
                model(**{name: python(fields[name], value) for name, value in row}) for row in rows
            )


def keep_times(model: type[Model]) -> None:
    """Let the times of a model of an earlier state be written as they are, not as now."""
    for field in model._meta.concrete_fields:
        for word in ("auto_now", "auto_now_add"):
            if getattr(field, word, False):
                setattr(field, word, False)


def python(field: Any, value: Any) -> Any:
    """Turn a value of the file into the one the field holds."""
    if value is None or field.get_internal_type() == "JSONField":
        return value
    if field.is_relation:
        return field.target_field.to_python(value)
    return field.to_python(value)


def keep_key(key: str) -> None:
    """Take over the key of the installation that was backed up, unless this one is told its own."""
    if os.environ.get("MAILLAGE_SECRET_KEY"):
        return
    file = settings.DATA_DIR / KEY
    file.unlink(missing_ok=True)
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:  # noqa: PTH123 - with its mode from the start
        stream.write(key)
