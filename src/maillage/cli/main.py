"""The entry of the command line: ``maillage``."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback

import typer

from maillage import __version__
from maillage.cli.errors import show_error
from maillage.cli.language import language_of, speak
from maillage.errors import MaillageError
from maillage.texts import _


def unexpected(error: Exception) -> str:
    """Keep the details of an unexpected error in a file and say where."""
    details = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile(
        "w", prefix="maillage-error-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(f"maillage {__version__}, Python {sys.version}\n{sys.argv}\n{details}")
    happened = _("Something unexpected happened (%(kind)s). Nothing more was written.")
    details = _("The details are in %(file)s; please send them with your report.")
    return f"{happened}\n{details}" % {"kind": type(error).__name__, "file": log.name}


def main() -> None:
    """Run the command line; errors become one message, a remedy and an exit code."""
    speak(language_of(sys.argv[1:]))
    from maillage.cli.program import app  # noqa: PLC0415 - its help is built in the language chosen

    try:
        app(standalone_mode=True)
    except MaillageError as error:
        show_error(error, as_json="--json" in sys.argv)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo(_("Stopped."), err=True)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - a person never meets a stack trace
        typer.echo(unexpected(error), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
