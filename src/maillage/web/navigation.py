"""The rooms of the application, for those who may enter them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from maillage.permissions import Action, may
from maillage.texts import _


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the navigation: the name of its address, its icon, and who may enter."""

    address: str
    icon: str
    label: str
    action: Action = Action.VIEW


def sections() -> list[tuple[str, list[Room]]]:
    """List the rooms by section, in the language of the moment."""
    return [
        (
            "",
            [
                Room("coverage", "map", _("Coverage")),
                Room("accounts", "building-2", _("Accounts")),
                Room("duplicates", "copy", _("Clean accounts"), Action.EDIT_ACCOUNTS),
                Room("imports", "upload", _("Imports"), Action.IMPORT),
                Room("scenarios", "layers", _("Scenarios")),
                Room("opportunities", "handshake", _("Opportunities")),
                Room("tracking", "gauge", _("Tracking")),
                Room("market", "chart-column", _("Market")),
                Room("priority", "gauge", _("Priority of zones")),
                Room("icp", "target", _("Ideal customer")),
                Room("segments", "list", _("Segments")),
            ],
        ),
        (
            _("Leads"),
            [
                Room("leads", "inbox", _("Lead inbox")),
                Room("leads_hot", "star", _("Hot leads")),
                Room("leads_board", "clock", _("SLA board")),
                Room("alignment", "chart-column", _("Marketing and sales")),
                Room("lead_routing", "route", _("Routing of leads")),
                Room("score_models", "gauge", _("Score model")),
                Room("agreements", "handshake", _("Agreement")),
                Room("calendars", "calendar", _("Calendars")),
                Room("costs", "table", _("Costs")),
            ],
        ),
        (
            _("Ownership"),
            [
                Room("rules", "route", _("Rules")),
                Room("claims", "handshake", _("Claims")),
                Room("letters", "file-text", _("Letters")),
                Room("transfers", "git-compare", _("Transfers"), Action.VIEW_DRAFTS),
            ],
        ),
        (
            _("Decide"),
            [
                Room("plans", "flag", _("Sales plans")),
                Room("objectives", "git-branch", _("Objectives"), Action.VIEW_DRAFTS),
                Room("territory", "target", _("My territory"), Action.CHALLENGE),
                Room("challenges", "hand", _("Challenges"), Action.COMMENT),
                Room("publications", "flag", _("Publications")),
                Room("reviews", "calendar", _("Reviews"), Action.VIEW_DRAFTS),
                Room("meetings", "users", _("Meetings"), Action.VIEW_DRAFTS),
                Room("indicators", "gauge", _("Indicators")),
                Room("top_accounts", "star", _("Best accounts")),
                Room("pay", "table", _("Variable pay")),
                Room("wins", "flag", _("Wins")),
            ],
        ),
        (
            _("Administration"),
            [
                Room("members", "users", _("People"), Action.MANAGE_PEOPLE),
                Room("lead_sources", "route", _("Sources of leads"), Action.MANAGE_SOURCES),
                Room("log", "history", _("Activity"), Action.VIEW_LOG),
                Room("brand", "file-text", _("Look of documents"), Action.MANAGE_WORKSPACE),
                Room("glossary", "list", _("Glossary")),
            ],
        ),
    ]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Give the template the rooms a member may enter; the longest fitting address is current."""
    found = []
    for title, rooms in sections():
        entries = [
            {
                "label": room.label,
                "icon": room.icon,
                "url": reverse(room.address, kwargs={"workspace": request.member.workspace.slug}),
            }
            for room in rooms
            if may(request.member, room.action)
        ]
        if entries:
            found.append({"title": title, "rooms": entries})
    every = [entry for section in found for entry in section["rooms"]]
    first = every[0]["url"] if every else ""
    fitting = [
        entry
        for entry in every
        if request.path == entry["url"]
        or (entry["url"] != first and request.path.startswith(entry["url"]))
    ]
    if fitting:
        max(fitting, key=lambda entry: len(entry["url"]))["current"] = True
    return found
