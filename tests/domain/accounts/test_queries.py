"""Accounts and touches as tables, in a constant number of queries."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from maillage.domain.accounts.queries import accounts_frame, touches_frame
from tests.domain.accounts.factories import TODAY, make_account, make_book, make_rep, own

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

COLUMNS = [
    "external_id",
    "name",
    "status",
    "parent",
    "country",
    "state",
    "county",
    "city",
    "postal_code",
    "latitude",
    "longitude",
    "potential",
    "revenue",
    "employees",
    "segment",
    "industry",
    "naics",
    "visits_per_year",
    "owner",
    "owner_name",
    "owner_active",
    "locked",
    "last_touch",
    "touches",
    "touching_reps",
]


def test_one_row_per_account_with_its_owner_and_touches():
    make_book()
    frame = accounts_frame(on=TODAY)
    assert list(frame.columns) == COLUMNS
    shown = frame[["external_id", "parent", "owner", "owner_name", "owner_active", "locked"]]
    assert shown.to_numpy().tolist() == [
        ["A1", "", "R1", "Rep 1", True, False],
        ["A2", "A1", "", "", False, False],
        ["A3", "", "R3", "Rep 3", False, False],
        ["A4", "", "R2", "Rep 2", True, True],
    ]
    assert frame["touches"].tolist() == [2, 1, 0, 1]
    assert frame["touching_reps"].tolist() == [2, 0, 0, 0]
    assert frame["last_touch"].dt.date.tolist()[:2] == [TODAY, date(2024, 1, 15)]
    assert pd.isna(frame["last_touch"][2])
    assert frame["potential"].fillna(-1).tolist() == [100.0, 200.0, -1.0, 400.0]


def test_owners_of_another_day():
    """B-01: an ownership counts from its first day until the day before it ends."""
    make_book()
    assert accounts_frame(on=date(2025, 12, 31))["owner"].tolist() == ["R2", "", "", ""]
    assert accounts_frame(on=date(2026, 1, 1))["owner"].tolist() == ["R1", "", "R3", "R2"]


def test_another_country_or_all_of_them():
    make_book()
    assert accounts_frame(on=TODAY, country="CA")["external_id"].tolist() == ["A5"]
    assert len(accounts_frame(on=TODAY, country="")) == 5
    assert len(touches_frame(on=TODAY, country="CA")) == 0


def test_touches_up_to_the_day():
    make_book()
    frame = touches_frame(on=TODAY)
    assert list(frame.columns) == ["account", "rep", "occurred_on", "kind"]
    assert frame["account"].tolist() == ["A2", "A4", "A1", "A1"]
    assert frame["occurred_on"].dt.date.tolist()[-1] == TODAY
    assert len(touches_frame(on=date(2026, 7, 1))) == 5


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    make_book()
    rep = make_rep(9)
    for number in range(10, 40):
        own(make_account(number), rep)
    with django_assert_num_queries(3):
        assert len(accounts_frame(on=TODAY)) == 34
    with django_assert_num_queries(1):
        touches_frame(on=TODAY)


def test_an_empty_workspace_gives_empty_tables_of_the_same_types():
    empty = accounts_frame(on=TODAY)
    assert (list(empty.columns), len(empty)) == (COLUMNS, 0)
    assert touches_frame(on=TODAY)["occurred_on"].dtype == "datetime64[s]"
    make_book()
    full = accounts_frame(on=TODAY)
    for column in ("latitude", "potential", "owner_active", "locked", "touches", "last_touch"):
        assert empty[column].dtype == full[column].dtype
