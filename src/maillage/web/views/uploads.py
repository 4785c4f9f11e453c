"""A file on its way in: sent, looked at, read otherwise, imported, or thrown away."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from maillage.domain.imports.uploads import forget_upload, uploads_of, work_on
from maillage.errors import MaillageError
from maillage.interfaces.exporters.wording import number
from maillage.interfaces.forms.uploads import LookForm, SendForm
from maillage.interfaces.problems import status_of
from maillage.interfaces.uploads.importing import import_upload, in_my_language, look, send
from maillage.models import Job, Upload
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.imports import crumbs

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@needs(Action.IMPORT)
def import_new(request: HttpRequest) -> HttpResponse:
    """Choose a file, and what it holds."""
    asked = {"kind": request.GET.get("kind", "")}
    form = SendForm(request.POST or None, request.FILES or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            done = send(sent=said["file"], kind=said["kind"], terms=form.terms(), by=request.member)
        except MaillageError as error:
            form.add_error("file", str(error))
        else:
            return after(request, done)
    context = {
        "form": form,
        "header": {
            "title": _("Import a file"),
            "lead": _("You see first what it would do. Nothing is imported before you say so."),
            "crumbs": crumbs(request),
        },
    }
    return render(
        request, "maillage/imports/new.html", context, status=UNPROCESSABLE if form.errors else 200
    )


def after(request: HttpRequest, done: Upload | Job) -> HttpResponse:
    """Lead to the work that was begun, to the import, or to the file."""
    if isinstance(done, Job):
        return redirect(address(request, "job", pk=done.pk))
    if done.run_id:
        return redirect(address(request, "import_run", pk=done.run_id))
    return redirect(address(request, "upload", pk=done.pk))


def mine(request: HttpRequest, pk: int) -> Upload:
    """Find a file of this person."""
    return get_object_or_404(uploads_of(member=request.member), pk=pk)


@needs(Action.IMPORT)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what importing a file would do."""
    found = mine(request, pk)
    work = work_on(found)
    if work is not None or found.run_id:
        return after(request, work or found)
    return show(request, in_my_language(found))


def show(
    request: HttpRequest, found: Upload, problem: str = "", status: int = HTTPStatus.OK,
    form: LookForm | None = None,
) -> HttpResponse:  # fmt: skip
    """Show a file as it was looked at; ``problem`` is why something was refused."""
    seen = found.look
    initial = {name: found.terms.get(name) for name in ("sheet", "starts_on", "source", "zone")}
    context: dict[str, Any] = {
        "upload": found,
        "look": seen,
        "tiles": tiles_of(seen.get("counts")),
        "problem": problem,
        "good": seen.get("counts", {}).get("created", 0) + seen.get("counts", {}).get("updated", 0),
        "form": form or LookForm(initial=initial, kind=found.kind, look=seen),
        "header": {
            "title": found.file_name,
            "lead": found.get_kind_display(),
            "crumbs": crumbs(request),
        },
    }
    return render(request, "maillage/imports/look.html", context, status=status)


def tiles_of(counts: dict[str, int] | None) -> list[dict[str, Any]]:
    """Count the rows by what would become of them."""
    if counts is None:
        return []
    wrong = counts["rejected"]
    return [
        {"label": _("New"), "figure": number(counts["created"])},
        {"label": _("Updated"), "figure": number(counts["updated"])},
        {"label": _("Unchanged"), "figure": number(counts["unchanged"])},
        {"label": _("Wrong"), "figure": number(wrong), "state": "bad" if wrong else "good",
         "note": _("see below") if wrong else _("none")},
    ]  # fmt: skip


@require_POST
@needs(Action.IMPORT)
def upload_look(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a file once more, read as is said now."""
    found = mine(request, pk)
    form = LookForm(request.POST, request.FILES, kind=found.kind, look=found.look)
    if not form.is_valid():
        return show(request, found, status=UNPROCESSABLE, form=form)
    try:
        done = look(upload=found, terms=form.terms_from(found.terms), by=request.member)
    except MaillageError as error:
        return show(request, mine(request, pk), str(error), status_of(error))
    return after(request, done)


@require_POST
@needs(Action.IMPORT)
def upload_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Import a file as it was seen, once."""
    found = mine(request, pk)
    try:
        done = import_upload(
            upload=found,
            seen=request.POST.get("seen", ""),
            keep_good_rows="keep_good_rows" in request.POST,
            by=request.member,
        )
    except MaillageError as error:
        return show(request, mine(request, pk), str(error), status_of(error))
    if isinstance(done, Upload):
        messages.success(request, _("Imported."))
    return after(request, done)


@require_POST
@needs(Action.IMPORT)
def upload_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a file away."""
    forget_upload(upload=mine(request, pk))
    messages.success(request, _("The file was thrown away; nothing was imported of it."))
    return redirect(address(request, "imports"))
