"""Documents as pages: LibreOffice draws them, and what stands on them is read."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

PAGE = re.compile(r'<page width="([0-9.]+)" height="([0-9.]+)">')
WORD = re.compile(r'<word xMin="([-0-9.]+)" yMin="([-0-9.]+)" xMax="([-0-9.]+)" yMax="([-0-9.]+)">')


@dataclass(frozen=True)
class Pages:
    """The pages of a document: how many, their text without blanks, words that leave them."""

    count: int
    text: str
    outside: list[str]


def squeezed(text: str) -> str:
    """A text without blanks, which lines and cells break elsewhere."""
    return "".join(text.split())


def drawn(file: Path, folder: Path) -> Path:
    """Draw a document as PDF."""
    office = shutil.which("soffice")
    if office is None or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice or pdftotext is not installed")
    out = folder / "drawn"
    subprocess.run(
        [
            office, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless",
            "--convert-to", "pdf", "--outdir", str(out), str(file),
        ],
        capture_output=True, check=False, timeout=180,
    )  # fmt: skip
    made = out / f"{file.stem}.pdf"
    if not made.exists():
        pytest.skip("this LibreOffice has no Writer, or no Impress")
    return made


def pages_of(file: Path) -> Pages:
    """Read the pages of a PDF."""
    raw = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
    boxes = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, check=True)
    count, outside, sides = 0, [], (0.0, 0.0)
    for line in boxes.stdout.decode().splitlines():
        if page := PAGE.search(line):
            count, sides = count + 1, (float(page[1]), float(page[2]))
        elif word := WORD.search(line):
            left, top, right, bottom = (float(each) for each in word.groups())
            if left < 0 or top < 0 or right > sides[0] or bottom > sides[1]:
                outside.append(line)
    return Pages(count, squeezed(raw.stdout.decode()), outside)
