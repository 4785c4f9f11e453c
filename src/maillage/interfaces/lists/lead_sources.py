"""The list of sources of events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from maillage.interfaces.lists.columns import Cell, Column
from maillage.interfaces.lists.listing import Listing
from maillage.models import LeadSource
from maillage.texts import _


def sources(link: Callable[[Any], str]) -> Listing:
    """Sources of events, by name."""
    return Listing(
        name="lead-sources",
        caption=_("Sources of leads"),
        order="name",
        search=("name__icontains", "key__icontains"),
        placeholder=_("Name or key"),
        columns=[
            Column("name", _("Name"), lambda row: row.name, ("name",), link=link),
            Column("key", _("Key"), lambda row: row.key, ("key",)),
            Column("kind", _("How events arrive"), lambda row: row.get_kind_display(), ("kind",)),
            Column("active", _("State"), lambda row: row.active, ("active",), show=state),
            Column("since", _("Since"), lambda row: row.created_at.date(), ("created_at",)),
        ],
    )


def state(row: LeadSource) -> Cell:
    """Whether events of a source are taken."""
    if row.active:
        return Cell(_("switched on"), badge="good")
    return Cell(_("switched off"), badge="")
