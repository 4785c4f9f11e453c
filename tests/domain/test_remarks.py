"""What people write is kept as they wrote it, or refused with its length."""

from __future__ import annotations

import pytest

from maillage.domain.remarks import LONGEST, remark
from maillage.errors import InputError
from tests.factories import HOSTILE_NAMES

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("text", HOSTILE_NAMES)
def test_a_text_is_kept_as_written(text):
    assert remark(text) == text.replace("\x00", "").strip()


def test_the_longest_is_kept_and_one_more_is_refused():
    assert remark(" " + "é" * LONGEST + "\n") == "é" * LONGEST
    with pytest.raises(InputError, match=r"has 4001 characters\. Write 4000 at most"):
        remark("é" * (LONGEST + 1))


@pytest.mark.parametrize("text", ["", " \n", "\x00"])
def test_nothing_is_refused_only_where_something_is_needed(text):
    assert remark(text) == ""
    with pytest.raises(InputError, match="this one has 0"):
        remark(text, needed=True)
