"""The report of a design run as PDF."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import typst
from django.utils.translation import override

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.charts import balance_chart, reasons_chart
from maillage.interfaces.exporters.fonts import FONT_FOLDER
from maillage.interfaces.exporters.maps import svg_map
from maillage.interfaces.exporters.report_data import report_data

MAP_WIDTH = 1000
TEMPLATES = Path(__file__).parent
TEMPLATE, STYLE = "report.typ", "style.typ"


def write_report(outcome: DesignOutcome, path: Path, *, language: str) -> None:
    """Write the report: what it answers, map, balance, moves, coverage, gain, checks, method.

    The data reach the template as a JSON file, so that no text of the data is ever read as markup.

    Parameters
    ----------
    outcome
        What the design run found.
    path
        The file to write, replaced when it exists.
    language
        ``en`` (letter paper) or ``fr`` (A4).
    """
    with override(language):
        data = report_data(outcome, language=language)
    files = {
        "data.json": json.dumps(data, ensure_ascii=False),
        "map.svg": svg_map(outcome, language=language, width=MAP_WIDTH, bare=True),
        "balance.svg": balance_chart(outcome, language=language),
        "reasons.svg": reasons_chart(outcome, language=language),
    }
    path.write_bytes(compile_document(TEMPLATE, files, made_at=outcome.created_at))


def compile_document(
    template: str, files: Mapping[str, str | bytes], *, made_at: datetime, colour: str = ""
) -> bytes:
    """Compile a template that ships with the files it reads; only fonts that ship are used.

    ``colour`` is that of headings, the usual one where it is empty.
    """
    with tempfile.TemporaryDirectory(prefix="maillage-document-") as folder:
        root = Path(folder)
        for name in (template, STYLE):
            shutil.copyfile(TEMPLATES / name, root / name)
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (root / name).write_bytes(data)
        return bytes(
            typst.compile(
                root / template,
                root=root,
                font_paths=[FONT_FOLDER],
                ignore_system_fonts=True,
                timestamp=int(made_at.timestamp()),
                sys_inputs={"colour": colour} if colour else {},
            )
        )
