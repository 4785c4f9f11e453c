"""Who adds up leads holds the workspace meanwhile: nobody else does, and nobody waits both ways."""

from __future__ import annotations

from typing import Final

from django.db import connection
from django_scopes import get_scope

from maillage.models import Lead

LOCK: Final = 0x4D61696C
"""First half of the number of the lock; the second is that of the workspace."""


def hold() -> None:
    """Let nobody else add up leads of this workspace until the transaction ends.

    Whoever locks leads or promises and has them added up takes this first. A transaction of SQLite
    is the only one that writes.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            workspace = get_scope()["workspace"].pk
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, workspace % 2**31])


def hold_lead(lead: Lead) -> Lead:
    """Hold a lead until the transaction ends, and read it as it is now.

    What was read before may have turned out to be another lead meanwhile.
    """
    hold()
    rows = Lead.objects.select_for_update(of=("self",))
    found: Lead = rows.get(pk=lead.merged_into_id or lead.pk)
    return rows.get(pk=found.merged_into_id) if found.merged_into_id else found
