"""What people write in their own words: a reason, an answer, a note."""

from __future__ import annotations

from maillage.errors import InputError
from maillage.texts import _

LONGEST = 4000
"""Characters of one remark."""


def remark(text: str, *, needed: bool = False) -> str:
    """A text as it is kept.

    Raises
    ------
    InputError
        If it is too long, or needed and not there.
    """
    said = text.replace("\x00", "").strip()
    if needed and not 1 <= len(said) <= LONGEST:
        raise InputError(
            _("A text has 1 to %(most)d characters; this one has %(count)d.")
            % {"most": LONGEST, "count": len(said)}
        )
    if len(said) > LONGEST:
        raise InputError(
            _("This text has %(count)d characters.") % {"count": len(said)},
            remedy=_("Write %(most)d at most.") % {"most": LONGEST},
        )
    return said
