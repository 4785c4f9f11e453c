"""The lists of sources of events, and of events that could not be digested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from maillage.interfaces.lists.columns import Cell, Column, Filter
from maillage.interfaces.lists.listing import Listing
from maillage.models import EventAside, LeadSource
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


def asides(*, again: bool = False) -> Listing:
    """Events that could not be digested; ``again`` for who may have them tried again."""
    repeat = {"label": _("Try again"), "icon": "rotate-ccw", "kind": "primary",
              "name": "do", "value": "again"}  # fmt: skip
    return Listing(
        name="lead-events-aside",
        caption=_("Events set aside"),
        order="at",
        search=("event__key__icontains", "event__subject__icontains", "why__icontains"),
        placeholder=_("Event, whom it is told of or reason"),
        empty={
            "icon": "circle-check",
            "title": _("No event is set aside."),
            "text": _("All that was told of leads counts."),
        },
        selectable=again,
        field_name="aside",
        bulk=[repeat] if again else [],
        columns=[
            Column("event", _("Event"), lambda row: row.event.key, ("event__key",)),
            Column("source", _("Source"), lambda row: row.event.source.name,
                   ("event__source__name",)),
            Column("kind", _("Kind"), lambda row: row.event.kind, ("event__kind",)),
            Column("subject", _("Told of"), told_of, ("event__of", "event__subject")),
            Column("happened", _("Happened on"), lambda row: row.event.at, ("event__at",)),
            Column("at", _("Set aside on"), lambda row: row.at, ("at",)),
            Column("why", _("Reason"), lambda row: row.why, ("why",)),
        ],
        filters=[
            Filter("source", _("Source"), [("", _("All")), *told_by()],
                   lambda chosen: Q(event__source__key=chosen)),
        ],
    )  # fmt: skip


def told_of(row: EventAside) -> str:
    """Whom an event is told of, as its source names them."""
    return f"{row.event.get_of_display()} {row.event.subject}"


def told_by() -> list[tuple[str, str]]:
    """The sources, those too of which nothing is set aside any more."""
    return list(LeadSource.objects.order_by("name").values_list("key", "name"))


def state(row: LeadSource) -> Cell:
    """Whether events of a source are taken."""
    if row.active:
        return Cell(_("switched on"), badge="good")
    return Cell(_("switched off"), badge="")
