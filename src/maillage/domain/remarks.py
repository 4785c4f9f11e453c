"""What people write in their own words: a reason, an answer, a note."""

from __future__ import annotations

from maillage.errors import InputError
from maillage.texts import _

LONGEST = 4000
"""Characters of one remark."""
SHORT = 200
"""Characters of one that stands in a line."""


def remark(text: str, *, needed: bool = False, most: int = LONGEST) -> str:
    """A text as it is kept.

    Raises
    ------
    InputError
        If it is too long, or needed and not there.
    """
    said = text.replace("\x00", "").strip()
    if needed and not 1 <= len(said) <= most:
        raise InputError(
            _("A text has 1 to %(most)d characters; this one has %(count)d.")
            % {"most": most, "count": len(said)}
        )
    if len(said) > most:
        raise InputError(
            _("This text has %(count)d characters.") % {"count": len(said)},
            remedy=_("Write %(most)d at most.") % {"most": most},
        )
    return said


def short_remark(text: str) -> str:
    """Give a text of one line as it is kept; see :func:`remark`."""
    return " ".join(remark(text, most=SHORT).split())
