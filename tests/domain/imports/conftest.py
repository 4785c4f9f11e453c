"""Makes files and takes them in; Django is not set up yet when this is first read."""

from __future__ import annotations

from datetime import date

import pytest

DAY = date(2026, 3, 1)


@pytest.fixture
def plan(tmp_path, db):
    from maillage.domain.imports import plan_import
    from maillage.interfaces.importers import Overrides, convert, map_columns, read_table

    def make(kind, content: str, *, starts_on: date = DAY, **overrides):
        path = tmp_path / f"{kind}.csv"
        path.write_text(content, encoding="utf-8")
        table = read_table(path)
        given = Overrides(**overrides)
        mapping = map_columns(kind=kind, file=table.file, columns=table.columns, overrides=given)
        return plan_import(batch=convert(table, mapping, given), starts_on=starts_on)

    return make


@pytest.fixture
def take_in(plan):
    from maillage.domain.imports import apply_import

    def run(kind, content: str, *, keep_good_rows: bool = False, **options):
        return apply_import(
            plan=plan(kind, content, **options), by="dana", keep_good_rows=keep_good_rows
        )

    return run


@pytest.fixture
def reps(take_in):
    from maillage.domain.imports import Kind

    take_in(Kind.REPS, "Id,Name,Email\nR1,Ada Moss,ada@acme.com\nR2,Bo Lind,bo@acme.com\n")
