"""What calls for a review before its date: people come and go, potential moves (B-05).

A merger and a new product are not in the data: a person says so, see :func:`call_for_review`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Sum

from maillage import audit
from maillage.domain.reviews.timers import cadence, call_for_review
from maillage.models import Account, Event, Membership, Ownership, Rep, Review, Trigger
from maillage.texts import _, number, percent

NAMED = 5
"""People a note names; of more it says how many."""


@dataclass(frozen=True, slots=True)
class Headcount:
    """How the reps changed: who came, who left, and whose capacity went from what to what."""

    joined: Sequence[Rep] = ()
    left: Sequence[Rep] = ()
    capacity: Sequence[tuple[Rep, float, float]] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.joined or self.left or self.capacity)


@transaction.atomic
def note_headcount(*, found: Headcount, by: str | Membership, on: date) -> Review | None:
    """Write down that people came, left, or work more or less, and have accounts reviewed.

    Where nobody owns anything yet there is nothing to review: None.
    """
    steps = [("rep.added", rep, None, {"capacity": rep.capacity}) for rep in found.joined]
    steps += [("rep.left", rep, None, None) for rep in found.left]
    steps += [
        ("rep.capacity", rep, {"capacity": was}, {"capacity": now})
        for rep, was, now in found.capacity
    ]
    Event.objects.bulk_create(
        audit.entry(verb=verb, subject=rep, by=by, before=before, after=after)
        for verb, rep, before, after in steps
    )
    return review_headcount(found=found, by=by, on=on)


def review_headcount(*, found: Headcount, by: str | Membership, on: date) -> Review | None:
    """Have accounts reviewed because reps changed; None where they did not, or nobody owns any."""
    if not found or not Ownership.objects.exists():
        return None
    note = " ".join(told(found))
    return call_for_review(trigger=Trigger.HEADCOUNT, note=note, by=by, on=on)


def told(found: Headcount) -> list[str]:
    """What happened to the reps, in words."""
    lines = []
    if found.joined:
        lines.append(_("Joined: %(names)s.") % {"names": names(found.joined)})
    if found.left:
        lines.append(_("Left: %(names)s.") % {"names": names(found.left)})
    if found.capacity:
        changed = names([rep for rep, _was, _now in found.capacity])
        lines.append(_("Capacity changed: %(names)s.") % {"names": changed})
    return lines


def names(reps: Sequence[Rep]) -> str:
    """Name the first of some reps, and say how many more there are."""
    listed = ", ".join(rep.name for rep in reps[:NAMED])
    more = len(reps) - NAMED
    return listed if more <= 0 else f"{listed} + {number(more)}"


@transaction.atomic
def watch_potential(*, by: str | Membership, on: date) -> Review | None:
    """Have accounts reviewed where their potential moved beyond the limit since the last look.

    The first look only remembers; after a call, counting begins anew.
    """
    rules = cadence()
    now = float(Account.objects.aggregate(total=Sum("potential"))["total"] or 0.0)
    before = rules.potential_seen
    if before is None or before <= 0:
        if now > 0 and Ownership.objects.exists():
            remember(now)
        return None
    moved = now / before - 1.0
    if abs(moved) * 100 < rules.potential_percent:
        return None
    remember(now)
    note = _("The potential of all accounts changed by %(share)s, from %(before)s to %(now)s.")
    words = {
        "share": percent(moved, signed=True), "before": number(before), "now": number(now)
    }  # fmt: skip
    return call_for_review(trigger=Trigger.POTENTIAL, note=note % words, by=by, on=on)


def remember(potential: float) -> None:
    """Count from this potential on."""
    rules = cadence()
    rules.potential_seen = potential
    rules.save()
