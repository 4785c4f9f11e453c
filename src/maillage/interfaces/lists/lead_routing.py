"""Lists about the routing of leads: who is away, and chat rooms."""

from __future__ import annotations

from maillage.interfaces.lists.columns import Column
from maillage.interfaces.lists.listing import Listing
from maillage.models import ChatHook, MessageKind
from maillage.texts import _


def absences() -> Listing:
    """When reps are away, the latest first."""
    return Listing(
        name="absences",
        caption=_("Absences"),
        order="-until",
        search=("rep__name__icontains", "reason__icontains"),
        placeholder=_("Rep or reason"),
        empty={"icon": "calendar", "title": _("Nobody is away.")},
        columns=[
            Column("rep", _("Rep"), lambda row: row.rep.name, ("rep__name",)),
            Column("from", _("Away from"), lambda row: row.begins_at, ("begins_at",)),
            Column("until", _("Away until"), lambda row: row.ends_at, ("ends_at",)),
            Column("substitute", _("Leads go to"), lambda row: str(row.substitute or "")),
            Column("reason", _("Reason"), lambda row: row.reason),
        ],
    )


def chat_hooks() -> Listing:
    """The chat rooms that are told of leads."""
    return Listing(
        name="chat-hooks",
        caption=_("Chat rooms"),
        order="name",
        search=("name__icontains",),
        placeholder=_("Name of the room"),
        empty={"icon": "bell", "title": _("No chat room is told of leads.")},
        columns=[
            Column("name", _("Chat room"), lambda row: row.name, ("name",)),
            Column("where", _("Where it is"), lambda row: row.get_kind_display(), ("kind",)),
            Column("told", _("Is told"), told),
            Column("rep", _("Leads of"), lambda row: str(row.rep or _("everybody"))),
        ],
    )


def told(row: ChatHook) -> str:
    """Name the kinds of messages a room is told."""
    kinds = row.kinds or [MessageKind.LEAD, MessageKind.DEADLINE]
    return " · ".join(
        _("Deadlines of leads") if each == MessageKind.DEADLINE else _("Leads handed over")
        for each in kinds
    )
