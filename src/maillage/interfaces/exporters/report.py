"""The report of a design run as PDF."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import typst
from django.utils.translation import override

from maillage.domain.territories.outcome import DesignOutcome
from maillage.interfaces.exporters.charts import balance_chart, reasons_chart
from maillage.interfaces.exporters.fonts import FONT_FOLDER
from maillage.interfaces.exporters.maps import svg_map
from maillage.interfaces.exporters.report_data import report_data

MAP_WIDTH = 1000
TEMPLATE = Path(__file__).with_name("report.typ")


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
    with override(language), tempfile.TemporaryDirectory(prefix="maillage-report-") as folder:
        root = Path(folder)
        shutil.copyfile(TEMPLATE, root / TEMPLATE.name)
        files = {
            "data.json": json.dumps(report_data(outcome, language=language), ensure_ascii=False),
            "map.svg": svg_map(outcome, language=language, width=MAP_WIDTH, bare=True),
            "balance.svg": balance_chart(outcome, language=language),
            "reasons.svg": reasons_chart(outcome, language=language),
        }
        for name, content in files.items():
            (root / name).write_text(content, encoding="utf-8")
        pdf = typst.compile(
            root / TEMPLATE.name,
            root=root,
            font_paths=[FONT_FOLDER],
            ignore_system_fonts=True,
            timestamp=int(outcome.created_at.timestamp()),
        )
    path.write_bytes(pdf)
