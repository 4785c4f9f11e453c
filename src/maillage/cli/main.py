"""The command line: ``maillage``. Commands are thin; each room registers its own."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Annotated

import typer

from maillage import __version__
from maillage.cli import coverage, demo, design, geography, imports, market
from maillage.cli.errors import EXIT_CODES, show_error
from maillage.cli.workspace import open_workspace, set_language
from maillage.errors import MaillageError

WITHOUT_WORKSPACE = {"init", "demo", "geography"}
HELP_FLAGS = {"--help", "-h"}

app = typer.Typer(
    name="maillage",
    help="Design, staff, run and review B2B sales territories.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
import_app = typer.Typer(
    help="Read accounts, reps, owners, touches or market figures from a file. Shows what would"
    " happen; --apply does it.",
    no_args_is_help=True,
)
app.add_typer(import_app, name="import")
imports.register(import_app)
market.register(import_app, app)
design.register(app)
coverage.register(app)
geography.register(app)
demo.register(app)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    data_dir: Annotated[
        Path,
        typer.Option("--data-dir", envvar="MAILLAGE_DATA_DIR", help="Where the workspace is kept."),
    ] = Path("maillage-data"),
    language: Annotated[
        str, typer.Option("--lang", envvar="MAILLAGE_LANG", help="Language: en or fr.")
    ] = "",
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """Design, staff, run and review B2B sales territories."""
    if version:
        typer.echo(f"maillage {__version__}")
        raise typer.Exit
    context.obj = data_dir
    os.environ["MAILLAGE_DATA_DIR"] = str(data_dir)
    if HELP_FLAGS & set(sys.argv):
        return
    if context.invoked_subcommand not in WITHOUT_WORKSPACE:
        open_workspace(data_dir)
    set_language(language)


@app.command()
def init(context: typer.Context) -> None:
    """Create the workspace: a folder with one database file."""
    open_workspace(context.obj, create=True)
    typer.echo(f"The workspace is ready in {context.obj}.")


def unexpected(error: Exception) -> str:
    """Keep the details of an unexpected error in a file and say where."""
    details = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile(
        "w", prefix="maillage-error-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(f"maillage {__version__}, Python {sys.version}\n{sys.argv}\n{details}")
    return (
        f"Something unexpected happened ({type(error).__name__}). Nothing more was written.\n"
        f"The details are in {log.name}; please send them with your report."
    )


def main() -> None:
    """Run the command line; errors become one message, a remedy and an exit code."""
    try:
        app(standalone_mode=True)
    except MaillageError as error:
        show_error(error, as_json="--json" in sys.argv)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - a person never meets a stack trace
        typer.echo(unexpected(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
