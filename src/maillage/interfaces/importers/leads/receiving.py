"""Files of leads and events as events to be kept: the same line gives the same key."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from maillage.core.leads.happenings import Fact, Happening
from maillage.domain.leads.events import NewEvent
from maillage.interfaces.importers.leads.tables import EVENT, Reader, read_events, read_leads
from maillage.models import EventSubject, LeadEvent


def read_file(path: Path, zone: str, now: datetime, sheet: str | None = None) -> list[NewEvent]:
    """Read a file of events, or of leads where no column names events.

    A field without a date is known since ``now``.

    Raises
    ------
    MappingError, RowError
        If a column or cells cannot be read.
    """
    if Reader(path, zone, sheet).column(EVENT):
        return list(_happened(read_events(path, zone, sheet)))
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    return list(_known(read_leads(path, zone, now, sheet), now, content))


def _happened(told: Mapping[str, Sequence[Happening]]) -> Iterator[NewEvent]:
    for lead, happenings in told.items():
        for each in happenings:
            key = _key(lead, each.id)
            carried = dict(each.carried) | ({"source": each.source} if each.source else {})
            yield NewEvent(key, EventSubject.LEAD, lead, each.kind, each.at, carried)


def _known(told: Mapping[str, Sequence[Fact]], now: datetime, content: str) -> Iterator[NewEvent]:
    """Tell the facts of a lead together that are known since the same instant.

    What has no date is known since now: it is by the file that it is told once.
    """
    for lead, facts in told.items():
        since: dict[datetime, dict[str, Any]] = defaultdict(dict)
        for each in facts:
            since[each.at][each.field] = each.value
        for at, carried in since.items():
            when = content if at == now else at.isoformat()
            key = _key(lead, when, sorted(carried.items()))
            yield NewEvent(key, EventSubject.LEAD, lead, LeadEvent.FACTS, at, carried)


def _key(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:48]
