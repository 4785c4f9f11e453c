"""``maillage leads models``: versions of the score model, tried on the stored leads, activated."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maillage.cli.acting import whoever
from maillage.cli.answers import AsJson, show_json, show_rows
from maillage.cli.leads_files import instant
from maillage.texts import _

Version = Annotated[int, typer.Argument(metavar=_("VERSION"), help=_("Number of the version."))]
ModelFile = Annotated[
    str, typer.Argument(metavar=_("FILE"), help=_("A TOML file, or seed or recommended."))
]


def register(leads: typer.Typer) -> None:
    """Add the commands to those of leads."""
    models = typer.Typer(
        help=_("Score models: written, tried on the stored leads, activated."), no_args_is_help=True
    )
    models.command("list", help=_("List the versions of the score model."))(listed)
    models.command("show", help=_("Print a version as TOML."))(show)
    models.command("draft", help=_("Write a new version from a TOML file."))(draft)
    models.command("whatif", help=_("Say which stored leads another model would move."))(whatif)
    models.command("activate", help=_("Bring a draft into force."))(activate)
    leads.add_typer(models, name="models")


def listed(*, as_json: AsJson = False) -> None:
    """List the versions."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.score_models import models, state_of  # noqa: PLC0415
    from maillage.interfaces.lists.score_models import begins, stages, states  # noqa: PLC0415

    now = timezone.now()
    rows = [
        {
            "version": each.version,
            "model": each.content["name"],
            "state": state_of(each, now),
            "said": states()[state_of(each, now)],
            "begins": begins(each),
            "stages": stages(each),
            "note": each.note,
        }
        for each in models()
    ]
    heads = {
        "version": _("Version"),
        "model": _("Model"),
        "said": _("State"),
        "begins": _("In force from"),
        "stages": _("Thresholds"),
        "note": _("Note"),
    }
    show_rows(rows, heads, as_json=as_json, empty="")


def show(version: Version, *, as_json: AsJson = False) -> None:
    """Print a version as TOML."""
    from maillage.domain.leads.score_models import model_called, written_of  # noqa: PLC0415
    from maillage.interfaces.exporters.leads.toml import as_toml  # noqa: PLC0415

    written = written_of(model_called(version))
    if as_json:
        show_json(written.model_dump(mode="json"))
    else:
        typer.echo(as_toml(written), nl=False)


def draft(
    file: ModelFile, *, note: Annotated[str, typer.Option(help=_("What it is for."))] = ""
) -> None:
    """Write a new version."""
    from maillage.domain.leads.score_models import draft_model  # noqa: PLC0415 - needs Django
    from maillage.domain.leads.written import WrittenModel  # noqa: PLC0415
    from maillage.interfaces.importers.leads.files import read_model  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = whoever(Action.EDIT_SCORING)
    made = draft_model(written=WrittenModel.of(read_model(file)), note=note, by=by)
    typer.echo(_("Version %(number)d is written; nothing counts before it is activated.")
               % {"number": made.version})  # fmt: skip


def whatif(
    version: Annotated[
        int | None, typer.Argument(metavar=_("VERSION"), help=_("Number of the version."))
    ] = None,
    *,
    file: Annotated[
        Path | None, typer.Option("--file", help=_("A model to try, as TOML, instead."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say which leads of the last quarter another model would move."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.score_models import model_called, models  # noqa: PLC0415
    from maillage.domain.leads.terms import model_at, model_of  # noqa: PLC0415
    from maillage.domain.leads.trying import try_model  # noqa: PLC0415
    from maillage.interfaces.importers.leads.files import read_model  # noqa: PLC0415
    from maillage.interfaces.lists.score_models import standing, why  # noqa: PLC0415

    now = timezone.now()
    latest = version or models()[0].version
    new = read_model(str(file)) if file else model_of(model_called(latest))
    found = try_model(old=model_at(now)[1], new=new, now=now)
    rows = [
        {
            "lead": str(each.lead),
            "before": standing(each.before),
            "after": standing(each.after),
            "why": why(each),
        }
        for each in found.examples
    ]
    compared = found.comparison
    if as_json:
        counts = {"leads": compared.leads, "changed": len(compared.changes)}
        show_json({**counts, "before": found.before, "after": found.after, "examples": rows})
        return
    typer.echo(
        _("%(changed)d of %(leads)d leads of the last quarter change their band or stage.")
        % {"changed": len(compared.changes), "leads": compared.leads}
    )
    stages = [
        {"stage": stage.upper(), "before": found.before.get(stage, 0), "after": count}
        for stage, count in found.after.items()
    ]
    heads = {"stage": _("Stage"), "before": _("Before"), "after": _("After")}
    show_rows(stages, heads, as_json=False, empty="")
    named = {"lead": _("Lead"), "before": _("Before"), "after": _("After"), "why": _("Why")}
    show_rows(rows, named, as_json=False, empty="")


def activate(
    version: Version,
    *,
    effective_from: Annotated[
        str, typer.Option("--from", metavar=_("INSTANT"), help=_("From when; at once by default."))
    ] = "",
) -> None:
    """Bring a draft into force."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.domain.leads.score_models import activate_model, model_called  # noqa: PLC0415
    from maillage.permissions import Action  # noqa: PLC0415 - needs Django set up

    by = whoever(Action.EDIT_SCORING)
    begins = instant(effective_from, "UTC") if effective_from else None
    done = activate_model(
        model=model_called(version), effective_from=begins, by=by, now=timezone.now()
    )
    typer.echo(_("Version %(number)d holds from %(moment)s.")
               % {"number": done.version, "moment": done.effective_from})  # fmt: skip
