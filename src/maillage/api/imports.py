"""Files that were taken in, and taking them back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Path, Query, Router, Schema
from ninja.responses import Status

from maillage.api.calling import allowed
from maillage.api.listing import Page, Paging, page_of
from maillage.domain.imports.undo import begin_undoing
from maillage.models import ImportRun, Job
from maillage.permissions import Action

router = Router(tags=["imports"])


class ImportRow(Schema):
    """One file taken in."""

    id: int
    kind: str
    file_name: str
    created: int
    updated: int
    unchanged: int
    rejected: int
    at: datetime
    undone_at: datetime | None


class ImportPage(Page):
    """A page of imports."""

    items: list[ImportRow]


@router.get("/{workspace}/imports", response=ImportPage)
@allowed(Action.IMPORT)
def list_imports(request: HttpRequest, workspace: str, query: Query[Paging]) -> Any:  # noqa: ARG001
    """List the files that were taken in, the newest first."""
    return page_of(request, ImportRun.objects.defer("steps"), query)


@router.post("/{workspace}/imports/{run}/undo", response={200: ImportRow, 202: ImportRow})
@allowed(Action.IMPORT)
def undo(request: HttpRequest, workspace: str, run: Annotated[int, Path(ge=1, le=2**53)]) -> Any:  # noqa: ARG001
    """Take back an import, whatever it added and changed; 409 where it was built on since.

    Where it wrote thousands of rows, that begins in the background (202).
    """
    found = get_object_or_404(ImportRun.objects.all(), pk=run)
    done = begin_undoing(run=found, by=request.member)
    return Status(202, found) if isinstance(done, Job) else Status(200, done)
