"""French industries in American sectors, by division of the NAF.

The divisions of NAF rev. 2 and of NAF 2025, in force from 2027, carry the same numbers; only the
letters of their sections differ. A section is taken as a whole to the sector that holds most of
it, except that wholesale (46) and waste (37 to 39) follow their divisions. Computer programming
(62) thus goes to sector 51, although NAICS has it in 54.
"""

from __future__ import annotations

from typing import Final

DIVISIONS: Final[tuple[tuple[int, int, str], ...]] = (
    (1, 3, "11"),
    (5, 9, "21"),
    (10, 33, "31-33"),
    (35, 36, "22"),
    (37, 39, "56"),
    (41, 43, "23"),
    (45, 45, "44-45"),
    (46, 46, "42"),
    (47, 47, "44-45"),
    (49, 53, "48-49"),
    (55, 56, "72"),
    (58, 63, "51"),
    (64, 66, "52"),
    (68, 68, "53"),
    (69, 75, "54"),
    (77, 82, "56"),
    (84, 84, "92"),
    (85, 85, "61"),
    (86, 88, "62"),
    (90, 93, "71"),
    (94, 98, "81"),
    (99, 99, "92"),
)


def sector_of(code: str) -> str | None:
    """Name the NAICS sector of a NAF code such as ``"70.10Z"``; None if it is not one."""
    digits = code[:2]
    if not (len(code) >= 2 and digits.isascii() and digits.isdigit()):
        return None
    division = int(digits)
    return next((naics for low, high, naics in DIVISIONS if low <= division <= high), None)
