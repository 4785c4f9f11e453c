"""Plans are written in versions; none is ever lost (K-01 to K-07)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from maillage import audit
from maillage.core.plans.examining import examine
from maillage.domain.plans.checking import (
    Reader,
    Written,
    check_year,
    examined,
    held,
    name_of,
    storable,
    weakest,
)
from maillage.domain.plans.differences import differences
from maillage.errors import ConflictError, InputError, NotFoundError, PermissionDeniedError
from maillage.models import Membership, PlanState, PlanVersion, Rep, RepPlan
from maillage.permissions import writes_plan
from maillage.texts import _

OF_ITS_YEAR = ("counts", "opportunities")
"""Lists that next year's plan begins without."""


@transaction.atomic
def create_plan(*, rep: Rep, written: Written, by: Membership | str) -> RepPlan:
    """Begin the plan of a rep for a year, as a draft.

    Raises
    ------
    ParameterError
        If it contradicts itself, as the examination says.
    InputError
        If it cannot be stored, its year cannot be, or the rep has left.
    ConflictError
        If the rep has a plan in that year.
    PermissionDeniedError
        If it is another rep's.
    """
    check_writes(by, rep)
    check_year(rep, written.starts_on)
    plan = RepPlan(rep=rep, by=name_of(by))
    return stored(plan, written, {}, by, verb="plan.created")


@transaction.atomic
def write_plan(*, plan: RepPlan, written: Written, seen: int, by: Membership | str) -> RepPlan:
    """Write a new version over the one ``seen``; nothing is stored where nothing changes.

    A proposed plan that is written again is a draft again.

    Raises
    ------
    StaleError
        If there is a later version.
    ConflictError
        If it is accepted, or its year is another plan's.
    """
    current = writable(plan, seen, by)
    if written.starts_on != current.starts_on:
        check_new_year(current, written.starts_on)
    if storable(written) == current.content:
        return current
    return rewritten(current, written, by, verb="plan.written")


@transaction.atomic
def restore_version(
    *, plan: RepPlan, number: int, seen: int, read: Reader, by: Membership | str
) -> RepPlan:
    """Write what an earlier version said as a new one; ``read`` says whether it still can be.

    Raises
    ------
    NotFoundError
        If there is no such version.
    """
    current = writable(plan, seen, by)
    written = read(version_called(current, number).content)
    if written.starts_on != current.starts_on:
        check_new_year(current, written.starts_on)
    return rewritten(current, written, by, verb="plan.restored")


@transaction.atomic
def copy_plan(
    *,
    plan: RepPlan,
    starts_on: date,
    read: Reader,
    by: Membership | str,
    objective: Decimal | None = None,
    currency: str = "",
) -> RepPlan:
    """Begin another year of a rep with what the plan says, without what was reached.

    ``objective`` and ``currency`` are what it is to sell then; as before where left out.
    """
    content = for_another_year(plan.content, plan.starts_on, starts_on)
    if objective is not None:
        content |= {"objective": str(objective), "currency": currency or content["currency"]}
    written = read(content)
    return create_plan(rep=plan.rep, written=written, by=by)


def for_another_year(content: Mapping[str, Any], was: date, starts_on: date) -> dict[str, Any]:
    """A plan without what was reached, won and open in its year."""
    kept = {key: each for key, each in content.items() if key not in OF_ITS_YEAR}
    kept["name"] = kept["name"].replace(str(was.year), str(starts_on.year))
    kept["sources"] = [each | {"so_far": None} for each in content["sources"]]
    return kept | {"starts_on": starts_on.isoformat(), "pipeline": None, "sold": None}


def check_writes(by: Membership | str, rep: Rep) -> None:
    """Refuse who may not write the plan of a rep.

    Raises
    ------
    PermissionDeniedError
        If they may not.
    """
    if isinstance(by, Membership) and not writes_plan(by, rep):
        raise PermissionDeniedError(
            _("The plan of %(rep)s is written by themselves and those who lead them.")
            % {"rep": rep}
        )


def check_new_year(plan: RepPlan, starts_on: date) -> None:
    """Refuse to move a plan that holds, or to the year of another.

    Raises
    ------
    InputError
        If a version of it was accepted.
    """
    if plan.in_force is not None:
        raise InputError(
            _("An accepted plan stays in its year, from %(day)s.")
            % {"day": plan.starts_on.isoformat()},
            remedy=_("Copy it for another year."),
        )
    check_year(plan.rep, starts_on, but=plan)


def writable(plan: RepPlan, seen: int, by: Membership | str) -> RepPlan:
    """The plan, held, by who may write it, in a state in which it is written.

    Raises
    ------
    ConflictError
        If it is accepted.
    """
    current = held(plan, seen)
    check_writes(by, current.rep)
    if current.state == PlanState.ACCEPTED:
        raise ConflictError(
            _("This plan is accepted."),
            remedy=_("Open it again; what was accepted stays in force until the new version is."),
        )
    return current


def version_called(plan: RepPlan, number: int) -> PlanVersion:
    """Find a version by its number.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found: PlanVersion | None = plan.versions.filter(number=number).first()
    if found is None:
        raise NotFoundError(
            _("This plan has no version %(number)d.") % {"number": number},
            remedy=_("Its versions are numbered from 1 to %(last)d.") % {"last": plan.version},
        )
    return found


def rewritten(plan: RepPlan, written: Written, by: Membership | str, *, verb: str) -> RepPlan:
    """Store the next version of a plan."""
    before, plan.version = plan.content, plan.version + 1
    if plan.state == PlanState.PROPOSED:
        plan.state = PlanState.DRAFT
    return stored(plan, written, before, by, verb=verb)


def stored(
    plan: RepPlan, written: Written, before: Mapping[str, Any], by: Membership | str, *, verb: str
) -> RepPlan:
    """Store what a plan says now, with its odds and findings, and what changed."""
    content, kept = storable(written), examined(examine(written.read()))
    plan.content, plan.starts_on, plan.name = content, written.starts_on, written.name
    plan.objective, plan.currency = written.objective, written.currency
    plan.odds, plan.findings = weakest(kept), len(kept["findings"])
    plan.save()
    changes = differences(before, content) if before else []
    PlanVersion.objects.create(
        plan=plan,
        number=plan.version,
        content=content,
        changes=changes,
        examined=kept,
        by=name_of(by),
    )
    audit.record(
        verb=verb,
        subject=plan,
        by=by,
        after=described(plan) | {"objective": str(plan.objective), "changes": len(changes)},
    )
    return plan


def described(plan: RepPlan) -> dict[str, Any]:
    """A plan as the log names it."""
    return {
        "rep": plan.rep.external_id,
        "starts_on": plan.starts_on.isoformat(),
        "version": plan.version,
        "state": str(plan.state),
    }
