"""Meetings that come again: when, for how long, and the next of each (G-01 to G-04)."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from maillage import audit
from maillage.core.reviews.recurrence import USUAL_MINUTES, Rhythm, next_day
from maillage.errors import InputError
from maillage.models import Layer, Membership, Review, Ritual
from maillage.texts import _, quoted

SHORTEST, LONGEST = 5, 720
PLACE = 300
"""Characters of a place."""


def rituals() -> list[Ritual]:
    """The meetings that come again, the most frequent first."""
    order = [each.value for each in Rhythm]
    return sorted(Ritual.objects.filter(active=True), key=lambda each: order.index(each.rhythm))


@transaction.atomic
def set_ritual(
    *,
    rhythm: str,
    first_on: date,
    at: time,
    time_zone: str,
    by: Membership,
    minutes: int | None = None,
    place: str = "",
    today: date,
) -> Ritual:
    """Have a meeting come again from a day on; the one of the same rhythm is moved.

    Parameters
    ----------
    minutes
        How long it takes; what is usual for its rhythm where it is not said.

    Raises
    ------
    InputError
        If there is no such rhythm or time zone, or it would take less than 5 minutes or more than
        12 hours.
    """
    check(rhythm, time_zone, minutes, place)
    wanted = {
        "first_on": first_on,
        "at": at.replace(second=0, microsecond=0),
        "minutes": minutes or USUAL_MINUTES[Rhythm(rhythm)],
        "time_zone": time_zone,
        "place": place.strip(),
        "active": True,
    }
    known = Ritual.objects.select_for_update().filter(rhythm=rhythm).first()
    found = known or Ritual(rhythm=rhythm)
    before = told(found) if known else {}
    for name, value in wanted.items():
        setattr(found, name, value)
    found.changes += 1
    found.save()
    plan_meeting(found, after=today - timedelta(days=1))
    audit.record(verb="ritual.set", subject=found, by=by, before=before, after=told(found))
    return found


def check(rhythm: str, time_zone: str, minutes: int | None, place: str) -> None:
    """Refuse a meeting that cannot be."""
    if rhythm not in Ritual.Rhythm.values:
        raise InputError(
            _("%(rhythm)s is no rhythm of a meeting.") % {"rhythm": quoted(rhythm[:40])},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(Ritual.Rhythm.values)},
        )
    try:
        ZoneInfo(time_zone)
    except (ValueError, OSError, KeyError) as error:
        raise InputError(
            _("%(zone)s is no time zone.") % {"zone": quoted(time_zone[:60])},
            remedy=_("Write one as Europe/Paris or America/Toronto."),
        ) from error
    if minutes is not None and not SHORTEST <= minutes <= LONGEST:
        raise InputError(
            _("A meeting takes %(short)d minutes to %(long)d, not %(minutes)d.")
            % {"short": SHORTEST, "long": LONGEST, "minutes": minutes}
        )
    if len(place.strip()) > PLACE:
        raise InputError(
            _("The place has %(count)d characters.") % {"count": len(place.strip())},
            remedy=_("Write %(most)d at most.") % {"most": PLACE},
        )


def told(ritual: Ritual) -> dict[str, object]:
    """A ritual as the log keeps it."""
    return {
        "rhythm": ritual.rhythm,
        "first": ritual.first_on.isoformat(),
        "at": f"{ritual.at:%H:%M}",
        "minutes": ritual.minutes,
        "time_zone": ritual.time_zone,
        "place": ritual.place,
        "active": ritual.active,
    }


@transaction.atomic
def end_ritual(*, ritual: Ritual, by: Membership) -> Ritual:
    """Give a meeting up; those that were held stay, the one to come goes."""
    before = told(ritual)
    ritual.active = False
    ritual.changes += 1
    ritual.save(update_fields=["active", "changes"])
    ritual.meetings.filter(held_on=None).delete()
    audit.record(verb="ritual.ended", subject=ritual, by=by, before=before, after=told(ritual))
    return ritual


def following(ritual: Ritual, after: date) -> date:
    """The day of the first meeting after a day."""
    return next_day(Rhythm(ritual.rhythm), ritual.first_on, after)


def plan_meeting(ritual: Ritual, *, after: date) -> Review:
    """Plan the first meeting after a day, in place of the one that is to come."""
    meeting, _made = Review.objects.update_or_create(
        layer=Layer.MEETING,
        ritual=ritual,
        held_on=None,
        defaults={"due_on": following(ritual, after), "flagged_at": None},
    )
    found: Review = meeting
    return found


def move_missed(today: date) -> int:
    """Put meetings nobody wrote down off to their next day; returns how many."""
    late = Review.objects.filter(layer=Layer.MEETING, held_on=None, due_on__lt=today)
    missed = list(late.select_related("ritual"))
    for meeting in missed:
        plan_meeting(meeting.ritual, after=today - timedelta(days=1))
    return len(missed)
