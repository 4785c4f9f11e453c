"""Reads segments from JSON: ``[{"name": "Large", "criteria": {...}}, ...]``, the first one first.

Criteria are those of rules: see :mod:`maillage.domain.accounts.criteria.reading`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from maillage.core.accounts.segments import Segment
from maillage.core.geography.states import fold
from maillage.domain.accounts.criteria.reading import criterion_of
from maillage.errors import InputError
from maillage.texts import _, quoted

MOST_SEGMENTS = 50
LONGEST_NAME = 80
PARTS = {"name", "criteria"}


def segments_of(written: Any) -> tuple[Segment, ...]:
    """Read segments.

    Raises
    ------
    InputError
        Naming the segment that cannot be, and why.
    """
    fit = isinstance(written, list) and len(written) <= MOST_SEGMENTS
    if not fit or not all(isinstance(each, Mapping) and set(each) == PARTS for each in written):
        raise InputError(
            _("These are no segments."),
            remedy=_(
                "Give a list of at most %(most)d segments, each as"
                ' {"name": "...", "criteria": {...}}.'
            )
            % {"most": MOST_SEGMENTS},
        )
    segments = tuple(segment_of(each["name"], each["criteria"]) for each in written)
    check_distinct(segments)
    return segments


def segment_of(name: Any, criteria: Any) -> Segment:
    """Read one segment; what is wrong with its criteria is said with its name."""
    called = checked_name(name)
    try:
        return Segment(called, criterion_of(criteria))
    except InputError as error:
        text = _("Segment %(name)s: %(problem)s") % {"name": quoted(called), "problem": str(error)}
        raise InputError(text, remedy=error.remedy) from error


def checked_name(name: Any) -> str:
    """Read the name of a segment or of a segmentation."""
    called = " ".join(name.split()) if isinstance(name, str) else ""
    if not fold(called) or not called.isprintable() or len(called) > LONGEST_NAME:
        raise InputError(
            _("%(name)s is no name for a segment.") % {"name": quoted(str(name)[:60])},
            remedy=_("Write 1 to %(most)d characters, with a letter or a digit.")
            % {"most": LONGEST_NAME},
        )
    return called


def check_distinct(segments: tuple[Segment, ...]) -> None:
    """Refuse two segments of one name."""
    seen: set[str] = set()
    for each in segments:
        if fold(each.name) in seen:
            raise InputError(
                _("Two segments are called %(name)s.") % {"name": quoted(each.name)},
                remedy=_("Give each a name of its own."),
            )
        seen.add(fold(each.name))
