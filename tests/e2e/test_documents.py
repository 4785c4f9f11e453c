"""What the documents show is what runs: the example, its place in the README, the links."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.looks]

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples/library.py"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")


def test_the_library_example_runs_and_keeps_what_it_asks():
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLE], check=True, capture_output=True, text=True
    )
    *_table, last = done.stdout.splitlines()
    deviation, pieces = re.fullmatch(r"largest deviation ([\d.]+)%, (\d+) in pieces", last).groups()
    assert float(deviation) <= 5.0
    assert int(pieces) == 0


def test_the_readme_shows_the_example_verbatim():
    code = EXAMPLE.read_text(encoding="utf-8")
    shown = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert shown == [code]
    assert len(code.splitlines()) <= 20


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document):
    targets = LINK.findall(document.read_text(encoding="utf-8"))
    assert [each for each in targets if not (document.parent / each).exists()] == []
