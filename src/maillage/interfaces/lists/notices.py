"""The list of what a member was told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from maillage.domain.people.message_words import subject_of
from maillage.interfaces.lists.columns import Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import MessageKind, Notice
from maillage.texts import _


def notices(link: Callable[[Any], str]) -> Listing:
    """Notices, the latest first; each leads to what it tells of."""
    return Listing(
        name="notices",
        caption=_("Notices"),
        order="-told",
        placeholder=_("Search"),
        empty={"icon": "bell", "title": _("You were told nothing yet.")},
        entry=lambda row: {"notice": row, "text": subject_of(row), "url": link(row)},
        columns=[
            Column("told", _("Told"), lambda row: row.created_at, ("created_at",)),
            Column("text", _("Notice"), subject_of, link=link),
            Column("kind", _("About what"), lambda row: row.get_kind_display(), ("kind",)),
            Column("read", _("Read at"), lambda row: row.read_at, ("read_at",)),
        ],
        filters=[
            Filter("state", _("State"),
                   [("", _("All")), ("unread", _("not read")), ("read", _("already read"))],
                   lambda chosen: Q(read_at__isnull=chosen == "unread")),
            Filter("kind", _("About what"), [("", _("All")), *kinds()],
                   lambda chosen: Q(kind=chosen)),
        ],
    )  # fmt: skip


def kinds() -> list[tuple[str, str]]:
    """The kinds of notices there are."""
    known = set(Notice.objects.order_by().values_list("kind", flat=True).distinct())
    return [(value, str(label)) for value, label in MessageKind.choices if value in known]
