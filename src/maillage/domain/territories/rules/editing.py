"""Writing rules: what they say is checked before they are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from maillage import audit
from maillage.domain.accounts.criteria.reading import criterion_of
from maillage.errors import InputError
from maillage.models import AssignmentRule, Membership, Rep, Territory
from maillage.models.ownership import Basis
from maillage.models.territories import Stage
from maillage.texts import _, quoted

LONGEST_NAME = 120
LONGEST_DESCRIPTION = 2_000
LAST_POSITION = 1_000_000


@transaction.atomic
def save_rule(
    *,
    rule: AssignmentRule | None = None,
    name: str,
    criteria: Any,
    rep: Rep | None = None,
    territory: Territory | None = None,
    starts_on: date,
    ends_on: date | None = None,
    position: int = 10,
    description: str = "",
    basis: str = Basis.COVERAGE,
    by_site: bool = False,
    active: bool = True,
    by: str | Membership,
) -> AssignmentRule:
    """Write a new rule, or change one.

    Raises
    ------
    InputError
        If the criteria say nothing usable, the rule gives to nobody or to two, its dates or its
        name cannot be.
    """
    wanted = AssignmentRule(
        pk=rule.pk if rule else None,
        name=name.strip(),
        criteria=criteria,
        rep=rep,
        territory=territory,
        starts_on=starts_on,
        ends_on=ends_on,
        position=position,
        description=description.strip(),
        basis=basis,
        by_site=by_site,
        active=active,
    )
    check(wanted)
    before = told(AssignmentRule.objects.select_for_update().get(pk=rule.pk)) if rule else None
    wanted.save()
    audit.record(
        verb="rule.changed" if rule else "rule.written",
        subject=wanted,
        by=by,
        before=before,
        after=told(wanted),
        reason=wanted.description,
    )
    return wanted


def check(rule: AssignmentRule) -> None:
    """Refuse a rule that cannot be."""
    if not rule.name or len(rule.name) > LONGEST_NAME or not rule.name.isprintable():
        raise InputError(
            _("%(name)s is no name for a rule.") % {"name": quoted(rule.name[:60])},
            remedy=_("Write 1 to %(most)d characters.") % {"most": LONGEST_NAME},
        )
    if AssignmentRule.objects.filter(name=rule.name).exclude(pk=rule.pk).exists():
        raise InputError(
            _("There is a rule %(name)s already.") % {"name": quoted(rule.name)},
            remedy=_("Choose another name."),
        )
    check_target(rule)
    if rule.ends_on is not None and rule.ends_on <= rule.starts_on:
        raise InputError(
            _("A rule ends after it starts."), remedy=_("Choose a later end, or none.")
        )
    if not 0 <= rule.position <= LAST_POSITION or len(rule.description) > LONGEST_DESCRIPTION:
        raise InputError(_("The precedence or the description of this rule is out of range."))
    if "\0" in rule.description or rule.basis not in Basis.values:
        raise InputError(_("The description or the basis of this rule cannot be read."))
    criterion_of(rule.criteria)


def check_target(rule: AssignmentRule) -> None:
    """Refuse a rule that gives to nobody, to two, or to somebody who has left."""
    if (rule.rep is None) == (rule.territory is None):
        raise InputError(
            _("A rule gives accounts to one rep, or to one territory."),
            remedy=_("Choose one of the two."),
        )
    if rule.territory is not None and rule.territory.scenario.status != Stage.PUBLISHED:
        raise InputError(
            _("%(territory)s is of a scenario that is not published.")
            % {"territory": quoted(str(rule.territory))},
            remedy=_("Choose a territory in force, or a rep."),
        )
    if rule.rep is not None and not rule.rep.active:
        raise InputError(
            _("%(rep)s has left.") % {"rep": rule.rep}, remedy=_("Choose an active rep.")
        )


@transaction.atomic
def remove_rule(*, rule: AssignmentRule, by: str | Membership) -> None:
    """Remove a rule; the accounts it gave stay where they are, and the log keeps what it said."""
    audit.record(verb="rule.removed", subject=rule, by=by, before=told(rule))
    rule.delete()


def told(rule: AssignmentRule) -> dict[str, Any]:
    """What the log keeps of a rule: enough to write it again."""
    return {
        "name": rule.name,
        "position": rule.position,
        "criteria": rule.criteria,
        "rep": rule.rep.external_id if rule.rep else "",
        "territory": str(rule.territory or ""),
        "from": rule.starts_on.isoformat(),
        "to": rule.ends_on.isoformat() if rule.ends_on else "",
        "by_site": rule.by_site,
        "active": rule.active,
        "basis": rule.basis,
    }


def in_force(on: date) -> Q:
    """Rules that hold on a day."""
    return Q(active=True, starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
