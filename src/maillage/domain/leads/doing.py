"""What somebody does with a lead shows at once: it is recorded, and the lead added up anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from maillage.core.leads.lifecycle import Life
from maillage.domain.leads.digest import digest_subjects
from maillage.domain.leads.recording import note_acts
from maillage.models import Lead, Membership


def act(
    *, lead: Lead, by: Membership, verb: str, acts: Mapping[str, Mapping[str, Any]], now: datetime,
    to: Life | None = None, reason: str = "",
) -> Lead:  # fmt: skip
    """Record what somebody did with a lead they hold, and give the lead as it is then.

    See :func:`~maillage.domain.leads.recording.note_acts`.
    """
    note_acts(lead=lead, by=by, verb=verb, acts=acts, now=now, to=to, reason=reason)
    digest_subjects(leads=[lead], now=now)
    return Lead.objects.get(pk=lead.pk)
