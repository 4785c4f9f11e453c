"""Kills the worker again and again while it digests events, and compares with a quiet run.

Run as a program on the database of the environment, which is ready for use; prints what was found
as JSON. Workers that are killed are children of this process, which has loaded all they need; the
last is ``maillage worker --once``. ``python -m tests.e2e.killing_digestion KILLS SEED``
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402 (Django first)
from django.utils import timezone  # noqa: E402
from django_scopes import scope, scopes_disabled  # noqa: E402

from maillage.domain.leads import digest as digestion  # noqa: E402
from maillage.domain.leads.digest import waiting  # noqa: E402
from maillage.domain.leads.events import NewEvent, record  # noqa: E402
from maillage.domain.leads.sources import add_source  # noqa: E402
from maillage.domain.work import run_worker  # noqa: E402
from maillage.models import (  # noqa: E402
    Handoff,
    Lead,
    LeadEvent,
    LeadIdentity,
    Promise,
    PromiseEvent,
    Rep,
    Workspace,
)

LEADS, MQLS = 200, 10
KINDS = ("facts", "page_view", "download", "webinar_attended")
STORED_AT_ONCE = 500
PATIENCE = 60.0
A_LITTLE = 20
"""Events digested at once, so that a worker is killed in the middle of its work."""


def story(now: datetime) -> list[NewEvent]:
    """What is told: of each lead who it is and what it did; some do enough to be handed over."""
    told = [
        NewEvent(f"{kind}-{lead}", "lead", f"L{lead}", kind, now - timedelta(hours=2),
                 {"name": f"Lead {lead}"} if kind == "facts" else {})
        for kind in KINDS
        for lead in range(LEADS)
    ]  # fmt: skip
    told += [
        NewEvent(f"enough-{lead}-{kind}", "lead", f"L{lead}", kind, now - timedelta(hours=1),
                 {"icp_match": True} if kind == "facts" else {})
        for lead in range(0, LEADS, LEADS // MQLS)
        for kind in ("facts", "pricing_page_view")
    ]  # fmt: skip
    random.Random(3).shuffle(told)
    return told


def fill(workspace: Workspace, now: datetime) -> None:
    """Tell it in a workspace that has a rep."""
    with scope(workspace=workspace):
        Rep.objects.create(external_id="R1", name="Ana")
        source, _token = add_source(key="website", name="Website", kind="rest", by="test")
        events = story(now)
        for first in range(0, len(events), STORED_AT_ONCE):
            record(source=source, events=events[first : first + STORED_AT_ONCE], now=now)


def made(workspace: Workspace) -> dict[str, Any]:
    """What digestion made of it, without numbers and without when it was made."""
    with scope(workspace=workspace):
        names = LeadIdentity.objects.filter(subject__startswith="L").values_list("lead", "subject")
        subject = dict(names)
        fields = ("name", "total", "band", "stage", "life", "mql_at", "reasons")
        leads = {subject[pk]: list(map(str, row))
                 for pk, *row in Lead.objects.values_list("pk", *fields)}  # fmt: skip
        clock = ("policy", "life", "began_at", "original_due_at")
        promises = Promise.objects.filter(policy__in=("E-01", "E-03"))
        events = PromiseEvent.objects.exclude(kind="breach").values_list("promise__lead", "key")
        handed = Handoff.objects.values_list("lead", flat=True)
        return {
            "leads": dict(sorted(leads.items())),
            "promises": sorted(
                [subject[row[0]], *map(str, row[1:])]
                for row in promises.values_list("lead", *clock)
            ),
            "events": len(events),
            "handed": sorted(subject[each] for each in handed),
            "waiting": waiting().count(),
            "told": LeadEvent.objects.filter(source__key="website").count(),
        }


def work() -> int:
    """Start a worker that can be killed and digests little at once; give its process."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            digestion.BATCH = dict.fromkeys(("sqlite", "postgresql"), A_LITTLE)
            run_worker()
        finally:
            os._exit(1)
    return child


def left() -> int:
    """How many of the events that were told wait."""
    return waiting().filter(source__key="website").count()


def killed(workspace: Workspace, wait: float) -> tuple[int, int]:
    """Kill a worker a while after it began to digest; give how many waited before and after."""
    with scope(workspace=workspace):
        before = left()
        child = work()
        begun = time.monotonic()
        while left() == before and time.monotonic() - begun < PATIENCE:
            time.sleep(0.002)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return before, left()


def main() -> None:
    """Kill, and compare."""
    kills, draw = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    now = timezone.now()
    with scopes_disabled():  # what other tests left is not looked at
        LeadEvent.objects.filter(digested_at=None).update(digested_at=now)
    quiet, loud = (Workspace.objects.create(slug=slug, name=slug) for slug in ("quiet", "loud"))
    fill(quiet, now)
    with scope(workspace=quiet):
        digestion.digest(now=timezone.now())
    fill(loud, now)
    steps = [killed(loud, draw.uniform(0.0, 0.02)) for _ in range(kills)]
    program = Path(sys.executable).with_name("maillage")
    subprocess.run([program, "worker", "--once"], check=True, timeout=PATIENCE)
    found = {"steps": steps, "quiet": made(quiet), "loud": made(loud)}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
