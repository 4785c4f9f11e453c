"""Plans in files (TOML)."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from maillage.errors import FileError, ParameterError
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.texts import _, quoted

LARGEST: Final = 1_000_000
"""Bytes of a file that is read."""
EXAMPLE: Final = Path(__file__).with_name("elise.toml")


def read_plan(path: Path) -> WrittenPlan:
    """Read a plan from a file.

    Raises
    ------
    FileError
        If there is none, or it is no TOML.
    ParameterError
        If a value cannot be; the message names the file, the place, the value and why.
    """
    try:
        content = path.read_bytes()[: LARGEST + 1]
    except OSError as error:
        raise FileError(
            _("%(file)s cannot be read: %(reason)s.")
            % {"file": quoted(str(path)), "reason": error.strerror}
        ) from error
    return plan_from(content, name=path.name)


def plan_from(content: bytes, *, name: str) -> WrittenPlan:
    """Read a plan from the content of a file."""
    if len(content) > LARGEST:
        raise FileError(_("%(file)s is too large for a plan.") % {"file": quoted(name)})
    try:
        written = tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise FileError(
            _("%(file)s is no plan: %(reason)s.") % {"file": quoted(name), "reason": error},
            remedy=_('Begin with the one that "maillage plan example" writes.'),
        ) from error
    try:
        return WrittenPlan.model_validate(written)
    except ValidationError as error:
        raise ParameterError(
            " ".join(problem(name, dict(each)) for each in error.errors()[:10]),
            remedy=_('Begin with the one that "maillage plan example" writes.'),
        ) from error


def problem(file: str, found: dict[str, Any]) -> str:
    """Say in words what is wrong at one place of a file."""
    place = ".".join(str(each + 1) if isinstance(each, int) else each for each in found["loc"])
    words = {
        "missing": _("%(file)s, %(place)s: it is missing."),
        "extra_forbidden": _("%(file)s, %(place)s: there is no such setting."),
    }.get(found["type"], _("%(file)s, %(place)s = %(value)s: %(reason)s."))
    shown = quoted(str(found["input"])[:60])
    return words % {"file": file, "place": place, "value": shown, "reason": found["msg"]}
