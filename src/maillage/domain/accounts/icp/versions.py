"""Versions of the ideal customer profile: drafted, signed by two teams, in force (C-01, C-02)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from maillage import audit, reference
from maillage.core.accounts.icp.criteria import Icp, read_icp
from maillage.errors import ConflictError, InputError, NotFoundError, PermissionDeniedError
from maillage.models import IcpSignature, IcpVersion, Membership, Role, Team
from maillage.texts import _, quoted

LONGEST_NOTE = 4_000
TEAM_OF_ROLE = {
    Role.MARKETING: Team.MARKETING,
    Role.MANAGER: Team.SALES,
    Role.DIRECTOR: Team.SALES,
}


def versions() -> QuerySet[IcpVersion]:
    """All versions with their signatures, the latest first."""
    found: QuerySet[IcpVersion] = IcpVersion.objects.select_related("author__user")
    return found.prefetch_related("signatures__member__user")


def version_called(number: int) -> IcpVersion:
    """Find a version by its number.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found = versions().filter(number=number).first()
    if found is None:
        raise NotFoundError(
            _("There is no version %(number)d of the ideal customer profile.") % {"number": number},
            remedy=_("`maillage icp list` lists them."),
        )
    return found


def icp_in_force(on: date) -> IcpVersion | None:
    """Give the version that holds on a day: the last one that has begun."""
    begun = versions().filter(in_force_from__lte=on)
    return begun.order_by("-in_force_from", "-number").first()


@transaction.atomic
def draft_icp(
    *, criteria: Any, note: str = "", wanted_on: date | None = None, by: Membership | str
) -> IcpVersion:
    """Write a new version, for both teams to sign.

    Raises
    ------
    InputError
        If the criteria, the note or the areas they name cannot be.
    """
    latest = IcpVersion.objects.aggregate(last=Max("number"))["last"]
    version = IcpVersion(
        number=(latest or 0) + 1,
        criteria=checked(criteria).stored(),
        note=checked_note(note),
        wanted_on=wanted_on or timezone.localdate(),
        author=by if isinstance(by, Membership) else None,
    )
    version.save()
    audit.record(verb="icp.drafted", subject=version, by=by, after=told(version))
    return version


@transaction.atomic
def change_icp(
    *, version: IcpVersion, criteria: Any, note: str, wanted_on: date, by: Membership | str
) -> IcpVersion:
    """Change a version that nobody has signed.

    Raises
    ------
    ConflictError
        If somebody has.
    InputError
        As :func:`draft_icp`.
    """
    found = locked(version)
    if found.signatures.exists():
        raise ConflictError(
            _("This version is signed; it does not change any more."),
            remedy=_("Write a new version."),
        )
    before = told(found)
    found.criteria, found.note = checked(criteria).stored(), checked_note(note)
    found.wanted_on = wanted_on
    found.save()
    audit.record(verb="icp.changed", subject=found, by=by, before=before, after=told(found))
    return found


@transaction.atomic
def sign_icp(
    *, version: IcpVersion, seen: str, by: Membership, on: date | None = None
) -> IcpVersion:
    """Sign a version for the team of one's role; the second signature brings it into force.

    Parameters
    ----------
    seen
        The :attr:`~maillage.models.IcpVersion.fingerprint` of what the person has read.
    on
        The day; today unless told otherwise. A version never begins in the past.

    Raises
    ------
    PermissionDeniedError
        If the role belongs to neither team.
    ConflictError
        If it says something else by now, or the team or the person has signed already.
    """
    team = team_of(by)
    found = locked(version)
    if seen != found.fingerprint:
        raise ConflictError(
            _("Somebody changed this version after you read it."),
            remedy=_("Read it again, then sign."),
        )
    given = list(found.signatures.all())
    if any(each.team == team or each.member_id == by.pk for each in given):
        raise ConflictError(
            _("This version is signed for %(team)s already.") % {"team": team.label},
            remedy=_("The other team signs next: two persons, one of each."),
        )
    IcpSignature.objects.create(version=found, team=team, member=by)
    if given:
        found.in_force_from = max(found.wanted_on, on or timezone.localdate())
        found.save(update_fields=["in_force_from"])
    audit.record(verb="icp.signed", subject=found, by=by, after=told(found) | {"team": team.value})
    return found


@transaction.atomic
def withdraw_icp(*, version: IcpVersion, by: Membership | str) -> None:
    """Remove a version that is not in force; the log keeps what it said.

    Raises
    ------
    ConflictError
        If both teams have signed it.
    """
    found = locked(version)
    if found.in_force_from is not None:
        raise ConflictError(
            _("Both teams have signed this version; it stays."),
            remedy=_("Write a new version: it takes its place once it is signed."),
        )
    audit.record(verb="icp.withdrawn", subject=found, by=by, before=told(found))
    found.delete()


def team_of(member: Membership) -> Team:
    """Tell for which team a member signs."""
    team = TEAM_OF_ROLE.get(Role(member.role))
    if team is None:
        raise PermissionDeniedError(
            _("Marketing and sales sign the ideal customer profile."),
            remedy=_("Ask somebody whose role is one of: %(roles)s.")
            % {"roles": ", ".join(str(role.label) for role in TEAM_OF_ROLE)},
        )
    return team


def locked(version: IcpVersion) -> IcpVersion:
    """Read a version again, for nobody else to change it meanwhile."""
    found: IcpVersion = IcpVersion.objects.select_for_update().get(pk=version.pk)
    return found


def checked(criteria: Any) -> Icp:
    """Read criteria, refusing metropolitan areas that do not exist."""
    icp = read_icp(criteria)
    unknown = set(icp.metros) - set(reference.table("us_metros")["code"])
    if unknown:
        raise InputError(
            _("There is no metropolitan area %(code)s.") % {"code": quoted(min(unknown))},
            remedy=_("Use the five digits of its CBSA code, such as 41860."),
        )
    return icp


def checked_note(note: str) -> str:
    """Read the note."""
    if len(note) > LONGEST_NOTE or "\0" in note:
        raise InputError(
            _("The note is too long or cannot be read."),
            remedy=_("Write at most %(most)d characters.") % {"most": LONGEST_NOTE},
        )
    return note.strip()


def told(version: IcpVersion) -> dict[str, Any]:
    """What the log keeps of a version: enough to write it again."""
    begins = version.in_force_from
    return {
        "number": version.number,
        "criteria": version.criteria,
        "note": version.note,
        "wanted_on": version.wanted_on.isoformat(),
        "in_force_from": begins.isoformat() if begins else "",
    }
