"""Versions of what marketing and sales promise each other (E-01 to E-07)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from maillage import audit
from maillage.domain.leads.calendar_versions import refuse_never_due
from maillage.domain.leads.calendars import calendars_now
from maillage.domain.leads.terms import agreement_at, first_agreement
from maillage.domain.leads.written import WrittenPolicy, WrittenTerms
from maillage.domain.remarks import short_remark
from maillage.errors import InputError, NotFoundError
from maillage.models import Agreement, Membership
from maillage.texts import _


def agreements() -> QuerySet[Agreement]:
    """All versions, the latest first; there is always one."""
    first_agreement()
    found: QuerySet[Agreement] = Agreement.objects.select_related("by__user")
    return found


def agreement_called(version: int) -> Agreement:
    """Find a version.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found = agreements().filter(version=version).first()
    if found is None:
        raise NotFoundError(
            _("There is no version %(number)d of the agreement.") % {"number": version},
            remedy=_("`maillage leads agreement list` lists them."),
        )
    return found


def terms_of(row: Agreement) -> WrittenTerms:
    """Give a version as it is written."""
    policies = [
        WrittenPolicy.model_validate({**each, "version": row.version}) for each in row.policies
    ]
    return WrittenTerms(
        whose=row.whose, reassign_on_breach=row.reassign_on_breach, policies=policies
    )


@transaction.atomic
def agree(
    *,
    written: WrittenTerms,
    effective_from: datetime | None = None,
    note: str = "",
    by: Membership | str,
    now: datetime,
) -> Agreement:
    """Write a new version, which holds at once unless told otherwise.

    What is owed already keeps the deadline it was given.

    Raises
    ------
    ParameterError
        If it contradicts itself, or a promise would never be due by one of the calendars.
    InputError
        If it would begin in the past.
    """
    policies = written.read()
    calendars = calendars_now()
    for row in calendars.rows.values():
        refuse_never_due(calendars.read(row)[1], policies)
    begins = effective_from or now
    refuse_past(begins, now)
    latest = agreements().aggregate(last=Max("version"))["last"]
    made: Agreement = Agreement.objects.create(
        version=latest + 1,
        effective_from=begins,
        whose=written.whose.value,
        policies=[each.model_dump(mode="json", exclude={"version"}) for each in written.policies],
        reassign_on_breach=list(written.reassign_on_breach),
        note=short_remark(note),
        by=by if isinstance(by, Membership) else None,
    )
    audit.record(verb="agreement.changed", subject=made, by=by, after=told(made))
    return made


def refuse_past(begins: datetime, now: datetime) -> None:
    """Refuse an agreement that would begin in the past.

    Raises
    ------
    InputError
        If it would.
    """
    if begins < now:
        raise InputError(
            _("An agreement does not begin in the past."),
            remedy=_("Give an instant to come, or none to begin at once."),
        )


def told(row: Agreement) -> dict[str, Any]:
    """Give what the log keeps of a version."""
    return {
        "version": row.version,
        "from": row.effective_from.isoformat(),
        "terms": terms_of(row).model_dump(mode="json"),
        "note": row.note,
    }


def agreement_state(row: Agreement, now: datetime) -> str:
    """Say whether a version is to come, in force or past."""
    if row.effective_from > now:
        return "to_come"
    return "in_force" if agreement_at(now)[0].pk == row.pk else "past"
