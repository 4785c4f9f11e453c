"""Adds up leads from all that was told of them: who they are, their life, score and promises."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from maillage.core.leads.course import Course, course
from maillage.core.leads.happenings import Happening
from maillage.core.leads.happenings import Lead as Story
from maillage.core.leads.lifecycle import Life
from maillage.core.leads.scoring.model import Model
from maillage.core.leads.scoring.score import Missing, Reason, Score, score
from maillage.core.leads.told import person
from maillage.domain.accounts.writing import insert_rows
from maillage.domain.leads.fit import fits_of, profile_on, with_fit
from maillage.domain.leads.matching import BY, match_leads
from maillage.domain.leads.owing import Debtor, Terms, settle
from maillage.domain.leads.reading import Heard, heard
from maillage.domain.leads.storing import update_changed
from maillage.domain.leads.terms import model_at, model_of
from maillage.models import IcpVersion, Lead, LeadSource, ScoreModel, ScoreSnapshot

PERSON: Final = (
    "name", "email", "phone", "title", "company", "domain", "country", "state", "city",
    "postal_code", "street", "time_zone",
)  # fmt: skip
COURSE: Final = (
    "life", "life_since", "mql_at", "handed_over_at", "contacted_at", "accepted_at", "rejected_at",
    "rejected_why", "feedback_at", "sql_at", "opportunity_at", "recycled", "last_event_at",
)  # fmt: skip
SCORED: Final = (
    "dimensions", "total", "potential", "band", "stage", "reasons", "unknown", "missing",
)  # fmt: skip
FIELDS: Final = (
    *PERSON, *COURSE, *SCORED, "fit", "predicted", "match", "account", "model", "scored_at",
)  # fmt: skip
SNAPSHOT: Final = (
    "lead", "model", "at", "dimensions", "total", "potential", "band", "stage", "reasons",
)  # fmt: skip
LONGEST_REASON: Final = 200

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Scoring:
    """The score model in force, and all versions that ever were."""

    row: ScoreModel
    model: Model
    versions: Sequence[Model]

    @classmethod
    def at(cls, now: datetime) -> Scoring:
        """Read it as it holds at an instant."""
        row, model = model_at(now)
        activated = ScoreModel.objects.filter(activated_at__isnull=False, effective_from__lte=now)
        return cls(row, model, [model_of(each) for each in activated] or [model])


@dataclass(frozen=True, slots=True)
class Placed:
    """A lead whose row says who it is and where it works.

    Parameters
    ----------
    before
        Its values as they are stored.
    moved, other
        Whether its place is another now, or anything by which its account is found.
    """

    heard: Heard
    before: Sequence[Any]
    until: datetime
    moved: bool
    other: bool


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A lead added up.

    Parameters
    ----------
    story
        All that was told of it, with what its account tells.
    rescored
        Whether its score is another now.
    """

    placed: Placed
    story: Story
    course: Course
    rescored: bool

    @property
    def row(self) -> Lead:
        """It, as it is stored."""
        return self.placed.heard.row

    @property
    def debtor(self) -> Debtor:
        """It, as one to whom something may be owed."""
        placed = self.placed
        return Debtor(self.row, self.story, self.course.told, placed.until, moved=placed.moved)


def reckon(
    numbers: Iterable[int],
    *,
    own: LeadSource,
    now: datetime,
    alone: Sequence[int] | None = None,
) -> list[Lead]:
    """Add up leads, and write what came of it; give the MQLs that nobody was handed.

    ``alone`` are the events that count though others still wait.
    """
    known = [placed(each, now) for each in heard(numbers, own, alone=alone)]
    if not known:
        return []
    match_leads(each.heard.row for each in known if each.other)
    fits = fits_of({each.heard.row.account_id for each in known} - {None}, now=now)
    scoring, profile = Scoring.at(now), profile_on(now)
    found = [
        reckoned(each, fits.get(each.heard.row.account_id, ""), scoring, profile) for each in known
    ]
    for each in found:
        each.row.scored_at = now
    update_changed(Lead, FIELDS, ((each.placed.before, values(each.row)) for each in found))
    snapshots = (snapshot(each, now) for each in found if each.rescored)
    insert_rows(ScoreSnapshot, SNAPSHOT, snapshots)
    settle([each.debtor for each in found], Terms(now, scoring.versions))
    rows = (each.row for each in found)
    return [row for row in rows if row.life == Life.MQL and row.handed_over_at is None]


