"""A look at the installation: what would keep people from working, and what to do about it."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from maillage.models import Delivery, EventAside, Membership, Role, Workspace
from maillage.models.programs import State
from maillage.texts import _

LEAST_FREE = 500 * 2**20
LONG_WAIT = timedelta(minutes=2)
PRIVATE = stat.S_IRWXG | stat.S_IRWXO
PACKAGE = Path(settings.PACKAGE)


class Health(StrEnum):
    """How something is."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Sign:
    """What was looked at, how it is, and what to do."""

    name: str
    health: Health
    detail: str
    remedy: str = ""


def examine() -> list[Sign]:
    """Look at everything; a look that fails is a bad sign itself."""
    return [looked(look) for look in LOOKS]


def looked(look: Callable[[], Sign]) -> Sign:
    """Look once."""
    try:
        return look()
    except Exception as error:  # noqa: BLE001 - the patient may be very ill
        return Sign(look.__name__, Health.BAD, f"{type(error).__name__}: {error}")


def data_directory() -> Sign:
    """Whether the data directory is there, private and has room."""
    name, folder = _("Data directory"), Path(settings.DATA_DIR)
    if not os.access(folder, os.W_OK):
        return Sign(name, Health.BAD, str(folder), _("Make it writable for this user."))
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE:
        return Sign(
            name,
            Health.WARNING,
            _("%(amount)d MB are free.") % {"amount": free // 2**20},
            _("Free space on the disk."),
        )
    if os.name == "posix" and folder.stat().st_mode & PRIVATE:
        return Sign(
            name,
            Health.WARNING,
            _("Other users of this machine can look into %(folder)s.") % {"folder": folder},
            _("Close it to them: chmod 700 %(folder)s") % {"folder": folder},
        )
    return Sign(name, Health.GOOD, str(folder))


def database() -> Sign:
    """Whether the database answers and has the shape of this version."""
    executor = MigrationExecutor(connection)
    behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    name = _("Database")
    if behind:
        return Sign(
            name,
            Health.BAD,
            _("%(count)d upgrades are not done.") % {"count": len(behind)},
            _("Run `maillage init`."),
        )
    place = str(connection.settings_dict["NAME"])
    return Sign(name, Health.GOOD, f"{connection.vendor}, {place}")


def people() -> Sign:
    """Whether every workspace has somebody who can let others in."""
    name = _("People")
    led = Membership.objects.filter(role=Role.OPERATIONS, active=True).values("workspace")
    without = list(Workspace.objects.exclude(pk__in=led).values_list("slug", flat=True))
    if without:
        return Sign(
            name,
            Health.WARNING,
            _("Nobody manages people in: %(workspaces)s.") % {"workspaces": ", ".join(without)},
            _("maillage people add NAME@COMPANY --role operations"),
        )
    count = Membership.objects.filter(active=True).count()
    return Sign(name, Health.GOOD, _("%(count)d may sign in.") % {"count": count})


def background() -> Sign:
    """Whether background work is taken up."""
    name = _("Background work")
    late = DBTaskResult.objects.filter(
        status="READY", enqueued_at__lt=timezone.now() - LONG_WAIT, run_after__lte=timezone.now()
    ).count()
    if late:
        return Sign(
            name,
            Health.BAD,
            _("%(count)d tasks wait for a worker.") % {"count": late},
            _("Start one: maillage serve, or maillage worker."),
        )
    return Sign(name, Health.GOOD, _("Nothing waits."))


def webhooks() -> Sign:
    """Whether events arrive."""
    name = _("Webhooks")
    failed = Delivery._base_manager.filter(state=State.FAILED).count()
    if failed:
        return Sign(
            name,
            Health.WARNING,
            _("%(count)d events never arrived.") % {"count": failed},
            _("Look at the server they are sent to."),
        )
    return Sign(name, Health.GOOD, _("No event is lost."))


def leads() -> Sign:
    """Whether all that was told of leads counts."""
    name = _("Events of leads")
    aside = EventAside._base_manager.select_related("event__source").order_by("at", "pk")
    first = aside.first()
    if first is not None:
        source, event = first.event.source, first.event
        return Sign(
            name,
            Health.WARNING,
            _("%(count)d are set aside; the first is %(key)s of %(source)s: %(why)s")
            % {"count": aside.count(), "key": event.key, "source": source.key, "why": first.why},
            _("See to the cause, then: maillage leads aside again"),
        )
    return Sign(name, Health.GOOD, _("All of them count."))


def pages() -> Sign:
    """Whether the scripts and styles of the pages were built."""
    name = _("Pages")
    folder = PACKAGE / "web" / "static" / "maillage" / "build"
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return Sign(name, Health.BAD, _("They were not built."), _("Run `make setup`."))
    missing = [file for file in manifest["files"] if not (folder / file).is_file()]
    if missing:
        return Sign(name, Health.BAD, ", ".join(missing), _("Install Maillage again."))
    return Sign(name, Health.GOOD, _("%(count)d files.") % {"count": len(manifest["files"])})


def messages() -> Sign:
    """Where messages go."""
    name = _("Messages")
    backend = str(settings.MAILERS["default"]["BACKEND"])
    if "filebased" in backend:
        folder = settings.MAILERS["default"]["OPTIONS"]["file_path"]
        return Sign(
            name,
            Health.WARNING,
            _("They are kept in %(folder)s and reach nobody.") % {"folder": folder},
            _("Name a mail server in MAILLAGE_EMAIL_URL."),
        )
    return Sign(name, Health.GOOD, backend)


def safety() -> Sign:
    """What Django's own checks for servers say."""
    name = _("Safety of the server")
    if not settings.HTTPS:
        return Sign(
            name,
            Health.WARNING,
            _("Pages are not encrypted on their way."),
            _("Put a proxy that speaks HTTPS in front, and set MAILLAGE_HTTPS=1."),
        )
    try:
        call_command("check", deploy=True, fail_level="WARNING")
    except (SystemCheckError, ValidationError) as error:
        return Sign(name, Health.WARNING, str(error))
    return Sign(name, Health.GOOD, "HTTPS")


def kernels() -> Sign:
    """Whether the compiled kernels of the design engine can be kept."""
    name = _("Design engine")
    folder = Path(os.environ.get("NUMBA_CACHE_DIR", PACKAGE / "core/territories/kernels"))
    if not os.access(folder, os.W_OK):
        return Sign(
            name,
            Health.WARNING,
            _("Its compiled parts cannot be kept beside it."),
            _("Name a folder for them in NUMBA_CACHE_DIR."),
        )
    return Sign(name, Health.GOOD, _("Its compiled parts are kept."))


LOOKS = (
    data_directory, database, people, background, webhooks, leads, pages, messages,
    safety, kernels,
)  # fmt: skip
