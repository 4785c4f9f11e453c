"""Accounts, their owners in time, reps, and coverage."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.api.listing import MOST, ListQuery, Page, Paging, page_of, paged
from maillage.domain.accounts.holdings import accounts_at, books, by_zone, figures, spread_of
from maillage.domain.accounts.outlook import coming
from maillage.domain.accounts.overlays import overlays_at, owner_share
from maillage.domain.accounts.ownership import LONGEST_REASON, give_account
from maillage.domain.accounts.portrait import facts_told
from maillage.domain.people.members import rep_called
from maillage.domain.programs.webhooks import message
from maillage.interfaces.lists import accounts as lists
from maillage.interfaces.lists.market import market_filters
from maillage.models import Account, Event, Ownership, Rep
from maillage.permissions import Action

router = Router(tags=["accounts"])
Finding = Literal["", "owned", "no_owner", "never_approached", "double_contact", "stale"]


class AccountRow(Schema):
    """An account on a day."""

    id: str = Field(alias="external_id")
    name: str
    status: str
    country: str
    state: str
    county: str
    city: str
    postal_code: str
    latitude: float | None
    longitude: float | None
    industry: str
    segment: str
    employees: int | None
    company_revenue: float | None
    naics: str
    sales_cycle: str = Field(description="short, medium or long; empty when unknown.")
    decision: str = Field(
        description="Who decides: single, committee or influencers; empty when unknown."
    )
    domain: str
    phone: str
    linkedin_url: str
    technologies: list[str]
    keywords: list[str]
    potential: float | None
    revenue: float | None
    owner: str | None = Field(None, description="Name of the rep who answers for it.")
    owner_active: bool | None
    owned_since: date | None
    last_touch: date | None
    touching_reps: int = Field(0, description="Different reps within a year.")

    @staticmethod
    def resolve_owner(row: Any) -> str | None:
        """Name the owner."""
        return row.owner_name

    @staticmethod
    def resolve_touching_reps(row: Any) -> int:
        """Count the reps who touched it."""
        return row.touching


class AccountPage(Page):
    """A page of accounts."""

    items: list[AccountRow]


class AccountQuery(ListQuery):
    """What the accounts may be asked."""

    on: date | None = Field(None, description="Day to look at; today by default.")
    finding: Finding = ""
    owner: str = Field("", max_length=100, description="Id of a rep.")
    state: str = Field("", max_length=3)
    status: Literal["", "prospect", "customer", "dormant"] = ""
    signal: Literal["", "intent", "technology", "expired"] = Field(
        "", description="Signals that count on the day; expired: had some, and none counts."
    )
    zone: str = Field("", max_length=40, description="Level and code, such as metro:41860.")
    market: str = Field(
        "", max_length=400, description="NAICS codes with a range of employees, 54,62@50-99; icp3."
    )
    segment: str = Field(
        "", max_length=40, description="Segmentation and key: 3-0, 3-none, 3-unknown."
    )


class OwnershipRow(Schema):
    """Who answered for an account, from when to when (excluded)."""

    rep: str
    rep_name: str
    starts_on: date
    ends_on: date | None
    named: bool
    reason: str

    @staticmethod
    def resolve_rep(row: Ownership) -> str:
        """Give the id of the rep."""
        return row.rep.external_id

    @staticmethod
    def resolve_rep_name(row: Ownership) -> str:
        """Give the name of the rep."""
        return row.rep.name

    @staticmethod
    def resolve_named(row: Ownership) -> bool:
        """Tell whether it is a named account."""
        return row.locked


class RoleRow(Schema):
    """Somebody who works on an account beside its owner."""

    rep: str
    role: str
    share: float = Field(description="Of the credit, in percent.")


class TouchRow(Schema):
    """A contact with an account."""

    rep: str
    on: date
    kind: str


class ComingRow(Schema):
    """Something planned for a day."""

    day: date
    text: str


class FactRow(Schema):
    """Who told a value that an account holds, and when it was seen."""

    field: str
    source: str
    seen_on: date


class AccountMore(Schema):
    """What is around an account on a day."""

    parent: str | None
    sites: list[str]
    owner_share: float = Field(description="Of the credit that stays with the owner, in percent.")
    roles: list[RoleRow]
    touches: list[TouchRow]
    coming: list[ComingRow]
    facts: list[FactRow]
    events: list[dict[str, Any]]


class Giving(Schema):
    """A change of owner."""

    rep: str | None = Field(description="Id of a rep; null: nobody.", max_length=100)
    starts_on: date
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    named: bool = False


class RepRow(Schema):
    """A rep and what they hold on a day."""

    id: str = Field(alias="external_id")
    name: str
    email: str
    active: bool
    capacity: float
    manager: str
    accounts: int
    potential: float
    revenue: float


class RepPage(Page):
    """A page of reps."""

    items: list[RepRow]


class RepQuery(ListQuery):
    """What the reps may be asked."""

    on: date | None = None


class FigureRow(Schema):
    """How many accounts a finding concerns, and their potential."""

    code: str
    accounts: int
    potential: float


class HeldCounty(Schema):
    """The accounts of a county that one rep holds; a rep is null for nobody."""

    county: str
    rep: str | None
    accounts: int
    potential: float


class ZonePage(Page):
    """A page of counties."""

    items: list[HeldCounty]


class ZoneQuery(Paging):
    """When."""

    on: date | None = None


class Coverage(Schema):
    """Who covers what on a day."""

    on: date
    figures: list[FigureRow]
    richest: str
    poorest: str
    ratio: float | None = Field(description="Null where fewer than two reps, or one holds nothing.")


def called(name: str, rows: QuerySet[Account]) -> Account:
    """Find an account by its id; where it is none the answer is 404, also to a NUL character."""
    return get_object_or_404(rows, external_id=name.replace("\0", "\N{REPLACEMENT CHARACTER}"))


def accounts_called(names: list[str]) -> list[Account]:
    """Find accounts by their ids; to an id that is none the answer is 404."""
    found = list(Account.objects.filter(external_id__in=[n for n in names if "\0" not in n]))
    for name in sorted(set(names) - {account.external_id for account in found}):
        called(name, Account.objects.all())
    return found


@router.get("/{workspace}/accounts", response=AccountPage)
@allowed(Action.VIEW)
def list_accounts(request: HttpRequest, workspace: str, query: Query[AccountQuery]) -> Any:  # noqa: ARG001
    """List the accounts on a day."""
    on = query.on or timezone.localdate()
    more = market_filters({"zone": query.zone, "market": query.market})
    listing = lists.accounts(str, on, list(Rep.objects.all()), more=more)
    if query.owner:
        query.owner = str(rep_called(query.owner).pk)
    return paged(request, listing, accounts_at(on), query)


@router.get("/{workspace}/accounts/{account}", response=AccountRow)
@allowed(Action.VIEW)
def read_account(request: HttpRequest, workspace: str, account: str, on: date | None = None) -> Any:  # noqa: ARG001
    """Read an account on a day."""
    return called(account, accounts_at(on or timezone.localdate()))


@router.get("/{workspace}/accounts/{account}/more", response=AccountMore)
@allowed(Action.VIEW)
def read_more(request: HttpRequest, workspace: str, account: str, on: date | None = None) -> Any:
    """Read what is around an account on a day: its family, roles, touches, history, what comes."""
    day = on or timezone.localdate()
    found = read_account(request, workspace, account, day)
    roles = overlays_at(day).filter(account=found)
    events = Event.objects.filter(subject_type="account", subject_id=str(found.pk))
    touches = found.touches.filter(occurred_on__lte=day).select_related("rep")
    return {
        "parent": found.parent.external_id if found.parent else None,
        "sites": list(found.sites.order_by("name").values_list("external_id", flat=True)[:MOST]),
        "owner_share": owner_share(found, day),
        "roles": [{"rep": r.rep.external_id, "role": r.role, "share": r.share} for r in roles],
        "touches": [
            {"rep": row.rep.external_id, "on": row.occurred_on, "kind": row.kind}
            for row in touches.order_by("-occurred_on", "-pk")[:MOST]
        ],
        "coming": [{"day": e.day, "text": e.text} for e in coming(account=found, on=day)],
        "facts": facts_told(found),
        "events": [message(event) for event in events[:MOST]],
    }


@router.get("/{workspace}/accounts/{account}/owners", response=list[OwnershipRow])
@allowed(Action.VIEW)
def list_owners(request: HttpRequest, workspace: str, account: str) -> Any:  # noqa: ARG001
    """List who has answered for an account, and who will."""
    found = called(account, Account.objects.all())
    return found.ownerships.select_related("rep").order_by("starts_on", "pk")


@router.post("/{workspace}/accounts/{account}/owners", response=list[OwnershipRow])
@allowed(Action.EDIT_ACCOUNTS)
def give(request: HttpRequest, workspace: str, account: str, giving: Giving) -> Any:
    """Give an account to a rep from a day on."""
    found = called(account, Account.objects.all())
    give_account(
        account=found,
        rep=None if giving.rep is None else rep_called(giving.rep),
        starts_on=giving.starts_on,
        reason=giving.reason,
        named=giving.named,
        by=request.member,
    )
    return list_owners(request, workspace, account)


@router.get("/{workspace}/reps", response=RepPage)
@allowed(Action.VIEW)
def list_reps(request: HttpRequest, workspace: str, query: Query[RepQuery]) -> Any:  # noqa: ARG001
    """List the reps with what they hold on a day."""
    on = query.on or timezone.localdate()
    return paged(request, lists.books(str, 0.0), books(on=on), query)


@router.get("/{workspace}/coverage", response=Coverage)
@allowed(Action.VIEW)
def read_coverage(request: HttpRequest, workspace: str, on: date | None = None) -> Any:  # noqa: ARG001
    """Count who covers what on a day."""
    day = on or timezone.localdate()
    spread = spread_of(list(books(on=day)))
    return {
        "on": day,
        "figures": [
            {"code": each.code, "accounts": each.accounts, "potential": each.potential}
            for each in figures(on=day).values()
        ],
        "richest": spread.richest,
        "poorest": spread.poorest,
        "ratio": None if spread.ratio in (None, float("inf")) else spread.ratio,
    }


@router.get("/{workspace}/coverage/zones", response=ZonePage)
@allowed(Action.VIEW)
def list_zones(request: HttpRequest, workspace: str, query: Query[ZoneQuery]) -> Any:  # noqa: ARG001
    """List who holds how much of each county on a day, the largest holder first."""
    reps = dict(Rep.objects.values_list("pk", "external_id"))
    rows = [
        {"county": county, "rep": reps.get(rep), "accounts": count, "potential": worth}
        for county, rep, count, worth in by_zone(on=query.on or timezone.localdate())
    ]
    return page_of(request, rows, query)
