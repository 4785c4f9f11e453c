"""Asking the reps: their future territory, what they challenge, what managers answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.api.scenarios import Figures, seen
from maillage.domain.people.members import rep_called
from maillage.domain.territories.consulting.challenges import (
    accept_challenge,
    challenge_move,
    may_answer,
    refuse_challenge,
    withdraw_challenge,
)
from maillage.domain.territories.consulting.consultation import (
    accept_territory,
    close_consultation,
    consultation_of,
    open_consultation,
    voices,
)
from maillage.domain.territories.consulting.costs import cost_of
from maillage.domain.territories.consulting.showing import challenges_shown_to, open_scenarios
from maillage.domain.territories.editing.bench import bench_of
from maillage.domain.territories.editing.indicators import indicators
from maillage.domain.territories.owners import settle_accounts
from maillage.domain.territories.publishing.approval import submission_of
from maillage.domain.territories.publishing.books import future_book
from maillage.domain.territories.publishing.letter_text import letter_text
from maillage.errors import InputError, NotFoundError, PermissionDeniedError
from maillage.interfaces.lists import decisions as lists
from maillage.models import Challenge, ChallengeState, Rep, Scenario
from maillage.permissions import Action, own_rep, sees_book
from maillage.texts import _

router = Router(tags=["decisions"])
NUMBER = {"ge": 1, "le": 2**53}


class Consulting(Schema):
    """Until when reps are heard, and what they are told."""

    deadline: date
    message: str = Field("", max_length=4_000)


class RepVoice(Schema):
    """What a rep said so far; ``outdated``: of an earlier state of the scenario."""

    rep: str
    territory: str
    accepted: bool
    outdated: bool
    open_challenges: int


class ConsultationView(Schema):
    """Whether a scenario is open to reps, and what they said."""

    deadline: date | None = Field(description="Null where it is not open.")
    message: str
    voices: list[RepVoice]


class Accepted(Schema):
    """A rep agreed with their territory as of a revision."""

    rep: str
    revision: int
    at: datetime


class BookLine(Schema):
    """An account that comes or goes; ``other`` is the rep on the other side."""

    account: str = Field(alias="external_id")
    name: str
    city: str
    state: str
    potential: float | None
    other: str
    reason: str


class TerritoryView(Schema):
    """What a scenario gives a rep, compared with today."""

    scenario: int
    rep: str
    territories: list[str]
    accounts: int
    kept: int
    potential: float
    gained: list[BookLine]
    lost: list[BookLine]
    figures: Figures | None = Field(description="Of the territory; null where the rep has none.")
    letter: str


class TerritoryQuery(Schema):
    """Whose territory, in which scenario."""

    scenario: int | None = Field(None, **NUMBER, description="The latest open one by default.")
    rep: str = Field("", max_length=100, description="Id of a rep; oneself by default.")


class NewChallenge(Schema):
    """What a rep asks to be cut otherwise."""

    subject: Literal["account", "unit"]
    reference: str = Field(min_length=1, max_length=100, description="Id of the account or unit.")
    wanted: str = Field(max_length=100, description="Id of the rep who should have it.")
    code: Literal["relation", "travel", "deal", "data", "language", "other"]
    text: str = Field(min_length=1, max_length=4_000)


class ChallengeRow(Schema):
    """A challenge."""

    id: int = Field(alias="pk")
    scenario: int = Field(alias="scenario_id")
    rep: str
    subject: str
    reference: str
    proposed: str | None = None
    wanted: str
    code: str
    text: str
    state: str
    answer: str
    at: datetime
    answered_at: datetime | None

    @staticmethod
    def resolve_rep(row: Challenge) -> str:
        """Give the id of the rep who challenges."""
        return row.rep.external_id

    @staticmethod
    def resolve_proposed(row: Challenge) -> str | None:
        """Give the id of the rep the scenario gives it to."""
        return row.proposed.external_id if row.proposed else None

    @staticmethod
    def resolve_wanted(row: Challenge) -> str:
        """Give the id of the rep who should have it."""
        return row.wanted.external_id


class ChallengePage(Page):
    """A page of challenges."""

    items: list[ChallengeRow]


class ChallengeQuery(ListQuery):
    """What the challenges may be asked."""

    state: str = Field("", max_length=12)
    code: str = Field("", max_length=20)
    scenario: int | None = Field(None, **NUMBER)


class ChallengeView(Schema):
    """A challenge; ``cost`` is what accepting it changes, for who answers it."""

    challenge: ChallengeRow
    revision: int = Field(description="Of the scenario; send it back to accept.")
    cost: Figures | None


class Answer(Schema):
    """Yes, which changes the scenario, or no, which needs a text."""

    accepted: bool
    text: str = Field("", max_length=4_000)
    revision: int | None = Field(None, ge=0, le=2**31 - 1, description="Needed to accept.")


@router.get("/{workspace}/scenarios/{int:scenario}/consultation", response=ConsultationView)
@allowed(Action.VIEW_DRAFTS)
def read_consultation(request: HttpRequest, workspace: str, scenario: int) -> Any:  # noqa: ARG001
    """Read whether a scenario is open to reps, and what each of them said."""
    return consultation_told(seen(request, scenario))


def consultation_told(scenario: Scenario) -> dict[str, Any]:
    """Write a consultation for a program."""
    found = consultation_of(scenario)
    said = [
        {
            "rep": each.rep.external_id,
            "territory": each.territory,
            "accepted": each.accepted,
            "outdated": each.outdated,
            "open_challenges": each.open_challenges,
        }
        for each in voices(scenario)
    ]
    if found is None:
        return {"deadline": None, "message": "", "voices": said}
    return {"deadline": found.deadline, "message": found.message, "voices": said}


@router.post("/{workspace}/scenarios/{int:scenario}/consultation", response=ConsultationView)
@allowed(Action.EDIT_SCENARIOS)
def consult(request: HttpRequest, workspace: str, scenario: int, consulting: Consulting) -> Any:  # noqa: ARG001
    """Open a scenario to reps until the end of a day; again changes day and message."""
    found = seen(request, scenario)
    open_consultation(scenario=found, **consulting.dict(), by=request.member)
    return consultation_told(seen(request, scenario))


@router.post("/{workspace}/scenarios/{int:scenario}/consultation/end", response=ConsultationView)
@allowed(Action.EDIT_SCENARIOS)
def end_consultation(request: HttpRequest, workspace: str, scenario: int) -> Any:  # noqa: ARG001
    """Let reps say nothing more."""
    found = seen(request, scenario)
    consultation = consultation_of(found)
    if consultation is not None:
        close_consultation(consultation=consultation, by=request.member)
    return consultation_told(found)


@router.post("/{workspace}/scenarios/{int:scenario}/acceptance", response=Accepted)
@allowed(Action.CHALLENGE)
def accept(request: HttpRequest, workspace: str, scenario: int) -> Any:  # noqa: ARG001
    """Agree with one's own future territory."""
    found = accept_territory(
        scenario=seen(request, scenario), rep=own_rep(request.member), by=request.member
    )
    return {"rep": found.rep.external_id, "revision": found.revision, "at": found.at}


