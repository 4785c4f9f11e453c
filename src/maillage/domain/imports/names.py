"""Compares names the way people do: without case, accents, spaces or punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

from django.utils.translation import gettext as _

NOT_WORD = re.compile(r"[^a-z0-9]")
COMPARED = 2000


def key(text: str) -> str:
    """Reduce a name to its unaccented lower-case letters and digits."""
    folded = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae"))
    return NOT_WORD.sub("", folded.casefold())


def suggestion(text: str, names: Iterable[str], *, otherwise: str) -> str:
    """Propose the names most like a text, or something else to do where none is like it.

    Among very many names only those that begin alike are compared.
    """
    known = list(names)
    if len(known) > COMPARED:
        alike = (name for name in known if name[:2].casefold() == text[:2].casefold())
        known = list(islice(alike, COMPARED))
    close = get_close_matches(text, known, n=3, cutoff=0.6)
    if not close:
        return otherwise
    return _("Did you mean %(names)s?") % {"names": ", ".join(close)}
