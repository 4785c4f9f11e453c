"""The commands of ``maillage``. They are thin; each room registers its own.

The help is built when this is imported, in the language that was chosen before.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from maillage import __version__
from maillage.cli import (
    accounts,
    advise,
    brand,
    care,
    challenges,
    coverage,
    decisions,
    demo,
    design,
    enrichment,
    geography,
    icp,
    imports,
    indicators,
    leads,
    market,
    meetings,
    objectives,
    people,
    plans,
    recognition,
    reps,
    reviews,
    rules,
    scenarios,
    segments,
    serve,
    transfers,
)
from maillage.cli.acting import VARIABLE
from maillage.cli.errors import exit_codes
from maillage.cli.stopping import Stoppable
from maillage.cli.workspace import HELP_FLAGS, open_workspace, set_language
from maillage.texts import _

WITHOUT_WORKSPACE = {"init", "demo", "geography", "glossary", "leads", "plan", "restore", "stop"}

app = typer.Typer(
    name="maillage",
    cls=Stoppable,
    help=_("Design, staff, run and review B2B sales territories."),
    epilog=exit_codes(),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
import_app = typer.Typer(
    help=_(
        "Read accounts, reps, owners, touches or market figures from a file. Shows what would"
        " happen; --apply does it."
    ),
    no_args_is_help=True,
)
app.add_typer(import_app, name="import")
imports.register(import_app)
enrichment.register(import_app)
market.register(import_app, app)
design.register(app)
reps.register(app)
coverage.register(app)
geography.register(app)
decisions.register(app, scenarios.register(app))
challenges.register(app)
icp.register(app)
accounts.register(app)
segments.register(app)
rules.register(app)
advise.register(app)
transfers.register(app)
reviews.register(app)
meetings.register(app)
indicators.register(app)
recognition.register(app)
plans.register(app)
leads.register(app)
brand.register(app)
objectives.register(app)
people.register(app)
serve.register(app)
care.register(app)
demo.register(app)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    data_dir: Annotated[
        Path,
        typer.Option(
            "--data-dir", envvar="MAILLAGE_DATA_DIR", help=_("Where the workspace is kept.")
        ),
    ] = Path("maillage-data"),
    workspace: Annotated[
        str,
        typer.Option(
            "--workspace",
            envvar="MAILLAGE_WORKSPACE",
            help=_("Short name of the workspace, where the folder holds several."),
        ),
    ] = "",
    acting: Annotated[
        str,
        typer.Option(
            "--as",
            metavar=_("E-MAIL"),
            envvar=VARIABLE,
            help=_(
                "Who you are: what you do is recorded as yours, and your role says what you may."
            ),
        ),
    ] = "",
    language: Annotated[
        str, typer.Option("--lang", envvar="MAILLAGE_LANG", help=_("Language: en or fr."))
    ] = "",
    version: Annotated[bool, typer.Option("--version", help=_("Show the version."))] = False,
) -> None:
    """Design, staff, run and review B2B sales territories."""
    if version:
        typer.echo(f"maillage {__version__}")
        raise typer.Exit
    context.obj = data_dir
    os.environ["MAILLAGE_DATA_DIR"] = str(data_dir)
    os.environ["MAILLAGE_WORKSPACE"] = workspace
    os.environ[VARIABLE] = acting
    if HELP_FLAGS & set(sys.argv):
        return
    set_language(language)
    if context.invoked_subcommand not in WITHOUT_WORKSPACE:
        open_workspace(context)


@app.command(help=_("Create the workspace: a folder with one database file."))
def init(context: typer.Context) -> None:
    """Create the workspace: a folder with one database file."""
    open_workspace(context, create=True)
    typer.echo(_("The workspace is ready in %(folder)s.") % {"folder": context.obj})
