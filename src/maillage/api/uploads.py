"""Files that are sent: looked at first, then imported, each once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Path, Query, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import Page, Paging, page_of
from maillage.domain.imports.uploads import forget_upload, uploads_of, work_on
from maillage.interfaces.uploads.importing import import_upload, look, send
from maillage.models import Job, Upload, UploadKind
from maillage.permissions import Action

router = Router(tags=["imports"])
LONGEST_MAPPING = 100_000
Number = Annotated[int, Path(ge=1, le=2**53)]


class HowRead(Schema):
    """How a file is read; what is left out is found out, or as by default."""

    sheet: str = Field("", max_length=200, description="Of a workbook with several.")
    starts_on: date | None = Field(None, description="Day from which new owners answer; today.")
    mapping: str = Field(
        "", max_length=LONGEST_MAPPING, description="A mapping file in YAML: see docs/imports.md."
    )
    source: str = Field("", max_length=40, description="Of events: the key of their source.")
    zone: str = Field("", max_length=60, description="Of events: where instants without one are.")

    def terms(self) -> dict[str, Any]:
        """Give them as they are kept."""
        return self.dict() | {"starts_on": self.starts_on.isoformat() if self.starts_on else ""}


class SentFile(HowRead):
    """What a file holds, and how it is read."""

    kind: UploadKind


class ToImport(Schema):
    """What is to be imported: what was seen."""

    seen: str = Field(max_length=64, description="`digest` of the look.")
    keep_good_rows: bool = Field(False, description="Import the good rows, leave the wrong ones.")


class UploadRow(Schema):
    """A file that is kept, and what was seen of it.

    ``look`` is empty until it was looked at. Its ``step`` is ``ready`` with a ``digest``, ``sheet``
    or ``columns`` where something is to be said first, or ``wrong``.
    """

    id: int = Field(alias="pk")
    kind: UploadKind
    file_name: str
    size: int
    look: dict[str, Any]
    run: int | None = Field(alias="run_id")
    result: dict[str, int]
    at: datetime
    expires_at: datetime
    imported_at: datetime | None
    job: int | None = Field(None, description="The work on it that is under way.")

    @staticmethod
    def resolve_job(upload: Upload) -> int | None:
        """Name the work on it."""
        found = work_on(upload)
        return found.pk if found else None


class UploadPage(Page):
    """A page of files."""

    items: list[UploadRow]


def mine(request: HttpRequest, upload: int) -> Upload:
    """Find a file of the caller."""
    found: Upload = get_object_or_404(uploads_of(member=request.member), pk=upload)
    return found


def answered(request: HttpRequest, done: Upload | Job, pk: int | None, status: int) -> Status:
    """Answer with the file; with 202 where work on it has begun."""
    if isinstance(done, Job):
        return Status(202, mine(request, done.options["upload"]))
    return Status(status, mine(request, pk or done.pk))


@router.get("/{workspace}/uploads", response=UploadPage)
@allowed(Action.IMPORT)
def list_uploads(request: HttpRequest, workspace: str, query: Query[Paging]) -> Any:  # noqa: ARG001
    """List the caller's own files of the last day, the newest first."""
    return page_of(request, uploads_of(member=request.member), query)


@router.post("/{workspace}/uploads", response={201: UploadRow, 202: UploadRow})
@allowed(Action.IMPORT)
def upload(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    file: File[UploadedFile],
    said: Form[SentFile],
) -> Any:
    """Send a CSV or XLSX file of up to 50 MB and look at it; nothing is imported yet.

    A large one is looked at in the background (202): read it again until ``job`` is null.
    """
    done = send(sent=file, kind=said.kind, terms=said.terms(), by=request.member)
    return answered(request, done, None, 201)


@router.get("/{workspace}/uploads/{upload}", response=UploadRow)
@allowed(Action.IMPORT)
def read_upload(request: HttpRequest, workspace: str, upload: Number) -> Any:  # noqa: ARG001
    """Read what was seen of a file, and what became of it."""
    return mine(request, upload)


@router.post("/{workspace}/uploads/{upload}/look", response={200: UploadRow, 202: UploadRow})
@allowed(Action.IMPORT)
def look_again(request: HttpRequest, workspace: str, upload: Number, said: HowRead) -> Any:  # noqa: ARG001
    """Look at a file once more, read as is said now."""
    found = mine(request, upload)
    done = look(upload=found, terms=said.terms(), by=request.member)
    return answered(request, done, found.pk, 200)


@router.post("/{workspace}/uploads/{upload}/import", response={200: UploadRow, 202: UploadRow})
@allowed(Action.IMPORT)
def import_file(request: HttpRequest, workspace: str, upload: Number, asked: ToImport) -> Any:  # noqa: ARG001
    """Import a file as it was seen, once; 409 where importing it would do something else by now."""
    found = mine(request, upload)
    done = import_upload(
        upload=found, seen=asked.seen, keep_good_rows=asked.keep_good_rows, by=request.member
    )
    return answered(request, done, found.pk, 200)


@router.delete("/{workspace}/uploads/{upload}", response={204: None})
@allowed(Action.IMPORT)
def forget(request: HttpRequest, workspace: str, upload: Number) -> Any:  # noqa: ARG001
    """Throw a file away; what was imported stays."""
    forget_upload(upload=mine(request, upload))
    return Status(204, None)
