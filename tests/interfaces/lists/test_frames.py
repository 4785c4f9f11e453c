"""Rows in memory answer a list as rows of the database do."""

from __future__ import annotations

import pandas as pd
import pytest
from django.core.paginator import Paginator
from django.db.models import Q

from maillage.interfaces.lists.frames import FrameRows

pytestmark = pytest.mark.unit


def rows(wanted: Q | None = None, *order: str) -> list[int]:
    frame = pd.DataFrame(
        {
            "pk": [1, 2, 3, 4],
            "name": ["Ana", "ANA (b", "Bea", ""],
            "size": [2.0, None, 3.0, 2.0],
        }
    )
    found = FrameRows(frame)
    if wanted is not None:
        found = found.filter(wanted)
    return [row.pk for row in found.order_by(*(order or ("pk",))).iterator()]


def test_queries():
    assert rows(Q(name__icontains="ana")) == [1, 2]
    assert rows(Q(name__icontains="(")) == [2]
    assert rows(Q(name="Bea") | Q(size=2.0)) == [1, 3, 4]
    assert rows(Q(name__icontains="a") & ~Q(size=2.0)) == [2, 3]
    assert rows(Q()) == [1, 2, 3, 4]
    assert rows(Q() | Q(name="Bea")) == [3]


def test_order():
    assert rows(None, "size", "pk") == [1, 4, 3, 2]
    assert rows(None, "-size", "-pk") == [3, 4, 1, 2]


def test_pages_and_what_is_not_known():
    found = FrameRows(pd.DataFrame({"pk": range(7), "size": [None] * 6 + [1.0]}))
    page = Paginator(found, 3).get_page(3)
    assert [(row.pk, row.size) for row in page.object_list] == [(6, 1.0)]
    assert Paginator(found, 3).get_page(1).object_list[0].size is None
    assert len(found) == 7
