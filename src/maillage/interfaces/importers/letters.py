"""Which one-byte encoding makes the best French or English of the bytes above ASCII.

Every such byte is counted with what stands before and after it, since what gives a wrong encoding
away is a capital or a mark inside a word: `PropriÈtaire`, `SOCI…TÉ`.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

SINGLE_BYTE = ("cp1252", "mac_roman", "cp850")
FRENCH = frozenset("éèêëàâçîïôùûœÉÈÊËÀÂÇÎÏÔÙÛŒ")
FREQUENT = FRENCH | frozenset("äöüæñßáíóúãõåø’‘“”«»€°£\u00a0")
POSSIBLE = FREQUENT | frozenset("–—…ÄÖÜÆÑÁÍÓÚÃÕÅØìòýÿ®©™²³·•§´½¼¿¡ªº±×")
ALONE = frozenset("àÀôÔ")
INSIDE_WORDS = frozenset("’‘–—·´")
MISPLACED, UNDEFINED = -2, -3
CLEARLY = 0.25


class Beside(IntEnum):
    """What a neighbouring byte is."""

    OTHER = 0
    LOWER = 1
    UPPER = 2
    HIGH = 3


NEIGHBOURS = np.zeros(256, dtype=np.uint8)
NEIGHBOURS[ord("a") : ord("z") + 1] = Beside.LOWER
NEIGHBOURS[ord("A") : ord("Z") + 1] = Beside.UPPER
NEIGHBOURS[128:] = Beside.HIGH
ASCII_LETTERS = (Beside.LOWER, Beside.UPPER)


def empty_contexts() -> np.ndarray:
    """Start a count of the 128 high bytes by what stands before and after them."""
    return np.zeros((128, len(Beside), len(Beside)), dtype=np.int64)


def letter_contexts(block: bytes) -> np.ndarray:
    """Count the high bytes of a block by what stands before and after them."""
    codes = np.frombuffer(block, dtype=np.uint8)
    beside = np.concatenate([[Beside.OTHER], NEIGHBOURS[codes], [Beside.OTHER]])
    places = np.flatnonzero(codes >= 128)
    counts = empty_contexts()
    np.add.at(counts, (codes[places] - 128, beside[places], beside[places + 2]), 1)
    return counts


def likeliest(contexts: np.ndarray) -> str:
    """Choose the best encoding; Windows-1252, much the most common, unless another clearly wins."""
    scores = {name: score(name, contexts) for name in SINGLE_BYTE}
    scores["cp1252"] += CLEARLY * contexts.sum()
    return max(SINGLE_BYTE, key=scores.__getitem__)


def score(encoding: str, contexts: np.ndarray) -> float:
    """Add up what each byte is worth as the character the encoding makes of it."""
    return sum(
        int(contexts[byte, before, after]) * worth(characters, before, after)
        for byte, characters in enumerate(decoded(encoding))
        for before, after in zip(*np.nonzero(contexts[byte]), strict=True)
    )


def worth(character: str, before: int, after: int) -> int:
    """Rate one character in its place: letters of French most, misplaced ones below nothing."""
    if not character:
        return UNDEFINED
    if misplaced(character, before, after):
        return MISPLACED
    lonely = before == after == Beside.OTHER
    if lonely and character.isalpha() and character not in ALONE:
        return 0
    return (character in FRENCH) + (character in FREQUENT) + (character in POSSIBLE)


def misplaced(character: str, before: int, after: int) -> bool:
    """Whether no word would be written so: `sociÈté`, `SOCIéTÉ`, `éCOLE`, `Orl…ans`."""
    if character.isupper():
        return before == Beside.LOWER or (before == Beside.UPPER and after == Beside.LOWER)
    if character.islower():
        return after == Beside.UPPER and before in (Beside.UPPER, Beside.OTHER)
    between_letters = before in ASCII_LETTERS and after in ASCII_LETTERS
    return between_letters and character not in INSIDE_WORDS


def decoded(encoding: str) -> list[str]:
    """Return the characters of the 128 high bytes, empty where the encoding leaves one out."""
    return [bytes([byte]).decode(encoding, errors="ignore") for byte in range(128, 256)]
