"""``maillage demo``: the whole way, on generated data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from maillage.cli.workspace import open_workspace
from maillage.texts import _


def register(app: typer.Typer) -> None:
    """Add the command to those of the program."""
    described = _(
        "Load a generated company entering the USA, design its territories and write all files."
    )
    app.command("demo", help=described)(demo)


def demo(
    context: typer.Context,
    *,
    out: Annotated[
        str, typer.Option(metavar=_("FOLDER"), help=_("Folder for the files."))
    ] = "demo-output",
    force: Annotated[
        bool,
        typer.Option(
            "--force", help=_("Overwrite files in that folder that Maillage did not write.")
        ),
    ] = False,
    with_server: Annotated[
        bool,
        typer.Option("--serve", help=_("Start the application in the background at the end.")),
    ] = False,
) -> None:
    """Load a generated company entering the USA, design its territories and write all files."""
    open_workspace(context, create=True)
    from maillage.cli import options  # noqa: PLC0415 - loads pandas
    from maillage.cli.design import run  # noqa: PLC0415 - needs Django set up
    from maillage.domain.demo import load_demonstration  # noqa: PLC0415
    from maillage.domain.territories.request import (  # noqa: PLC0415
        DesignRequest,
        MeasureRequest,
        Source,
    )
    from maillage.interfaces.exporters.folder import check_folder  # noqa: PLC0415

    folder = options.folder(out)
    check_folder(folder, force=force)
    summary = load_demonstration()
    typer.echo(
        _("Generated demonstration: %(accounts)d accounts, %(reps)d reps, %(touches)d touches.")
        % {"accounts": summary.accounts, "reps": summary.reps, "touches": summary.touches}
    )
    request = DesignRequest(
        name=_("Sales territories, USA"),
        measures=(MeasureRequest(Source.POTENTIAL, 0.05), MeasureRequest(Source.ACCOUNTS, 0.25)),
    )
    run(request, out=folder, force=force, as_json=False)
    show_people(context.obj, with_server=with_server)


def show_people(data_dir: Path, *, with_server: bool) -> None:
    """Let the people of the demonstration in with their plans, and say how they sign in."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from maillage.cli.serve import detach  # noqa: PLC0415 - only with a server
    from maillage.domain.demo_leads import lead_demonstration  # noqa: PLC0415
    from maillage.domain.demo_people import let_demo_people_in  # noqa: PLC0415
    from maillage.interfaces.demo_plans import plan_demonstration  # noqa: PLC0415

    people = let_demo_people_in()
    plan_demonstration(addresses=people.addresses, on=timezone.localdate())
    lead_demonstration(addresses=people.addresses, now=timezone.now())
    typer.echo("")
    if with_server:
        typer.echo(_("Maillage is at %(address)s") % {"address": detach(data_dir)})
    typer.echo(
        _("Sign in as %(address)s (or %(others)s), password %(password)s")
        % {
            "address": people.addresses["operations"],
            "others": ", ".join(role for role in people.addresses if role != "operations"),
            "password": people.password,
        }
    )
    then = (
        _("To stop it: %(command)s") if with_server else _("To start the application: %(command)s")
    )
    word = "stop" if with_server else "serve"
    typer.echo(then % {"command": f"maillage --data-dir {data_dir} {word}"})
