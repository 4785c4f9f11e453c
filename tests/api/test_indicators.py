"""Indicators and reps compared, through the API."""

from __future__ import annotations

import pytest

from tests.api.caller import ROOT, Caller
from tests.domain.reviews.scene import make_year
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def caller() -> Caller:
    make_year()
    return Caller(member("manager"))


def test_values_definitions_and_months(caller):
    found = {row["key"]: row for row in caller.get("/indicators", month="2026-06", months=2)}
    assert found["revenue"] == {
        "key": "revenue",
        "requirement": "J-01",
        "name": "Sales",
        "numerator": "amounts of the opportunities won",
        "denominator": "",
        "window": "the month",
        "source": "opportunities",
        "unit": "money",
        "value": 1000.0,
        "part": 1000.0,
        "whole": None,
        "missing": "",
        "series": [
            {"month": "2026-05-01", "value": 0.0},
            {"month": "2026-06-01", "value": 1000.0},
        ],
    }
    assert (found["nps"]["value"], found["nps"]["missing"]) == (
        None,
        "Comes with surveys of customers.",
    )


def test_rows_behind_a_number(caller):
    rows = caller.get("/indicators/conversion/rows", of="rep:R1", month="2026-06")
    assert rows == {"key": "conversion", "value": 0.5, "accounts": [], "opportunities": ["D1"]}
    rows = caller.get("/indicators/coverage/rows", month="2026-06")
    assert rows["accounts"] == ["A1"]
    caller.get("/indicators/luck/rows", 404)
    caller.get("/indicators", 404, of="rep:R9")
    caller.get("/indicators", 422, month="2026-13")
    caller.get("/indicators", 422, months=0)


def test_reps_compared(caller):
    found = caller.get("/indicators/compared", on="2026-06-30")
    assert [(row["rep"], row["deals"], row["verdict"]) for row in found["reps"]] == [
        ("R1", 2, "undecided"),
        ("R2", 0, "undecided"),
    ]
    assert [(row["best"], row["worst"]) for row in found["reps"]] == [(1, 2), (1, 2)]


def test_files(caller):
    for listed in ("indicators", "behind", "compared"):
        answer = caller.client.get(
            f"{ROOT}/exports/{listed}.csv",
            {"month": "2026-06", "indicator": "coverage", "part": "rep:R1", "on": "2026-06-30"},
        )
        assert answer.status_code == 200, answer.content


def test_reps_ask_for_their_own():
    first, _second = make_year()
    rep = Caller(member("rep", rep=first))
    assert {row["key"]: row["value"] for row in rep.get("/indicators", month="2026-06")}[
        "conversion"
    ] == 0.5
    rep.get("/indicators", 403, of="rep:R2")
    rep.get("/indicators/compared", 403)
