"""Sections of docs/benchmarks.md that benchmarks write themselves.

A section is what stands between two markers of its name; nothing else of the document is touched.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def publish(name: str, table: str, packages: tuple[str, ...], document: Path = DOCUMENT) -> None:
    """Write a table with the versions it was made with into its section of the document.

    Parameters
    ----------
    name : str
        The section; its markers are added at the end where the document has none.
    table : str
        Plain text.
    packages : tuple of str
        Distributions whose versions matter.
    document : Path
        Markdown.
    """
    body = f"```text\n{header(packages)}\n{table.strip()}\n```"
    old = document.read_text(encoding="utf-8")
    document.write_text(with_section(old, name, body), encoding="utf-8")


def with_section(document: str, name: str, body: str) -> str:
    """The document with this body, and no other, in the section of that name."""
    begin, end = f"<!-- benchmark: {name} -->", f"<!-- end of benchmark: {name} -->"
    section = f"{begin}\n{body.strip()}\n{end}"
    parts = re.split(f"{re.escape(begin)}.*?{re.escape(end)}", document, flags=re.DOTALL)
    if len(parts) > 2:
        raise ValueError(f"The document has the section {name!r} {len(parts) - 1} times.")
    if len(parts) == 2:
        return section.join(parts)
    if begin in document or end in document:
        raise ValueError(f"The section {name!r} of the document has one marker only.")
    return f"{document.rstrip()}\n\n{section}\n"


def header(packages: tuple[str, ...]) -> str:
    """Versions, Python and cores on one line; no date, so that only changes show as changes."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    return f"{versions}; Python {platform.python_version()}; {os.cpu_count()} cores"
