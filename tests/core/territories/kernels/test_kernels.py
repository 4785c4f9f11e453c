"""Where compiled kernels are kept, and what happens where nothing can be written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import maillage

PROGRAM = """
import numpy as np
from numba import config
from maillage.core.territories.kernels.connect import pieces_of
from maillage.core.territories.kernels.readiness import compiled

before = compiled(pieces_of)
path = np.arange(3, dtype=np.int32)
label = np.zeros(2, dtype=np.int32)
print(before, pieces_of(label, path, path[1::-1].copy())[1], compiled(pieces_of), config.CACHE_DIR)
"""


@pytest.fixture
def installed(tmp_path):
    """An installation whose folder of compiled kernels is a file: nothing can be written there."""
    source = Path(maillage.__file__).parent
    left_out = shutil.ignore_patterns("__pycache__", "reference", "static", "migrations")
    shutil.copytree(source, tmp_path / "maillage", ignore=left_out)
    (tmp_path / "maillage/core/territories/kernels/__pycache__").touch()
    return tmp_path


def run(installed, **surroundings):
    """Compile one kernel in a new interpreter of that installation."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA_")}
    home = {"HOME": os.devnull, "XDG_CACHE_HOME": os.devnull, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM], env=kept | home | surroundings,
        check=True, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.integration
def test_without_a_folder_to_write_to_kernels_run_and_it_is_said(installed):
    for _start in range(2):
        ran = run(installed)
        before, pieces, after, folder = ran.stdout.split()
        assert (before, pieces, after) == ("False", "1", "True")
        assert "set NUMBA_CACHE_DIR" in ran.stderr
        assert not Path(folder).exists()


@pytest.mark.integration
def test_a_folder_that_is_named_keeps_the_kernels(installed, tmp_path):
    folder = tmp_path / "kept"
    first, second = (run(installed, NUMBA_CACHE_DIR=str(folder)) for _start in range(2))
    assert first.stdout.split() == ["False", "1", "True", str(folder)]
    assert second.stdout.split() == ["True", "1", "True", str(folder)]
    assert first.stderr == second.stderr == ""


@pytest.mark.integration
def test_the_cache_of_the_user_keeps_what_the_installation_cannot(installed, tmp_path):
    first, second = (run(installed, XDG_CACHE_HOME=str(tmp_path)) for _start in range(2))
    assert first.stdout.split()[:3] == ["False", "1", "True"]
    assert second.stdout.split()[:3] == ["True", "1", "True"]
    assert first.stderr == second.stderr == ""
