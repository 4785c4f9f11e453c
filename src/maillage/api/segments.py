"""Segments of accounts: written, tried, counted, and why an account is in one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from maillage.api.accounts import called
from maillage.api.calling import allowed
from maillage.api.listing import ListQuery, Page, paged
from maillage.domain.accounts.criteria.words import said
from maillage.domain.accounts.segments.placing import count_segments, placed_accounts
from maillage.domain.accounts.segments.presets import segment_presets
from maillage.domain.accounts.segments.reading import segments_of
from maillage.domain.accounts.segments.words import account_told
from maillage.domain.accounts.segments.writing import remove_segmentation, save_segmentation
from maillage.domain.remarks import LONGEST
from maillage.interfaces.lists import segments as lists
from maillage.interfaces.lists.frames import FrameRows
from maillage.models import Account, Segmentation
from maillage.permissions import Action

router = Router(tags=["segments"])
AnswerName = Literal["yes", "no", "unknown"]


class NamedSegment(Schema):
    """A segment; criteria are those of rules: see docs/segments.md."""

    name: str = Field(min_length=1, max_length=80)
    criteria: dict[str, Any]


class NewSegmentation(Schema):
    """Ordered segments: the first that fits has an account."""

    name: str = Field(min_length=1, max_length=80)
    segments: list[NamedSegment] = Field(max_length=50)
    note: str = Field("", max_length=LONGEST)


class TriedSegments(Schema):
    """Segments to try; nothing is written."""

    segments: list[NamedSegment] = Field(max_length=50)


class SegmentationRow(Schema):
    """A segmentation; ``sentences`` say what each segment asks."""

    id: int = Field(alias="pk")
    name: str
    note: str
    segments: list[NamedSegment]
    sentences: list[str]
    changed_at: datetime

    @staticmethod
    def resolve_sentences(row: Segmentation) -> list[str]:
        """Say what each segment asks."""
        return [said(each.criterion) for each in segments_of(row.segments)]


class SegmentationPage(Page):
    """A page of segmentations."""

    items: list[SegmentationRow]


class SegmentHeld(Schema):
    """What a segment holds, or the accounts in none; amounts per year, as far as is known."""

    key: str = Field(description="The place from 0; none, or unknown.")
    name: str
    accounts: int
    perhaps: int = Field(description="Of these, how many may belong to an earlier segment.")
    potential: float
    without_potential: int = Field(description="Accounts whose potential is not known.")
    sales: float
    white_space: float
    without_room: int = Field(description="Accounts whose white space is not known.")
    owners: int
    unowned: int


class SegmentedRow(Schema):
    """An account and the segment it is in."""

    id: str = Field(alias="external_id")
    name: str
    city: str
    state: str
    status: str
    potential: float | None
    sales: float | None
    white_space: float | None
    owner: str = Field(alias="owner_name")
    segment: str = Field(description="Key of the segment; none, or unknown.")
    perhaps: str = Field(description="Key of an earlier segment it may belong to.")


class SegmentedPage(Page):
    """A page of accounts."""

    items: list[SegmentedRow]


class SegmentedQuery(ListQuery):
    """What the accounts may be asked."""

    segment: str = Field("", max_length=12, description="Key of a segment; none, or unknown.")
    perhaps: str = Field("", max_length=12)
    state: str = Field("", max_length=3)
    on: date | None = Field(None, description="Day whose owners are counted; today by default.")


class SegmentVerdict(Schema):
    """What a segment says of an account, condition by condition."""

    name: str
    answer: AnswerName
    conditions: list[str]


class PlacementView(Schema):
    """Where an account is in a segmentation; null for in none."""

    segmentation: int
    segmentation_name: str
    segment: str | None
    perhaps: str | None = Field(description="An earlier segment it may belong to.")
    said: str
    segments: list[SegmentVerdict]


class GrowthView(Schema):
    """What can still be sold to an account per year; null where it is not known."""

    potential: float | None
    sales: float | None
    white_space: float | None
    won: float | None = Field(description="Share of the potential.")
    next_year: float | None = Field(description="Growth of the sales over twelve months.")
    exceeded: bool


class AccountSegments(Schema):
    """The segments of an account, and its growth potential."""

    growth: GrowthView
    placements: list[PlacementView]


def found(number: int) -> Segmentation:
    """Find a segmentation by its number."""
    return get_object_or_404(Segmentation.objects.all(), pk=number)


def plain(written: NewSegmentation | TriedSegments) -> dict[str, Any]:
    """Give what was sent as plain values."""
    return written.dict()


@router.get("/{workspace}/segmentations", response=SegmentationPage)
@allowed(Action.VIEW)
def list_segmentations(request: HttpRequest, workspace: str, query: Query[ListQuery]) -> Any:  # noqa: ARG001
    """List the segmentations."""
    return paged(request, lists.segmentations(str, ""), Segmentation.objects.all(), query)


@router.post("/{workspace}/segmentations", response={201: SegmentationRow})
@allowed(Action.EDIT_SEGMENTS)
def write_segmentation(request: HttpRequest, workspace: str, written: NewSegmentation) -> Any:  # noqa: ARG001
    """Write a segmentation (A-05, A-07, K-03)."""
    return Status(201, save_segmentation(**plain(written), by=request.member))


@router.get("/{workspace}/segmentations/presets", response=dict[str, list[NamedSegment]])
@allowed(Action.EDIT_SEGMENTS)
def list_segment_presets(request: HttpRequest, workspace: str) -> Any:  # noqa: ARG001
    """Give segments to begin with, by kind."""
    return {kind: segments for kind, (_name, segments) in segment_presets().items()}


@router.post("/{workspace}/segmentations/count", response=list[SegmentHeld])
@allowed(Action.EDIT_SEGMENTS, "read")
def try_segments(request: HttpRequest, workspace: str, tried: TriedSegments) -> Any:  # noqa: ARG001
    """Count what segments would hold, before they are kept."""
    return count_segments(segments_of(plain(tried)["segments"]), timezone.localdate())


@router.get("/{workspace}/segmentations/{int:number}", response=SegmentationRow)
@allowed(Action.VIEW)
def read_segmentation(request: HttpRequest, workspace: str, number: int) -> Any:  # noqa: ARG001
    """Read a segmentation."""
    return found(number)


@router.put("/{workspace}/segmentations/{int:number}", response=SegmentationRow)
@allowed(Action.EDIT_SEGMENTS)
def change_segmentation(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    number: int,
    written: NewSegmentation,
) -> Any:
    """Change a segmentation."""
    return save_segmentation(segmentation=found(number), **plain(written), by=request.member)


@router.delete("/{workspace}/segmentations/{int:number}", response={204: None})
@allowed(Action.EDIT_SEGMENTS)
def end_segmentation(request: HttpRequest, workspace: str, number: int) -> Any:  # noqa: ARG001
    """Remove a segmentation; accounts do not change."""
    remove_segmentation(segmentation=found(number), by=request.member)
    return Status(204, None)


@router.get("/{workspace}/segmentations/{int:number}/counts", response=list[SegmentHeld])
@allowed(Action.VIEW)
def count_segmentation(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    number: int,
    on: date | None = None,
) -> Any:
    """Count what each segment holds, with the accounts in none and those not known apart."""
    return count_segments(segments_of(found(number).segments), on or timezone.localdate())


@router.get("/{workspace}/segmentations/{int:number}/accounts", response=SegmentedPage)
@allowed(Action.VIEW)
def list_segmented(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    number: int,
    query: Query[SegmentedQuery],
) -> Any:
    """List the accounts by the segment they are in."""
    segmentation = found(number)
    rows = placed_accounts(segments_of(segmentation.segments), query.on or timezone.localdate())
    return paged(request, lists.in_segments(str, segmentation), FrameRows(rows), query)


@router.get("/{workspace}/accounts/{account}/segments", response=AccountSegments)
@allowed(Action.VIEW)
def read_segments(
    request: HttpRequest,  # noqa: ARG001
    workspace: str,  # noqa: ARG001
    account: str,
    on: date | None = None,
) -> Any:
    """Say in which segments an account is and why, and what can still be sold to it."""
    return account_told(called(account, Account.objects.all()), on or timezone.localdate())
