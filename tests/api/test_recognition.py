"""Best accounts and variable pay, through the API."""

from __future__ import annotations

import pytest
from django.utils import timezone

from maillage.domain.reviews.pay.schemes import EXAMPLE
from maillage.models import Account
from tests.api.caller import ROOT, Caller
from tests.domain.reviews.scene import deal, make_year
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_best_accounts():
    first, _second = make_year()
    rep, manager = Caller(member("rep", rep=first)), Caller(member("manager"))
    sent = {"entries": [{"account": "A1", "reason": "It grows"}]}
    made = rep.send("PUT", "/top-accounts", sent)
    assert made["named"] == [{"account": "A1", "name": "Account 1", "reason": "It grows"}]
    assert (made["common"], made["overlap"]) == (1, 0.5)
    assert rep.get("/top-accounts") == [made]
    assert manager.get("/top-accounts/R1") == made
    assert [row["overlap"] for row in manager.get("/top-accounts")] == [0.5, None]
    rep.get("/top-accounts/R2", 404)
    rep.send("PUT", "/top-accounts", {"entries": [{"account": "A3"}]}, 422)
    rep.send("PUT", "/top-accounts", {"entries": []}, 422)
    Caller(member("rep")).send("PUT", "/top-accounts", sent, 403)


def test_pay():
    first, _second = make_year()
    rep, director = Caller(member("rep", rep=first)), Caller(member("director"))
    rep.get("/pay/reps/R1", 404)
    director.get("/pay/cost", 404)
    assert director.get("/pay") == {"in_force": None, "words": [], "reps": []}
    written = {"name": "Now", "starts_on": "2026-01-01", "content": EXAMPLE}
    made = director.send("POST", "/pay/schemes", written, 201)
    assert director.get("/pay/schemes") == [made]
    director.send("POST", "/pay/schemes", written | {"content": {}}, 422)
    own = rep.get("/pay/reps/R1", deals=[100.0])
    assert (own["rep"], own["base"], own["complete"]) == ("R1", 60_000.0, False)
    assert own["with_deals"]["lines"][0]["paid"] is None
    assert [row["level"] for row in own["levels"]] == [0.8, 1.0, 1.2]
    assert own["levels"][1]["variable"] == 20_000.0
    assert [row["rep"] for row in rep.get("/pay")["reps"]] == ["R1"]
    rep.get("/pay/reps/R2", 404)
    rep.get("/pay/reps/R1", 422, deals=[-1])
    assert director.get("/pay/cost")["left_out"] == ["R1", "R2"]
    for listed in ("tops", "pay"):
        assert director.client.get(f"{ROOT}/exports/{listed}.csv").status_code == 200


def test_own_data_and_wins():
    first, second = make_year()
    today = timezone.localdate()
    deal(70, second, Account.objects.get(external_id="A5"), opened_on=None, closed_on=today)
    rep, director = Caller(member("rep", rep=first)), Caller(member("director"))
    assert [row["kinds"] for row in director.get("/wins")] == [["priority"]]
    assert rep.get("/wins") == []
    director.get("/wins", 422, days=0)
    own = rep.get("/mine")
    assert (own["rep"], own["plan"], own["pay"]) == ("R1", None, None)
    assert director.get("/mine", rep="R1") == own
    rep.get("/mine", 404, rep="R2")
    director.get("/mine", 404)
    assert director.client.get(f"{ROOT}/exports/wins.csv").status_code == 200
