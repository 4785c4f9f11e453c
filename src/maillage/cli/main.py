"""The entry of the command line: ``maillage``."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from typing import NoReturn

import typer

from maillage import __version__
from maillage.cli.errors import of_the_surroundings, show_error
from maillage.cli.language import language_of, speak
from maillage.cli.stopping import listen
from maillage.errors import CancelledError, MaillageError
from maillage.texts import _


def unexpected(error: Exception) -> str:
    """Keep the details of an unexpected error in a file and say where."""
    details = "".join(traceback.format_exception(error))
    happened = _("Something unexpected happened (%(kind)s). Nothing more was written.")
    happened %= {"kind": type(error).__name__}
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="maillage-error-", suffix=".log", delete=False, encoding="utf-8"
        ) as log:
            log.write(f"maillage {__version__}, Python {sys.version}\n{sys.argv}\n{details}")
    except OSError:
        return happened
    kept = _("The details are in %(file)s; please send them with your report.")
    return "\n".join((happened, kept % {"file": log.name}))


def main() -> None:
    """Run the command line; errors become one message, a remedy and an exit code."""
    listen()
    try:
        speak(language_of(sys.argv[1:]))
        from maillage.cli.program import app  # noqa: PLC0415 - its help is in the language chosen

        app(standalone_mode=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        end_with(CancelledError(_("Stopped.")))
    except Exception as error:  # noqa: BLE001 - a person never meets a stack trace
        end_with(error)


def end_with(error: Exception) -> NoReturn:
    """Show an error and end with its exit code."""
    known = of_the_surroundings(error) or error
    if isinstance(known, MaillageError):
        show_error(known, as_json="--json" in sys.argv)
        sys.exit(known.exit_code)
    typer.echo(unexpected(error), err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
