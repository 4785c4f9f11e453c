"""`maillage plan document`, `slides`, `checklist`: what people write in, show and print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maillage.cli.answers import write_file
from maillage.cli.plan_files import read_any
from maillage.texts import _

if TYPE_CHECKING:
    from maillage.core.plans.examining import Examination
    from maillage.domain.brand.look import Brand
    from maillage.interfaces.importers.plans.schema import WrittenPlan

Given = Annotated[
    Path | None,
    typer.Argument(
        metavar=_("FILE"),
        help=_("The plan (TOML), or its calculator filled in (XLSX); without one, an empty plan."),
    ),
]
Force = Annotated[bool, typer.Option("--force", help=_("Overwrite the file."))]
Company = Annotated[str, typer.Option("--company", help=_("Name of the company."))]
Colour = Annotated[
    str, typer.Option("--colour", help=_("Colour of headings, like #1f3a5f; it must be dark."))
]
Accent = Annotated[str, typer.Option("--accent", help=_("Colour of bars and marks."))]
Logo = Annotated[
    Path | None, typer.Option("--logo", help=_("Logo of the company, PNG or SVG, at most 1 MB."))
]


def register(plan_app: typer.Typer) -> None:
    """Add the commands to those of plans."""
    plan_app.command(
        "document", help=_("Write a plan as a Word document, or an empty one to fill in by hand.")
    )(document)
    plan_app.command("slides", help=_("Write a plan as five slides for PowerPoint."))(slides)
    plan_app.command(
        "checklist",
        help=_("Write the checklist to print: seven steps, frequent errors, when to look again."),
    )(checklist)


def document(
    file: Given = None,
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", help=_("Word document to write (DOCX)."))
    ] = Path("plan.docx"),
    company: Company = "",
    colour: Colour = "",
    accent: Accent = "",
    logo: Logo = None,
    force: Force = False,
) -> None:
    """Write the Word document of a plan."""
    from maillage.interfaces.exporters.plans.word import document_of  # noqa: PLC0415 - Django

    brand = brand_from(company, colour, accent, logo)
    write_file(out, document_of(*examined(file), brand), force=force)


def slides(
    file: Annotated[
        Path,
        typer.Argument(
            metavar=_("FILE"), help=_("The plan (TOML), or its calculator filled in (XLSX).")
        ),
    ],
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help=_("Slides to write (PPTX)."))] = Path(
        "plan.pptx"
    ),
    company: Company = "",
    colour: Colour = "",
    accent: Accent = "",
    logo: Logo = None,
    force: Force = False,
) -> None:
    """Write the slides of a plan."""
    from maillage.core.plans.examining import examine  # noqa: PLC0415 - loads SciPy
    from maillage.interfaces.exporters.plans.slides import slides_of  # noqa: PLC0415 - Django

    brand = brand_from(company, colour, accent, logo)
    written = read_any(file)
    write_file(out, slides_of(written, examine(written.read()), brand), force=force)


def checklist(
    file: Given = None,
    *,
    out: Annotated[Path, typer.Option("--out", "-o", help=_("Checklist to write (PDF)."))] = Path(
        "checklist.pdf"
    ),
    company: Company = "",
    colour: Colour = "",
    logo: Logo = None,
    force: Force = False,
) -> None:
    """Write the checklist of a plan."""
    from maillage.interfaces.exporters.plans.checklist import checklist_of  # noqa: PLC0415 - Django

    brand = brand_from(company, colour, "", logo)
    written = read_any(file) if file else None
    write_file(out, checklist_of(written, brand), force=force)


def examined(file: Path | None) -> tuple[WrittenPlan | None, Examination | None]:
    """Read and examine a plan; without a file there is none."""
    from maillage.core.plans.examining import examine  # noqa: PLC0415 - loads SciPy

    if file is None:
        return None, None
    written = read_any(file)
    return written, examine(written.read())


def brand_from(company: str, colour: str, accent: str, logo: Path | None) -> Brand:
    """The look that the options ask for."""
    from maillage.domain.brand.look import brand_of  # noqa: PLC0415 - read when a command runs
    from maillage.interfaces.importers.logos import read_logo  # noqa: PLC0415 - loads Pillow

    return brand_of(company, colour, accent, read_logo(logo) if logo else b"")
