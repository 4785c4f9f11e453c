"""From events to leads: what waits is understood, in one transaction with all that follows.

An event that was told is digested once, whoever is killed meanwhile; every lead it is told of is
added up anew from all its events, so that neither their order nor repetitions matter.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet

from maillage.domain.leads.asides import put_aside
from maillage.domain.leads.events import own_source
from maillage.domain.leads.handing import hand_over_new
from maillage.domain.leads.holding import hold
from maillage.domain.leads.identities import AT_ONCE, Row, read_rows, resolve
from maillage.domain.leads.reckoning import reckon
from maillage.models import EventSubject, Lead, LeadEvent, LeadSource

BATCH: Final = {"sqlite": 200}
"""Events at once, by database: while they are digested, a file of SQLite takes nothing else."""
OTHERWISE: Final = 1_000
AHEAD: Final = 4
"""How many times as many are looked through for more of the same leads, added up with them."""

logger = logging.getLogger(__name__)


def waiting() -> QuerySet[LeadEvent]:
    """The events that are not digested yet, in the order of their arrival."""
    found: QuerySet[LeadEvent] = LeadEvent.objects.filter(digested_at__isnull=True)
    return found.order_by("pk")


def digest(*, now: datetime) -> int:
    """Digest all events of the workspace in scope that wait; give how many they were."""
    done = 0
    while found := digest_some(now=now):
        done += found
    return done


def digest_some(*, now: datetime) -> int:
    """Digest the next events, and more of the same leads; give how many they were."""
    most = BATCH.get(connection.vendor, OTHERWISE)
    return digest_next(now=now, most=most, ahead=AHEAD * most)


def digest_next(*, now: datetime, most: int, ahead: int) -> int:
    """Digest the next events, all or none of them; give how many they were.

    An event that cannot be digested keeps no other waiting: it is set aside with the reason. Where
    the database is at fault, all of them wait for the next time.
    """
    first = waiting().values_list("pk", flat=True).first()
    if first is None:
        return 0
    try:
        done, crossed = digest_batch(now, most, ahead)
    except OperationalError:
        raise
    except Exception as error:
        logger.exception("%d events cannot be digested together", most)
        if most == 1:
            return set_aside(first, error, now)
        fewer = max(most // 10, 1)
        return sum(digest_next(now=now, most=fewer, ahead=fewer) for _ in range(10))
    hand_over_new(leads=crossed, now=now)
    return done


@transaction.atomic
def digest_batch(now: datetime, most: int, ahead: int) -> tuple[int, list[Lead]]:
    """Digest a batch while nobody else does; give how many, and the MQLs nobody was handed.

    An event that is digested alone counts without what still waits: one of the same lead that
    cannot be digested must not make it look guilty.
    """
    hold()
    found = read_rows(waiting()[:ahead])
    names = {row.name for row in found[:most]}
    rows = found[:most] + [row for row in found[most:] if row.name in names]
    own = own_source()
    alone = [row.pk for row in rows] if most == 1 else None
    crossed = reckon(resolve(rows, own), own=own, now=now, alone=alone)
    mark(rows, now)
    return len(rows), crossed


def digest_subjects(*, leads: Iterable[Lead], now: datetime) -> int:
    """Digest at once what people did with some leads; give how many events it were.

    What else waits for these leads is digested with it, all other events later.
    """
    numbers = [str(lead.pk) for lead in leads]
    own = own_source()
    return digest_told(own, numbers, now) if numbers else 0


@transaction.atomic
def digest_told(own: LeadSource, numbers: Sequence[str], now: datetime) -> int:
    """Digest the events that are told of leads by their numbers."""
    done = 0
    hold()
    told = LeadEvent.objects.filter(source=own, of=EventSubject.LEAD, subject__in=numbers)
    while rows := read_rows(told.filter(digested_at__isnull=True).order_by("pk")[:OTHERWISE]):
        crossed = reckon(resolve(rows, own), own=own, now=now)
        mark(rows, now)
        hand_over_new(leads=crossed, now=now)
        done += len(rows)
    return done


def mark(rows: Sequence[Row], now: datetime) -> None:
    """Say that events are digested."""
    for first in range(0, len(rows), AT_ONCE):
        numbers = [row.pk for row in rows[first : first + AT_ONCE]]
        LeadEvent.objects.filter(pk__in=numbers).update(digested_at=now)


@transaction.atomic
def set_aside(number: int, error: Exception, now: datetime) -> int:
    """Pass over an event that waits, of which nothing can be made, and say why."""
    hold()
    event = waiting().filter(pk=number).first()
    if event is None:
        return 0
    logger.error("event %s cannot be digested, and is set aside", event.pk)
    put_aside(event=event, error=error, now=now)
    return 1
