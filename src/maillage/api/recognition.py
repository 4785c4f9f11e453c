"""The best accounts reps name, and variable pay (N-01, N-02)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.domain.people.members import rep_called
from maillage.domain.reviews.mine import own_data
from maillage.domain.reviews.pay.earning import MOST_DEALS, earned, earned_by, reps_paid
from maillage.domain.reviews.pay.earning import row_of as pay_row
from maillage.domain.reviews.pay.schemes import pay_words, scheme_in_force, write_scheme
from maillage.domain.reviews.pay.team import row_of as cost_row
from maillage.domain.reviews.pay.team import team_cost
from maillage.domain.reviews.top_accounts import LONGEST_REASON, name_top, tops_of, tops_shown_to
from maillage.domain.reviews.top_accounts import row_of as tops_row
from maillage.domain.reviews.wins import row_of as win_row
from maillage.domain.reviews.wins import wins_shown_to
from maillage.models import PayScheme, Rep
from maillage.permissions import Action, own_rep, reads_letter, sees_book

router = Router(tags=["recognition"])


class NamedEntry(Schema):
    """An account of the caller's own, and why it is among the best."""

    account: str = Field(min_length=1, max_length=100)
    reason: str = Field("", max_length=LONGEST_REASON)


class NamedEntries(Schema):
    """The best accounts of the year, the best first."""

    entries: list[NamedEntry] = Field(min_length=1, max_length=10)


class TopPlace(Schema):
    """An account of a list."""

    account: str
    name: str
    reason: str


class TopsView(Schema):
    """Both lists of a rep; figures are null where nothing is named."""

    rep: str
    name: str
    year: int
    named: list[TopPlace]
    computed: list[TopPlace]
    common: int | None
    overlap: float | None
    rank_biased: float | None


class NewScheme(Schema):
    """A version of the scheme; see docs/plans.md."""

    name: str = Field(min_length=1, max_length=120)
    starts_on: date
    content: dict[str, Any]


class SchemeRow(Schema):
    """A version of the scheme."""

    number: int
    name: str
    starts_on: date
    content: dict[str, Any]
    at: datetime


class PayLineView(Schema):
    """What one measure pays; null where it is not known."""

    name: str
    kind: str
    full: float
    paid: float | None
    reason: str


class StatementView(Schema):
    """What is earned; exact to the cent."""

    base: float
    variable: float
    total: float
    capped: float = Field(description="What the cap of the scheme takes away.")
    complete: bool = Field(description="Whether every measure is known.")
    lines: list[PayLineView]


class LevelView(StatementView):
    """What is earned where all targets are reached at a level."""

    level: float


class PayView(StatementView):
    """What a rep earned since the year began, and would earn otherwise."""

    rep: str
    name: str
    scheme: int
    objective: float | None
    with_deals: StatementView | None
    levels: list[LevelView]


class ExpectedPay(Schema):
    """Variable pay by the odds; low, middle and high are not passed in 1, 5 and 9 years of 10."""

    mean: float
    deviation: float
    low: float
    middle: float
    high: float


class ExpectedRep(ExpectedPay):
    """Of a rep."""

    rep: str
    name: str


class CostView(Schema):
    """What a team may earn in variable pay."""

    team: ExpectedPay
    reps: list[ExpectedRep]
    left_out: list[str]
    method: str


class PayList(Schema):
    """What reps earned; words say how, in force is null where there is no scheme."""

    in_force: SchemeRow | None
    words: list[str]
    reps: list[PayView]


class WinView(Schema):
    """A deal that was won, and the kinds of win it is: priority, revived, planned, target."""

    opportunity: str
    on: date
    rep: str
    account: str | None
    amount: float | None
    kinds: list[str]
    said: str


class OwnPlan(Schema):
    """What is sold of the objective of a plan in force; a pace of 1 is an even year."""

    objective: float
    sold: float
    share: float
    pace: float
    since: date


class OwnWeek(Schema):
    """Contacts since Monday."""

    since: date
    contacts: int
    accounts: int
    kinds: dict[str, int]


class OwnView(Schema):
    """What concerns a rep; what is not known is null."""

    rep: str
    name: str
    plan: OwnPlan | None
    week: OwnWeek
    accounts_named: bool
    accounts: list[TopPlace]
    wins: list[WinView]
    next_review: date | None
    pay: StatementView | None


