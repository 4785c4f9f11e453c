"""Events in: what is told of leads is kept as it was told, once, before anybody is thanked for it.

``record`` returns when the events are stored; what they mean is added up afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Final

from django.db import connection, transaction
from django_scopes import get_scope

from maillage.domain.leads.checking import NewEvent, checked
from maillage.models import EventSubject, LeadEvent, LeadSource, SourceKind

__all__ = ["NewEvent", "Recorded", "own_source", "record"]

OWN: Final = "maillage"
COLUMNS: Final = (
    "workspace", "source", "key", "of", "subject", "kind", "at", "carried", "received_at",
)  # fmt: skip
ROWS_AT_ONCE: Final = 500
TURN: Final = Lock()


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many of the events told were new, and how many were known already."""

    new: int
    known: int


def record(*, source: LeadSource, events: Sequence[NewEvent], now: datetime) -> Recorded:
    """Keep events of a source, all or none of them; what it told before is not kept again.

    Raises
    ------
    RowError
        Naming each event that cannot be kept, by its number from 1.
    """
    kept = checked(events, of_ours=source.kind == SourceKind.MAILLAGE, now=now)
    rows = [_row(source, event, now) for event in kept]
    parts = [rows[first : first + ROWS_AT_ONCE] for first in range(0, len(rows), ROWS_AT_ONCE)]
    together = transaction.atomic() if len(parts) > 1 else nullcontext()
    with in_turn(), together:
        new = sum(_insert(part) for part in parts)
    return Recorded(new, len(events) - new)


@contextmanager
def in_turn() -> Iterator[None]:
    """Let one thread after the other write to a file of SQLite.

    Who finds the file taken sleeps and tries again, longer each time; who waits here goes on as
    soon as it is free. Who is in a transaction has the file already, and waits for nobody.
    """
    waits = connection.vendor == "sqlite" and not connection.in_atomic_block
    with TURN if waits else nullcontext():
        yield


def own_source() -> LeadSource:
    """Give the source of what is recorded in Maillage itself, made on first use."""
    found: LeadSource = LeadSource.objects.get_or_create(
        workspace=get_scope()["workspace"],
        key=OWN,
        defaults={"name": "Maillage", "kind": SourceKind.MAILLAGE},
    )[0]
    return found


def _row(source: LeadSource, event: NewEvent, now: datetime) -> list[Any]:
    moment = connection.ops.adapt_datetimefield_value
    return [
        source.workspace_id,
        source.pk,
        event.key,
        EventSubject(event.of).value,
        event.subject,
        event.kind,
        moment(event.at),
        json.dumps(event.carried, ensure_ascii=False, allow_nan=False),
        moment(now),
    ]


def _insert(rows: Sequence[Sequence[Any]]) -> int:
    """Insert rows in one statement; give how many were new.

    ``bulk_create`` cannot tell, and reads each row back.
    """
    quote = connection.ops.quote_name
    meta = LeadEvent._meta
    names = ", ".join(quote(meta.get_field(each).column) for each in COLUMNS)
    once = ", ".join(quote(meta.get_field(each).column) for each in ("source", "key"))
    places = ", ".join(["(" + ", ".join(["%s"] * len(COLUMNS)) + ")"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES {places}"  # noqa: S608 - names of ours
            f" ON CONFLICT ({once}) DO NOTHING",
            [value for row in rows for value in row],
        )
        return int(cursor.rowcount)
