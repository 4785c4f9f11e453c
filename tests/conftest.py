"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

os.environ["MAILLAGE_DATA_DIR"] = tempfile.mkdtemp(prefix="maillage-tests-")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real data that is not part of the project; its tests skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real data folder is not here ({SHARED_DATA})")
    return SHARED_DATA
