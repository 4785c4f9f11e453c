"""Every error Maillage raises on purpose.

::

    MaillageError
    ├── InputError                 what was given cannot be used
    │   ├── FileError              a file cannot be read at all
    │   ├── RowError               one or several cells of a table are wrong
    │   ├── MappingError           the columns of a table are not understood
    │   └── ParameterError         an option or argument is out of range
    ├── InfeasibleError            no alignment can satisfy what was asked
    ├── NotFoundError              something named does not exist
    ├── ConflictError              it is not, or no longer, in a state that allows it
    │   └── StaleError             somebody else changed it in the meantime
    ├── PermissionDeniedError      the person's role does not allow it
    ├── WorkspaceError             the data directory or database cannot be used
    └── CancelledError             the person stopped a long piece of work

Each carries a message for a person and, where one is known, a remedy: what to do about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from maillage.texts import _, ngettext, quoted


class MaillageError(Exception):
    """The base of all errors raised on purpose; ``exit_code`` is what the command line returns."""

    exit_code = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class InputError(MaillageError):
    """What was given cannot be used as it is."""

    exit_code = 3


class FileError(InputError):
    """A file cannot be read at all: missing, empty, too large, or not what its name says."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One wrong cell: where it is, what it holds, and what to do about it."""

    row: int
    column: str
    value: str
    message: str
    remedy: str

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= 60 else f"{self.value[:57]}..."
        text = _("row %(row)d, %(column)s = %(value)s: %(message)s %(remedy)s") % {
            "row": self.row,
            "column": self.column,
            "value": quoted(shown),
            "message": self.message,
            "remedy": self.remedy,
        }
        return text.strip()


class RowError(InputError):
    """One or several cells of a table are wrong; ``problems`` lists them all."""

    def __init__(self, file: str, problems: Sequence[CellProblem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__(self._first_of_all())

    def _first_of_all(self) -> str:
        more = len(self.problems) - 1
        text = _("%(file)s: %(problem)s")
        if more:
            text = ngettext(
                "%(file)s: %(problem)s (and %(more)d more)",
                "%(file)s: %(problem)s (and %(more)d more)",
                more,
            )
        return text % {"file": self.file, "problem": self.problems[0], "more": more}


class MappingError(InputError):
    """The columns of a table are not understood, or a needed one is missing."""


class ParameterError(InputError):
    """An option or argument is out of range."""

    exit_code = 2


class InfeasibleError(MaillageError):
    """No alignment can satisfy what was asked; ``findings`` say why and what would help."""

    exit_code = 4

    def __init__(self, findings: Sequence[object]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class NotFoundError(MaillageError):
    """Something named does not exist."""

    exit_code = 3


class ConflictError(MaillageError):
    """Somebody else changed the same thing in the meantime; nothing was overwritten."""

    exit_code = 3


class StaleError(ConflictError):
    """Somebody else changed the same thing since it was looked at: who, when, and what it is at."""

    def __init__(
        self, message: str, *, remedy: str = "", revision: int, by: str, at: datetime
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.revision, self.by, self.at = revision, by, at


class PermissionDeniedError(MaillageError):
    """The person's role does not allow what was asked."""

    exit_code = 3


class WorkspaceError(MaillageError):
    """The data directory or its database cannot be used."""

    exit_code = 5


class CancelledError(MaillageError):
    """The person stopped a long piece of work; nothing was written."""

    exit_code = 130
