"""Events of files: looked at first, then kept, each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from maillage import audit
from maillage.domain.leads.events import NewEvent, Recorded, record
from maillage.domain.leads.sources import add_source
from maillage.errors import NotFoundError
from maillage.models import LeadSource, Membership, SourceKind
from maillage.texts import _, quoted

FILES: Final = "files"


def receive_events(
    *, key: str, events: Sequence[NewEvent], apply: bool, by: str | Membership, now: datetime
) -> Recorded:
    """Keep the events of a file for the source with a key; without ``apply``, only count them.

    The source ``files`` is made on first use.

    Raises
    ------
    NotFoundError
        If there is no such source.
    RowError
        If events cannot be kept.
    """
    with transaction.atomic():
        source = _source(key, by)
        found = record(source=source, events=events, now=now)
        if apply:
            counts = {"new": found.new, "known": found.known}
            audit.record(verb="lead_source.file", subject=source, by=by, after=counts)
        else:
            transaction.set_rollback(True)
    return found


def _source(key: str, by: str | Membership) -> LeadSource:
    source = LeadSource.objects.filter(key=key).exclude(kind=SourceKind.MAILLAGE).first()
    if source is not None:
        return source  # type: ignore[no-any-return]
    if key == FILES:
        return add_source(key=FILES, name=_("Files"), kind=SourceKind.FILE, by=by)[0]
    raise NotFoundError(
        _("There is no source %(key)s.") % {"key": quoted(key)},
        remedy=_("`maillage leads sources list` names them."),
    )
