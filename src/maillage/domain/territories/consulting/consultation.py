"""A scenario open to reps until a day, and which of them accept their territory (B-09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_scopes import scope

from maillage import audit
from maillage.domain.people.messages import of_rep, tell
from maillage.domain.remarks import remark
from maillage.domain.territories.editing.bench import bench_of
from maillage.domain.territories.lifecycle import move_on
from maillage.domain.words import day_word
from maillage.errors import ConflictError, InputError
from maillage.models import (
    Acceptance,
    Challenge,
    ChallengeState,
    Consultation,
    Membership,
    MessageKind,
    Rep,
    Scenario,
    Stage,
    Territory,
    Workspace,
)
from maillage.texts import _


@dataclass(frozen=True, slots=True)
class Voice:
    """What a rep said so far: whether they accept, as of now or of an earlier state."""

    rep: Rep
    territory: str
    accepted: bool
    outdated: bool
    open_challenges: int


def consultation_of(scenario: Scenario) -> Consultation | None:
    """The consultation that is open, None where there is none."""
    found: Consultation | None = Consultation.objects.filter(
        scenario=scenario, closed_at=None
    ).first()
    return found


@transaction.atomic
def open_consultation(
    *, scenario: Scenario, deadline: date, by: Membership, message: str = ""
) -> Consultation:
    """Open a scenario to reps until the end of a day; a second call changes day and message.

    Raises
    ------
    InputError
        If the day is past, or the message too long.
    ConflictError
        If the scenario is further on its way than consultation.
    """
    if deadline < timezone.localdate():
        raise InputError(
            _("%(day)s is past.") % {"day": day_word(deadline)},
            remedy=_("Choose today or a later day."),
        )
    current = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if current.status != Stage.CONSULTATION:
        current = move_on(scenario=current, to=Stage.CONSULTATION, by=by)
    consultation = consultation_of(current) or Consultation(scenario=current, by=by)
    opens = consultation.pk is None
    consultation.deadline, consultation.message = deadline, remark(message)
    consultation.save()
    audit.record(
        verb="consultation.opened",
        subject=current,
        by=by,
        after={"deadline": deadline.isoformat()},
        reason=consultation.message,
    )
    if opens:
        tell_reps(consultation)
    return consultation


def tell_reps(consultation: Consultation) -> None:
    """Write to the reps whom a scenario concerns: those with a territory, and today's owners."""
    scenario = consultation.scenario
    ground = bench_of(scenario).ground
    owners = set(ground.accounts.loc[ground.inside, "owner"].dropna())
    concerned = Q(territories__scenario=scenario) | Q(external_id__in=owners)
    reps = Rep.objects.filter(concerned, active=True).distinct()
    tell(
        kind=MessageKind.CONSULTATION,
        about=f"consultation:{consultation.pk}",
        readers=[of_rep(rep) for rep in reps.select_related("membership__user")],
        facts={
            "number": scenario.pk,
            "scenario": scenario.name,
            "deadline": consultation.deadline.isoformat(),
            "message": consultation.message,
            "by": str(consultation.by),
        },
    )


@transaction.atomic
def close_consultation(*, consultation: Consultation, by: str | Membership) -> None:
    """Let reps say nothing more; what they said stays, and open challenges stay open."""
    consultation.closed_at = timezone.now()
    consultation.save(update_fields=["closed_at"])
    left = Challenge.objects.filter(
        scenario=consultation.scenario, state=ChallengeState.OPEN
    ).count()
    audit.record(
        verb="consultation.closed",
        subject=consultation.scenario,
        by=by,
        after={"deadline": consultation.deadline.isoformat(), "open_challenges": left},
    )


def end_expired_consultations(workspace: Workspace, now: datetime) -> None:
    """Close the consultations whose day is over."""
    with scope(workspace=workspace):
        over = Consultation.objects.filter(
            closed_at=None, deadline__lt=timezone.localdate(now)
        ).select_related("scenario")
        for consultation in over:
            close_consultation(consultation=consultation, by="clock")


def check_open(scenario: Scenario) -> Consultation:
    """Refuse to hear reps about a scenario that is not open to them.

    Raises
    ------
    ConflictError
        If it is not, or the day is over.
    """
    found = consultation_of(scenario)
    late = found is not None and found.deadline < timezone.localdate()
    if found is None or late or scenario.status != Stage.CONSULTATION:
        raise ConflictError(
            _("The scenario %(name)s is not open to reps.") % {"name": scenario.name},
            remedy=_("Ask your manager to open it again."),
        )
    return found


@transaction.atomic
def accept_territory(*, scenario: Scenario, rep: Rep, by: Membership) -> Acceptance:
    """Say that a rep agrees with their territory as it is now.

    Raises
    ------
    ConflictError
        If the scenario is not open to reps.
    """
    current = Scenario.objects.select_for_update().get(pk=scenario.pk)
    check_open(current)
    found, _made = Acceptance.objects.update_or_create(
        scenario=current, rep=rep, defaults={"revision": current.revision, "by": by}
    )
    audit.record(
        verb="territory.accepted",
        subject=current,
        by=by,
        after={"rep": rep.external_id, "revision": current.revision},
    )
    return found


def voices(scenario: Scenario) -> list[Voice]:
    """What each rep with a territory said of a scenario."""
    said = {each.rep_id: each for each in Acceptance.objects.filter(scenario=scenario)}
    unanswered: dict[int, int] = {}
    for rep in open_challenges(scenario).values_list("rep", flat=True):
        unanswered[rep] = unanswered.get(rep, 0) + 1
    held = Territory.objects.filter(scenario=scenario, rep__isnull=False).select_related("rep")
    return [
        Voice(
            rep=each.rep,
            territory=each.name,
            accepted=each.rep_id in said,
            outdated=each.rep_id in said and said[each.rep_id].revision != scenario.revision,
            open_challenges=unanswered.get(each.rep_id, 0),
        )
        for each in held.order_by("number")
    ]


def open_challenges(scenario: Scenario) -> QuerySet[Challenge]:
    """The challenges nobody answered yet."""
    return Challenge.objects.filter(scenario=scenario, state=ChallengeState.OPEN)
