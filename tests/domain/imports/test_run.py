"""What is said when the database does not take an import."""

from __future__ import annotations

import pytest
from django.db import connection

from maillage.domain.imports import Kind
from maillage.errors import WorkspaceError
from maillage.models import Account

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def full_disk(db):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can be told how large it may grow")
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute(f"PRAGMA max_page_count = {before}")


def test_a_full_disk_is_called_by_its_name(full_disk, take_in):
    content = "Id,Name\n" + "".join(f"{number},{'n' * 200}\n" for number in range(3000))
    with pytest.raises(WorkspaceError) as caught:
        take_in(Kind.ACCOUNTS, content)
    assert (caught.value.message, caught.value.remedy) == (
        "accounts.csv was not imported: the disk of the database is full.",
        "Nothing was written; free some space, then import again.",
    )
    assert Account.objects.count() == 0
