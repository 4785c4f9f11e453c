"""Small JSON files that a person writes for a command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from maillage.errors import FileError
from maillage.texts import _

LONGEST_FILE = 1_000_000


def read_json(file: Path) -> Any:
    """Read a small JSON file.

    Raises
    ------
    FileError
        If it cannot be read.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(LONGEST_FILE + 1)
        if len(content) > LONGEST_FILE:
            raise FileError(
                _("%(file)s is too large to be read as JSON.") % {"file": file},
                remedy=_("Begin with one of the presets that the command prints."),
            )
        return json.loads(content)
    except (OSError, ValueError, RecursionError) as error:
        raise FileError(
            _("%(file)s cannot be read as JSON: %(reason)s") % {"file": file, "reason": error},
            remedy=_("Begin with one of the presets that the command prints."),
        ) from error