def placed(known: Heard, now: datetime) -> Placed:
    """Say in the row of a lead who it is and where it works."""
    row = known.row
    stored, place, by = values(row), place_of(row), fields_by(row)
    until = max(now, known.last or now)
    for name, value in person(known.story.known(until), known.email).items():
        setattr(row, name, value)
    row.last_event_at = known.last
    moved, other = place != place_of(row), by != fields_by(row)
    return Placed(known, stored, until, moved=moved, other=other)


def reckoned(placed: Placed, fit: str, scoring: Scoring, profile: IcpVersion | None) -> Reckoned:
    """Add up one lead: its row says what came of it; it is predicted anew with the next tick."""
    row = placed.heard.row
    scored = (row.model_id, row.total, row.band, row.stage)
    story = with_fit(placed.heard.story, fit, profile)
    went = course(story, scoring.versions, placed.until)
    found = score(scoring.model, story, placed.until)
    for name, value in (told_of(went) | scored_as(found, scoring.model)).items():
        setattr(row, name, value)
    row.fit, row.model_id, row.predicted = fit, scoring.row.pk, None
    rescored = scored != (row.model_id, row.total, row.band, row.stage)
    return Reckoned(placed, story, went, rescored)


def place_of(row: Lead) -> tuple[str, ...]:
    """Give where a lead works, as calendars are chosen by it."""
    return (row.country, row.state, row.time_zone)


def fields_by(row: Lead) -> tuple[str, ...]:
    """Give the fields by which the account of a lead is found."""
    return tuple(getattr(row, each) for each in BY)


def values(row: Lead) -> tuple[Any, ...]:
    """Give a row as it is written."""
    *names, _account, _model, _scored = FIELDS
    numbers = (row.account_id, row.model_id, row.scored_at, row.pk)
    return (*(getattr(row, each) for each in names), *numbers)


def told_of(went: Course) -> dict[str, Any]:
    """Give where a lead is in its life, and since when; instants are those of the present one."""
    state, told = went.state, went.told[-1]
    last = state.steps[-1] if state.steps else None
    refused = last is not None and state.life is Life.REJECTED
    return {
        "life": state.life.value,
        "life_since": last.at if last else first(told, ""),
        "mql_at": state.when(Life.MQL),
        "handed_over_at": first(told, "handed_over"),
        "contacted_at": first(told, "first_contact"),
        "accepted_at": state.accepted_at,
        "rejected_at": state.when(Life.REJECTED),
        "rejected_why": last.reason[:LONGEST_REASON] if last and refused else "",
        "feedback_at": first(told, "feedback"),
        "sql_at": state.sql_at,
        "opportunity_at": state.when(Life.OPPORTUNITY),
        "recycled": state.recycled,
    }


def first(told: Sequence[Happening], kind: str) -> datetime | None:
    """Give when something first happened in a life; of no kind, anything."""
    return next((each.at for each in told if kind in {"", each.kind}), None)


def scored_as(found: Score, model: Model) -> dict[str, Any]:
    """Give a score as it is stored."""
    names = [each.id for each in model.dimensions]
    return {
        "dimensions": dict(zip(names, found.dimensions, strict=True)),
        "total": found.total,
        "potential": found.potential,
        "band": found.band,
        "stage": found.stage,
        "reasons": [written_reason(each) for each in found.reasons],
        "unknown": list(found.unknown),
        "missing": [written_missing(each) for each in found.missing],
    }


def written_reason(each: Reason) -> dict[str, Any]:
    """Give a reason as it is stored."""
    return {
        "dimension": each.dimension,
        "group": each.group,
        "rule": each.rule,
        "points": each.points,
        "at": each.at.isoformat() if each.at else None,
        "source": each.source,
    }


def written_missing(each: Missing) -> dict[str, Any]:
    """Give what a stage lacks as it is stored."""
    return {
        "stage": each.stage,
        "points": each.points,
        "field": each.field,
        "event": each.event,
        "known": each.known,
    }


def snapshot(each: Reckoned, now: datetime) -> tuple[Any, ...]:
    """Give a score as it is kept for good."""
    row = each.row
    return (row.pk, row.model_id, now, *(getattr(row, name) for name in SNAPSHOT[3:]))
