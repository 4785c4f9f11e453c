"""How errors are shown, and the exit codes."""

from __future__ import annotations

import errno
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from maillage.errors import InfeasibleError, MaillageError, RowError
from maillage.texts import _, ngettext

SHOWN = 20
OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENAMETOOLONG, errno.EACCES}


def exit_codes() -> str:
    """What the codes mean that the program ends with."""
    return _(
        "Exit codes: 0 done; 1 unexpected; 2 wrong use; 3 a file or table cannot be used as it is;"
        " 4 no alignment can satisfy what was asked; 5 no workspace; 6 done, but not everything"
        " asked could be kept; 130 stopped."
    )


def of_the_surroundings(error: Exception) -> MaillageError | None:
    """What a failing disk or database means to the person; None where it is another error."""
    from django.db import DatabaseError, OperationalError  # noqa: PLC0415 - only when needed

    if isinstance(error, OperationalError) or type(error) is DatabaseError:
        from maillage.domain.workspace import unusable_workspace  # noqa: PLC0415

        return unusable_workspace(error)
    if isinstance(error, OSError) and error.errno in OF_THE_DISK:
        from maillage.interfaces.exporters.folder import unwritable  # noqa: PLC0415

        return unwritable(Path(error.filename or tempfile.gettempdir()), error)
    return None


def show_error(error: MaillageError, *, as_json: bool) -> None:
    """Print an error for a person on standard error, or for a machine on standard output."""
    if as_json:
        answer = json.dumps({"error": describe(error)}, ensure_ascii=False, indent=2)
        print(answer.encode("utf-8", "backslashreplace").decode())  # noqa: T201
        return
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for line in lines(error):
        console.print(line)


def lines(error: MaillageError) -> list[str]:
    """The lines of an error, with Rich markup."""
    if isinstance(error, InfeasibleError):
        head = f"[bold red]{_('No alignment can satisfy what was asked.')}[/]"
        return [head, *listed(error.findings)]
    if isinstance(error, RowError):
        head = ngettext(
            "[bold red]%(file)s[/]: %(count)d cell is wrong.",
            "[bold red]%(file)s[/]: %(count)d cells are wrong.",
            len(error.problems),
        ) % {"file": escape(error.file), "count": len(error.problems)}
        return [head, *listed(error.problems)]
    text = [f"[bold red]{escape(error.message)}[/]"]
    return [*text, escape(error.remedy)] if error.remedy else text


def listed(reasons: Sequence[object]) -> list[str]:
    """The first of several reasons, one line each, and how many more there are."""
    more = len(reasons) - SHOWN
    shown = [f"  • {escape(str(reason))}" for reason in reasons[:SHOWN]]
    return [*shown, "  " + _("… and %(more)d more") % {"more": more}] if more > 0 else shown


def describe(error: MaillageError) -> dict[str, Any]:
    """The error as plain values."""
    found: dict[str, Any] = {
        "type": type(error).__name__,
        "message": error.message,
        "remedy": error.remedy,
    }
    if isinstance(error, RowError):
        found["problems"] = [
            {
                "row": each.row,
                "column": each.column,
                "value": each.value[:200],
                "message": each.message,
                "remedy": each.remedy,
            }
            for each in error.problems
        ]
    if isinstance(error, InfeasibleError):
        found["findings"] = [
            {
                "code": each.code,
                "message": each.message,
                "subjects": list(each.subjects),
                "remedy": each.remedy,
            }
            for each in error.findings
        ]
    return found
