"""What every page knows: the workspace, the member, and what they may do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from maillage.permissions import Action, may


def workspace(request: HttpRequest) -> dict[str, Any]:
    """Give the templates the workspace, the member and a table of permissions."""
    member = getattr(request, "member", None)
    if member is None:
        return {}
    return {
        "workspace": member.workspace,
        "member": member,
        "may": {action.value: may(member, action) for action in Action},
    }
