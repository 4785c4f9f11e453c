"""LibreOffice without a window: it calculates a workbook anew."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
 xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def recalculated(file: Path, folder: Path) -> Path:
    """Calculate all formulas of a workbook anew; the result is in the folder."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user/registrymodifications.xcu").write_text(ALWAYS)
    out = folder / "calculated"
    subprocess.run(
        [
            office, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to",
            "xlsx", "--outdir", str(out), str(file),
        ],
        capture_output=True, check=True, timeout=180,
    )  # fmt: skip
    return out / file.name
