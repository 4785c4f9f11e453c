"""What comes next on an account: owners and roles that begin or end after a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from maillage.models import Account
from maillage.texts import _


@dataclass(frozen=True, slots=True)
class Coming:
    """Something planned for a day."""

    day: date
    text: str


def coming(*, account: Account, on: date) -> list[Coming]:
    """List what is planned on an account after a day, the nearest first."""
    owned = list(account.ownerships.select_related("rep").order_by("starts_on", "pk"))
    begins = {row.starts_on for row in owned}
    found = [
        Coming(row.starts_on, _("%(rep)s becomes the owner") % {"rep": row.rep}) for row in owned
    ]
    found += [
        Coming(row.ends_on, _("%(rep)s ends, and nobody owns it") % {"rep": row.rep})
        for row in owned
        if row.ends_on and row.ends_on not in begins
    ]
    for role in account.overlays.select_related("rep"):
        words = {"rep": role.rep, "role": role.get_role_display()}
        found.append(Coming(role.starts_on, _("%(rep)s joins as %(role)s") % words))
        if role.ends_on:
            found.append(Coming(role.ends_on, _("%(rep)s ends as %(role)s") % words))
    return sorted((each for each in found if each.day > on), key=lambda each: each.day)
