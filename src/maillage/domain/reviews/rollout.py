"""Ninety days in which a company takes up working together (G-08)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db import transaction

from maillage import audit
from maillage.domain.words import day_word
from maillage.errors import ConflictError, InputError, NotFoundError
from maillage.models import (
    ApiToken,
    IcpVersion,
    ImportRun,
    Membership,
    Publication,
    Review,
    Ritual,
    Rollout,
)
from maillage.texts import _, number, quoted

DAYS = 90


class Step(StrEnum):
    """What is taken up, in this order."""

    DEFINITIONS = "definitions"
    AGREEMENTS = "agreements"
    TECHNOLOGY = "technology"
    STANDUPS = "standups"
    SESSIONS = "sessions"
    SYSTEM = "system"


DUE = {
    Step.DEFINITIONS: 7,
    Step.AGREEMENTS: 14,
    Step.TECHNOLOGY: 45,
    Step.STANDUPS: 60,
    Step.SESSIONS: 75,
    Step.SYSTEM: DAYS,
}
"""Days after the first until which a step is to be done: the definitions first, what is owed to
each other the week after, the technology the month after, the meetings one after the other."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A step: until when, since when it is done, and how we know.

    ``done_on`` is None while it is not; ``ticked`` tells whether somebody said so by hand; ``seen``
    is what the data says, "" where it says nothing.
    """

    step: Step
    label: str
    due: date
    done_on: date | None
    ticked: bool
    seen: str
    late: bool


def labels() -> dict[Step, str]:
    """The steps in words."""
    return {
        Step.DEFINITIONS: _("Shared definitions: the ideal customer, signed by both teams"),
        Step.AGREEMENTS: _("What marketing and sales owe each other, and within what time"),
        Step.TECHNOLOGY: _("The technology: data flow in from the CRM"),
        Step.STANDUPS: _("Stand-ups and pipeline reviews are held"),
        Step.SESSIONS: _("Monthly sessions and quarterly planning are held"),
        Step.SYSTEM: _("The whole runs: territories are published and reviewed"),
    }


@transaction.atomic
def begin_rollout(*, starts_on: date, by: Membership) -> Rollout:
    """Begin the ninety days; begun again, what was ticked stays.

    Raises
    ------
    InputError
        If the day is a slip of the pen.
    """
    if not 2000 <= starts_on.year <= 2100:
        raise InputError(
            _("The ninety days cannot begin on %(day)s.") % {"day": starts_on.isoformat()},
            remedy=_("Choose a day near today."),
        )
    found, _made = Rollout.objects.update_or_create(defaults={"starts_on": starts_on})
    audit.record(
        verb="rollout.begun", subject=found, by=by, after={"starts_on": starts_on.isoformat()}
    )
    rollout: Rollout = found
    return rollout


@transaction.atomic
def tick(*, step: str, done: bool, by: Membership, today: date) -> Rollout:
    """Say by hand that a step is done, or that it is not.

    Raises
    ------
    NotFoundError
        If there is no such step.
    ConflictError
        If the ninety days did not begin.
    """
    if step not in {each.value for each in Step}:
        raise NotFoundError(
            _("There is no step %(step)s.") % {"step": quoted(step[:40])},
            remedy=_("Choose among %(choices)s.") % {"choices": ", ".join(Step)},
        )
    found: Rollout | None = Rollout.objects.select_for_update().first()
    if found is None:
        raise ConflictError(
            _("The ninety days did not begin yet."), remedy=_("Say first when they begin.")
        )
    before = dict(found.done)
    found.done = {name: day for name, day in before.items() if name != step}
    if done:
        found.done[step] = before.get(step, today.isoformat())
    if found.done != before:
        found.save(update_fields=["done"])
        audit.record(verb="rollout.ticked", subject=found, by=by, before=before, after=found.done)
    return found


def progress(*, on: date) -> list[Progress]:
    """Where each step stands; empty where the ninety days did not begin."""
    found = Rollout.objects.first()
    if found is None:
        return []
    names, seen = labels(), evidence(on)
    steps = []
    for step in Step:
        day, text = seen[step]
        ticked = found.done.get(step)
        done_on = date.fromisoformat(ticked) if ticked else day
        due = found.starts_on + timedelta(days=DUE[step])
        late = done_on is None and on > due
        steps.append(Progress(step, names[step], due, done_on, bool(ticked), text, late))
    return steps


def evidence(on: date) -> dict[Step, tuple[date | None, str]]:
    """What the data says of each step: since when it is done, and why we think so."""
    return {
        Step.DEFINITIONS: signed(on),
        Step.AGREEMENTS: (None, ""),
        Step.TECHNOLOGY: flowing(on),
        Step.STANDUPS: held(on, Ritual.Rhythm.DAILY, Ritual.Rhythm.WEEKLY),
        Step.SESSIONS: held(on, Ritual.Rhythm.MONTHLY, Ritual.Rhythm.QUARTERLY),
        Step.SYSTEM: reviewed(on),
    }


def signed(on: date) -> tuple[date | None, str]:
    """Whether an ideal customer profile was signed by both teams."""
    version = IcpVersion.objects.filter(in_force_from__lte=on).order_by("in_force_from").first()
    if version is None:
        return None, ""
    day = version.in_force_from
    return day, _("%(icp)s is in force since %(day)s.") % {"icp": version, "day": day_word(day)}


def flowing(on: date) -> tuple[date | None, str]:
    """Whether programs have a key, or files came in twice: once is a trial."""
    runs = ImportRun.objects.filter(at__date__lte=on, undone_at=None).order_by("at")
    days = [each.at.date() for each in runs[:2]]
    token = ApiToken.objects.filter(created_at__date__lte=on).order_by("created_at").first()
    if token is not None:
        return token.created_at.date(), _("A program has a key: %(name)s.") % {"name": token}
    if len(days) == 2:
        return days[1], _("%(count)s files were imported.") % {"count": number(runs.count())}
    return None, ""


def held(on: date, *rhythms: Ritual.Rhythm) -> tuple[date | None, str]:
    """Whether a meeting of each rhythm was held."""
    rows = Review.objects.filter(ritual__rhythm__in=rhythms, held_on__lte=on)
    first: dict[str, date] = {}
    for rhythm, day in rows.order_by("held_on").values_list("ritual__rhythm", "held_on"):
        first.setdefault(rhythm, day)
    if not first:
        return None, ""
    text = _("%(count)s meetings were held.") % {"count": number(rows.count())}
    return (max(first.values()) if len(first) == len(rhythms) else None), text


def reviewed(on: date) -> tuple[date | None, str]:
    """Whether territories were published, and a review was held after that."""
    published = Publication.objects.filter(effective_on__lte=on).order_by("effective_on").first()
    if published is None:
        return None, ""
    text = _("Territories are in force since %(day)s.") % {
        "day": day_word(published.effective_on)
    }  # fmt: skip
    after = Review.objects.filter(
        ritual=None, held_on__gte=published.effective_on, held_on__lte=on
    ).order_by("held_on")
    first = after.first()
    return (first.held_on if first else None), text
