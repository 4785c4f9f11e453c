"""The predictive score through the API."""

from __future__ import annotations

import pytest
from django.utils import timezone

from maillage.domain.leads.digest import digest
from maillage.domain.leads.events import NewEvent, record
from maillage.domain.leads.predicting import predict_waiting
from maillage.models import Lead
from tests.api.caller import Caller
from tests.domain.leads.past import past_leads
from tests.people import member

pytestmark = [pytest.mark.integration, pytest.mark.django_db]
FIELDS = {"fields": {"origin": "creation"}}


def test_a_version_is_learnt_switched_on_and_tells_why():
    caller, now = Caller(member("marketing")), timezone.now()
    event = NewEvent("1", "lead", "new", "facts", now, {"name": "Ana", "origin": "referral"})
    record(source=past_leads(), events=[event], now=now)
    digest(now=now)
    there = f"/leads/{Lead.objects.get(name='Ana').pk}"
    made = caller.send("POST", "/predictors", FIELDS, 201)
    assert (made["version"], made["active"], made["method"]) == (1, False, "bayes")
    assert (made["learnt_from"], made["calibration"]["leads"]) == (210, 90)
    assert made["calibration"]["auc"] > 0.7
    assert caller.get(there)["prediction"] is None
    assert caller.send("POST", "/predictors/1/activate", {})["active"] is True
    predict_waiting()
    found = caller.get(there)["prediction"]
    assert found["version"] == 1
    assert 0.5 < found["probability"] < 1
    assert [(each["field"], each["value"]) for each in found["reasons"]] == [("origin", "referral")]
    assert caller.send("POST", "/predictors/1/switch-off", {})["active"] is False
    assert caller.get(there)["prediction"] is None
    assert [each["version"] for each in caller.get("/predictors")["items"]] == [1]


def test_what_cannot_be_learnt_is_refused():
    caller = Caller(member("marketing"))
    assert "100 of each" in str(caller.send("POST", "/predictors", FIELDS, 422))
    late = {"fields": {"quality": "outcome"}}
    assert "tell the outcome" in str(caller.send("POST", "/predictors", late, 422))
    for wrong in ({}, {"fields": {}}, {"fields": {"a": "soon"}}, FIELDS | {"method": "guess"}):
        caller.send("POST", "/predictors", wrong, 422)
    many = {"fields": {f"f{place}": "creation" for place in range(31)}}
    caller.send("POST", "/predictors", many, 422)
    for version in (9, 10**30):
        caller.send("POST", f"/predictors/{version}/activate", {}, 404)
        caller.send("POST", f"/predictors/{version}/switch-off", {}, 404)
    assert caller.get("/predictors")["items"] == []
