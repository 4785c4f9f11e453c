"""Outcomes that the exporters write, made once."""

import pytest

from tests.factories import empty_outcome, make_outcome


@pytest.fixture(scope="session")
def outcome():
    """Six territories over 202 counties, with names that try to break every format."""
    return make_outcome()


@pytest.fixture(scope="session")
def nothing():
    """An outcome without a single row."""
    return empty_outcome()
