"""What every page knows: the workspace, the member, what they may do, and the rooms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from maillage.domain.leads.notices import unread
from maillage.permissions import Action, may
from maillage.web.navigation import navigation

THEMES = ("light", "dark")


def workspace(request: HttpRequest) -> dict[str, Any]:
    """Give the templates the workspace, the member, a table of permissions and the rooms."""
    theme = request.COOKIES.get("theme", "")
    found: dict[str, Any] = {"theme": theme if theme in THEMES else ""}
    member = getattr(request, "member", None)
    if member is None:
        return found
    return found | {
        "workspace": member.workspace,
        "member": member,
        "may": {action.value: may(member, action) for action in Action},
        "navigation": navigation(request),
        "unread": unread(member).count(),
    }
