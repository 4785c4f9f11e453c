"""Which encoding a text file is written in: the one asked for, else decided from all bytes."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from maillage.errors import FileError
from maillage.interfaces.importers.files import MEGABYTE
from maillage.interfaces.importers.letters import (
    POSSIBLE,
    decoded,
    empty_contexts,
    letter_contexts,
    likeliest,
)

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
TITLES = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS 850"}
READABLE_SHARE = 0.8
FOREIGN_SHARE = 0.1
FOREIGN_WORD = re.compile(rb"[\xc0-\xff]{4,}")
UTF8_SEQUENCE = re.compile(
    rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xc5[\x92\x93]|\xe2\x80[\x80-\xbf]|\xe2\x82\xac|\xf0\x9f[\x80-\xbf]{2}"
)


@dataclass(frozen=True, slots=True)
class TextFile:
    """How a text file is to be decoded, and the fingerprint of its bytes."""

    encoding: str
    sha256: str

    @property
    def title(self) -> str:
        """What people call the encoding; nothing for UTF-8, which needs no mention."""
        plain = self.encoding.replace("_", "-").lower()
        if plain.startswith("utf-8"):
            return ""
        return TITLES.get(codecs.lookup(self.encoding).name.replace("-", "_"), plain.upper())


@dataclass(slots=True)
class ByteScan:
    """What one pass over all bytes shows."""

    sha256: str = ""
    undecodable_at: int | None = None
    contexts: np.ndarray = field(default_factory=empty_contexts)
    first_nul: int | None = None
    has_utf8_sequences: bool = False
    foreign: int = 0


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def detect_encoding(path: Path) -> TextFile:
    """Find the encoding among UTF-8, UTF-16 and the Western one-byte encodings.

    Raises
    ------
    FileError
        If the file is binary, mixes encodings, or is written in another one.
    """
    with path.open("rb") as stream:
        start = stream.read(4096)
    scan = scan_bytes(path)
    marked = next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), None)
    wide = marked if marked == "utf-16" else wide_without_mark(start)
    if wide:
        return TextFile(wide, scan.sha256)
    if scan.first_nul is not None:
        raise unreadable(
            path, scan.first_nul, _("it holds a NUL character, which no text file does")
        )
    if scan.undecodable_at is None:
        return TextFile(marked or "utf-8", scan.sha256)
    if marked or scan.has_utf8_sequences:
        raise unreadable(path, scan.undecodable_at, _("it mixes UTF-8 with another encoding"))
    return TextFile(western_encoding(path, scan), scan.sha256)


def given_encoding(path: Path, encoding: str) -> TextFile:
    """Take the encoding a person names, which has the last word."""
    name = "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding
    return TextFile(name, fingerprint(path))


def scan_bytes(path: Path) -> ByteScan:
    """Read the file once, block by block."""
    scan, digest, position = ByteScan(), hashlib.sha256(), 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        while block := stream.read(4 * MEGABYTE):
            digest.update(block)
            scan.contexts += letter_contexts(block)
            if scan.first_nul is None and (found := block.find(b"\0")) >= 0:
                scan.first_nul = position + found
            scan.has_utf8_sequences |= UTF8_SEQUENCE.search(block) is not None
            scan.foreign += sum(map(len, FOREIGN_WORD.findall(block)))
            if scan.undecodable_at is None:
                scan.undecodable_at = undecodable(decoder, block, position)
            position += len(block)
    if scan.undecodable_at is None:
        scan.undecodable_at = undecodable(decoder, b"", position, final=True)
    scan.sha256 = digest.hexdigest()
    return scan


def undecodable(
    decoder: codecs.IncrementalDecoder, block: bytes, position: int, *, final: bool = False
) -> int | None:
    """Feed one block to the decoder; return where it fails, if it does."""
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError as error:
        return position + min(error.start, len(block))
    return None


def wide_without_mark(start: bytes) -> str | None:
    """Recognise UTF-16 without a byte order mark: every other byte of Western text is zero."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = len(start) // 2
    if half and odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if half and even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def western_encoding(path: Path, scan: ByteScan) -> str:
    """Choose the one-byte encoding under which the letters look most like French or English."""
    assert scan.undecodable_at is not None
    high = scan.contexts.sum(axis=(1, 2))
    best = likeliest(scan.contexts)
    possible = [character in POSSIBLE for character in decoded(best)]
    if (
        np.dot(possible, high) < READABLE_SHARE * high.sum()
        or scan.foreign > FOREIGN_SHARE * high.sum()
    ):
        raise unreadable(path, scan.undecodable_at, _("its encoding is not a known one"))
    return best


def unreadable(path: Path, position: int, reason: str) -> FileError:
    """Build the error that names the line of the first byte that is not text."""
    line, seen = 1, 0
    with path.open("rb") as stream:
        while seen < position and (block := stream.read(min(MEGABYTE, position - seen))):
            line += block.count(b"\n")
            seen += len(block)
    return FileError(
        _("%(file)s cannot be read as text from line %(line)d on: %(reason)s.")
        % {"file": path.name, "line": line, "reason": reason},
        remedy=_("Save it as “CSV UTF-8” from your spreadsheet or CRM."),
    )
