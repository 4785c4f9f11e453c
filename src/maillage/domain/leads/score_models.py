"""Versions of the score model: drafted, tried on stored leads, activated from an instant on."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max, QuerySet

from maillage import audit
from maillage.core.leads.scoring.model import FieldRule, Model
from maillage.core.leads.scoring.presets import ALWAYS, RECOMMENDED, SEED
from maillage.domain.leads.terms import content_of, first_model, model_at, model_of
from maillage.domain.leads.written import WrittenModel
from maillage.domain.remarks import short_remark
from maillage.errors import ConflictError, InputError, NotFoundError, ParameterError
from maillage.models import Membership, ScoreModel
from maillage.texts import _, number, quoted

PRESETS: Final = {"seed": SEED, "recommended": RECOMMENDED}


def models() -> QuerySet[ScoreModel]:
    """All versions, the latest first; there is always one."""
    first_model()
    found: QuerySet[ScoreModel] = ScoreModel.objects.select_related(
        "by__user", "activated_by__user"
    )
    return found


def model_called(version: int) -> ScoreModel:
    """Find a version.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found = models().filter(version=version).first()
    if found is None:
        raise NotFoundError(
            _("There is no version %(number)d of the score model.") % {"number": version},
            remedy=_("`maillage leads models list` lists them."),
        )
    return found


def written_of(row: ScoreModel) -> WrittenModel:
    """Give a version as it is written."""
    return WrittenModel.of(model_of(row))


@transaction.atomic
def draft_model(*, written: WrittenModel, note: str = "", by: Membership | str) -> ScoreModel:
    """Write a new version; it counts nothing before it is activated.

    Raises
    ------
    ParameterError
        If it contradicts itself.
    """
    latest = models().aggregate(last=Max("version"))["last"]
    draft = ScoreModel(
        version=latest + 1,
        content=checked(written),
        note=short_remark(note),
        by=by if isinstance(by, Membership) else None,
    )
    draft.save()
    audit.record(verb="score_model.drafted", subject=draft, by=by, after=told(draft))
    return draft


@transaction.atomic
def change_model(
    *, model: ScoreModel, written: WrittenModel, note: str, by: Membership | str
) -> ScoreModel:
    """Change a draft.

    Raises
    ------
    ConflictError
        If it was activated.
    """
    found = draft_again(model)
    before = told(found)
    found.content, found.note = checked(written), short_remark(note)
    found.save()
    audit.record(verb="score_model.changed", subject=found, by=by, before=before, after=told(found))
    return found


@transaction.atomic
def activate_model(
    *,
    model: ScoreModel,
    effective_from: datetime | None = None,
    by: Membership | str,
    now: datetime,
) -> ScoreModel:
    """Bring a draft into force, at once unless told otherwise; it does not change any more.

    Raises
    ------
    ConflictError
        If it was activated before.
    InputError
        If it would begin in the past: what was scored stays as it was.
    """
    found = draft_again(model)
    begins = effective_from or now
    if begins < now:
        raise InputError(
            _("A score model does not begin in the past."),
            remedy=_("Give an instant to come, or none to begin at once."),
        )
    found.effective_from, found.activated_at = begins, now
    found.activated_by = by if isinstance(by, Membership) else None
    found.save()
    audit.record(verb="score_model.activated", subject=found, by=by, after=told(found))
    return found


@transaction.atomic
def withdraw_model(*, model: ScoreModel, by: Membership | str) -> None:
    """Remove a draft; the log keeps what it said.

    Raises
    ------
    ConflictError
        If it was activated.
    """
    found = draft_again(model)
    audit.record(verb="score_model.withdrawn", subject=found, by=by, before=told(found))
    found.delete()


def draft_again(model: ScoreModel) -> ScoreModel:
    """Read a draft again, for nobody else to change it meanwhile."""
    found: ScoreModel = ScoreModel.objects.select_for_update().get(pk=model.pk)
    if found.activated_at is not None:
        raise ConflictError(
            _("Version %(number)d was activated; it does not change any more.")
            % {"number": found.version},
            remedy=_("Write a new version from it."),
        )
    return found


def checked(written: WrittenModel) -> dict[str, Any]:
    """Give what is stored of a written model, refusing one that contradicts itself."""
    refuse_unreachable(written.read())
    return content_of(written)


def refuse_unreachable(model: Model) -> None:
    """Refuse stages that ask for more points than there are.

    Raises
    ------
    ParameterError
        Naming the stage and the most points that can be reached.
    """
    most = most_points(model)
    for stage in model.stages:
        if stage.at_least > most:
            raise ParameterError(
                _("%(stage)s asks for %(asked)s points, but no lead can have more than %(most)s.")
                % {
                    "stage": quoted(stage.id),
                    "asked": number(stage.at_least, 1),
                    "most": number(most, 1),
                },
                remedy=_("Lower what the stage asks for, or raise points and caps."),
            )


def most_points(model: Model) -> float:
    """Give the most points a lead can have: those of all rules, up to the caps."""
    total = 0.0
    for dimension in model.dimensions:
        reached = 0.0
        for group in dimension.groups:
            points = sum(rule_most(rule) for rule in group.rules)
            reached += points if group.cap is None else min(points, group.cap)
        total += reached if dimension.cap is None else min(reached, dimension.cap)
    return total


def rule_most(rule: Any) -> float:
    """Give the most points of a rule; one that counts each event has no end."""
    if rule.points <= 0:
        return 0.0
    if isinstance(rule, FieldRule):
        return float(rule.points)
    return float("inf") if rule.most is None else float(rule.points * rule.most)


def told(row: ScoreModel) -> dict[str, Any]:
    """Give what the log keeps of a version."""
    begins = row.effective_from and row.effective_from.isoformat()
    return {"version": row.version, "content": row.content, "note": row.note, "from": begins}


def state_of(row: ScoreModel, now: datetime) -> str:
    """Say whether a version is a draft, to come, in force or past."""
    if row.activated_at is None:
        return "draft"
    if (row.effective_from or ALWAYS) > now:
        return "to_come"
    return "in_force" if model_at(now)[0].pk == row.pk else "past"
