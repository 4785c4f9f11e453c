"""Large files: looked at and imported in the background."""

from __future__ import annotations

from typing import Any

from maillage.domain.jobs import Watcher, conclude
from maillage.interfaces.uploads.importing import imported, kept_still, look_or_forget
from maillage.models import Job, Upload


def look_in_background(job: Job, watcher: Watcher) -> dict[str, Any]:
    """Look at a file."""
    watcher.at("reading", 0.1)
    upload = kept_still(Upload(pk=job.options["upload"]))
    look_or_forget(upload, watcher.at)
    return {"upload": upload.pk}


def import_in_background(job: Job, watcher: Watcher) -> dict[str, Any]:
    """Import a file: all of it, or nothing where somebody stops it."""
    upload = kept_still(Upload(pk=job.options["upload"]))
    result, asked = {"upload": upload.pk}, job.options
    imported(
        upload, asked["seen"], asked["keep_good_rows"], job.by,
        stage=watcher.at, then=lambda _made: conclude(job, result),
    )  # fmt: skip
    return result
