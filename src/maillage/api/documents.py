"""The documents of a plan: Word, slides, checklist; with a plan, or empty to fill in by hand."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from maillage.api.calling import allowed
from maillage.api.files import answers_file
from maillage.api.letters import PDF
from maillage.core.plans.examining import examine
from maillage.domain.brand.keeping import brand_in_force
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.minutes import DOCX
from maillage.interfaces.exporters.plans.checklist import checklist_of
from maillage.interfaces.exporters.plans.slides import PPTX, slides_of
from maillage.interfaces.exporters.plans.word import document_of
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.permissions import Action

router = Router(tags=["plans"])


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


@router.get("/{workspace}/plans/checklist", **answers_file(PDF))
@allowed(Action.VIEW)
def read_checklist(request: HttpRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Give the checklist of any plan."""
    return attached(checklist_of(None, brand_in_force()), PDF, "checklist.pdf")
