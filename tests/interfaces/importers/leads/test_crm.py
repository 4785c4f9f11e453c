"""Fields as CRMs send them: none of them keeps what is sent with it from being kept."""

from __future__ import annotations

import pytest

from maillage.domain.leads.checking import LONGEST_TEXT
from maillage.interfaces.importers.leads.crm import crm_value


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("employees", " 250 ", 250),
        ("opted_in", "true", True),
        ("phone", "0123456789", "0123456789"),
        ("note", "", None),
        ("note", None, None),
        ("product", "5E20", "5E20"),
        ("score", "-9e99", "-9e99"),
        ("description", "x" * 32_000, "x" * LONGEST_TEXT),
        (
            "description",
            "one\x0btwo\x00three\ud800\nfour, and more",
            "one two three \nfour, and more",
        ),
        ("city", "\x1f", " "),
    ],
)
def test_a_value_is_read_as_it_can_be_kept(name, text, kept):
    found = crm_value(name, text)
    assert (found, type(found)) == (kept, type(float(kept)) if type(kept) is int else type(kept))
