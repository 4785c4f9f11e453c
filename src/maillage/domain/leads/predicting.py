"""The predictive score, where one is wanted: learnt from stored leads, shown beside the score.

It is off until somebody switches it on, and changes no score, no stage and no promise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.db.models import Max, QuerySet

from maillage import audit
from maillage.core.leads.predictive import MOMENTS, KnownAt, calibration, refuse_late
from maillage.domain.leads.checking import LONGEST_NAME
from maillage.domain.leads.choices import one_of
from maillage.domain.leads.holding import hold
from maillage.domain.leads.learnt import Learnt, Method, learnt_from
from maillage.domain.leads.predictable import Sample, known_before, sample
from maillage.domain.leads.queries import leads
from maillage.domain.leads.storing import update_rows
from maillage.errors import InputError, NotFoundError
from maillage.models import Lead, LeadLife, Membership, Predictor
from maillage.texts import _, number

FEWEST: Final = 100
"""Leads of each outcome that are needed to learn."""
OLDEST: Final = 0.7
"""The share of leads that is learnt from; the newest others judge what was learnt."""
PATIENCE: Final = timedelta(days=90)
"""After how long a lead that never became an MQL counts as lost."""
MOST_FIELDS: Final = 30
AT_ONCE: Final = 1_000
OPEN: Final = (LeadLife.RAW, LeadLife.MQL, LeadLife.ACCEPTED)
"""The life of leads whose outcome is open."""


def predictors() -> QuerySet[Predictor]:
    """All versions, the latest first."""
    found: QuerySet[Predictor] = Predictor.objects.select_related("by__user")
    return found


def predictor_called(version: int) -> Predictor:
    """Find a version.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found = predictors().filter(version=version).first()
    if found is None:
        raise NotFoundError(
            _("There is no version %(number)d of the predictive score.") % {"number": version},
            remedy=_("`maillage leads predictor list` lists them."),
        )
    return found


def learn_predictor(
    *, by: Membership | str, fields: Mapping[str, str], method: str = Method.BAYES, now: datetime
) -> Predictor:
    """Learn a new version from the stored leads whose outcome is known; it stays off.

    Parameters
    ----------
    fields
        What is learnt from, and from when each is known: ``creation``, ``contact`` or ``outcome``.
    method
        ``bayes`` or ``logistic``.

    Raises
    ------
    ParameterError
        If a field is known too late, or outcomes cannot be learnt from.
    InputError
        If there are too few leads, or no fields.
    """
    known_at = read_fields(fields)
    how = one_of(Method, method)
    found = sample(silent_since=now - PATIENCE)
    refuse_too_few(found)
    won = np.array(found.won)
    split = int(len(won) * OLDEST)
    learnt = learnt_from(found.known[:split], won[:split], known_at, how)
    judged = calibration(learnt.predict(found.known[split:]), won[split:])
    bins = [
        {"predicted": each.predicted, "won": each.won.count, "of": each.won.of}
        for each in judged.bins
    ]
    told = {"auc": judged.auc, "brier": judged.brier, "guess": judged.guess,
            "leads": len(won) - split, "bins": bins}  # fmt: skip
    return store(by, {name: each.value for name, each in known_at.items()}, learnt, told)


def read_fields(fields: Mapping[str, str]) -> dict[str, KnownAt]:
    """Read from when fields are known, and refuse those known after a lead was created.

    Raises
    ------
    InputError
        If there are none, or too many.
    ParameterError
        If one is known too late, or it is not said when.
    """
    if not 0 < len(fields) <= MOST_FIELDS:
        raise InputError(
            _("A predictive score is learnt from 1 to %(most)d fields, not from %(count)d.")
            % {"most": MOST_FIELDS, "count": len(fields)},
            remedy=_("Name fields that are known when a lead is created."),
        )
    known: dict[str, KnownAt] = {}
    for name, said in fields.items():
        moment = KnownAt(said) if said in MOMENTS else None
        refuse_late(name[:LONGEST_NAME], moment, KnownAt.CREATION)
        known[name] = KnownAt.CREATION
    return known


