"""What is to be reviewed, and what is past its date (X-01, B-05 to B-08)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django_scopes import get_scope, scope

from maillage import audit
from maillage.domain.remarks import remark
from maillage.domain.reviews.dates import months_after
from maillage.domain.reviews.planned import Planned, planned_reviews
from maillage.domain.reviews.rituals import move_missed
from maillage.domain.reviews.telling import tell_leaders
from maillage.domain.territories.publishing.approval import last_publication
from maillage.errors import InputError
from maillage.models import (
    Cadence,
    Layer,
    Membership,
    Publication,
    Rep,
    Review,
    Territory,
    Trigger,
    Workspace,
)
from maillage.texts import _

OF_REPS = (Layer.PLAN, Layer.ASSIGNMENT)

type Lasts = Mapping[tuple[str, int | None], date]
"""When a layer was last reviewed for a rep, or for all."""


_looked: dict[int, date] = {}


@dataclass(frozen=True, slots=True)
class Timer:
    """When something has to be reviewed: a rep's plan or accounts, or the structure of all.

    ``last`` is None where it never was, and counting began with the rep. ``limit`` is the day after
    which it is stale (B-06); ``territory`` is the rep's in force.
    """

    layer: Layer
    rep: Rep | None
    territory: str
    last: date | None
    due: date
    limit: date
    on: date

    @property
    def overdue(self) -> bool:
        """Whether its date is past."""
        return self.on > self.due

    @property
    def stale(self) -> bool:
        """Whether its last date is past."""
        return self.on > self.limit


def cadence() -> Cadence:
    """The settings of the workspace, the usual ones where it has none."""
    return Cadence.objects.first() or Cadence()


@transaction.atomic
def set_cadence(
    *,
    plan_days: int,
    assignment_days: int,
    assignment_most_days: int,
    structure_months: int,
    potential_percent: int = 10,
    by: Membership,
) -> Cadence:
    """Change how often the workspace reviews.

    Raises
    ------
    InputError
        If assignments would be reviewed after more than six months, or the structure after two
        years.
    """
    fits = (
        0 < plan_days <= 366
        and 0 < assignment_days <= assignment_most_days <= 183
        and 0 < structure_months <= 24
        and 0 < potential_percent <= 100
    )
    if not fits:
        raise InputError(
            _("These dates are not possible."),
            remedy=_("Review plans within 366 days, assignments within 183 days, the structure"
                     " within 24 months; a change of potential counts from 1 to 100 percent."),
        )  # fmt: skip
    found = cadence()
    found.plan_days, found.assignment_days = plan_days, assignment_days
    found.assignment_most_days, found.structure_months = assignment_most_days, structure_months
    found.potential_percent = potential_percent
    found.save()
    after = {
        "plan_days": plan_days,
        "assignment_days": assignment_days,
        "assignment_most_days": assignment_most_days,
        "structure_months": structure_months,
        "potential_percent": potential_percent,
    }
    audit.record(verb="cadence.set", subject=found, by=by, after=after)
    return found


def timers(*, on: date) -> list[Timer]:
    """Everything that has to be reviewed, as of a day: what is due first comes first."""
    rules = cadence()
    published = last_publication()
    names, lasts = territories_in_force(published), last_reviews(on)
    reps = list(Rep.objects.filter(active=True))
    plans = planned_reviews(on, rules)
    found = [
        timer_of(
            layer, rep, territory=names.get(rep.pk, ""), lasts=lasts, on=on, rules=rules,
            planned=plans.get(rep.pk) if layer is Layer.PLAN else None,
        )
        for layer in OF_REPS
        for rep in reps
    ]  # fmt: skip
    structure = structure_timer(published, lasts, on, rules)
    return sorted([*found, *([structure] if structure else [])], key=lambda each: each.due)


def territories_in_force(published: Publication | None) -> dict[int, str]:
    """The territory of each rep in the scenario in force."""
    if published is None:
        return {}
    held = Territory.objects.filter(scenario=published.scenario, rep__isnull=False)
    return dict(held.values_list("rep", "name"))


def timer_of(
    layer: Layer,
    rep: Rep,
    *,
    territory: str,
    lasts: Lasts,
    on: date,
    rules: Cadence,
    planned: Planned | None,
) -> Timer:
    """The timer of a rep's plan, which says how often once accepted, or of their accounts."""
    held = filter(None, (lasts.get((layer, rep.pk)), lasts.get((layer, None))))
    last = max(held, default=None)
    since = last or beginning()
    if planned:
        due = limit = max(filter(None, (last, planned.since))) + timedelta(days=planned.days)
    elif layer is Layer.PLAN:
        due = limit = since + timedelta(days=rules.plan_days)
    else:
        due = since + timedelta(days=rules.assignment_days)
        limit = since + timedelta(days=rules.assignment_most_days)
    return Timer(layer, rep, territory, last, due, limit, on)


