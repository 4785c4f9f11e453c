"""A database that plans by what its tables hold is told of many new rows."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from maillage.domain.demo import load_demonstration
from maillage.domain.imports import Kind
from maillage.domain.statistics import MANY
from tests.domain.imports.conftest import plan, take_in  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


TOLD = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only PostgreSQL has to be told"
)


def known() -> float:
    """How many accounts PostgreSQL plans for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'maillage_account'")
        return cursor.fetchone()[0]


@TOLD
def test_postgresql_knows_the_accounts_of_the_demonstration():
    load_demonstration(on=date(2026, 6, 30))
    assert known() == 5000


@TOLD
def test_postgresql_knows_the_accounts_of_a_large_file(take_in):  # noqa: F811
    rows = "".join(f"A{number},Company {number}\n" for number in range(MANY))
    take_in(Kind.ACCOUNTS, "Id,Name\n" + rows)
    assert known() == MANY
