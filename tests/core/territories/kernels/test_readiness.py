"""Whether kernels are compiled already."""

import os
from types import SimpleNamespace

import pytest

from maillage.core.territories.kernels.readiness import compiled
from maillage.core.territories.kernels.search import seed_kernels

pytestmark = pytest.mark.unit


def kernel(folder, *, signatures=()):
    """What the check looks at of a compiled function: this one, kept in a folder."""
    return SimpleNamespace(
        signatures=list(signatures),
        stats=SimpleNamespace(cache_path=None if folder is None else str(folder)),
        py_func=kernel,
    )


def test_what_has_run_is_compiled():
    seed_kernels(1)
    assert compiled(seed_kernels)
    assert compiled(kernel(None, signatures=[()]))


def test_nothing_on_disk_is_not_compiled(tmp_path):
    assert not compiled(kernel(tmp_path))
    assert not compiled(kernel(None))


def test_what_was_kept_after_the_source_changed_is_compiled(tmp_path):
    index = tmp_path / "test_readiness.kernel-14.py313.nbi"
    index.touch()
    assert compiled(kernel(tmp_path))
    os.utime(index, (0, 0))
    assert not compiled(kernel(tmp_path))


def test_what_was_kept_of_another_function_does_not_count(tmp_path):
    (tmp_path / "test_readiness.kernel_other-14.py313.nbi").touch()
    assert not compiled(kernel(tmp_path))


def test_every_kernel_has_to_be_compiled(tmp_path):
    assert not compiled(kernel(None, signatures=[()]), kernel(tmp_path))
