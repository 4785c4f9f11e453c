"""Reps and ownerships as tables."""

from __future__ import annotations

from datetime import date

import pytest

from maillage.domain.territories.queries import ownership_frame, reps_frame
from tests.domain.accounts.factories import TODAY, make_book, make_rep

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_active_reps_with_their_lists(django_assert_num_queries):
    make_rep(2, active=False)
    make_rep(1, languages=["en", "fr"], capacity=0.8, latitude=40.7, longitude=-74.0)
    with django_assert_num_queries(1):
        frame = reps_frame()
    assert frame["rep_id"].tolist() == ["R1"]
    assert frame["languages"].tolist() == [["en", "fr"]]
    assert frame[["capacity", "latitude"]].to_numpy().tolist() == [[0.8, 40.7]]
    assert reps_frame(active_only=False)["rep_id"].tolist() == ["R1", "R2"]


def test_ownerships_in_force(django_assert_num_queries):
    make_book()
    with django_assert_num_queries(1):
        frame = ownership_frame(on=TODAY)
    assert frame[["account", "rep", "locked"]].to_numpy().tolist() == [
        ["A1", "R1", False],
        ["A3", "R3", False],
        ["A4", "R2", True],
    ]
    assert ownership_frame(on=date(2025, 6, 1))["rep"].tolist() == ["R2"]


def test_an_empty_workspace():
    assert (len(reps_frame()), len(ownership_frame(on=TODAY))) == (0, 0)