class DealsQuery(Schema):
    """Deals that may still be won."""

    deals: list[float] = Field([], max_length=MOST_DEALS)


@router.get("/{workspace}/top-accounts", response=list[TopsView])
@allowed(Action.VIEW)
def list_tops(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Give both lists of every rep the caller may read of."""
    today = timezone.localdate()
    return [tops_row(each) for each in tops_shown_to(request.member, year=today.year, on=today)]


@router.get("/{workspace}/top-accounts/{rep}", response=TopsView)
@allowed(Action.VIEW)
def read_tops(request: HttpRequest, workspace: str, rep: str) -> Any:  # noqa: ARG001
    """Give both lists of a rep."""
    found, today = rep_called(rep), timezone.localdate()
    if not reads_letter(request.member, found):
        raise Http404
    return tops_row(tops_of(found, year=today.year, on=today))


@router.put("/{workspace}/top-accounts", response=TopsView)
@allowed(Action.CHALLENGE)
def name_tops(request: HttpRequest, workspace: str, named: NamedEntries) -> Any:  # noqa: ARG001
    """Name one's own best accounts of the year."""
    rep, today = own_rep(request.member), timezone.localdate()
    entries = named.dict()["entries"]
    name_top(rep=rep, year=today.year, entries=entries, on=today, by=request.member)
    return tops_row(tops_of(rep, year=today.year, on=today))


@router.get("/{workspace}/pay", response=PayList)
@allowed(Action.VIEW)
def list_pay(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Give what the reps earned whose pay the caller may see."""
    today = timezone.localdate()
    stored = scheme_in_force(today)
    reps = reps_paid(request.member)
    found = earned_by(reps=reps, stored=stored, on=today)
    return {
        "in_force": stored,
        "words": pay_words(today).splitlines(),
        "reps": [pay_row(each) for each in found],
    }


@router.get("/{workspace}/pay/schemes", response=list[SchemeRow])
@allowed(Action.EDIT_RULES)
def list_schemes(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """List the versions of the scheme, the latest first."""
    return PayScheme.objects.all()


@router.post("/{workspace}/pay/schemes", response={201: SchemeRow})
@allowed(Action.EDIT_RULES)
def add_scheme(request: HttpRequest, workspace: str, written: NewScheme) -> Any:  # noqa: ARG001
    """Write a new version of the scheme, in force from its day on."""
    return Status(201, write_scheme(**written.dict(), by=request.member))


@router.get("/{workspace}/pay/cost", response=CostView)
@allowed(Action.APPROVE)
def read_cost(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Say what the team may earn in variable pay, by the odds of its sales."""
    today = timezone.localdate()
    return cost_row(team_cost(stored=in_force(today), on=today))


@router.get("/{workspace}/pay/reps/{rep}", response=PayView)
@allowed(Action.VIEW)
def read_pay(request: HttpRequest, workspace: str, rep: str, query: Query[DealsQuery]) -> Any:  # noqa: ARG001
    """Give what a rep earned, and would earn with more deals."""
    found: Rep = rep_called(rep)
    if not sees_book(request.member, found):
        raise Http404
    today = timezone.localdate()
    return pay_row(earned(rep=found, stored=in_force(today), on=today, deals=query.deals))


@router.get("/{workspace}/wins", response=list[WinView])
@allowed(Action.VIEW)
def list_wins(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    days: int = Query(90, ge=1, le=365),
) -> Any:
    """Give the wins of the last days of the reps the caller may read of."""
    found = wins_shown_to(request.member, days=days, on=timezone.localdate())
    return [win_row(each) for each in found]


@router.get("/{workspace}/mine", response=OwnView)
@allowed(Action.VIEW)
def read_own(request: HttpRequest, workspace: str, rep: str = "") -> Any:  # noqa: ARG001
    """Give what concerns a rep: oneself, or one whose book the caller may see."""
    found = rep_called(rep) if rep else request.member.rep
    if found is None or not sees_book(request.member, found):
        raise Http404
    return own_data(found, timezone.localdate())


def in_force(on: date) -> PayScheme:
    """The version in force; without one there is nothing to read."""
    stored = scheme_in_force(on)
    if stored is None:
        raise Http404
    return stored
