"""Plans in files (TOML)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from maillage.errors import FileError, ParameterError
from maillage.interfaces.importers.plans.schema import WrittenPlan
from maillage.texts import _, language, quoted

type Place = tuple[int | str, ...]

LARGEST: Final = 1_000_000
"""Bytes of a file that is read."""
EXAMPLE: Final = Path(__file__).with_name("elise.toml")
IN_FRENCH: Final = EXAMPLE.with_name("elise.fr.toml")


def example() -> Path:
    """The plan of Élise, its names in the reader's language."""
    return IN_FRENCH if language() == "fr" else EXAMPLE


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
    return validated(written, lambda place: f"{name}, {in_words(place)}")


def validated(written: dict[str, Any], place_of: Callable[[Place], str]) -> WrittenPlan:
    """Check what was written; ``place_of`` names the file and the place of a value."""
    try:
        return WrittenPlan.model_validate(written)
    except ValidationError as error:
        raise ParameterError(
            " ".join(problem(place_of(each["loc"]), dict(each)) for each in error.errors()[:10]),
            remedy=_('Begin with the one that "maillage plan example" writes.'),
        ) from error


def in_words(place: Place) -> str:
    """A place in a file: sources.1.share is the share of the first source."""
    return ".".join(str(each + 1) if isinstance(each, int) else each for each in place)


def problem(place: str, found: dict[str, Any]) -> str:
    """Say in words what is wrong at one place of a file."""
    words = {
        "missing": _("%(place)s: it is missing."),
        "extra_forbidden": _("%(place)s: there is no such setting."),
    }.get(found["type"], _("%(place)s = %(value)s: %(reason)s."))
    return words % {
        "place": place,
        "value": quoted(str(found["input"])[:60]),
        "reason": found["msg"],
    }
