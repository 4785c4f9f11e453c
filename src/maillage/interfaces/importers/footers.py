"""Leaves out the lines that reports print below their rows: totals, legal notes, who made it."""

from __future__ import annotations

import re
from dataclasses import replace

from maillage.interfaces.importers.tables import NUMBER, Table

SEARCHED, COMPARED = 30, 1000
SHOWN_LENGTH = 40
TOTALS = re.compile(
    r"(grand totals?|totals?|sub-?totals?|record count|"
    r"(grand )?total général|totaux|sous-total|nombre d'enregistrements)\b"
    r"\s*(\(.*\)|:.*|[\d.,\s]*)",
    re.IGNORECASE,
)
NOTES = re.compile(
    r"confidential information|copyright\b|©|generated (by|on)\b|report generated"
    r"|exported (by|on)\b|filtered by\b|as of \d|informations confidentielles|confidentiel\b"
    r"|généré (par|le)\b|exporté (par|le)\b|tous droits réservés|all rights reserved",
    re.IGNORECASE,
)


def without_footer(table: Table, identifier: str) -> tuple[Table, list[str]]:
    """Return the table without the lines below its rows, and the beginnings of these lines.

    Only what stands at the very end counts, and only up to the last row whose cell in the column
    ``identifier`` looks like those above it.
    """
    kept = footer_start(table, identifier)
    lines = table.cells.slice(kept).to_pylist()
    said = [next(filter(str.strip, line.values()), "").strip()[:SHOWN_LENGTH] for line in lines]
    cells = table.cells.slice(0, kept)
    return replace(table, cells=cells, row_numbers=table.row_numbers[:kept]), said


def footer_start(table: Table, identifier: str) -> int:
    """Return how many rows stand above the footer: all of them if there is none."""
    rows = table.cells.num_rows
    first = max(1, rows - SEARCHED)
    above = max(0, first - COMPARED)
    known = {
        shape(text.strip()) for text in table.cells.column(identifier)[above:first].to_pylist()
    }
    start = rows
    for number, line in enumerate(table.cells.slice(first).to_pylist(), start=first):
        cells, found = [text.strip() for text in line.values()], line[identifier].strip()
        after_blank = bool(table.row_numbers[number] > table.row_numbers[number - 1] + 1)
        if start == rows and begins_footer(cells, found, known, after_blank=after_blank):
            start = number
        elif start < rows and not continues_footer(cells, found, known):
            start = rows
        if start == rows:
            known.add(shape(found))
    return start


def begins_footer(cells: list[str], identifier: str, known: set[str], *, after_blank: bool) -> bool:
    """Whether a line is a total, a note of those reports print, or a sentence set apart."""
    text, *others = [*filter(None, cells), ""]
    if identifier not in ("", text):
        return False
    if TOTALS.fullmatch(text):
        return after_blank or all(NUMBER.fullmatch(each) for each in others if each)
    if not sparse(cells):
        return False
    if not text or NOTES.match(text):
        return True
    return after_blank and " " in text and shape(identifier) not in known


def continues_footer(cells: list[str], identifier: str, known: set[str]) -> bool:
    """Whether a line below the first of the footer belongs to it, rather than being a row."""
    text = next(filter(None, cells), "")
    if TOTALS.fullmatch(text) or NOTES.match(text):
        return True
    return sparse(cells) and (not identifier or shape(identifier) not in known)


def sparse(cells: list[str]) -> bool:
    """Whether only the first cell, or in a wide table the first two, hold something."""
    return not any(cells[2:] if len(cells) > 2 else cells[1:])


def shape(text: str) -> str:
    """Reduce an identifier to its kinds of character: `C-0012` and `C-7` look alike."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", text))
