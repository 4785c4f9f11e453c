"""Accounts given at once, and roles beside their owners."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.accounts import accounts_called
from maillage.api.calling import allowed
from maillage.api.jobs import JobRow
from maillage.api.listing import ListQuery, Page, Paging, page_of, paged
from maillage.api.ownership import TransferRow
from maillage.domain.accounts.giving import give_selected
from maillage.domain.accounts.leaving import hand_over
from maillage.domain.accounts.overlays import add_overlay, end_overlay, overlays_at
from maillage.domain.accounts.ownership import LONGEST_REASON
from maillage.domain.accounts.transfers import (
    Gift,
    preview,
    undo_transfer,
    undone_by,
)
from maillage.domain.people.members import rep_called
from maillage.interfaces.lists import ownership as lists
from maillage.models import Account, Job, Overlay, Rep, Transfer
from maillage.permissions import Action, require
from maillage.texts import _

router = Router(tags=["ownership"])


class NewOverlay(Schema):
    """A role on accounts beside their owners."""

    accounts: list[str] = Field(min_length=1, max_length=10_000)
    rep: str = Field(max_length=100)
    role: Literal["specialist", "coordinator", "sdr", "support"]
    share: float = Field(0.0, ge=0, le=100, description="Of the credit, in percent.")
    starts_on: date
    ends_on: date | None = None
    reason: str = Field("", max_length=200)


class NewTransfer(Schema):
    """Accounts that all go to one rep from a day on."""

    accounts: list[str] = Field(min_length=1, max_length=10_000)
    rep: str | None = Field(description="Id of a rep; null: nobody.", max_length=100)
    starts_on: date
    reason: str = Field(min_length=1, max_length=LONGEST_REASON)
    named: bool = Field(False, description="They become named accounts, which rules leave alone.")


class ChangeRow(Schema):
    """What a transfer would do to an account; a rep is null for nobody."""

    account: str
    from_rep: str | None
    to_rep: str | None


class TransferPage(Page):
    """A page of transfers."""

    items: list[TransferRow]


class TransferredRow(Schema):
    """An account of a transfer."""

    account: str
    from_rep: str | None
    to_rep: str | None
    reason: str

    @staticmethod
    def resolve_account(row: Any) -> str:
        """Give the id of the account."""
        return row.account.external_id

    @staticmethod
    def resolve_from_rep(row: Any) -> str | None:
        """Give the id of the rep who had it."""
        return row.from_rep.external_id if row.from_rep else None

    @staticmethod
    def resolve_to_rep(row: Any) -> str | None:
        """Give the id of the rep who got it."""
        return row.to_rep.external_id if row.to_rep else None


class TransferredPage(Page):
    """A page of the accounts of a transfer."""

    items: list[TransferredRow]


class Leaving(Schema):
    """A rep leaves: who takes over, from when on."""

    leaves_on: date
    successor: str | None = Field(None, description="Id of a rep; null: nobody.", max_length=100)
    reason: str = Field("", max_length=LONGEST_REASON)


class OverlayRow(Schema):
    """A role on an account."""

    id: int = Field(alias="pk")
    account: str
    rep: str
    role: str
    share: float
    starts_on: date
    ends_on: date | None

    @staticmethod
    def resolve_account(row: Overlay) -> str:
        """Give the id of the account."""
        return row.account.external_id

    @staticmethod
    def resolve_rep(row: Overlay) -> str:
        """Give the id of the rep."""
        return row.rep.external_id


class OverlayPage(Page):
    """A page of roles."""

    items: list[OverlayRow]


class OverlayQuery(Paging):
    """Which roles."""

    on: date | None = Field(None, description="Day to look at; today by default.")
    account: str = Field("", max_length=100, description="Id of an account.")


class Ending(Schema):
    """When something ends."""

    on: date


def gifts_of(asked: NewTransfer) -> list[Gift]:
    """What is to be given to whom."""
    rep = None if asked.rep is None else rep_called(asked.rep).pk
    named = asked.named and rep is not None
    return [Gift(each.pk, rep, asked.reason, named) for each in accounts_called(asked.accounts)]


@router.get("/{workspace}/transfers", response=TransferPage)
@allowed(Action.VIEW_DRAFTS)
def list_transfers(request: HttpRequest, workspace: str, query: Query[ListQuery]) -> Any:  # noqa: ARG001
    """List what was given at once, the newest first."""
    return paged(request, lists.transfers(str), Transfer.objects.all(), query)


@router.post("/{workspace}/transfers", response={201: TransferRow, 202: JobRow})
@allowed(Action.EDIT_ACCOUNTS)
def transfer(request: HttpRequest, workspace: str, asked: NewTransfer) -> Any:  # noqa: ARG001
    """Give several accounts to a rep at once; it can be undone as a whole.

    Where they are many, 202 and the work in the background that does it.
    """
    title = _("%(reason)s (to %(rep)s)")
    made = give_selected(
        gifts=gifts_of(asked),
        starts_on=asked.starts_on,
        title=title % {"reason": asked.reason, "rep": asked.rep or _("nobody")},
        by=request.member,
    )
    return Status(202 if isinstance(made, Job) else 201, made)


@router.post("/{workspace}/transfers/preview", response=list[ChangeRow])
@allowed(Action.EDIT_ACCOUNTS)
def look_ahead(request: HttpRequest, workspace: str, asked: NewTransfer) -> Any:  # noqa: ARG001
    """List what giving several accounts would change; nothing is written."""
    changes = preview(gifts=gifts_of(asked), starts_on=asked.starts_on)
    accounts = Account.objects.in_bulk([each.gift.account for each in changes])
    reps = dict(Rep.objects.values_list("pk", "external_id"))
    return [
        {
            "account": accounts[each.gift.account].external_id,
            "from_rep": reps.get(each.was),
            "to_rep": reps.get(each.gift.rep),
        }
        for each in changes
    ]


@router.get("/{workspace}/transfers/{int:transfer}", response=TransferRow)
@allowed(Action.VIEW_DRAFTS)
def read_transfer(request: HttpRequest, workspace: str, transfer: int) -> Any:  # noqa: ARG001
    """Read a transfer."""
    return get_object_or_404(Transfer.objects.all(), pk=transfer)


@router.get("/{workspace}/transfers/{int:transfer}/accounts", response=TransferredPage)
@allowed(Action.VIEW_DRAFTS)
def list_transferred(
    request: HttpRequest, workspace: str, transfer: int, query: Query[ListQuery]
) -> Any:
    """List the accounts of a transfer."""
    found = read_transfer(request, workspace, transfer)
    rows = found.accounts.select_related("account", "from_rep", "to_rep")
    return paged(request, lists.transferred(str), rows, query)


@router.post("/{workspace}/reps/{rep}/leave", response={201: TransferRow | None})
@allowed(Action.EDIT_ACCOUNTS)
def leave(request: HttpRequest, workspace: str, rep: str, leaving: Leaving) -> Any:  # noqa: ARG001
    """Let a rep leave: their accounts go to a colleague, or to nobody, as one transfer.

    The answer is null where the rep held none.
    """
    successor = rep_called(leaving.successor) if leaving.successor else None
    made = hand_over(
        rep=rep_called(rep),
        successor=successor,
        leaves_on=leaving.leaves_on,
        reason=leaving.reason,
        by=request.member,
    )
    return Status(201, made)


@router.post("/{workspace}/transfers/{int:transfer}/undo", response=TransferRow)
@allowed(Action.EDIT_ACCOUNTS)
def undo(request: HttpRequest, workspace: str, transfer: int) -> Any:  # noqa: ARG001
    """Give every account of a transfer back, as it was."""
    found = get_object_or_404(Transfer.objects.all(), pk=transfer)
    require(request.member, undone_by(found))
    undo_transfer(transfer=found, by=request.member)
    return Transfer.objects.get(pk=transfer)


@router.get("/{workspace}/overlays", response=OverlayPage)
@allowed(Action.VIEW)
def list_overlays(request: HttpRequest, workspace: str, query: Query[OverlayQuery]) -> Any:  # noqa: ARG001
    """List the roles that hold on a day."""
    found = overlays_at(query.on or timezone.localdate()).select_related("account").order_by("pk")
    if query.account:
        found = found.filter(account__external_id=query.account)
    return page_of(request, found, query)


@router.post("/{workspace}/overlays", response={201: list[OverlayRow]})
@allowed(Action.EDIT_ACCOUNTS)
def make_overlays(request: HttpRequest, workspace: str, overlay: NewOverlay) -> Any:  # noqa: ARG001
    """Give a rep a role on accounts; the owners stay."""
    values = overlay.dict() | {
        "accounts": accounts_called(overlay.accounts),
        "rep": rep_called(overlay.rep),
    }
    return Status(201, add_overlay(**values, by=request.member))


@router.post("/{workspace}/overlays/{int:overlay}/end", response={204: None})
@allowed(Action.EDIT_ACCOUNTS)
def end(request: HttpRequest, workspace: str, overlay: int, ending: Ending) -> Any:  # noqa: ARG001
    """End a role on a day."""
    found = get_object_or_404(Overlay.objects.all(), pk=overlay)
    end_overlay(overlay=found, on=ending.on, by=request.member)
    return Status(204, None)