@router.get("/{workspace}/territory", response=TerritoryView)
@allowed(Action.VIEW)
def read_territory(request: HttpRequest, workspace: str, query: Query[TerritoryQuery]) -> Any:  # noqa: ARG001
    """Read what a scenario gives a rep: oneself, or one whose book the caller may see."""
    scenario = scenario_asked(request, query.scenario)
    rep = rep_asked(request, query.rep)
    settle_accounts(scenario=scenario)
    on = timezone.localdate()
    book = future_book(scenario=scenario, rep=rep, on=on)
    submission = submission_of(scenario)
    measured = indicators(bench_of(scenario)).as_dict()["territories"]
    return {
        "scenario": scenario.pk,
        "rep": rep.external_id,
        "territories": list(book.territories),
        "accounts": book.accounts,
        "kept": book.kept,
        "potential": book.potential,
        "gained": book.gained,
        "lost": book.lost,
        "figures": next((each for each in measured if each["rep"] == rep.external_id), None),
        "letter": letter_text(
            book=book,
            scenario=scenario.name,
            effective_on=submission.effective_on if submission else on,
        ),
    }


def rep_asked(request: HttpRequest, rep: str) -> Rep:
    """The rep asked for, by whoever may see their book; else oneself."""
    if not rep:
        return own_rep(request.member)
    found = rep_called(rep)
    if not sees_book(request.member, found):
        raise PermissionDeniedError(
            _("This is another rep's territory."), remedy=_("Ask who leads them.")
        )
    return found


