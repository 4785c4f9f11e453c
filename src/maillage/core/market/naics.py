"""NAICS codes: reading them as official files pad them, and walking their hierarchy.

A code is kept as its significant digits (``"5415"``), a sector that spans several two-digit
numbers as its published range (``"31-33"``), and all industries together as ``""``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from maillage.errors import ParameterError
from maillage.texts import _, quoted

ALL = ""
RANGES = (
    dict.fromkeys(("31", "32", "33"), "31-33")
    | dict.fromkeys(("44", "45"), "44-45")
    | dict.fromkeys(("48", "49"), "48-49")
)
# 95 and 99 are not sectors of the classification, but the files publish them.
OTHERS = {"11", "21", "22", "23", "42", *map(str, range(51, 57)), "61", "62", "71", "72", "81"}
SECTORS = frozenset({*OTHERS, *RANGES.values(), "92", "95", "99"})
WRITTEN = re.compile(r"(\d{2,6}|31-33|44-45|48-49)")
EVERYTHING = {"------", "--", "0", "00", "ALL"}


def read_code(written: str) -> str | None:
    """Read one code as an official file writes it.

    Parameters
    ----------
    written
        ``"------"`` or ``"00"`` (all industries), ``"31----"``, ``"31-33"``, ``"113///"``,
        ``"1131//"``, ``"113---"``, ``"113310"``.

    Returns
    -------
    str or None
        The code without padding, or None when it is not a NAICS code.
    """
    if written.strip().upper() in EVERYTHING:
        return ALL
    digits = written.strip().rstrip("-/")
    if not WRITTEN.fullmatch(digits) or sector(digits) not in SECTORS:
        return None
    return sector(digits) if len(digits) == 2 else digits


def sector(code: str) -> str:
    """Name the sector a code belongs to: ``"3254"`` is of ``"31-33"``."""
    return RANGES.get(code[:2], code[:2])


def parent(code: str) -> str | None:
    """Name the next broader code; that of a sector is ``""``, and ``""`` has none."""
    if code == ALL:
        return None
    if code in SECTORS:
        return ALL
    return sector(code) if len(code) == 3 else code[:-1]


def ancestors(code: str) -> list[str]:
    """List the broader codes of ``code``, nearest first, ending with ``""``."""
    broader: list[str] = []
    above = parent(code)
    while above is not None:
        broader.append(above)
        above = parent(above)
    return broader


def is_within(code: str, industry: str) -> bool:
    """Tell whether ``code`` is ``industry`` or one of its parts."""
    return code == industry or industry in ancestors(code)


def children(code: str, known: Iterable[str]) -> list[str]:
    """List the codes among ``known`` whose parent is ``code``, in order."""
    return sorted({each for each in known if parent(each) == code})


def match(known: Iterable[str], industries: Sequence[str]) -> list[str]:
    """List the codes among ``known`` that are one of ``industries`` or a part of one."""
    return sorted({each for each in known if any(is_within(each, it) for it in industries)})


def chosen(industries: Iterable[str]) -> tuple[str, ...]:
    """Read a choice of industries as a person types it, counting overlaps once.

    Parameters
    ----------
    industries
        Codes of any mix of levels: ``["31-33", "5415", "all"]``. A part of another chosen code
        adds nothing and is left out: ``["54", "5415"]`` is ``("54",)``.

    Raises
    ------
    ParameterError
        If a code is not a NAICS code, or none is given.
    """
    codes = {read_choice(each) for each in industries}
    if not codes:
        raise ParameterError(
            _("No industry is chosen."), remedy=_("Give at least one NAICS code, or 'all'.")
        )
    return tuple(sorted(code for code in codes if codes.isdisjoint(ancestors(code))))


def read_choice(typed: str) -> str:
    """Read one industry as a person types it; ``""`` stands for all."""
    code = ALL if typed == ALL else read_code(typed.strip().removeprefix("NAICS").strip())
    if code is None:
        raise ParameterError(
            _("%(code)s is not a NAICS code.") % {"code": quoted(typed)},
            remedy=_("Use 2 to 6 digits (54, 5415, 541511), a range (31-33) or 'all'."),
        )
    return code
