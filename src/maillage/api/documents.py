"""The documents of a plan: the Word file that is worked in, and an empty one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from maillage.api.calling import allowed
from maillage.api.files import answers_file, attached
from maillage.core.plans.examining import examine
from maillage.domain.brand.look import Brand
from maillage.interfaces.exporters.minutes import DOCX
from maillage.interfaces.exporters.plans.word import document_of
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.permissions import Action

router = Router(tags=["plans"])


@router.post("/{workspace}/plans/document", **answers_file(DOCX))
@allowed(Action.VIEW, "read")
def write_document(request: HttpRequest, workspace: str, plan: WrittenPlan) -> HttpResponse:  # noqa: ARG001
    """Give the Word document of a plan. Nothing is stored."""
    return attached(document_of(plan, examine(plan.read()), Brand()), DOCX, "plan.docx")


@router.get("/{workspace}/plans/document", **answers_file(DOCX))
@allowed(Action.VIEW)
def write_template(request: HttpRequest, workspace: str) -> HttpResponse:  # noqa: ARG001
    """Give an empty plan to fill in by hand, as a Word document."""
    return attached(document_of(None, None, Brand()), DOCX, "plan.docx")
