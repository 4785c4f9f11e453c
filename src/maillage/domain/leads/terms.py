"""What both teams agreed on, as it holds at an instant: score model, promises, calendars."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from maillage.core.leads.calendars import Calendar
from maillage.core.leads.scoring.model import Model
from maillage.core.leads.scoring.presets import ALWAYS, SEED
from maillage.core.leads.sla.policies import SEED_POLICIES, Policy
from maillage.domain.leads.calendars import calendars_now, text_of
from maillage.domain.leads.written import WrittenModel, WrittenPolicy
from maillage.models import Agreement, BusinessCalendar, Lead, Rep, ScoreModel


def model_at(now: datetime) -> tuple[ScoreModel, Model]:
    """Give the score model in force; the first is that of the source (D-02 to D-04)."""
    row = (
        ScoreModel.objects.filter(activated_at__isnull=False, effective_from__lte=now)
        .order_by("-effective_from", "-version")
        .first()
    )
    found = row or first_model()
    return found, model_of(found)


def first_model() -> ScoreModel:
    """Give the first version; where there is none, that of the source is made."""
    made: ScoreModel = ScoreModel.objects.get_or_create(
        version=1,
        defaults={
            "content": model_content(SEED),
            "effective_from": ALWAYS,
            "activated_at": ALWAYS,
        },
    )[0]
    return made


def model_content(model: Model) -> dict[str, Any]:
    """Give what is stored of a score model: all that is not said by its row."""
    return content_of(WrittenModel.of(model))


def content_of(written: WrittenModel) -> dict[str, Any]:
    """Give what is stored of a written score model."""
    return written.model_dump(mode="json", exclude={"version", "effective_from"})


def model_of(row: ScoreModel) -> Model:
    """Read a score model; a draft takes effect when it is activated."""
    return model_read(text_of(row.content), row.version, row.effective_from or ALWAYS)


@lru_cache(maxsize=64)
def model_read(content: str, version: int, effective_from: datetime) -> Model:
    """Read a score model once."""
    written = {**json.loads(content), "version": version, "effective_from": effective_from}
    return WrittenModel.model_validate(written).read()


def agreement_at(now: datetime) -> tuple[Agreement, list[Policy]]:
    """Give the agreement in force with its promises; the first is that of the source (E-01…)."""
    row = (
        Agreement.objects.filter(effective_from__lte=now)
        .order_by("-effective_from", "-version")
        .first()
    )
    found = row or first_agreement()
    return found, policies_of(found)


def first_agreement() -> Agreement:
    """Give the first version; where there is none, that of the source is made."""
    policies = [WrittenPolicy.of(each).model_dump(mode="json") for each in SEED_POLICIES]
    made: Agreement = Agreement.objects.get_or_create(
        version=1, defaults={"effective_from": ALWAYS, "policies": policies}
    )[0]
    return made


def policies_of(row: Agreement) -> list[Policy]:
    """Read the promises of an agreement; their version is its own."""
    return list(policies_read(text_of(row.policies), row.version))


@lru_cache(maxsize=64)
def policies_read(content: str, version: int) -> tuple[Policy, ...]:
    """Read promises once."""
    return tuple(
        WrittenPolicy.model_validate({**each, "version": version}).read()
        for each in json.loads(content)
    )


def calendar_of(
    lead: Lead, rep: Rep | None, agreement: Agreement
) -> tuple[BusinessCalendar, Calendar]:
    """Give the calendar that governs what is owed to a lead, and the row it is stored in.

    For many leads, read :func:`~maillage.domain.leads.calendars.calendars_now` once.
    """
    return calendars_now().of(lead, rep, agreement)


def calendar_of_rep(rep: Rep) -> tuple[BusinessCalendar, Calendar]:
    """Give when a rep works."""
    return calendars_now().of_rep(rep)
