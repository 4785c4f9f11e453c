"""The ideal customer profile through the API."""

from __future__ import annotations

import pytest
from django.utils import timezone

from maillage.models import IcpVersion
from tests.api.caller import ROOT, Caller
from tests.domain.accounts.factories import make_account, make_rep, touch
from tests.domain.accounts.icp.test_icp import GOOD, SMALL_TECH
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_a_version_is_written_changed_signed_and_explained():
    marketing, sales = Caller(member("marketing")), Caller(member("director"))
    account = make_account(1, **GOOD | {"employees": None})
    made = marketing.send("POST", "/icp", {"criteria": SMALL_TECH, "note": "Workshop."}, 201)
    assert (made["number"], made["in_force_from"], made["author"]) == (1, None, "Marketing 0")
    marketing.get("/icp/in-force", 404)
    changed = {"criteria": made["criteria"] | {"technologies": ["SAP"]}}
    made = marketing.send("PUT", "/icp/1", changed)
    sales.send("POST", "/icp/1/sign", {"seen": "old"}, 409)
    for caller in (marketing, sales):
        made = caller.send("POST", "/icp/1/sign", {"seen": made["fingerprint"]})
    assert made["in_force_from"] == timezone.localdate().isoformat()
    assert [each["team"] for each in made["signatures"]] == ["marketing", "sales"]
    assert sales.get("/icp/in-force")["number"] == 1
    fit = sales.get(f"/accounts/{account.external_id}/fit")
    assert (fit["version"], fit["answer"]) == (1, "unknown")
    assert fit["findings"][1] == {
        "criterion": "employees", "answer": "unknown", "asked": "50 to 200", "known": "not known",
    }  # fmt: skip
    marketing.send("DELETE", "/icp/1", None, 409)


def test_counts_open_their_rows():
    caller = Caller(member("marketing"))
    make_account(1, **GOOD)
    make_account(2, **GOOD | {"employees": 10})
    counts = caller.send("POST", "/icp/count", {"criteria": SMALL_TECH})
    assert counts["fit"] == {"yes": 1, "no": 1, "unknown": 0}
    assert not IcpVersion.objects.exists()
    caller.send("POST", "/icp", {"criteria": SMALL_TECH}, 201)
    assert caller.get("/icp/1/counts") == counts
    [row] = caller.get("/icp/1/accounts", fit="no")["items"]
    assert (row["id"], row["criteria"]["employees"], row["criteria"]["industry"]) == (
        "A2", "no", "yes",
    )  # fmt: skip
    assert caller.get("/icp/1/accounts", sort="name")["count"] == 2
    file = caller.client.get(f"{ROOT}/exports/fitting.csv", {"of": 1, "fit": "no"})
    assert [line.split(",")[0] for line in file.content.decode("utf-8-sig").splitlines()] == [
        "Account", "Account 2",
    ]  # fmt: skip
    caller.send("DELETE", "/icp/1", None, 204)
    assert caller.get("/icp")["items"] == []
    caller.send("POST", "/icp/count", {"criteria": {"employees": 3}}, 422)


def test_activity_off_the_profile_is_measured():
    sales, marketing = member("director"), member("marketing")
    made = Caller(marketing).send("POST", "/icp", {"criteria": SMALL_TECH}, 201)
    for who in (sales, marketing):
        Caller(who).send("POST", "/icp/1/sign", {"seen": made["fingerprint"]})
    today = timezone.localdate()
    touch(make_account(1, **GOOD | {"employees": 10}), make_rep(1), today)
    found = Caller(sales).get("/icp/activity", since=today.isoformat(), until=today.isoformat())
    assert (found["no"], found["off"], found["off_at_most"]) == (1, 1.0, 1.0)
    assert found["reps"] == [{"rep": "Rep 1", "yes": 0, "no": 1, "unknown": 0, "off": 1.0}]


def test_presets_can_be_drafted():
    caller = Caller(member("marketing"))
    for preset in caller.get("/icp/presets").values():
        assert caller.send("POST", "/icp", {"criteria": preset}, 201)["criteria"] == preset
