"""The figures of marketing and sales, through the API: both teams see all of them (E-08)."""

from __future__ import annotations

import pytest

from tests.api.caller import ROOT, Caller
from tests.domain.leads.alignment.scene import make_february
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
FEBRUARY = {"since": "2026-02-01", "until": "2026-02-28"}


@pytest.fixture
def caller() -> Caller:
    make_february()
    return Caller(member("marketing"))


def test_figures_promises_funnel_and_what_sales_says(caller):
    found = caller.get("/alignment", months=1, **FEBRUARY)
    figures = {each["key"]: each for each in found["figures"]}
    conversion = figures["conversion"]
    assert conversion["readings"][0] == {
        "key": "accepted", "name": "accepted by sales", "value": 0.4, "count": 2, "of": 5,
        "low": pytest.approx(0.1176, abs=1e-4), "high": pytest.approx(0.7693, abs=1e-4),
    }  # fmt: skip
    assert (conversion["requirement"], conversion["target"]) == ("I-02, X-13", "over 40%")
    assert [(side["direction"], side["count"], side["of"]) for side in found["sides"]] == [
        ("marketing_to_sales", 1, 2),
        ("sales_to_marketing", 1, 3),
    ]
    assert [each["of_first"]["count"] for each in found["funnel"]] == [5, 4, 2, 1, 1, 1]
    assert found["heard"]["refused"] == [{"text": "no budget", "count": 1}]
    assert found["heard"]["quality"] == [{"text": "good lead", "count": 1}]


def test_before_and_after(caller):
    found = caller.get("/alignment/compare", before_since="2026-01-01",
                       before_until="2026-01-31", **FEBRUARY)  # fmt: skip
    changes = {each["key"]: each for each in found["changes"]}
    assert (changes["win_rate"]["before"], changes["win_rate"]["verdict"]) == (1.0, "open")
    assert changes["cycle"]["low"] is None
    assert (changes["cycle"]["aimed"], changes["conversion"]["aimed"]) == (True, False)
    caller.get("/alignment/compare", change="2026-02-01")
    caller.get("/alignment/compare", 422)
    caller.get("/alignment/compare", 422, before_since="2026-02-01", before_until="2026-02-10",
               since="2026-02-05")  # fmt: skip


def test_losses_are_claims(caller):
    found = caller.get("/alignment/losses", revenue=5_000_000, budget=200_000, leads=50)
    assert [each["amount"] for each in found["losses"]] == [500_000, 80_000, 33.5]
    assert [each["claim"]["id"] for each in found["losses"]] == ["I-10a", "I-10b", "I-10c"]
    assert not any(each["claim"]["verified"] for each in found["losses"])
    assert {"I-10d", "I-10e", "I-10f"} < {each["id"] for each in found["quoted"]}
    assert caller.get("/alignment/losses")["losses"] == []
    caller.get("/alignment/losses", 422, revenue=-1)


def test_rows_behind_a_number_and_files(caller):
    behind = caller.get("/alignment/win_rate/rows", **FEBRUARY)
    assert (behind["leads"], behind["opportunities"]) == ([], ["D1", "D2"])
    assert len(caller.get("/alignment/funnel/rows", reading="mql", **FEBRUARY)["leads"]) == 4
    assert (
        len(caller.get("/alignment/promises/rows", reading="E-01-late", **FEBRUARY)["leads"]) == 1
    )
    caller.get("/alignment/luck/rows", 404)
    caller.get("/alignment/conversion/rows", 404, reading="luck")
    caller.get("/alignment", 404, of="rep:R9")
    caller.get("/alignment", 422, since="2026-02-01", until="2026-01-01")
    exporter = Caller(member("operations"))
    for listed in ("alignment", "behind_alignment"):
        answer = exporter.client.get(
            f"{ROOT}/exports/{listed}.csv", {"indicator": "conversion", **FEBRUARY}
        )
        assert answer.status_code == 200, answer.content
    assert b"L1" in answer.content
