"""The wheel: carries what it needs at run time, and works where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.e2e.conftest import Program

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
UV = shutil.which("uv") or ROOT / ".tools/bin/uv"
NEEDED = (
    "maillage/cli/main.py",
    "maillage/migrations/0001_initial.py",
    "maillage/reference/NOTICE.md",
    "maillage/reference/data/us_counties.parquet",
    "maillage/reference/data/us_postal.parquet",
    "maillage/reference/data/fr_communes.parquet",
    "maillage/reference/data/ca_fsa.parquet",
    "maillage/reference/data/naics.parquet",
    "maillage/interfaces/exporters/report.typ",
    "maillage/interfaces/exporters/style.typ",
    "maillage/interfaces/exporters/fonts/Inter-Regular.ttf",
    "maillage/interfaces/exporters/fonts/LICENSE-Inter.txt",
    "maillage/web/static/maillage/build/app.js",
    "maillage/web/static/maillage/build/map.js",
    "maillage/web/static/maillage/build/counties.json",
    "maillage/web/static/maillage/build/LICENSES.txt",
    "maillage/web/static/maillage/css/maillage.css",
    "maillage/web/templates/maillage/components/table.html",
    "maillage/locale/fr/LC_MESSAGES/django.mo",
)
UNREACHABLE = ("Failed to fetch", "error sending request", "Could not connect", "dns error")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    subprocess.run(build, check=True, cwd=ROOT, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The program in an environment of its own, beside nothing of this checkout."""
    folder = tmp_path_factory.mktemp("installed")
    surroundings = os.environ | {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "1"}
    make = [UV, "venv", "--quiet", "--python", sys.executable, folder / "venv"]
    subprocess.run(make, check=True, env=surroundings)
    install = [UV, "pip", "install", "--quiet", "--python", folder / "venv/bin/python"]
    command = [*install, "-c", ROOT / "constraints.txt", wheel]
    done = subprocess.run(
        command, check=False, env=surroundings, cwd=folder, capture_output=True, text=True
    )
    if any(sign in done.stderr for sign in UNREACHABLE):
        pytest.skip("no package index can be reached, so the wheel cannot be installed")
    assert done.returncode == 0, done.stderr
    return Program(folder / "workspace", program=folder / "venv/bin/maillage")


def test_it_carries_data_fonts_templates_texts_and_licences(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert [name for name in NEEDED if name not in names] == []
    licences = {name.split("/", 2)[2] for name in names if ".dist-info/licenses/" in name}
    fonts = "src/maillage/interfaces/exporters/fonts"
    assert licences == {
        "LICENSE",
        f"{fonts}/LICENSE-DejaVu.txt",
        f"{fonts}/LICENSE-Inter.txt",
        "src/maillage/reference/NOTICE.md",
    }


def test_it_carries_nothing_of_the_tests_and_stays_small(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"maillage"}
    assert [name for name in names if name.endswith((".pyc", ".nbi", ".nbc", ".sqlite3"))] == []
    assert wheel.stat().st_size < 25_000_000


def test_it_works_where_it_is_installed(installed):
    place = installed.json("geography", "lookup", "H2X 1Y4", "--country", "CA")
    assert (place["postal_code"], place["state"]) == ("H2X", "QC")


def test_it_speaks_french_where_it_is_installed(installed):
    installed("init")
    assert "Pas encore de comptes" in installed("--lang", "fr", "coverage").stdout
