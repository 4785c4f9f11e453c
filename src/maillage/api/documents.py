"""The documents of a plan: Word, slides, checklist; with a plan, or empty to fill in by hand."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from maillage.api.calling import allowed
from maillage.api.files import answers_file
from maillage.api.letters import PDF
from maillage.api.rep_plans import seen_plan
from maillage.core.plans.examining import examine
from maillage.domain.brand.keeping import brand_in_force
from maillage.domain.plans.writing import version_called
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.minutes import DOCX
from maillage.interfaces.exporters.plans.checklist import checklist_of
from maillage.interfaces.exporters.plans.slides import PPTX, slides_of
from maillage.interfaces.exporters.plans.stored_files import content_of, file_name, kinds
from maillage.interfaces.exporters.plans.word import document_of
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.permissions import Action

router = Router(tags=["plans"])
FileKind = Literal["docx", "pdf", "pptx", "xlsx", "ics", "toml", "json"]


class FileQuery(Schema):
    """Of which version."""

    version: int | None = Field(
        None, ge=1, le=2**31 - 1, description="Its number; the latest where left out."
    )


@router.post("/{workspace}/plans/document", **answers_file(DOCX))
@allowed(Action.VIEW, "read")
def write_document(request: HttpRequest, workspace: str, plan: WrittenPlan) -> HttpResponse:  # noqa: ARG001
    """Give the Word document of a plan. Nothing is stored."""
    return attached(document_of(plan, examine(plan.read()), brand_in_force()), DOCX, "plan.docx")


@router.get("/{workspace}/plans/document", **answers_file(DOCX))
@allowed(Action.VIEW)
def write_template(request: HttpRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Give an empty plan to fill in by hand, as a Word document."""
    return attached(document_of(None, None, brand_in_force()), DOCX, "plan.docx")


@router.post("/{workspace}/plans/slides", **answers_file(PPTX))
@allowed(Action.VIEW, "read")
def write_slides(request: HttpRequest, workspace: str, plan: WrittenPlan) -> HttpResponse:  # noqa: ARG001
    """Give a plan as five slides. Nothing is stored."""
    return attached(slides_of(plan, examine(plan.read()), brand_in_force()), PPTX, "plan.pptx")


@router.post("/{workspace}/plans/checklist", **answers_file(PDF))
@allowed(Action.VIEW, "read")
def write_checklist(request: HttpRequest, workspace: str, plan: WrittenPlan) -> HttpResponse:  # noqa: ARG001
    """Give the checklist with the days of a plan. Nothing is stored."""
    return attached(checklist_of(plan, brand_in_force()), PDF, "checklist.pdf")


@router.get(
    "/{workspace}/plans/{int:plan}/files/{kind}",
    **answers_file(*(each.content_type for each in kinds().values())),
)
@allowed(Action.VIEW)
def write_stored(
    request: HttpRequest,
    workspace: str,  # noqa: ARG001
    plan: int,
    kind: FileKind,
    query: Query[FileQuery],
) -> HttpResponse:
    """Give a stored plan as a file: Word, checklist, slides, calculator, calendar, TOML or JSON."""
    found = seen_plan(request, plan)
    said = version_called(found, query.version).content if query.version else found.content
    made = kinds()[kind]
    return attached(content_of(found, made, said), made.content_type, file_name(found, kind))


@router.get("/{workspace}/plans/checklist", **answers_file(PDF))
@allowed(Action.VIEW)
def read_checklist(request: HttpRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Give the checklist of any plan."""
    return attached(checklist_of(None, brand_in_force()), PDF, "checklist.pdf")
