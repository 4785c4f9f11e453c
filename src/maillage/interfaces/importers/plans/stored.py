"""Plans that were stored, read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maillage.interfaces.importers.plans.files import in_words, validated
from maillage.interfaces.importers.plans.schema import WrittenPlan


def stored_plan(content: Mapping[str, Any]) -> WrittenPlan:
    """Read what a version of a plan says.

    Raises
    ------
    ParameterError
        If a value cannot be any more; the message names the place, the value and why.
    """
    return validated(dict(content), in_words)
