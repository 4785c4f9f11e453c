"""Files taken in: listed, each with what it did, and taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from maillage.domain.imports.history import imports as all_imports
from maillage.domain.imports.undo import UNDONE, begin_undoing
from maillage.domain.imports.uploads import uploads_of
from maillage.errors import ConflictError
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.lists import imports as lists
from maillage.models import ImportRun, Job
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.lists import show_list


@needs(Action.IMPORT)
def imports(request: HttpRequest) -> HttpResponse:
    """List the files that were taken in, and one's own that wait."""
    header = {
        "title": _("Imports"),
        "lead": _("Files that were taken in. Each can be taken back as a whole."),
        "actions": [
            {"label": _("Import a file"), "icon": "upload", "kind": "primary",
             "url": address(request, "import_new")},
        ],
    }  # fmt: skip
    listing = lists.imports(lambda row: address(request, "import_run", pk=row.pk))
    waiting = uploads_of(member=request.member).filter(imported_at=None)
    return show_list(
        request, listing, all_imports(), "maillage/imports/list.html",
        header=header, waiting=waiting,
    )  # fmt: skip


@needs(Action.IMPORT)
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a file did, and take it back."""
    run = get_object_or_404(all_imports(), pk=pk)
    undoes = run.undone_at is None and run.kind in UNDONE
    header = {
        "title": run.file_name,
        "lead": lists.kind_word(run.kind),
        "crumbs": crumbs(request),
        "actions": [{"label": _("Undo"), "icon": "undo-2", "opens": "undo"}] if undoes else [],
    }
    context = {"run": run, "undoes": undoes, "tiles": tiles_of(run), "header": header}
    return render(request, "maillage/imports/run.html", context)


def crumbs(request: HttpRequest) -> list[dict[str, str]]:
    """The way back to the list."""
    return [{"label": _("Imports"), "url": address(request, "imports")}]


def tiles_of(run: ImportRun) -> list[dict[str, Any]]:
    """Count the rows by what became of them."""
    return [
        {"label": _("New"), "figure": number(run.created)},
        {"label": _("Updated"), "figure": number(run.updated)},
        {"label": _("Unchanged"), "figure": number(run.unchanged)},
        {"label": _("Left out"), "figure": number(run.rejected)},
    ]


@require_POST
@needs(Action.IMPORT)
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file back."""
    run = get_object_or_404(ImportRun.objects.defer("steps"), pk=pk)
    try:
        done = begin_undoing(run=run, by=request.member)
    except ConflictError as error:
        messages.error(request, str(error))
    else:
        if isinstance(done, Job):
            return redirect(address(request, "job", pk=done.pk))
        messages.success(request, _("Undone: all is as it was before this file."))
    return redirect(address(request, "import_run", pk=pk))
