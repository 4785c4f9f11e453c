"""What ``maillage.core.territories`` offers, and what it loads to offer it."""

import subprocess
import sys

import pytest

from maillage.core import territories

SLOW = {"numba", "scipy", "pandas", "highspy", "duckdb", "ibis"}


def loaded_by(statement):
    """Slow packages that a statement loads in a new interpreter."""
    code = f"import sys; {statement}; print(*({SLOW!r} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(ran.stdout.split())


@pytest.mark.unit
def test_the_package_and_its_value_objects_load_nothing_slow():
    names = "Finding, Measure, Problem, Reference"
    assert loaded_by("import maillage.core.territories") == set()
    assert loaded_by(f"from maillage.core.territories import {names}; {names}") == set()


@pytest.mark.unit
def test_the_kernels_are_loaded_with_what_needs_them():
    assert loaded_by("from maillage.core.territories import solve") >= {"numba", "scipy"}


@pytest.mark.unit
def test_every_name_is_found_in_its_module_once():
    found = {name: getattr(territories, name) for name in territories.__all__}
    assert {name: value.__name__ for name, value in found.items()} == {name: name for name in found}
    assert all(vars(territories)[name] is value for name, value in found.items())


@pytest.mark.unit
def test_the_names_offered_are_those_that_are_listed():
    assert set(territories._HOME) == set(territories.__all__)
    assert set(territories.__all__) <= set(dir(territories))


@pytest.mark.unit
def test_no_module_hides_a_name():
    """An imported submodule becomes an attribute of its package, in the place of a function."""
    assert not set(territories._HOMES) & set(territories.__all__)


@pytest.mark.unit
def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(
        AttributeError, match=r"'maillage\.core\.territories' has no attribute 'solv'"
    ):
        territories.solv  # noqa: B018