def refuse_too_few(found: Sample) -> None:
    """Refuse to learn from few leads."""
    won = sum(found.won)
    if min(won, len(found.won) - won) < FEWEST:
        raise InputError(
            _(
                "%(won)s leads were won and %(lost)s lost; %(fewest)d of each are needed to learn"
                " what tells them apart."
            )
            % {"won": number(won), "lost": number(len(found.won) - won), "fewest": FEWEST},
            remedy=_("Wait until more outcomes are known, or read older leads in."),
        )


@transaction.atomic
def store(
    by: Membership | str, fields: dict[str, str], learnt: Learnt, judged: dict[str, Any]
) -> Predictor:
    """Keep what was learnt as the next version."""
    hold()
    latest = Predictor.objects.aggregate(last=Max("version"))["last"] or 0
    made: Predictor = Predictor.objects.create(
        version=latest + 1,
        fields=fields,
        content=learnt.written(),
        calibration=judged,
        by=by if isinstance(by, Membership) else None,
    )
    audit.record(verb="predictor.learnt", subject=made, by=by, after=told(made))
    return made


@transaction.atomic
def activate(*, predictor: Predictor, by: Membership | str) -> Predictor:
    """Switch a version on instead of any other; open leads are predicted with the next tick."""
    hold()
    found: Predictor = Predictor.objects.select_for_update().get(pk=predictor.pk)
    if found.active:
        return found
    Predictor.objects.filter(active=True).update(active=False)
    found.active = True
    found.save(update_fields=["active"])
    forget()
    audit.record(verb="predictor.activated", subject=found, by=by, after=told(found))
    return found


@transaction.atomic
def switch_off(*, predictor: Predictor, by: Membership | str) -> Predictor:
    """Switch a version off; leads show no prediction any more."""
    hold()
    found: Predictor = Predictor.objects.select_for_update().get(pk=predictor.pk)
    if not found.active:
        return found
    found.active = False
    found.save(update_fields=["active"])
    forget()
    audit.record(verb="predictor.switched_off", subject=found, by=by, after=told(found))
    return found


def forget() -> None:
    """Forget what was predicted."""
    Lead.objects.filter(predicted__isnull=False).update(predicted=None)


def told(row: Predictor) -> dict[str, Any]:
    """Give what the log keeps of a version."""
    judged = {name: row.calibration[name] for name in ("auc", "brier", "guess", "leads")}
    how = {"method": row.content["method"], "active": row.active}
    return {"version": row.version, "fields": row.fields} | how | judged


def in_use() -> Predictor | None:
    """Give the version that is switched on."""
    return predictors().filter(active=True).first()


def predict_waiting(*, most: int = AT_ONCE) -> int:
    """Predict open leads that have no prediction, new or added up anew; give how many they were."""
    if not Predictor.objects.filter(active=True).exists():
        return 0
    waiting = leads().filter(life__in=OPEN, predicted__isnull=True).order_by()
    numbers = list(waiting.values_list("pk", flat=True)[:most])
    return predict(numbers=numbers) if numbers else 0


@transaction.atomic
def predict(*, numbers: Sequence[int]) -> int:
    """Predict some leads by the version in use; nothing else of them changes."""
    hold()
    found = in_use()
    if found is None:
        return 0
    known = list(known_before(numbers))
    shares = Learnt.stored(found.content).predict(known).tolist()
    rows = [(share, each.lead.pk) for share, each in zip(shares, known, strict=True)]
    update_rows(Lead, ("predicted",), rows)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Reason:
    """A field that speaks for a lead, or against it, by its weight in log-odds."""

    field: str
    value: str
    weight: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """The probability that a lead is won, by which version, and why."""

    probability: float
    version: int
    reasons: tuple[Reason, ...]


def prediction_of(lead: Lead) -> Prediction | None:
    """Say why a lead is predicted as it is; nothing where it is not."""
    found = in_use()
    if found is None or lead.predicted is None:
        return None
    (known,) = known_before([lead.pk])
    reasons: Iterable[tuple[str, str, float]] = Learnt.stored(found.content).reasons(known)
    return Prediction(lead.predicted, found.version, tuple(Reason(*each) for each in reasons))
