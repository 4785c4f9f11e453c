"""`maillage indicators`: values with definitions, rows, reps compared."""

from __future__ import annotations

import pytest

from maillage.cli import indicators
from maillage.errors import NotFoundError, ParameterError, PermissionDeniedError
from tests.cli.doors import Doors, doors
from tests.domain.reviews.scene import make_year
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def run(monkeypatch) -> Doors:
    return doors(monkeypatch, indicators.register)


def test_values_rows_and_definitions(run):
    make_year()
    found = {
        row["key"]: row["value"] for row in run.json("indicators", "list", "--month", "2026-06")
    }
    assert (found["revenue"], found["nps"]) == (1000.0, None)
    said = run("indicators", "list", "--of", "rep:R1", "--month", "2026-06")
    assert "Transformation ratio" in said
    assert "50.0%" in said
    assert run("indicators", "rows", "conversion", "--month", "2026-06").split() == ["D1"]
    assert run.json("indicators", "rows", "coverage", "--month", "2026-06")["accounts"] == ["A1"]
    assert run("indicators", "rows", "nps").strip() == "None."


def test_reps_compared(run):
    make_year()
    rows = run.json("indicators", "compare", "--on", "2026-06-30")
    assert [(row["rep"], row["verdict"]) for row in rows] == [
        ("R1", "undecided"),
        ("R2", "undecided"),
    ]
    assert "not distinguishable" in run("indicators", "compare", "--on", "2026-06-30")


def test_what_is_not_there_and_what_is_not_allowed(run):
    first, _second = make_year()
    with pytest.raises(NotFoundError):
        run("indicators", "list", "--of", "rep:R9")
    with pytest.raises(ParameterError):
        run("indicators", "list", "--month", "2026-13")
    run.acting(member("rep", rep=first))
    with pytest.raises(PermissionDeniedError):
        run("indicators", "list", "--of", "rep:R2")
    with pytest.raises(PermissionDeniedError):
        run("indicators", "compare")
