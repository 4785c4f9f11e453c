"""A plan as a file: documents, the calculator, a calendar, and what programs read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from maillage.core.plans.examining import Examination, examine
from maillage.domain.brand.keeping import brand_in_force
from maillage.interfaces.downloads import attached
from maillage.interfaces.exporters.minutes import DOCX, ICS
from maillage.interfaces.exporters.plans.blocks_ics import plan_calendar
from maillage.interfaces.exporters.plans.calculator import calculator
from maillage.interfaces.exporters.plans.checklist import checklist_of
from maillage.interfaces.exporters.plans.slides import PPTX, slides_of
from maillage.interfaces.exporters.plans.toml import plan_toml
from maillage.interfaces.exporters.plans.word import document_of
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.interfaces.importers.plans.stored import stored_plan
from maillage.interfaces.lists.files import KINDS
from maillage.models import RepPlan
from maillage.permissions import Action
from maillage.texts import _
from maillage.web.addresses import address
from maillage.web.guard import needs
from maillage.web.views.plans.finding import plan_seen

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what it is, what its button says, and how it is made."""

    content_type: str
    label: str
    icon: str
    write: Callable[[RepPlan, WrittenPlan, Examination], bytes]


def kinds() -> dict[str, Kind]:
    """The kinds of files, by the end of their name."""
    return {
        "docx": Kind(DOCX, _("The plan to print (Word)"), "file-text",
                     lambda _plan, written, found: document_of(written, found, brand_in_force())),
        "pdf": Kind(PDF, _("Checklist (PDF)"), "check",
                    lambda _plan, written, _found: checklist_of(written, brand_in_force())),
        "pptx": Kind(PPTX, _("Five slides (PowerPoint)"), "monitor",
                     lambda _plan, written, found: slides_of(written, found, brand_in_force())),
        "xlsx": Kind(KINDS["xlsx"], _("Calculator (Excel)"), "table",
                     lambda _plan, written, found: calculator(written, found)),
        "ics": Kind(ICS, _("Week and reviews (calendar)"), "calendar", calendar_of),
        "toml": Kind("application/toml", "TOML", "download",
                     lambda _plan, written, _found: plan_toml(written).encode()),
        "json": Kind("application/json", "JSON", "download",
                     lambda _plan, written, _found: written.model_dump_json(indent=2).encode()),
    }  # fmt: skip


def calendar_of(plan: RepPlan, written: WrittenPlan, found: Examination) -> bytes:
    """The calendar of a plan, which replaces the one of an earlier version."""
    identity = f"{plan.workspace.slug}/{plan.pk}"
    return plan_calendar(written, found, made_at=timezone.now(), identity=identity)


def file_actions(request: HttpRequest, plan: RepPlan) -> list[dict[str, str]]:
    """The buttons that download a plan."""
    return [
        {"label": kind.label, "icon": kind.icon,
         "url": address(request, "plan_file", pk=plan.pk, kind=name)}
        for name, kind in kinds().items()
    ]  # fmt: skip


@needs(Action.VIEW)
def plan_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Give the plan as a file of a kind."""
    found = plan_seen(request, pk)
    made = kinds().get(kind)
    if made is None:
        raise Http404
    written = stored_plan(found.content)
    content = made.write(found, written, examine(written.read()))
    name = f"plan-{found.rep.external_id}-{found.starts_on.year}".encode("ascii", "ignore").decode()
    return attached(content, made.content_type, f"{name}.{kind}")
