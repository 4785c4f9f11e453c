"""The glossary: twelve words, each once, each explained (M-06)."""

from __future__ import annotations

import pytest

from maillage.errors import NotFoundError
from maillage.interfaces.glossary import term_called, terms

pytestmark = pytest.mark.unit


def test_twelve_words_are_explained():
    assert [each.key for each in terms()] == [
        "territory", "plan", "segmentation", "strategic-account", "pipeline", "source-of-sales",
        "conversion-rate", "sales-cycle", "kpi", "potential-effort-matrix", "territory-review",
        "territory-management",
    ]  # fmt: skip
    assert all(each.name and each.meaning.endswith(".") for each in terms())
    assert term_called("pipeline") == terms()[4]
    with pytest.raises(NotFoundError, match="The glossary has no 'funnel'"):
        term_called("funnel")
