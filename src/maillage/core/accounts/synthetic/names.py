"""Invented company names: two syllables of our own and a trade, so that no brand is borrowed."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

BEGINNINGS = (
    "Ald Brim Cors Dael Eskel Fyn Glas Hesk Ister Jarn Kest Lund Myr Nev Orl Pell Quen Rusk Sorr "
    "Tave Ulm Vosk Wren Yel"
)
ENDINGS = (
    "vane quay thorn wold marsh fenn garth lode spire tarn croft beck strand holt mote rill skerry "
    "weald burn dray"
)
FIRST, SECOND = tuple(BEGINNINGS.split()), tuple(ENDINGS.split())
LEGAL_FORMS = ("Inc.", "LLC", "Corp.", "Co.", "Group")


def company_names(random: np.random.Generator, trades: tuple[str, ...], count: int) -> list[str]:
    """Compose names such as "Kestspire Robotics LLC"; they repeat only beyond all combinations."""
    combinations = len(FIRST) * len(SECOND) * len(trades)
    drawn = np.resize(random.permutation(combinations), count)
    stem, trade = np.divmod(drawn, len(trades))
    first, second = np.divmod(stem, len(SECOND))
    form = random.integers(0, len(LEGAL_FORMS), count)
    return [
        f"{FIRST[a]}{SECOND[b]} {trades[c]} {LEGAL_FORMS[d]}"
        for a, b, c, d in zip(first, second, trade, form, strict=True)
    ]


def example_domain(name: str) -> str:
    """Make an internet domain of a name under the reserved ending ``.example`` (RFC 2606)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] + ".example"
