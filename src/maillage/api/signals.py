"""Signals on accounts: dated facts from suppliers of data, posted one by one or many at once."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Path, Router, Schema, Status
from pydantic import StringConstraints

from maillage.api.accounts import accounts_called, called
from maillage.api.calling import allowed
from maillage.core.accounts.signals import SignalKind
from maillage.domain.accounts.portrait import signals_told
from maillage.domain.accounts.signals import (
    LONGEST_NAME,
    LONGEST_SOURCE,
    STRONGEST,
    Comparison,
    Seen,
    forget_signal,
    record_signals,
)
from maillage.models import Account, Signal
from maillage.permissions import Action

router = Router(tags=["accounts"])
MOST = 1_000
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class NewSignal(Schema):
    """What was seen of an account on a day."""

    kind: SignalKind
    name: Text = Field(max_length=LONGEST_NAME)
    seen_on: date
    source: str = Field("", max_length=LONGEST_SOURCE)
    strength: float | None = Field(
        None, ge=0, le=STRONGEST, description="As its source measures it."
    )
    expires_on: date | None = Field(
        None,
        description="First day on which it no longer counts; by default intent counts 90 days,"
        " a technology 365.",
    )


class ToldSignal(NewSignal):
    """The same, naming the account."""

    account: str = Field(max_length=100)


class ToldSignals(Schema):
    """Many at once: all are recorded, or none."""

    signals: list[ToldSignal] = Field(min_length=1, max_length=MOST)


class RecordedView(Schema):
    """What became of signals; one that is stored already takes the strength told now."""

    new: int
    changed: int
    unchanged: int


class SignalRow(Schema):
    """A signal, and whether it counts on the day asked."""

    id: int
    kind: str
    name: str
    strength: float | None
    seen_on: date
    expires_on: date
    source: str
    counts: bool


@router.get("/{workspace}/accounts/{account}/signals", response=list[SignalRow])
@allowed(Action.VIEW)
def list_signals(request: HttpRequest, workspace: str, account: str, on: date | None = None) -> Any:  # noqa: ARG001
    """List the signals of an account up to a day, the newest first."""
    return signals_told(called(account, Account.objects.all()), on or timezone.localdate())


@router.post("/{workspace}/accounts/{account}/signals", response={201: list[SignalRow]})
@allowed(Action.EDIT_ACCOUNTS)
def add_signal(request: HttpRequest, workspace: str, account: str, signal: NewSignal) -> Any:  # noqa: ARG001
    """Record a signal of an account; answer with all of them."""
    found = called(account, Account.objects.all())
    record_signals(told=[Seen(account=found.pk, **signal.dict())], by=request.member)
    return Status(201, signals_told(found, timezone.localdate()))


@router.post("/{workspace}/signals", response={201: RecordedView})
@allowed(Action.EDIT_ACCOUNTS)
def add_signals(request: HttpRequest, workspace: str, told: ToldSignals) -> Any:  # noqa: ARG001
    """Record signals of many accounts; 404 where one of the accounts is none."""
    names = [each.account for each in told.signals]
    keys = {each.external_id: each.pk for each in accounts_called(names)}
    seen = [Seen(**each.dict() | {"account": keys[each.account]}) for each in told.signals]
    return Status(201, counted(record_signals(told=seen, by=request.member)))


@router.delete("/{workspace}/signals/{signal}", response={204: None})
@allowed(Action.EDIT_ACCOUNTS)
def remove_signal(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    signal: Annotated[int, Path(ge=1, le=2**53)],
) -> Any:
    """Remove a signal that was recorded in error; the log keeps what it said."""
    found = get_object_or_404(Signal.objects.select_related("account"), pk=signal)
    forget_signal(signal=found, by=request.member)
    return Status(204, None)


def counted(found: Comparison) -> dict[str, int]:
    """Count what became of signals."""
    return {
        "new": len(found.new),
        "changed": len(found.changed),
        "unchanged": found.unchanged,
    }
