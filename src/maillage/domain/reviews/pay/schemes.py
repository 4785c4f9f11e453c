"""The versions of the scheme of variable pay, and what the one in force promises."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from maillage import audit
from maillage.core.reviews.pay.scheme import Kind, PayScheme, read_scheme
from maillage.core.reviews.pay.words import sentences
from maillage.domain.accounts.policy import policy_in_force
from maillage.domain.reviews.indicators.parts import segment_part
from maillage.errors import InputError
from maillage.models import Membership
from maillage.models import PayScheme as StoredScheme
from maillage.texts import _, quoted

LONGEST_NAME = 120
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
EXAMPLE: dict[str, Any] = {
    "base": 60000,
    "variable": 20000,
    "measures": [
        {"kind": "sales", "name": "Sales", "weight": 0.7, "threshold": 0.5,
         "steps": [{"above": 1, "rate": 1.5}], "cap": 2},
        {"kind": "coverage", "name": "Priority accounts", "weight": 0.2, "target": 0.9, "cap": 1},
        {"kind": "discipline", "name": "Planning", "weight": 0.1, "target": 1, "cap": 1},
    ],
    "cap": 2,
    "windfall": {"above": 250000, "share": 0.5},
}  # fmt: skip


@transaction.atomic
def write_scheme(
    *, name: str, content: Any, starts_on: date, by: Membership | None
) -> StoredScheme:
    """Write a new version of the scheme, in force from a day on.

    Raises
    ------
    InputError
        If it cannot be, or its segment or day is not there.
    """
    called = name.replace("\0", "").strip()
    if not 1 <= len(called) <= LONGEST_NAME or not FIRST_DAY <= starts_on < LAST_DAY:
        raise InputError(
            _("A scheme has a name of 1 to %(most)d characters and a day from which it holds.")
            % {"most": LONGEST_NAME}
        )
    for measure in read_scheme(content).measures:
        if measure.kind is Kind.SEGMENT and segment_part(measure.segment) is None:
            raise InputError(
                _("There is no segment %(segment)s.") % {"segment": quoted(measure.segment)},
                remedy=_("Name segmentation and place, such as 3-0."),
            )
    last = StoredScheme.objects.aggregate(last=Max("number"))["last"] or 0
    made = StoredScheme.objects.create(
        number=last + 1, name=called, content=content, starts_on=starts_on, by=by
    )
    after = {"number": made.number, "starts_on": starts_on.isoformat(), "content": content}
    audit.record(verb="pay.written", subject=made, by=by or "command line", after=after)
    return made


def scheme_in_force(on: date) -> StoredScheme | None:
    """The version that holds on a day: the latest that began."""
    found: StoredScheme | None = StoredScheme.objects.filter(starts_on__lte=on).first()
    return found


def scheme_of(stored: StoredScheme) -> PayScheme:
    """Read a version."""
    return read_scheme(stored.content)


def pay_words(on: date) -> str:
    """Say how variable pay is computed: what the policy says, then the scheme in force (B-02)."""
    stored = scheme_in_force(on)
    said = [policy_in_force().pay.strip()]
    if stored is not None:
        said += sentences(scheme_of(stored))
    return "\n".join(filter(None, said))
