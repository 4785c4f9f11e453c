"""The small YAML file by which a person corrects how a file is read.

::

    columns: {external_id: "Code tiers", name: "Raison sociale", phone: null}
    defaults: {country: FR}
    values: {status: {"En cours": customer}}
    decimal: ","
    date: "%d/%m/%Y"
    encoding: windows-1252
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from maillage.errors import MappingError
from maillage.interfaces.importers.files import MEGABYTE, check_size

KEYS = ("columns", "defaults", "values", "decimal", "date", "encoding")


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the mapping file says; a column of ``""`` means: do not read this field."""

    columns: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    decimal: str = ""
    date: str = ""
    encoding: str = ""


def read_overrides(path: Path) -> Overrides:
    """Read and check a mapping file.

    Raises
    ------
    MappingError
        If it is not YAML, holds an unknown key, or a value of the wrong kind.
    """
    check_size(path)
    if path.stat().st_size > MEGABYTE:
        raise wrong(path, _("it is larger than 1 MB"))
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise wrong(path, " ".join(str(error).split())) from error
    if not isinstance(content, dict):
        raise wrong(path, _("it holds no keys"))
    for name in content:
        if name not in KEYS:
            raise wrong(path, _("unknown key “%(key)s”") % {"key": name})
    return checked(path, content)


def checked(path: Path, content: dict[str, Any]) -> Overrides:
    """Build the overrides, refusing values of the wrong kind."""
    decimal = str(content.get("decimal") or "")
    if decimal not in ("", ",", "."):
        raise wrong(path, _("`decimal` must be a comma or a point"))
    pattern = str(content.get("date") or "")
    if pattern and not all(sign in pattern.lower() for sign in ("%d", "%y")):
        raise wrong(path, _("`date` must be a format such as %(format)s") % {"format": "%d/%m/%Y"})
    values = {
        name: texts(path, words, name) for name, words in section(path, content, "values").items()
    }
    return Overrides(
        texts(path, content.get("columns"), "columns"),
        texts(path, content.get("defaults"), "defaults"),
        values,
        decimal,
        pattern,
        known_encoding(path, str(content.get("encoding") or "")),
    )


def known_encoding(path: Path, name: str) -> str:
    """Return the name of an encoding if there is one of this name that holds text."""
    try:
        "é".encode(name or "utf-8", errors="replace")
    except (LookupError, ValueError) as error:
        raise wrong(
            path, _("`encoding` must be a name such as %(name)s") % {"name": "windows-1252"}
        ) from error
    return name


def section(path: Path, content: dict[str, Any], name: str) -> dict[str, Any]:
    """Return one part of the file, which must consist of keys and values."""
    part = content.get(name) or {}
    if not isinstance(part, dict):
        raise wrong(path, _("`%(key)s` must hold lines of the form name: value") % {"key": name})
    return {str(key): value for key, value in part.items()}


def texts(path: Path, part: Any, name: str) -> dict[str, str]:
    """Return a part of the file whose values are single words."""
    found = section(path, {name: part}, name)
    if any(isinstance(value, dict | list) for value in found.values()):
        raise wrong(path, _("`%(key)s` must hold lines of the form name: value") % {"key": name})
    return {key: "" if value is None else str(value) for key, value in found.items()}


def wrong(path: Path, reason: str) -> MappingError:
    """Build the error for a mapping file that cannot be used."""
    return MappingError(
        _("The mapping file %(file)s cannot be used: %(reason)s.")
        % {"file": path.name, "reason": reason},
        remedy=_("It may hold %(keys)s.") % {"keys": ", ".join(KEYS)},
    )
