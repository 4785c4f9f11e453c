"""Accounts that may be there twice: found, looked at, merged, and separated again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.jobs import JobRow
from maillage.api.listing import ListQuery, Page, paged
from maillage.core.accounts.duplicates.wording import evidence
from maillage.domain.accounts.duplicates.finding import (
    look_for_duplicates,
    refuse_pair,
    reopen_pair,
)
from maillage.domain.accounts.duplicates.merging import merge_accounts, merge_sure, undo_merge
from maillage.errors import InputError
from maillage.interfaces.lists import duplicates as lists
from maillage.models import DuplicatePair, Job, Merge, PairState
from maillage.permissions import Action
from maillage.texts import _

router = Router(tags=["accounts"])


class PairRow(Schema):
    """Two accounts that may be one."""

    id: int = Field(alias="pk")
    first: str
    second: str
    grade: float = Field(description="How probable it is that they are one, 0 to 1.")
    evidence: list[str]
    state: str

    @staticmethod
    def resolve_first(row: DuplicatePair) -> str:
        """Give the id of the first account."""
        return row.first.external_id

    @staticmethod
    def resolve_second(row: DuplicatePair) -> str:
        """Give the id of the second account."""
        return row.second.external_id

    @staticmethod
    def resolve_evidence(row: DuplicatePair) -> list[str]:
        """Say what speaks for and against."""
        return evidence(row.levels)


class PairPage(Page):
    """A page of pairs."""

    items: list[PairRow]


class PairQuery(ListQuery):
    """What the pairs may be asked."""

    state: str = Field(
        "", max_length=10, description="sure or refused; without, those to be looked at."
    )


class Comparing(Schema):
    """How accounts are compared."""

    second: Literal["", "splink"] = Field(
        "", alias="with", description="splink: with a second opinion, where it is installed."
    )


class FoundRow(Schema):
    """What a search found."""

    accounts: int
    pairs: int
    sure: int


class PairMerging(Schema):
    """Which account of a pair stays, and what of the other is right."""

    keep: str = Field(max_length=100, description="Id of the account that stays.")
    take: list[str] = Field(
        [], max_length=20, description="Fields of the account that goes; its place is taken whole."
    )


class SurePairs(Schema):
    """Pairs that are merged at once."""

    pairs: list[Annotated[int, Field(ge=1, le=2**53)]] = Field(min_length=1, max_length=10_000)


class MergeRow(Schema):
    """A merge."""

    id: int = Field(alias="pk")
    kept: str = Field(alias="kept_code")
    gone: str = Field(alias="gone_code")
    name: str
    grade: float | None
    by: str
    at: datetime
    undone_at: datetime | None


class MergePage(Page):
    """A page of merges."""

    items: list[MergeRow]


def every_pair() -> Any:
    """All pairs with their accounts."""
    return DuplicatePair.objects.select_related("first", "second")


@router.get("/{workspace}/duplicates", response=PairPage)
@allowed(Action.EDIT_ACCOUNTS)
def list_pairs(request: HttpRequest, workspace: str, query: Query[PairQuery]) -> Any:  # noqa: ARG001
    """List the pairs of accounts that may be one, the surest first."""
    return paged(request, lists.pairs(str), lists.listed(query.state), query)


@router.post("/{workspace}/duplicates", response={200: FoundRow, 202: JobRow})
@allowed(Action.EDIT_ACCOUNTS)
def find(request: HttpRequest, workspace: str, query: Query[Comparing]) -> Any:  # noqa: ARG001
    """Compare all accounts; where they are many, 202 and the work in the background."""
    found = look_for_duplicates(by=request.member, splink=query.second == "splink")
    return Status(202 if isinstance(found, Job) else 200, found)


@router.post("/{workspace}/duplicates/merge", response={201: list[MergeRow]})
@allowed(Action.EDIT_ACCOUNTS)
def merge_many(request: HttpRequest, workspace: str, asked: SurePairs) -> Any:  # noqa: ARG001
    """Merge pairs graded 0.99 or more at once; a lower one refuses them all."""
    found = every_pair().filter(pk__in=asked.pairs)
    if found.count() != len(set(asked.pairs)):
        raise InputError(_("Some of these pairs are no longer there."))
    return Status(201, merge_sure(pairs=list(found), by=request.member))


@router.get("/{workspace}/duplicates/{int:pair}", response=PairRow)
@allowed(Action.EDIT_ACCOUNTS)
def read_pair(request: HttpRequest, workspace: str, pair: int) -> Any:  # noqa: ARG001
    """Read a pair."""
    return get_object_or_404(every_pair(), pk=pair)


@router.post("/{workspace}/duplicates/{int:pair}/merge", response={201: MergeRow})
@allowed(Action.EDIT_ACCOUNTS)
def merge(request: HttpRequest, workspace: str, pair: int, asked: PairMerging) -> Any:  # noqa: ARG001
    """Merge the two accounts of a pair; it can be undone."""
    found = get_object_or_404(every_pair().filter(state=PairState.OPEN), pk=pair)
    sides = {each.external_id: each for each in (found.first, found.second)}
    if asked.keep not in sides:
        raise InputError(_("The account that stays is one of the pair."))
    kept = sides.pop(asked.keep)
    (gone,) = sides.values()
    made = merge_accounts(
        kept=kept, gone=gone, take=asked.take, grade=found.grade, by=request.member
    )
    return Status(201, made)


@router.post("/{workspace}/duplicates/{int:pair}/refuse", response=PairRow)
@allowed(Action.EDIT_ACCOUNTS)
def refuse(request: HttpRequest, workspace: str, pair: int) -> Any:  # noqa: ARG001
    """Remember that the two accounts are not one."""
    return refuse_pair(pair=get_object_or_404(every_pair(), pk=pair), by=request.member)


@router.post("/{workspace}/duplicates/{int:pair}/reopen", response=PairRow)
@allowed(Action.EDIT_ACCOUNTS)
def reopen(request: HttpRequest, workspace: str, pair: int) -> Any:  # noqa: ARG001
    """Ask about the two accounts again."""
    return reopen_pair(pair=get_object_or_404(every_pair(), pk=pair), by=request.member)


@router.get("/{workspace}/merges", response=MergePage)
@allowed(Action.EDIT_ACCOUNTS)
def list_merges(request: HttpRequest, workspace: str, query: Query[ListQuery]) -> Any:  # noqa: ARG001
    """List what was merged, the newest first."""
    return paged(request, lists.merges(str), Merge.objects.defer("steps"), query)


@router.post("/{workspace}/merges/{int:merge}/undo", response=MergeRow)
@allowed(Action.EDIT_ACCOUNTS)
def undo(request: HttpRequest, workspace: str, merge: int) -> Any:  # noqa: ARG001
    """Separate merged accounts, exactly as they were."""
    found = get_object_or_404(Merge.objects.all(), pk=merge)
    undo_merge(merge=found, by=request.member)
    return get_object_or_404(Merge.objects.all(), pk=merge)