def structure_timer(
    published: Publication | None, lasts: Lasts, on: date, rules: Cadence
) -> Timer | None:
    """The timer of the cut in force; none where nothing was published (B-07)."""
    if published is None:
        return None
    last = lasts.get((Layer.STRUCTURE, None))
    since = max(filter(None, (last, published.effective_on)))
    due = months_after(since, rules.structure_months)
    return Timer(Layer.STRUCTURE, None, published.scenario.name, last, due, due, on)


def last_reviews(on: date) -> Lasts:
    """When each layer was reviewed last: by rep's key, and for all reps under None."""
    held = Review.objects.filter(held_on__lte=on).order_by().values("layer", "rep")
    rows = held.annotate(last=Max("held_on")).values_list("layer", "rep", "last")
    return {(layer, rep): last for layer, rep, last in rows}


def beginning() -> date:
    """The day counting begins: that of the workspace."""
    day: date = timezone.localtime(get_scope()["workspace"].created_at).date()
    return day


@transaction.atomic
def call_for_review(*, trigger: str, note: str, by: Membership | str, on: date) -> Review:
    """Have the assignment reviewed because something happened (B-05); one that waits is kept.

    Raises
    ------
    InputError
        If that is none of the four events, or the note is too long.
    """
    if trigger not in Trigger.values or trigger == Trigger.CALENDAR:
        raise InputError(
            _("No review follows from this."),
            remedy=_("Choose a merger, a new product, a change of potential or of headcount."),
        )
    due = on + timedelta(days=cadence().trigger_days)
    review, made = Review.objects.get_or_create(
        layer=Layer.ASSIGNMENT,
        trigger=trigger,
        rep=None,
        held_on=None,
        defaults={"due_on": due, "note": remark(note)},
    )
    if made:
        audit.record(
            verb="review.called",
            subject=review,
            by=by,
            after={"trigger": str(trigger), "due": due.isoformat()},
            reason=review.note,
        )
    found: Review = review
    return found


def flag_overdue_reviews(workspace: Workspace, now: datetime) -> None:
    """Write one entry for each review whose date is past; there is one to come for each timer.

    A process looks once a day.
    """
    on = timezone.localdate(now)
    if _looked.get(workspace.pk) == on:
        return
    with scope(workspace=workspace):
        for timer in timers(on=on):
            if timer.overdue:
                plan_review(timer)
        move_missed(on)
        late = Review.objects.filter(held_on=None, flagged_at=None, due_on__lt=on)
        flagged = [each for each in late.select_related("rep") if flag(each, now)]
        tell_leaders(flagged, on)
    _looked[workspace.pk] = on


def plan_review(timer: Timer) -> None:
    """Plan the review a timer asks for, where none is planned."""
    Review.objects.get_or_create(
        layer=timer.layer,
        rep=timer.rep,
        trigger=Trigger.CALENDAR,
        held_on=None,
        defaults={"due_on": timer.due},
    )


@transaction.atomic
def flag(review: Review, now: datetime) -> bool:
    """Say once that a review is late; tells whether this was that once."""
    first = bool(Review.objects.filter(pk=review.pk, flagged_at=None).update(flagged_at=now))
    if first:
        audit.record(
            verb="review.overdue",
            subject=review,
            by="clock",
            after={
                "layer": review.layer,
                "rep": review.rep.external_id if review.rep else "",
                "due": review.due_on.isoformat(),
            },
        )
    return first