def scenario_asked(request: HttpRequest, scenario: int | None) -> Scenario:
    """The scenario asked for, else the latest that is open to reps."""
    found = open_scenarios(request.member).first() if scenario is None else seen(request, scenario)
    if found is None:
        raise NotFoundError(_("No scenario is on its way into force."))
    return found


@router.post("/{workspace}/scenarios/{int:scenario}/challenges", response={201: ChallengeRow})
@allowed(Action.CHALLENGE)
def challenge(request: HttpRequest, workspace: str, scenario: int, challenge: NewChallenge) -> Any:  # noqa: ARG001
    """Ask that an account or a unit go to another rep."""
    values = challenge.dict() | {"wanted": rep_called(challenge.wanted)}
    made = challenge_move(
        scenario=seen(request, scenario), rep=own_rep(request.member), **values, by=request.member
    )
    return Status(201, made)


def shown(request: HttpRequest) -> Any:
    """The challenges a caller may see."""
    found = challenges_shown_to(request.member)
    return found.select_related("rep", "proposed", "wanted", "scenario")


@router.get("/{workspace}/challenges", response=ChallengePage)
@allowed(Action.VIEW)
def list_challenges(request: HttpRequest, workspace: str, query: Query[ChallengeQuery]) -> Any:  # noqa: ARG001
    """List the challenges the caller may see, the newest first."""
    rows = shown(request)
    scenarios = rows.order_by("scenario").values_list("scenario", "scenario__name").distinct()
    return paged(request, lists.challenges(str, [*scenarios]), rows, query)


@router.get("/{workspace}/challenges/{int:challenge}", response=ChallengeView)
@allowed(Action.VIEW)
def read_challenge(request: HttpRequest, workspace: str, challenge: int) -> Any:  # noqa: ARG001
    """Read a challenge, with what accepting it would cost for who answers it."""
    found = get_object_or_404(shown(request), pk=challenge)
    answers = found.state == ChallengeState.OPEN and may_answer(request.member, found)
    return {
        "challenge": found,
        "revision": found.scenario.revision,
        "cost": cost_told(found) if answers else None,
    }


def cost_told(found: Challenge) -> dict[str, Any]:
    """Write what accepting a challenge changes for a program."""
    try:
        cost = cost_of(found)
    except InputError as error:
        return {"impossible": str(error)}
    return {
        "before": cost.before.as_dict(),
        "after": cost.after.as_dict(),
        "reps": [
            {"rep": side.rep, "accounts": side.accounts, "potential": side.potential}
            for side in cost.sides
        ],
    }


@router.post("/{workspace}/challenges/{int:challenge}/answer", response=ChallengeRow)
@allowed(Action.ANSWER_CHALLENGES)
def answer(request: HttpRequest, workspace: str, challenge: int, answer: Answer) -> Any:  # noqa: ARG001
    """Accept a challenge, which changes the scenario as one step, or refuse it."""
    found = get_object_or_404(shown(request), pk=challenge)
    if not answer.accepted:
        return refuse_challenge(challenge=found, text=answer.text, by=request.member)
    if answer.revision is None:
        raise InputError(
            _("The revision of the scenario is missing."),
            remedy=_("Send the one you looked at, so that nothing is overwritten."),
        )
    return accept_challenge(
        challenge=found, revision=answer.revision, by=request.member, text=answer.text
    )


@router.post("/{workspace}/challenges/{int:challenge}/withdraw", response=ChallengeRow)
@allowed(Action.CHALLENGE)
def withdraw(request: HttpRequest, workspace: str, challenge: int) -> Any:  # noqa: ARG001
    """Take one's own challenge back."""
    found = get_object_or_404(shown(request), pk=challenge)
    return withdraw_challenge(challenge=found, by=request.member)
