"""Segments through the API."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from maillage.models import Segmentation
from tests.api.caller import ROOT, Caller
from tests.domain.accounts.factories import make_account
from tests.domain.accounts.segments.test_segments import DORMANT, LARGE, SEGMENTS
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def caller() -> Caller:
    caches["process"].clear()
    make_account(3, status="dormant")
    make_account(2, status="dormant")
    make_account(1)
    return Caller(member("marketing"))


def test_segments_are_tried_written_changed_counted_and_removed(caller):
    tried = caller.send("POST", "/segmentations/count", {"segments": SEGMENTS})
    assert [(row["key"], row["accounts"]) for row in tried] == [
        ("0", 1), ("1", 1), ("none", 1), ("unknown", 0),
    ]  # fmt: skip
    assert not Segmentation.objects.exists()
    made = caller.send("POST", "/segmentations", {"name": "S", "segments": SEGMENTS}, 201)
    at = f"/segmentations/{made['id']}"
    assert made["sentences"] == ["the potential is above 200", "the status is dormant"]
    assert caller.get(f"{at}/counts") == tried
    assert caller.get(at) == made
    changed = caller.send("PUT", at, {"name": "S", "segments": [DORMANT, LARGE]})
    assert [row["accounts"] for row in caller.get(f"{at}/counts")] == [2, 0, 1, 0]
    assert caller.get("/segmentations")["items"] == [changed]
    caller.send("PUT", at, {"name": "S", "segments": [LARGE, LARGE]}, 422)
    caller.send("DELETE", at, None, 204)
    caller.get(at, 404)
    Caller(member("reader")).send("POST", "/segmentations/count", {"segments": []}, 403)


def test_the_accounts_behind_a_count(caller):
    made = caller.send("POST", "/segmentations", {"name": "S", "segments": SEGMENTS}, 201)
    number = made["id"]
    [row] = caller.get(f"/segmentations/{number}/accounts", segment="1")["items"]
    assert (row["id"], row["segment"], row["perhaps"], row["white_space"]) == (
        "A2", "1", "", None,
    )  # fmt: skip
    assert caller.get(f"/segmentations/{number}/accounts", sort="name")["count"] == 3
    assert [each["id"] for each in caller.get("/accounts", segment=f"{number}-1")["items"]] == [
        "A2"
    ]
    assert caller.get("/accounts", segment=f"{number}-none")["count"] == 1
    file = caller.client.get(f"{ROOT}/exports/segmented.csv", {"of": number, "segment": "0"})
    lines = file.content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in lines] == [["Account", "Segment"],
                                                       ["Account 3", "Large"]]  # fmt: skip
    file = caller.client.get(f"{ROOT}/exports/segmentations.csv")
    assert "Large, Dormant" in file.content.decode("utf-8-sig")


def test_why_an_account_is_in_a_segment(caller):
    caller.send("POST", "/segmentations", {"name": "S", "segments": SEGMENTS}, 201)
    found = caller.get("/accounts/A1/segments")
    assert found["growth"] == {
        "potential": 100.0, "sales": 0.0, "white_space": 100.0, "won": 0.0, "next_year": None,
        "exceeded": False,
    }  # fmt: skip
    [placement] = found["placements"]
    assert (placement["segment"], placement["said"]) == (None, "in no segment")
    assert placement["segments"][0] == {
        "name": "Large", "answer": "no", "conditions": ["the potential is above 200: no, 100"],
    }  # fmt: skip
    caller.get("/accounts/A9/segments", 404)


def test_presets_can_be_sent_as_they_are(caller):
    for kind, segments in caller.get("/segmentations/presets").items():
        sent = {"name": kind, "segments": segments}
        assert caller.send("POST", "/segmentations", sent, 201)["segments"] == segments
