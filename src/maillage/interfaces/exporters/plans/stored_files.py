"""A stored plan as a file: documents, the calculator, a calendar, and what programs read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from maillage.core.plans.examining import Examination, examine
from maillage.domain.brand.keeping import brand_in_force
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
from maillage.texts import _

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


def content_of(plan: RepPlan, kind: Kind, said: Mapping[str, Any]) -> bytes:
    """The file of what a version of a plan says.

    Raises
    ------
    ParameterError
        If it cannot be read any more; the message names the place, the value and why.
    """
    written = stored_plan(said)
    return kind.write(plan, written, examine(written.read()))


def file_name(plan: RepPlan, name: str) -> str:
    """What the file of a plan is called; ``name`` is its kind."""
    stem = f"plan-{plan.rep.external_id}-{plan.starts_on.year}"
    return f"{stem.encode('ascii', 'ignore').decode()}.{name}"
