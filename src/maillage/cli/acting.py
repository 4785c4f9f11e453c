"""Who acts: the member named with ``--as``, as far as their role allows, else the command line.

Whoever holds the data directory may read all and do what a program may do. What people answer for
(a scenario, an approval, a review) needs one: it is recorded as theirs.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from maillage.errors import NotFoundError, ParameterError
from maillage.texts import _, quoted

if TYPE_CHECKING:
    from maillage.models import Membership, Scenario
    from maillage.permissions import Action

VARIABLE = "MAILLAGE_AS"
OPERATOR = "command line"


def member() -> Membership | None:
    """The member named with ``--as``, None where nobody is.

    Raises
    ------
    NotFoundError
        If the workspace has no such member.
    """
    from django_scopes import get_scope  # noqa: PLC0415 - needs Django set up

    from maillage.models import Membership  # noqa: PLC0415

    address = os.environ.get(VARIABLE, "").strip()
    if not address:
        return None
    found = (
        Membership.objects.filter(workspace=get_scope()["workspace"], active=True)
        .filter(user__email__iexact=address)
        .select_related("user", "rep", "workspace")
        .first()
    )
    if found is None:
        raise NotFoundError(
            _("Nobody with the address %(address)s is in this workspace.")
            % {"address": quoted(address)},
            remedy=_("`maillage people list` names who is."),
        )
    return found


def whoever(action: Action) -> Membership | str:
    """Who does what a program may do too: the member named, if allowed, else the command line.

    Raises
    ------
    PermissionDeniedError
        If the member's role does not allow it.
    """
    from maillage.permissions import require  # noqa: PLC0415 - needs Django set up

    found = member()
    if found is None:
        return OPERATOR
    require(found, action)
    return found


def person(action: Action) -> Membership:
    """Who does what a person answers for.

    Raises
    ------
    ParameterError
        If nobody is named.
    PermissionDeniedError
        If the member's role does not allow it.
    """
    found = whoever(action)
    if isinstance(found, str):
        raise ParameterError(
            _("This is done in somebody's name, and nobody is named."),
            remedy=_("Say who you are before the command: maillage --as E-MAIL …"),
        )
    return found


def scenario_called(number: int) -> Scenario:
    """Find a scenario that whoever acts may see.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    from maillage.domain.territories.lifecycle import visible_scenarios  # noqa: PLC0415
    from maillage.models import Scenario  # noqa: PLC0415 - needs Django set up

    acting = member()
    seen = Scenario.objects.all() if acting is None else visible_scenarios(member=acting)
    found = seen.select_related("owner__user", "base").filter(pk=number).first()
    if found is None:
        raise NotFoundError(
            _("There is no scenario %(number)d.") % {"number": number},
            remedy=_("`maillage scenarios list` lists them."),
        )
    return found
