"""Alarms of open promises in the database: what a sweep costs, with none due and with many.

    python benchmarks/alarms.py [--database postgresql sqlite] [--promises 100000] [--due 1000]
                                [--all]

On a throw-away PostgreSQL that writes to its disk, and on SQLite. 50 reps with five managers are
members, and one chat room is told of everything. First nothing is due; then a part is at half of
its time, then at 80 %, then late, which managers are told. With ``--all`` everything else is at
half of its time at once. Demand: 100,000 swept in under a second.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import UTC, datetime, timedelta
from functools import partial

from serving import environment, on_each

NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)
"""A Monday, 11:00 in New York."""
LATER = timedelta(days=1)
WITHIN = timedelta(minutes=15)
REPS, MANAGERS = 50, 5
TIMES = 21
AT_ONCE = 2_000


def main() -> None:
    """Measure as the command line asks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    known = ("postgresql", "sqlite")
    parser.add_argument("--database", nargs="+", default=known, choices=known)
    parser.add_argument("--promises", type=int, default=100_000)
    parser.add_argument("--due", type=int, default=1_000)
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    on_each(asked.database, partial(on, asked=asked))


def on(database: str, asked) -> None:
    """Measure on a database."""
    print(f"{asked.promises:,} open promises", flush=True)
    with environment(database):
        measure(asked)


def measure(asked) -> None:
    """Make open promises, and sweep them as their time passes."""
    from django.db import connection
    from django_scopes import scope

    from maillage.domain.workspace import prepare_database
    from maillage.models import Workspace

    prepare_database(create=True)
    workspace = Workspace.objects.first() or Workspace.objects.create(slug="main", name="Main")
    with scope(workspace=workspace):
        make(asked.promises, asked.due, people())
        if connection.vendor == "postgresql":
            connection.cursor().execute("ANALYZE")
        swept(NOW)
        found = [swept(NOW) for _ in range(TIMES)]
        show("none due, median", 0, *map(statistics.median, zip(*found, strict=True)))
        minutes = {"half over": 31, "nearly over": 49, "late": 61}
        for name, each in minutes.items():
            tell(name, NOW + timedelta(minutes=each))
        if asked.all:
            tell("all others half over", NOW + LATER + WITHIN + timedelta(minutes=31))


def people():
    """Make reps, the members they are, and those who lead them; give the reps."""
    from django.conf import settings

    from maillage.domain.people.members import add_member
    from maillage.models import ChatHook, Rep

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    reps = []
    for number in range(REPS):
        rep = Rep.objects.create(external_id=f"R{number}", name=f"Rep {number}",
                                 manager=f"Manager {number % MANAGERS}")  # fmt: skip
        add_member(email=f"r{number}@example.com", role="rep", name=rep.name, rep=rep)
        reps.append(rep)
    for number in range(MANAGERS):
        add_member(email=f"m{number}@example.com", role="manager", name=f"Manager {number}")
    add_member(email="director@example.com", role="director")
    ChatHook.objects.create(name="Sales", kind="slack", url="https://rooms.example.com/1")
    return reps


def make(count: int, due: int, reps) -> None:
    """Make promises of a first contact: some begin now, the others tomorrow."""
    from maillage.domain.leads.terms import agreement_at, calendar_of
    from maillage.models import Lead, Promise, PromiseEvent

    agreement, _policies = agreement_at(NOW)
    reasons = [{"dimension": "fit", "group": "", "rule": f"rule {n}", "points": 10, "at": None,
                "source": "crm"} for n in range(4)]  # fmt: skip
    leads = Lead.objects.bulk_create(
        (Lead(name=f"Lead {n}", company=f"Company {n}", owner=reps[n % REPS], life="mql",
              total=45, band="A1", reasons=reasons) for n in range(count)),
        batch_size=AT_ONCE,
    )  # fmt: skip
    row, calendar = calendar_of(leads[0], None, agreement)
    begins = [
        NOW if place < due else NOW + LATER + WITHIN * (place - due) / count
        for place in range(count)
    ]
    promises = Promise.objects.bulk_create(
        (
            Promise(
                lead=lead, agreement=agreement, policy="E-03", direction="sales_to_marketing",
                calendar=row, owner=lead.owner, status="running", began_at=at, running_since=at,
                original_due_at=at + timedelta(hours=1), due_at=at + timedelta(hours=1),
                next_at=at + timedelta(minutes=30),
            )
            for lead, at in zip(leads, begins, strict=True)
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip
    PromiseEvent.objects.bulk_create(
        (
            PromiseEvent(
                promise=each, key="apply", kind="apply", at=each.began_at, policy="E-03",
                calendar=calendar.id, version=calendar.version,
            )
            for each in promises
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip


def swept(moment: datetime) -> tuple[float, float]:
    """Sweep; give the seconds of processor and those that passed."""
    from maillage.domain.leads.sweeping import sweep

    begin, spent = time.perf_counter(), time.process_time()
    sweep(now=moment)
    return time.process_time() - spent, time.perf_counter() - begin


def tell(name: str, moment: datetime) -> None:
    """Sweep at an instant, and say what it cost."""
    from maillage.models import Message, Notice, PromiseAlarm

    tables = (PromiseAlarm, Notice, Message)
    before = [each.objects.count() for each in tables]
    spent, passed = swept(moment)
    alarms, notices, messages = (
        each.objects.count() - known for each, known in zip(tables, before, strict=True)
    )
    show(f"{name} ({notices:,} notices, {messages:,} e-mails)", alarms, spent, passed)


def show(name: str, alarms: int, spent: float, passed: float) -> None:
    """Say what a sweep cost."""
    print(f"{name}: {alarms:,} alarms, {spent:.4f} CPU s, {passed:.4f} s", flush=True)


if __name__ == "__main__":
    main()
